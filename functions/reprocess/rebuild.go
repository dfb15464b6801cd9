package reprocess

import (
	"context"
	"errors"
	"fmt"
	"time"

	"paradox/analysis/label"
	"paradox/infra/register"
	"paradox/infra/store"
)

// Rebuild makes a generation beside the live one and switches to it, while messages
// come in, expire and are erased:
//
//  1. the control data say that it is being built, so that writers label for it too;
//  2. it waits until every writer knows that;
//  3. it labels what lacks the label, stubs included, and sweeps again until a sweep
//     finds nothing to label: from then on every reaction has it;
//  4. the gate: every reaction that is counted in the live generation is counted in the
//     new one, and the new counters are the sum of the new labels;
//  5. the live generation is switched, if it is still the one that was begun with;
//  6. the old one stays as it is for as long as a way back is wanted. [Rebuild.CleanUp]
//     removes it, and a Rebuild To it goes back.
//
// A run that was cut off at any point, or killed, is completed by the next one. The
// counters of the live generation are not read for it: where they are damaged, this is
// the repair.
//
// With Label it is the machinery for a new model as well: texts are labelled anew, and
// stubs for which Label says so keep the old label alone.
type Rebuild struct {
	Store Store
	Now   func() time.Time
	// To is the generation to make; "" for the one being built, if any, and else for
	// the live one's next build.
	To string
	// Label returns the label of a whole reaction or a stub in the new generation, or
	// false if it is to have none. nil copies what is live, which takes a new build of
	// the same model, taxonomy and zone.
	Label    func(store.Stored) (label.Result, bool)
	Segments int     // read side by side; 0 for 1
	Rate     float64 // read units a second; 0 for no limit
	// Longest is how long a writer may still work with what it knew when it began, such
	// as the time limit of a function; 0 for 5 minutes.
	Longest  time.Duration
	Wait     func(ctx context.Context, d time.Duration) error // nil for a timer
	Progress func(step Step, p Progress)                      // after each page; may be nil
}

// Step is a part of a rebuild, for whoever watches it.
type Step string

// The steps that take time.
const (
	Waiting  Step = "waiting until every writer knows"
	Sweeping Step = "labelling what lacks the label"
	Proving  Step = "comparing"
	Cleaning Step = "taking labels away"
)

// The errors of a rebuild.
var (
	// ErrGate is matched when the new generation is not what it must be. It is not
	// switched to, and stays the one being built: [Rebuild.Run] tries again,
	// [Rebuild.Abandon] gives it up.
	ErrGate = errors.New("reprocess: the rebuilt counters do not pass the gate")
	// ErrWriters is matched when sweeps go on finding reactions without the new label:
	// something writes that does not know of the generation being built.
	ErrWriters = errors.New("reprocess: something goes on recording without the label of the generation being built")
	// ErrOther is matched when another generation is being built than is asked for.
	ErrOther = errors.New("reprocess: another generation is being built")
)

// Rebuilt is what a rebuild did.
type Rebuilt struct {
	From, To string  // From is "" where an earlier run had switched already
	Resumed  bool    // To was being built before
	Labelled int     // reactions that took the label
	Sweeps   int     // scans that it took
	Units    float64 // read units of all scans
	Gate     Gate
}

// maxSweeps is how many sweeps there are at most. The second finds nothing when every
// writer knows.
const maxSweeps = 6

// Run rebuilds. An error that matches none of those of this package left everything
// such that the next Run completes it.
func (b *Rebuild) Run(ctx context.Context) (Rebuilt, error) {
	done, err := b.plan(ctx)
	if err != nil {
		return done, err
	}
	if done.From == "" {
		return done, b.end(ctx, &done)
	}
	if err := b.label(ctx, &done); err != nil {
		return done, err
	}
	if err := b.prove(ctx, &done); err != nil {
		return done, err
	}
	if err := b.copySummaries(ctx, done.From, done.To); err != nil {
		return done, err
	}
	if err := b.Store.SetGeneration(ctx, done.From, done.To); err != nil {
		return done, err
	}
	return done, b.end(ctx, &done)
}

// plan finds out where things stand and says that To is being built. From stays ""
// if it is live already.
func (b *Rebuild) plan(ctx context.Context) (Rebuilt, error) {
	live, building, err := b.generations(ctx)
	if err != nil {
		return Rebuilt{}, err
	}
	if building != "" {
		if b.To != "" && b.To != building {
			return Rebuilt{}, fmt.Errorf("%w: %s, not %s", ErrOther, building, b.To)
		}
		if building == live {
			return Rebuilt{To: live, Resumed: true}, nil
		}
		return Rebuilt{From: live, To: building, Resumed: true}, b.fits(live, building)
	}
	to := b.To
	if to == "" {
		if to, err = b.next(ctx, live); err != nil {
			return Rebuilt{}, err
		}
	}
	if to == live {
		return Rebuilt{}, fmt.Errorf("rebuilding: %s is live already", live)
	}
	if err := b.fits(live, to); err != nil {
		return Rebuilt{}, err
	}
	return Rebuilt{From: live, To: to}, b.Store.SetBuilding(ctx, "", to)
}

// generations returns what is live and what is being built, and an error where
// nothing is live.
func (b *Rebuild) generations(ctx context.Context) (live, building string, err error) {
	if building, err = b.Store.Building(ctx); err != nil {
		return "", "", err
	}
	if live, err = b.Store.Generation(ctx); errors.Is(err, store.ErrNotFound) {
		return "", "", fmt.Errorf("rebuilding: nothing was ever recorded: %w", err)
	}
	return live, building, err
}

// fits returns an error matching ErrOther unless labels of one generation may be
// copied to the other, or need not be.
func (b *Rebuild) fits(from, to string) error {
	f, err := store.ParseGeneration(from)
	if err != nil {
		return err
	}
	t, err := store.ParseGeneration(to)
	if err != nil {
		return err
	}
	if b.Label == nil && !f.Same(t) {
		return fmt.Errorf("%w: labels of %s are not those of %s", ErrOther, from, to)
	}
	return nil
}

// next is the live generation's next build that has no counters yet.
func (b *Rebuild) next(ctx context.Context, live string) (string, error) {
	g, err := store.ParseGeneration(live)
	if err != nil {
		return "", err
	}
	taken := map[string]bool{live: true}
	for row, err := range b.Store.AllRows(ctx) {
		if err != nil {
			return "", fmt.Errorf("reading counters: %w", err)
		}
		taken[row.Key.Generation] = true
	}
	for taken[g.String()] {
		g = g.Next()
	}
	return g.String(), nil
}

// label gives everything the new label.
func (b *Rebuild) label(ctx context.Context, done *Rebuilt) error {
	if err := b.wait(ctx); err != nil {
		return err
	}
	for range maxSweeps {
		n, err := b.sweep(ctx, done)
		done.Labelled += n
		done.Sweeps++
		if err != nil || n == 0 {
			return err
		}
	}
	return fmt.Errorf("%w (%s): is a program of an older version at work?", ErrWriters, done.To)
}

// wait lets the time pass until every writer knows what the control data say.
func (b *Rebuild) wait(ctx context.Context) error {
	longest := b.Longest
	if longest == 0 {
		longest = 5 * time.Minute
	}
	if b.Progress != nil {
		b.Progress(Waiting, Progress{})
	}
	d := register.Lifetime + longest
	if b.Wait != nil {
		return b.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// labelFor is the new label of a stored reaction.
func (b *Rebuild) labelFor(st store.Stored, from string) (label.Result, bool) {
	if b.Label != nil {
		return b.Label(st)
	}
	r, ok := st.Labels[from]
	return r, ok
}

// end says that nothing is being built any more. Where labels are not copies, what was
// recorded by programs of the old model until the switch is labelled first.
func (b *Rebuild) end(ctx context.Context, done *Rebuilt) error {
	if b.Label != nil {
		if err := b.label(ctx, done); err != nil {
			return err
		}
	}
	return b.Store.SetBuilding(ctx, done.To, "")
}

// Abandon ends the building of a generation without switching to it. What was labelled
// stays until [Rebuild.CleanUp]. Where the generation is live, it ends the building
// alone, and where none is being built, nothing.
func (b *Rebuild) Abandon(ctx context.Context) (generation string, err error) {
	if generation, err = b.Store.Building(ctx); err != nil || generation == "" {
		return "", err
	}
	return generation, b.Store.SetBuilding(ctx, generation, "")
}
