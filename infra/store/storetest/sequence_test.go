package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
	"paradox/infra/store/storetest"
)

// bent is a store some of whose answers and deeds pass through functions that
// are set.
type bent struct {
	store.Store
	record func([]store.Entry) ([]store.Outcome, error)
	erase  func(reaction.ID) (bool, error)
	author func(reaction.AuthorKey, time.Time, bool) (int, error)
	expire func(time.Time, []reaction.ID) (int, error)
	label  func(string, []store.Labelled) (int, error)
	row    func(*store.Row)
	stored func(*store.Stored)
}

func (b bent) Record(ctx context.Context, es []store.Entry) ([]store.Outcome, error) {
	if b.record != nil {
		return b.record(es)
	}
	return b.Store.Record(ctx, es)
}

func (b bent) Erase(ctx context.Context, id reaction.ID) (bool, error) {
	if b.erase != nil {
		return b.erase(id)
	}
	return b.Store.Erase(ctx, id)
}

func (b bent) EraseAuthor(ctx context.Context, a reaction.AuthorKey, until time.Time, objection bool) (int, error) {
	if b.author != nil {
		return b.author(a, until, objection)
	}
	return b.Store.EraseAuthor(ctx, a, until, objection)
}

func (b bent) Expire(ctx context.Context, now time.Time, ids ...reaction.ID) (int, error) {
	if b.expire != nil {
		return b.expire(now, ids)
	}
	return b.Store.Expire(ctx, now, ids...)
}

func (b bent) Label(ctx context.Context, generation string, ls ...store.Labelled) (int, error) {
	if b.label != nil {
		return b.label(generation, ls)
	}
	return b.Store.Label(ctx, generation, ls...)
}

func (b bent) AllRows(ctx context.Context) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for row, err := range b.Store.AllRows(ctx) {
			if b.row != nil {
				b.row(&row)
			}
			if row.Counts != (store.Counts{}) && !yield(row, err) {
				return
			}
		}
	}
}

func (b bent) Scan(ctx context.Context, s store.Segment) iter.Seq2[store.Page, error] {
	return func(yield func(store.Page, error) bool) {
		for page, err := range b.Store.Scan(ctx, s) {
			for i := range page.Stored {
				if b.stored != nil {
					b.stored(&page.Stored[i])
				}
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

// begin is when sequences begin.
var begin = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// Each wrong engine is caught, as breaking what it breaks, whether one writes or many.
func TestSequenceNamesWhatIsBroken(t *testing.T) {
	ctx := t.Context()
	tests := []struct {
		name       string
		invariants []int // any of these
		bend       func(s store.Store) bent
	}{
		{"a count too many", []int{1}, func(s store.Store) bent {
			return bent{Store: s, row: func(r *store.Row) { r.Counts[store.Valued]++ }}
		}},
		{"a duplicate that is said to be recorded", []int{2}, func(s store.Store) bent {
			return bent{Store: s, record: func(es []store.Entry) ([]store.Outcome, error) {
				os, err := s.Record(ctx, es)
				for i := range os {
					if os[i] == store.Duplicate {
						os[i] = store.Recorded
					}
				}
				return os, err
			}}
		}},
		{"an erasure that is not done", []int{3}, func(s store.Store) bent {
			return bent{Store: s, erase: func(reaction.ID) (bool, error) { return true, nil }}
		}},
		{"an author's erasure that is not done", []int{3}, func(s store.Store) bent {
			return bent{Store: s, author: func(reaction.AuthorKey, time.Time, bool) (int, error) { return 0, nil }}
		}},
		{"an author's erasure that takes what was written later", []int{3}, func(s store.Store) bent {
			return bent{Store: s, author: func(a reaction.AuthorKey, until time.Time, objection bool) (int, error) {
				n, err := s.EraseAuthor(ctx, a, until, objection)
				for st, scanErr := range s.OfAuthor(ctx, a) {
					if scanErr != nil {
						return n, scanErr
					}
					if there, err := s.Erase(ctx, st.Reaction.ID); err != nil {
						return n, err
					} else if there {
						n++
					}
				}
				return n, err
			}}
		}},
		{"a sweep that is not done", []int{4}, func(s store.Store) bent {
			return bent{Store: s, expire: func(_ time.Time, ids []reaction.ID) (int, error) { return len(ids), nil }}
		}},
		{"a stub that shows a text", []int{2, 4}, func(s store.Store) bent {
			return bent{Store: s, stored: func(st *store.Stored) {
				if st.State == store.Stub {
					st.Reaction.Text = "still here"
				}
			}}
		}},
		{"the unclassified are not counted as such", []int{5}, func(s store.Store) bent {
			return bent{Store: s, row: func(r *store.Row) { r.Counts[store.Unclassified] = 0 }}
		}},
		{"an entry that is taken and not kept", []int{2, 6}, func(s store.Store) bent {
			var lost atomic.Bool
			return bent{Store: s, record: func(es []store.Entry) ([]store.Outcome, error) {
				e := es[0].Reaction
				if len(es) == 1 && e.Author == "" && e.Expires.After(begin.Add(100*time.Hour)) && lost.CompareAndSwap(false, true) {
					return []store.Outcome{store.Recorded}, nil
				}
				return s.Record(ctx, es)
			}}
		}},
		{"an outcome too few", []int{6}, func(s store.Store) bent {
			return bent{Store: s, record: func(es []store.Entry) ([]store.Outcome, error) {
				os, err := s.Record(ctx, es)
				return os[:len(os)-1], err
			}}
		}},
		{"a label that is not kept", []int{2, 6}, func(s store.Store) bent {
			return bent{Store: s, label: func(_ string, ls []store.Labelled) (int, error) { return len(ls), nil }}
		}},
		{"a call that never succeeds", []int{6}, func(s store.Store) bent {
			return bent{Store: s, record: func(es []store.Entry) ([]store.Outcome, error) { return nil, errors.New("the token is taken") }}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, writers := range []int{1, 4} {
				path := filepath.Join(t.TempDir(), "store")
				open := func(now func() time.Time) (store.Store, error) {
					s, err := bolt.Open(path, now)
					return tt.bend(s), err
				}
				err := storetest.Sequence(ctx, 1, 300, open, storetest.Options{Writers: writers, Tries: 20})
				var v *storetest.Violation
				if !errors.As(err, &v) {
					t.Errorf("%d writers: Sequence = %v, want a Violation", writers, err)
					continue
				}
				found := false
				for _, i := range tt.invariants {
					found = found || v.Invariant == i
				}
				if !found {
					t.Errorf("%d writers: %v, want one of the invariants %v", writers, v, tt.invariants)
				}
			}
		})
	}
}

// fate decides by seed what goes wrong. It is shared by all lives of a store.
type fate struct {
	mu  sync.Mutex
	rng *rand.Rand
}

func (f *fate) roll(n int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rng.IntN(n)
}

// shaky is a store that fails before a call, after it, in the midst of it, and dies.
type shaky struct {
	store.Store
	fate *fate
	mu   sync.Mutex
	dead bool
}

var errShaky = errors.New("timeout")

// around does f, or a part of it first, or not, and says so or not.
func (s *shaky) around(part, f func() error) error {
	s.mu.Lock()
	dead := s.dead
	s.mu.Unlock()
	if dead {
		return storetest.ErrDied
	}
	switch s.fate.roll(12) {
	case 0:
		return errShaky
	case 1:
		if err := f(); err != nil {
			return err
		}
		return fmt.Errorf("waiting for the answer: %w", context.DeadlineExceeded)
	case 2:
		if err := part(); err != nil {
			return err
		}
		return errShaky
	case 3:
		if s.fate.roll(2) == 0 {
			if err := part(); err != nil {
				return err
			}
		}
		s.mu.Lock()
		s.dead = true
		s.mu.Unlock()
		return fmt.Errorf("recording: %w", storetest.ErrDied)
	}
	return f()
}

func (s *shaky) Record(ctx context.Context, es []store.Entry) (os []store.Outcome, err error) {
	err = s.around(
		func() error { _, err := s.Store.Record(ctx, es[:len(es)/2]); return err },
		func() error { os, err = s.Store.Record(ctx, es); return err })
	return os, err
}

func (s *shaky) Erase(ctx context.Context, id reaction.ID) (there bool, err error) {
	do := func() error { there, err = s.Store.Erase(ctx, id); return err }
	err = s.around(do, do)
	return there, err
}

func (s *shaky) EraseAuthor(ctx context.Context, a reaction.AuthorKey, until time.Time, objection bool) (n int, err error) {
	err = s.around(
		func() error {
			for st, err := range s.OfAuthor(ctx, a) {
				if err != nil {
					return err
				}
				if st.State == store.Whole && (objection || !st.Reaction.Time.After(until)) {
					_, err := s.Store.Erase(ctx, st.Reaction.ID)
					return err // one of them
				}
			}
			return nil
		},
		func() error { n, err = s.Store.EraseAuthor(ctx, a, until, objection); return err })
	return n, err
}

func (s *shaky) Expire(ctx context.Context, now time.Time, ids ...reaction.ID) (n int, err error) {
	err = s.around(
		func() error { _, err := s.Store.Expire(ctx, now, ids[:len(ids)/2]...); return err },
		func() error { n, err = s.Store.Expire(ctx, now, ids...); return err })
	return n, err
}

func (s *shaky) Label(ctx context.Context, g string, ls ...store.Labelled) (n int, err error) {
	err = s.around(
		func() error { _, err := s.Store.Label(ctx, g, ls[:len(ls)/2]...); return err },
		func() error { n, err = s.Store.Label(ctx, g, ls...); return err })
	return n, err
}

func (s *shaky) Unlabel(ctx context.Context, g string, ids ...reaction.ID) (n int, err error) {
	err = s.around(
		func() error { _, err := s.Store.Unlabel(ctx, g, ids[:len(ids)/2]...); return err },
		func() error { n, err = s.Store.Unlabel(ctx, g, ids...); return err })
	return n, err
}

// A right engine in a world where every third call fails in some way is not blamed.
func TestSequenceBlamesNobodyForFaults(t *testing.T) {
	seeds := 24
	if testing.Short() {
		seeds = 6
	}
	for seed := range seeds {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "store")
			f := &fate{rng: rand.New(rand.NewPCG(uint64(seed), 1))}
			open := func(now func() time.Time) (store.Store, error) {
				if f.roll(4) == 0 {
					return nil, errShaky
				}
				s, err := bolt.Open(path, now)
				return &shaky{Store: s, fate: f}, err
			}
			err := storetest.Sequence(t.Context(), uint64(seed), 300, open, storetest.Options{Writers: [...]int{0, 1, 4}[seed%3]})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// The context's end is no violation.
func TestSequenceEndsWithItsContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	open := func(now func() time.Time) (store.Store, error) { return bolt.Open(path, now) }
	if err := storetest.Sequence(ctx, 1, 300, open, storetest.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Sequence = %v, want context.Canceled", err)
	}
}
