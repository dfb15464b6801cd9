package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"paradox/infra/store"
)

// ErrDied is what an engine under test returns when the program that uses it is
// taken to have died between two of its calls. Whoever injects it lets every call
// fail with it until the store is opened again: the dead do nothing more.
var ErrDied = errors.New("storetest: the program died")

// Violation is a broken promise of design.md, found by [Sequence].
type Violation struct {
	Invariant int    // 1 to 6 of design.md; 0 for a sentence of the contract beside them
	Phase     int    // counted from 1
	What      string // in words, with the ids concerned
	Err       error  // what the store answered, where it refused its service for good
}

// Error says which invariant, when and how.
func (v *Violation) Error() string {
	s := fmt.Sprintf("invariant %d broken in phase %d: %s", v.Invariant, v.Phase, v.What)
	if v.Err != nil {
		s += ": " + v.Err.Error()
	}
	return s
}

// Unwrap is what the store answered, or nil.
func (v *Violation) Unwrap() error { return v.Err }

// Reopen opens the store of one sequence: an empty one the first time, and after
// Close or [ErrDied] the same with what was stored.
type Reopen func(now func() time.Time) (store.Store, error)

// Options of [Sequence]. The zero value is ready.
type Options struct {
	// Writers is how many goroutines write at once: 1 for a run that the seed
	// decides alone and that is compared with an exact model throughout; 0 for 1
	// to 4, drawn anew for each phase.
	Writers int
	// Tries is how often a call that fails is made before the sequence gives up;
	// 0 for 200.
	Tries int
	// Logf, if set, is told of each phase.
	Logf func(format string, args ...any)
}

// Sequence runs about ops operations on a store, drawn by the seed: record,
// deliver again, reorder, erase, erase early, erase an author, import again, let
// time pass, sweep, relabel, compact, close and open. They come in phases of some
// operations by one or several writers on the same ids and authors; after each
// phase everything stored is read and judged. A phase of one writer is compared
// with an exact model, outcomes and items field by field; after a phase of several,
// what must hold whoever came first is checked.
//
// Operations may fail: a call is repeated as its callers would, and after ErrDied
// the store is opened again first and a batch comes back divided. What a failed
// try may have done is allowed for.
//
// It returns nil, the first *[Violation], or the context's error. The store is
// closed when it returns.
func Sequence(ctx context.Context, seed uint64, ops int, open Reopen, o Options) error {
	if o.Tries == 0 {
		o.Tries = 200
	}
	d := &driver{
		session: session{ctx: ctx, open: open, clock: &clock{t: start}, tries: o.Tries},
		rng:     rand.New(rand.NewPCG(seed, 0x5eed)), options: o, model: newModel(),
	}
	d.plan.rng = d.rng
	if err := d.reopen(); err != nil {
		return err
	}
	defer func() { d.store.Close() }()
	for done := 0; done < ops; {
		d.phase++
		n, err := d.runPhase(min(ops-done, 10+d.rng.IntN(30)))
		if done += n; err != nil {
			return d.placed(err)
		}
	}
	return nil
}

// driver runs one sequence.
type driver struct {
	session
	plan    plan
	rng     *rand.Rand
	options Options
	model   *model
	phase   int
}

// placed says in which phase a violation was found.
func (d *driver) placed(err error) error {
	if v := (*Violation)(nil); errors.As(err, &v) {
		v.Phase = d.phase
	}
	return err
}

// runPhase does up to n operations and returns how many.
func (d *driver) runPhase(n int) (int, error) {
	did := 0
	if d.rng.IntN(2) == 0 {
		d.clock.move(time.Duration(1+d.rng.IntN(20)) * time.Hour)
		did++
	}
	if d.rng.IntN(6) == 0 {
		if err := d.reopen(); err != nil {
			return did, err
		}
		did++
	}
	writers := d.options.Writers
	if writers == 0 {
		writers = 1 + d.rng.IntN(4)
	}
	steps := make([][]op, writers)
	for i := range max(1, n-did) {
		steps[i%writers] = append(steps[i%writers], d.plan.draw(d.clock.now()))
		did++
	}
	if d.options.Logf != nil {
		d.options.Logf("phase %d: %d operations by %d writers", d.phase, did, writers)
	}
	if writers == 1 {
		return did, d.exactly(steps[0])
	}
	return did, d.atOnce(steps)
}

// exactly has one writer do the operations and compares all with the model.
func (d *driver) exactly(ops []op) error {
	for _, o := range ops {
		got, err := d.do(o)
		if err != nil {
			return err
		}
		if err := d.model.follow(got, d.clock.now()); err != nil {
			return err
		}
	}
	snap, err := d.snapshot()
	if err != nil {
		return err
	}
	if err := snap.coherent(); err != nil {
		return err
	}
	return snap.equals(d.model, d.clock.now())
}

// atOnce has several writers do their operations side by side, judges what came of
// it, and goes on from there.
func (d *driver) atOnce(steps [][]op) error {
	logs, errs := make([][]done, len(steps)), make([]error, len(steps))
	var wg sync.WaitGroup
	for w, ops := range steps {
		wg.Go(func() {
			for _, o := range ops {
				got, err := d.do(o)
				if err != nil {
					errs[w] = err
					return
				}
				logs[w] = append(logs[w], got)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	snap, err := d.snapshot()
	if err != nil {
		return err
	}
	if err := snap.coherent(); err != nil {
		return err
	}
	return d.judge(logs, snap)
}
