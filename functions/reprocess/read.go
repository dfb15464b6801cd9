package reprocess

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"paradox/infra/store"
)

// ErrUnfinished is matched when there was no time to come to the end. The same call
// goes on from the checkpoint; without one it begins anew.
var ErrUnfinished = errors.New("reprocess: no time left to finish")

// Progress says how far a scan has come.
type Progress struct {
	Read     int     // reactions, stubs and tombstones seen in this scan
	Units    float64 // read units that they cost
	Segments int     // how many there are
	Done     int     // how many of them are read to the end
}

// Place is how far a segment has been read.
type Place struct {
	After string
	Done  bool
}

// reader reads all segments side by side, keeps to a rate and stops in time.
type reader struct {
	from     store.Reactions
	limit    *rate.Limiter // nil for none
	progress func(Progress)
	margin   time.Duration
	now      func() time.Time

	mu   sync.Mutex // held while a page is taken in, and over what is taken together with the places
	seen Progress
}

// limiter allows so many units a second, with a burst of one second; nil for 0.
func limiter(units float64) *rate.Limiter {
	if units <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(units), max(1, int(math.Ceil(units))))
}

// handle works on a page of a segment. What takes long is done in it, beside other
// segments; what it returns is run with mu held, together with the step to the next
// page, so that places and findings always belong together.
type handle func(ctx context.Context, segment int, page store.Page) (take func(), err error)

// read reads on from the places to the end and moves them on. after is called after
// each page, while nothing else is taken in; nil for nothing. read returns an error
// matching ErrUnfinished if ctx's deadline came too near.
func (r *reader) read(ctx context.Context, places []Place, each handle, after func() error) error {
	r.seen = Progress{Segments: len(places)}
	for _, p := range places {
		if p.Done {
			r.seen.Done++
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	for i := range places {
		if !places[i].Done {
			group.Go(func() error { return r.segment(ctx, i, places, each, after) })
		}
	}
	return group.Wait()
}

func (r *reader) segment(ctx context.Context, n int, places []Place, each handle, after func() error) error {
	if err := r.inTime(ctx); err != nil {
		return err
	}
	at := store.Segment{Number: n, Of: len(places), After: places[n].After}
	for page, err := range r.from.Scan(ctx, at) {
		if err != nil {
			return fmt.Errorf("reading segment %d of %d: %w", n, len(places), err)
		}
		take, err := each(ctx, n, page)
		if err != nil {
			return err
		}
		if err := r.taken(&places[n], page, take, after); err != nil {
			return err
		}
		if page.After == "" {
			return nil
		}
		if err := r.pause(ctx, page.Units); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	places[n].Done = true // an empty segment may have no page at all
	r.seen.Done++
	return nil
}

func (r *reader) taken(place *Place, page store.Page, take func(), after func() error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if take != nil {
		take()
	}
	*place = Place{After: page.After, Done: page.After == ""}
	r.seen.Read += len(page.Stored)
	r.seen.Units += page.Units
	if place.Done {
		r.seen.Done++
	}
	if r.progress != nil {
		r.progress(r.seen)
	}
	if after == nil {
		return nil
	}
	return after()
}

// pause waits until the rate allows what the page cost, which is known only now.
func (r *reader) pause(ctx context.Context, units float64) error {
	if err := r.inTime(ctx); err != nil || r.limit == nil {
		return err
	}
	for n := int(math.Ceil(units)); n > 0; n -= r.limit.Burst() {
		if err := r.limit.WaitN(ctx, min(n, r.limit.Burst())); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("%w at the rate that is allowed", ErrUnfinished)
		}
	}
	return nil
}

// inTime returns an error matching ErrUnfinished if the deadline is too near to begin
// anything.
func (r *reader) inTime(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if at, ok := ctx.Deadline(); ok && at.Sub(r.now()) < r.margin {
		return ErrUnfinished
	}
	return nil
}
