package reprocess

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// scan reads everything once, in as many segments as are wanted.
func (b *Rebuild) scan(ctx context.Context, step Step, each handle) (units float64, err error) {
	r := &reader{from: b.Store, limit: limiter(b.Rate), now: b.Now}
	if b.Progress != nil {
		r.progress = func(p Progress) { b.Progress(step, p) }
	}
	err = r.read(ctx, make([]Place, max(1, b.Segments)), each, nil)
	return r.seen.Units, err
}

// sweep labels what lacks the label and returns how much that was.
func (b *Rebuild) sweep(ctx context.Context, done *Rebuilt) (int, error) {
	var labelled atomic.Int64
	units, err := b.scan(ctx, Sweeping, func(ctx context.Context, _ int, page store.Page) (func(), error) {
		var lacking []store.Labelled
		for _, st := range page.Stored {
			if _, has := st.Labels[done.To]; has || st.State == store.Tombstone {
				continue
			}
			if r, ok := b.labelFor(st, done.From); ok {
				lacking = append(lacking, store.Labelled{ID: st.Reaction.ID, Result: r})
			}
		}
		for some := range slices.Chunk(lacking, batch) {
			n, err := b.Store.Label(ctx, done.To, some...)
			labelled.Add(int64(n))
			if err != nil {
				return nil, fmt.Errorf("labelling %d reactions: %w", len(some), err)
			}
		}
		return nil, nil
	})
	done.Units += units
	return int(labelled.Load()), err
}

// Cleaned is what the removal of a generation did.
type Cleaned struct {
	Unlabelled int     // reactions whose label was taken away
	Kept       int     // that have no label of the live generation, and keep this one
	Rows       int     // counter rows that were left without a reaction, as damage leaves them
	Weeks      int     // whose summaries were removed
	Sweeps     int     // scans that it took
	Units      float64 // read units of all scans
}

// CleanUp takes the labels of a generation away, with its counters and summaries. A
// reaction that the live generation does not count keeps it, and with it the counters
// of those: a history is not removed in silence. It is refused with an error matching
// store.ErrConflict for what is live or being built, and there is no way back from
// it. A run that was cut off is completed by the next.
func (b *Rebuild) CleanUp(ctx context.Context, generation string) (Cleaned, error) {
	var done Cleaned
	if _, err := store.ParseGeneration(generation); err != nil {
		return done, err
	}
	if _, err := b.away(ctx, generation); err != nil {
		return done, err
	}
	if err := b.wait(ctx); err != nil { // for those who still write it
		return done, err
	}
	for found := -1; found != 0; done.Sweeps++ {
		if done.Sweeps == maxSweeps {
			return done, fmt.Errorf("%w: %s is recorded, though it is neither live nor being built", ErrWriters, generation)
		}
		before := done.Unlabelled
		if err := b.unlabel(ctx, generation, &done); err != nil {
			return done, err
		}
		found = done.Unlabelled - before
	}
	if done.Kept > 0 {
		return done, nil
	}
	return done, b.drop(ctx, generation, &done)
}

// away returns the live generation, and an error matching store.ErrConflict unless the
// other is neither live nor being built.
func (b *Rebuild) away(ctx context.Context, generation string) (live string, err error) {
	live, building, err := b.generations(ctx)
	if err == nil && (generation == live || generation == building) {
		err = fmt.Errorf("removing %s, which is live or being built: %w", generation, store.ErrConflict)
	}
	return live, err
}

// unlabel takes the labels away that a scan finds.
func (b *Rebuild) unlabel(ctx context.Context, generation string, done *Cleaned) error {
	var unlabelled, kept atomic.Int64
	units, err := b.scan(ctx, Cleaning, func(ctx context.Context, _ int, page store.Page) (func(), error) {
		live, err := b.away(ctx, generation) // it may have become live or wanted again
		if err != nil {
			return nil, err
		}
		var ids []reaction.ID
		for _, st := range page.Stored {
			if _, has := st.Labels[generation]; !has {
				continue
			}
			if _, counted := st.Labels[live]; !counted {
				kept.Add(1)
				continue
			}
			ids = append(ids, st.Reaction.ID)
		}
		for some := range slices.Chunk(ids, batch) {
			n, err := b.Store.Unlabel(ctx, generation, some...)
			unlabelled.Add(int64(n))
			if err != nil {
				return nil, fmt.Errorf("taking %d labels away: %w", len(some), err)
			}
		}
		return nil, nil
	})
	done.Units += units
	done.Unlabelled += int(unlabelled.Load())
	done.Kept = int(kept.Load())
	return err
}

// drop removes what is left of a generation that no reaction has a label of.
func (b *Rebuild) drop(ctx context.Context, generation string, done *Cleaned) (err error) {
	if done.Rows, err = b.Store.Drop(ctx, generation); err != nil {
		return err
	}
	weeks, err := b.weeks(ctx, generation)
	if err != nil {
		return err
	}
	for _, week := range weeks {
		if err := b.Store.PutSummaries(ctx, generation, week, nil); err != nil {
			return err
		}
		done.Weeks++
	}
	return nil
}

// weeks are those that a generation has summaries of.
func (b *Rebuild) weeks(ctx context.Context, generation string) (weeks []store.Day, err error) {
	for sum, err := range b.Store.Summaries(ctx, generation, firstWeek, lastWeek) {
		if err != nil {
			return nil, err
		}
		if len(weeks) == 0 || weeks[len(weeks)-1] != sum.Week {
			weeks = append(weeks, sum.Week)
		}
	}
	return weeks, nil
}

// copySummaries takes the summaries along where labels are copies, those included
// whose reactions have expired since. The next pass goes on from them.
func (b *Rebuild) copySummaries(ctx context.Context, from, to string) error {
	if b.Label != nil {
		return nil
	}
	weeks, err := b.weeks(ctx, from)
	if err != nil {
		return err
	}
	for _, week := range weeks {
		var ss []store.Summary
		for sum, err := range b.Store.Summaries(ctx, from, week, week) {
			if err != nil {
				return err
			}
			ss = append(ss, sum)
		}
		if err := b.Store.PutSummaries(ctx, to, week, ss); err != nil {
			return err
		}
	}
	return nil
}
