package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"paradox/analysis"
	"paradox/analysis/label"
	"paradox/functions/classify"
	"paradox/functions/intake"
	"paradox/infra/pseudonym"
	queuebolt "paradox/infra/queue/bolt"
	"paradox/infra/store"
	storebolt "paradox/infra/store/bolt"
)

// defaultZone is the report time zone of a new store.
const defaultZone = "Europe/Warsaw"

const day = 24 * time.Hour

// builtin are the sources that every store begins with. A deployment registers
// its own purpose, basis and retention over them.
var builtin = []store.Source{
	intake.FormSource,
	{Name: "import", Purpose: "improving personalised communication from what customers said of it", Basis: "legitimate interest", Retention: 730 * day},
	{Name: "mentions", Purpose: "understanding what is said publicly of personalised communication", Basis: "legitimate interest", Retention: 365 * day},
	{Name: "demo", Purpose: "showing the product with invented messages", Basis: "no personal data: the messages are invented", Retention: 365 * day},
}

// data is an open data directory.
type data struct {
	dir        string
	store      *storebolt.Store
	ledger     *storebolt.Ledger
	keys       pseudonym.Keys
	zone       *time.Location
	generation string // what this program labels under
	live       string // what the store's counters are of
	now        func() time.Time
	log        *slog.Logger
}

// use opens the data directory, runs f and closes it. Where there is none yet it
// is made if f is there to fill it.
func (w *world) use(ctx context.Context, fill bool, f func(*data) error) error {
	d, err := w.open(ctx, fill)
	if err != nil {
		return err
	}
	err = f(d)
	if closing := d.close(); closing != nil && err == nil {
		err = fmt.Errorf("closing the store: %w", closing)
	}
	return err
}

func (d *data) close() error { return errors.Join(d.store.Close(), d.ledger.Close()) }

func (w *world) open(ctx context.Context, fill bool) (*data, error) {
	if err := w.checkZone(); err != nil {
		return nil, err
	}
	path := filepath.Join(w.Data, "store.db")
	_, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	switch {
	case fresh && !fill:
		return nil, fmt.Errorf("there is no store in %s yet: import, serve, campaign add and source add make one; another directory goes with --data", w.Data)
	case fresh:
		if err := os.MkdirAll(w.Data, 0o700); err != nil {
			return nil, fmt.Errorf("making the data directory: %w", err)
		}
	case err != nil:
		return nil, fmt.Errorf("opening the data directory: %w", err)
	}
	d := &data{dir: w.Data, now: w.Now, log: w.Log}
	if d.keys, err = openKeys(w.Data, fresh); err != nil {
		return nil, err
	}
	if d.store, err = storebolt.Open(path, w.Now); errors.Is(err, storebolt.ErrInUse) {
		return nil, fmt.Errorf("the store in %s is in use by another paradox, most likely serve: stop it first", w.Data)
	} else if err != nil {
		return nil, err
	}
	if d.ledger, err = storebolt.OpenLedger(filepath.Join(w.Data, "erasures.db")); err != nil {
		d.store.Close()
		return nil, err
	}
	if err := d.prepare(ctx, w.Zone); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func (w *world) checkZone() error {
	if _, err := time.LoadLocation(w.Zone); err != nil || w.Zone == "Local" {
		return usage("--zone: %q is no time zone like Europe/Warsaw", w.Zone)
	}
	return nil
}

// prepare finds the time zone and the live generation and registers what every
// store begins with.
func (d *data) prepare(ctx context.Context, zone string) (err error) {
	if d.live, err = d.store.Generation(ctx); err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("reading the live generation: %w", err)
	}
	if zone == "" {
		zone = defaultZone
		if _, _, own := parts(d.live); own != "" {
			zone = own
		}
	}
	if d.zone, err = time.LoadLocation(zone); err != nil {
		return fmt.Errorf("time zone of the store: %w", err)
	}
	d.generation = classify.Generation(analysis.Model(), label.Taxonomy, d.zone)
	if d.live == "" {
		if err := d.store.SetGeneration(ctx, "", d.generation); err != nil {
			return fmt.Errorf("setting the generation: %w", err)
		}
		d.live = d.generation
	}
	return d.registerBuiltin(ctx)
}

func (d *data) registerBuiltin(ctx context.Context) error {
	known, err := d.store.Sources(ctx)
	if err != nil {
		return fmt.Errorf("reading sources: %w", err)
	}
	for _, s := range builtin {
		if slices.ContainsFunc(known, func(k store.Source) bool { return k.Name == s.Name }) {
			continue
		}
		if err := d.store.PutSource(ctx, s); err != nil {
			return fmt.Errorf("registering source %q: %w", s.Name, err)
		}
	}
	return nil
}

// parts takes a generation's name apart; see classify.Generation.
func parts(generation string) (model, taxonomy, zone string) {
	p := append(strings.SplitN(generation, "/", 3), "", "", "")
	return p[0], p[1], p[2]
}

// labels returns an error where what this program labels would not belong to
// what the store counts: figures of two models are never added.
func (d *data) labels() error {
	if d.live == d.generation {
		return nil
	}
	model, taxonomy, zone := parts(d.live)
	if own, theirs := d.zone.String(), zone; own != theirs {
		return fmt.Errorf("the store in %s counts days of %s, not of %s: leave --zone and PARADOX_ZONE away, or use another --data directory", d.dir, theirs, own)
	}
	return fmt.Errorf("the messages in %s were labelled by model %s with taxonomy %s; this program has model %s with %s, "+
		"and figures of two models are not added. Use another --data directory, or the build that made this one",
		d.dir, model, taxonomy, analysis.Model(), label.Taxonomy)
}

// reportZone is the time zone of the store's days, whatever was asked for.
func (d *data) reportZone() *time.Location {
	_, _, name := parts(d.live)
	if zone, err := time.LoadLocation(name); err == nil && name != "" {
		return zone
	}
	return d.zone
}

// visibility is how long the worker may take for a batch before the queue hands
// it out again.
const visibility = 2 * time.Minute

func (d *data) openQueue() (*queuebolt.Queue, error) {
	q, err := queuebolt.Open(filepath.Join(d.dir, "queue.db"), queuebolt.Options{Visibility: visibility, Now: d.now})
	if errors.Is(err, queuebolt.ErrInUse) {
		return nil, fmt.Errorf("the queue in %s is in use by another paradox: stop it first", d.dir)
	}
	return q, err
}

func (d *data) classifier() *classify.Classifier {
	return &classify.Classifier{
		Store: d.store, Register: d.store, Analyze: analysis.Analyze,
		Generation: d.generation, Zone: d.zone, Now: d.now, Log: d.log,
	}
}
