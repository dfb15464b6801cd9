package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"paradox/analysis"
	"paradox/analysis/label"
	"paradox/functions/classify"
	"paradox/functions/intake"
	"paradox/infra/pseudonym"
	queuebolt "paradox/infra/queue/bolt"
	"paradox/infra/store"
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
	kept
	dir        string // of the queue, the keys and the checkpoints
	place      place  // of the store
	keys       pseudonym.Keys
	zone       *time.Location
	generation string // what this program labels for, whichever build is live
	live       string // what the store's counters are of, with its build
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

func (w *world) open(ctx context.Context, fill bool) (*data, error) {
	d, err := w.openAny(ctx, fill)
	if err != nil {
		return nil, err
	}
	if err := d.sameKeys(ctx); err != nil {
		d.close()
		return nil, err
	}
	if err := d.prepare(ctx, w.Zone); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// openAny opens what may be of other keys, and prepares nothing in it.
func (w *world) openAny(ctx context.Context, fill bool) (*data, error) {
	if err := w.checkZone(); err != nil {
		return nil, err
	}
	at, err := w.place(ctx)
	if err != nil {
		return nil, err
	}
	fresh, err := at.fresh(ctx)
	if err != nil {
		return nil, err
	}
	if fresh && !fill {
		return nil, at.none()
	}
	if fresh || w.Kept.Secret != "" { // keys that come from elsewhere need no directory; the queue does
		if err := os.MkdirAll(w.Data, 0o700); err != nil {
			return nil, fmt.Errorf("making the data directory: %w", err)
		}
	}
	d := &data{dir: w.Data, place: at, now: w.Now, log: w.Log}
	if d.keys, err = w.openKeys(ctx, at, fresh); err != nil {
		return nil, err
	}
	if d.kept, err = at.open(); err != nil {
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
		if zone = defaultZone; d.live != "" {
			zone = partsOf(d.live).Zone
		}
	}
	if d.zone, err = time.LoadLocation(zone); err != nil {
		return fmt.Errorf("time zone of the store: %w", err)
	}
	d.generation = classify.Generation(analysis.Model(), label.Taxonomy, d.zone)
	if d.live == "" {
		if err := d.begin(ctx); err != nil {
			return err
		}
	}
	return d.registerBuiltin(ctx)
}

// begin makes this program's generation the first of a new store, unless another
// program has just done so.
func (d *data) begin(ctx context.Context) error {
	err := d.store.SetGeneration(ctx, "", d.generation)
	if err != nil && !errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("setting the generation: %w", err)
	}
	if d.live, err = d.store.Generation(ctx); err != nil {
		return fmt.Errorf("reading the live generation: %w", err)
	}
	return nil
}

// partsOf takes a generation's name apart. One that cannot be is of a model of that
// name, which no program has.
func partsOf(name string) store.Generation {
	g, err := store.ParseGeneration(name)
	if err != nil {
		return store.Generation{Model: name, Zone: defaultZone}
	}
	return g
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

// labels returns an error where what this program labels would not belong to
// what the store counts: figures of two models are never added.
func (d *data) labels() error {
	live := partsOf(d.live)
	if live.Same(partsOf(d.generation)) {
		return nil // whichever build of it the counters are
	}
	if own := d.zone.String(); own != live.Zone {
		return fmt.Errorf("the store in %s counts days of %s, not of %s: leave --zone and PARADOX_ZONE away, or use another --data directory", d.place, live.Zone, own)
	}
	return fmt.Errorf("the messages in %s were labelled by model %s with taxonomy %s; this program has model %s with %s, "+
		"and figures of two models are not added. Use another --data directory, or the build that made this one",
		d.place, live.Model, live.Taxonomy, analysis.Model(), label.Taxonomy)
}

// reportZone is the time zone of the store's days, whatever was asked for.
func (d *data) reportZone() *time.Location {
	if zone, err := time.LoadLocation(partsOf(d.live).Zone); err == nil {
		return zone
	}
	return d.zone
}

// visibility is how long the worker may take for a batch before the queue hands
// it out again.
const visibility = 2 * time.Minute

// errQueueInUse is matched while another program has the queue open.
var errQueueInUse = errors.New("another paradox runs")

func (d *data) openQueue() (*queuebolt.Queue, error) {
	q, err := queuebolt.Open(filepath.Join(d.dir, "queue.db"), queuebolt.Options{Visibility: visibility, Now: d.now})
	if errors.Is(err, queuebolt.ErrInUse) {
		return nil, fmt.Errorf("%w: the queue in %s is in use, most likely by serve: stop it first", errQueueInUse, d.dir)
	}
	return q, err
}

func (d *data) classifier() *classify.Classifier {
	return &classify.Classifier{
		Store: d.store, Register: d.store, Analyze: analysis.Analyze,
		Generation: d.generation, Zone: d.zone, Now: d.now, Log: d.log,
	}
}
