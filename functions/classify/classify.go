// Package classify labels reactions and records them: it takes what intake
// queued, asks the analysis what each text says, decides where it is counted
// and hands the batch to the store. It promises that a message delivered again
// changes nothing, that a bad one fails alone, and that what could not be
// labelled is counted as unclassified, never as neutral.
package classify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"paradox/analysis/label"
	"paradox/infra/metrics"
	"paradox/infra/reaction"
	"paradox/infra/register"
	"paradox/infra/store"
)

// Classifier labels and records reactions. It is safe for concurrent use; its
// fields must not change once it is used.
type Classifier struct {
	Store      store.Reactions
	Register   register.Reader // a store.Control will do; read at most every register.Lifetime
	Analyze    func(text string) label.Result
	Generation string // what Analyze labels for; see [Generation]
	Zone       *time.Location
	Now        func() time.Time // for the age of the register's copy
	Log        *slog.Logger     // nil for slog.Default()
	Metrics    *metrics.Writer  // nil for none

	once  sync.Once
	names *register.Cache
}

// Generation names what a label depends on: model, taxonomy and time grid.
// Counts of different generations are never added.
func Generation(model, taxonomy string, zone *time.Location) string {
	return strings.Join([]string{model, taxonomy, zone.String()}, "/")
}

// ErrOtherGeneration is matched where what is live was labelled by another model,
// taxonomy or time grid than the classifier has. It does not match store.ErrInvalid:
// nothing is wrong with the message, and it is to be kept until the generations are
// switched or the program that fits runs again. Recording it regardless would count
// it where no report looks.
var ErrOtherGeneration = errors.New("the live generation is of another model, taxonomy or time zone")

// Record labels reactions, places them and stores them, and returns an outcome
// for each, in order. Labels go under the live generation and under the one that is
// being built, as they were at most register.Lifetime ago, as far as the classifier
// labels for them; under its own where none is live yet. On error some may be
// stored: record all again. An error that matches store.ErrInvalid will not go away
// by that.
func (c *Classifier) Record(ctx context.Context, rs []reaction.Reaction) ([]store.Outcome, error) {
	c.once.Do(func() { c.names = &register.Cache{From: c.Register, Now: c.Now} })
	for _, r := range rs {
		if err := check(r); err != nil {
			return nil, err
		}
	}
	names, err := c.names.Names(ctx)
	if err != nil {
		return nil, err
	}
	generations, err := c.generations(names)
	if err != nil {
		return nil, err
	}
	entries := make([]store.Entry, len(rs))
	for i, r := range rs {
		if err := ctx.Err(); err != nil { // labelling asks nobody, and would go on beyond the time
			return nil, fmt.Errorf("labelling %d of %d reactions: %w", i, len(rs), err)
		}
		if entries[i], err = c.entry(r, names, generations); err != nil {
			return nil, fmt.Errorf("labelling %s: %w", r.ID, err)
		}
	}
	outcomes, err := c.Store.Record(ctx, entries)
	if err != nil {
		return nil, fmt.Errorf("recording %d reactions: %w", len(rs), err)
	}
	c.count(entries, outcomes)
	return outcomes, nil
}

// count writes what became of entries.
func (c *Classifier) count(entries []store.Entry, outcomes []store.Outcome) {
	counts := map[string]int{metrics.Recorded: 0, metrics.Unclassified: 0}
	for i, o := range outcomes {
		switch o {
		case store.Recorded:
			counts[metrics.Recorded]++
			for _, result := range entries[i].Labels { // the same under every generation
				if result.Unclassified {
					counts[metrics.Unclassified]++
				}
				break
			}
		case store.Duplicate:
			counts[metrics.Duplicates]++
		default:
			counts[metrics.Refused]++
		}
	}
	c.Metrics.Count(counts)
}

// generations are those that a label is stored under.
func (c *Classifier) generations(names register.Names) ([]string, error) {
	own, err := store.ParseGeneration(c.Generation)
	if err != nil {
		return nil, fmt.Errorf("the classifier's own generation: %w", err)
	}
	if names.Live == "" {
		names.Live = c.Generation
	}
	live, err := store.ParseGeneration(names.Live)
	if err != nil {
		return nil, fmt.Errorf("the live generation: %w", err)
	}
	if !live.Same(own) {
		return nil, fmt.Errorf("%w: it is %s, and this program labels for %s", ErrOtherGeneration, names.Live, c.Generation)
	}
	under := []string{names.Live}
	// What cannot be read or is another model's is left to whoever builds it.
	building, err := store.ParseGeneration(names.Building)
	if err == nil && building.Same(own) && names.Building != names.Live {
		under = append(under, names.Building)
	}
	return under, nil
}

func (c *Classifier) entry(r reaction.Reaction, names register.Names, generations []string) (store.Entry, error) {
	result, err := c.label(r)
	if err != nil {
		return store.Entry{}, err
	}
	dims := store.Dims{
		Campaign: r.Campaign, Day: store.DayOf(r.Time, c.Zone), Channel: r.Channel,
		Language: result.Language, Source: r.Source,
	}
	if _, ok := names.Campaigns[r.Campaign]; !ok {
		dims.Campaign = reaction.Unassigned
	}
	if _, ok := names.Sources[r.Source]; !ok {
		dims.Source = reaction.Unassigned
	}
	if dims.Language != "en" && dims.Language != "pl" {
		dims.Language = "und"
	}
	labels := make(map[string]label.Result, len(generations))
	for _, g := range generations {
		labels[g] = result
	}
	return store.Entry{Reaction: r, Dims: dims, Labels: labels}, nil
}

// probe is an ordinary text. An analysis that cannot bear it is broken.
const probe = "They know what I looked at yesterday."

// errAnalysis is the error of an analysis that fails on every text.
var errAnalysis = errors.New("the analysis fails on every text")

// label labels a reaction. A text that the analysis cannot bear is unclassified,
// and the log names it: the analysis is pure, so that trying again would not
// help. An analysis that cannot bear anything is an outage and no label at all.
func (c *Classifier) label(r reaction.Reaction) (label.Result, error) {
	result, stack := c.analyze(r.Text)
	if stack == "" {
		return result, nil
	}
	if _, broken := c.analyze(probe); broken != "" {
		c.log().Error("analysis is broken", "generation", c.Generation, "stack", stack)
		return label.Result{}, errAnalysis
	}
	c.log().Error("analysis panicked; counted as unclassified", "id", r.ID, "generation", c.Generation, "stack", stack)
	return label.Result{Language: "und", Unclassified: true, Model: c.Generation}, nil
}

// analyze returns what the analysis says, or where it panicked. What the panic
// said is left out: it may quote the text.
func (c *Classifier) analyze(text string) (result label.Result, stack string) {
	defer func() {
		if recover() != nil {
			stack = string(debug.Stack())
		}
	}()
	return c.Analyze(text), ""
}

func (c *Classifier) log() *slog.Logger {
	if c.Log == nil {
		return slog.Default()
	}
	return c.Log
}

// check returns an error matching store.ErrInvalid if intake would not have made
// r: above all, a raw handle is no author's key. It names the id and the field
// and quotes nothing else.
func check(r reaction.Reaction) error {
	field := ""
	switch {
	case !isKey(string(r.ID)):
		return fmt.Errorf("%w: id", store.ErrInvalid) // not quoted: it may be anything
	case r.Author != "" && !isKey(string(r.Author)):
		field = "author"
	case r.Time.IsZero():
		field = "time"
	case r.Expires.IsZero():
		field = "expires"
	case r.Source == "":
		field = "source"
	case !reaction.IsChannel(r.Channel):
		field = "channel"
	case len(r.Text) > reaction.MaxText || !utf8.ValidString(r.Text):
		field = "text"
	default:
		return nil
	}
	return fmt.Errorf("%w: %s of %s", store.ErrInvalid, field, r.ID)
}

// isKey reports whether s is 128 bits in lower-case hex.
func isKey(s string) bool {
	if len(s) != 32 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
