package reprocess_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// cutOff is a store that fails at a call, before it does anything or after.
type cutOff struct {
	store.Store
	at    atomic.Int64 // calls until one fails
	after bool
}

// call counts a call and does it; the one that fails may have been done.
func (s *cutOff) call(do func() error) error {
	fails := s.at.Add(-1) == -1
	if fails && !s.after {
		return errAway
	}
	if err := do(); err != nil {
		return err
	}
	if fails {
		return errAway
	}
	return nil
}

func (s *cutOff) SetBuilding(ctx context.Context, old, new string) error {
	return s.call(func() error { return s.Store.SetBuilding(ctx, old, new) })
}

func (s *cutOff) SetGeneration(ctx context.Context, old, new string) error {
	return s.call(func() error { return s.Store.SetGeneration(ctx, old, new) })
}

func (s *cutOff) Label(ctx context.Context, g string, ls ...store.Labelled) (n int, err error) {
	err = s.call(func() error { n, err = s.Store.Label(ctx, g, ls...); return err })
	return n, err
}

func (s *cutOff) Unlabel(ctx context.Context, g string, ids ...reaction.ID) (n int, err error) {
	err = s.call(func() error { n, err = s.Store.Unlabel(ctx, g, ids...); return err })
	return n, err
}

func (s *cutOff) Drop(ctx context.Context, g string) (n int, err error) {
	err = s.call(func() error { n, err = s.Store.Drop(ctx, g); return err })
	return n, err
}

func (s *cutOff) PutSummaries(ctx context.Context, g string, w store.Day, ss []store.Summary) error {
	return s.call(func() error { return s.Store.PutSummaries(ctx, g, w, ss) })
}

func (s *cutOff) Scan(ctx context.Context, seg store.Segment) iter.Seq2[store.Page, error] {
	return func(yield func(store.Page, error) bool) {
		for page, err := range (sliced{s.Store, 20, nil}).Scan(ctx, seg) {
			if err == nil {
				err = s.call(func() error { return nil })
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// A rebuild and a clean-up that are cut off at any call are completed by the next run.
func TestRebuildCutOffAnywhere(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for at, failed := 0, true; failed; at++ {
			inner, c, _ := damaged(t, 50)
			for _, week := range []store.Day{"2026-11-16", "2026-11-23"} {
				if err := inner.PutSummaries(t.Context(), live, week, []store.Summary{{Week: week, N: 3}}); err != nil {
					t.Fatal(err)
				}
			}
			s := &cutOff{Store: inner, after: after}
			s.at.Store(int64(at))
			b := atOnce(s, c)
			_, err := b.Run(t.Context())
			if failed = err != nil; failed {
				if !errors.Is(err, errAway) {
					t.Fatalf("cut off at call %d: %v", at, err)
				}
				// A caller looks whether there is anything left to do: the last call
				// may have been done.
				if building := must(inner.Building(t.Context()))(t); building != "" || must(inner.Generation(t.Context()))(t) == live {
					must(b.Run(t.Context()))(t)
				}
			}
			wantGenerations(t, inner, rebuilt, "")
			if _, err := b.CleanUp(t.Context(), live); err != nil {
				if failed = true; !errors.Is(err, errAway) {
					t.Fatalf("clean-up cut off at call %d: %v", at, err)
				}
				must(b.CleanUp(t.Context(), live))(t)
			}
			verify(t, inner)
			if len(summaries(t, inner, live)) > 0 || len(summaries(t, inner, rebuilt)) == 0 {
				t.Errorf("cut off at call %d: summaries are of the wrong generation", at)
			}
			if t.Failed() {
				t.Fatalf("cut off at call %d, after %v", at, after)
			}
			if !failed && at < 16 {
				t.Fatalf("only %d calls", at)
			}
		}
	}
}
