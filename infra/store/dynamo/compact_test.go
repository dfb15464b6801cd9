package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/store/dynamo/faults"
)

var always = store.Query{Generation: "g", From: "0001-01-01", To: "9999-12-31"}

// compact expects that many rows to be moved.
func compact(t *testing.T, s *dynamo.Store, before store.Day, want int) {
	t.Helper()
	if moved, err := s.Compact(t.Context(), "g", before); err != nil || moved != want {
		t.Fatalf("Compact(%s) = %d, %v; want %d", before, moved, err, want)
	}
}

// liveRows is how many rows a generation has in its shards, weeks not counted.
func (st stack) liveRows(t *testing.T, shards int) (n int) {
	t.Helper()
	for i := range shards {
		n += len(st.scope(t, fmt.Sprintf("n|g|%d", i)))
	}
	return n
}

// Weeks that are over are moved, figures stay, and what comes late or is taken away
// later is counted beside them and moved by the next call.
func TestCompact(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		s := st.open(t)
		sunday, next := cell("g", "spring 2026-03-08 ad en shop", 7, 1), cell("g", "spring 2026-03-09 ad en shop", 5, 2)
		first := cell("g", "spring 2026-03-02 ad en shop", 3, -3)
		st.add(t, 0, first, sunday, next, cell("g", "spring 2026-03-04 ad en shop", 2, 2))
		st.add(t, 1, cell("g", "spring 2026-03-04 ad en shop", -2, -2))
		want := []store.Row{first, sunday, next}

		compact(t, s, "2026-03-08", 0) // Sunday is not over
		compact(t, s, "2026-03-09", 4)
		compact(t, s, "2026-03-09", 0)
		expectRows(t, "after the first", collect(t, s.Rows(t.Context(), always)), want)
		if n := st.liveRows(t, 4); n != 1 {
			t.Errorf("%d rows outside of weeks, want 1", n)
		}

		late := cell("g", "autumn 2026-03-03 ad en shop", 1, 1)
		st.add(t, 2, late, cell("g", "spring 2026-03-02 ad en shop", -1, 3), cell("g", "spring 2026-03-08 ad en shop", 2, 2))
		want = []store.Row{cell("g", "spring 2026-03-02 ad en shop", 2, 0), late, cell("g", "spring 2026-03-08 ad en shop", 9, 3), next}
		expectRows(t, "with what came late", collect(t, s.Rows(t.Context(), always)), want)
		compact(t, s, "2026-03-15", 3)
		expectRows(t, "after the second", collect(t, s.Rows(t.Context(), always)), want)

		st.add(t, 0, cell("g", "spring 2026-03-02 ad en shop", -2, 0), cell("g", "spring 2026-03-08 ad en shop", -9, -3))
		compact(t, s, "2026-03-15", 2)
		expectRows(t, "without a week", collect(t, s.Rows(t.Context(), always)), []store.Row{late, next})
		if weeks := st.scope(t, "w|g"); len(weeks) != 1 {
			t.Errorf("%d weeks are stored, want 1: those at zero go", len(weeks))
		}
	})
}

// A week of more rows than a transaction moves is moved in several; one that would be
// too large for a row stays as it is, and counts all the same.
func TestCompactLargeWeeks(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	s := st.open(t)
	var want []store.Row
	for i := range 7 * 30 {
		want = append(want, cell("g", fmt.Sprintf("spring %s ad en shop%02d", monday.Add(i/30), i%30), int64(i), 1))
	}
	st.add(t, 1, want...)
	compact(t, s, "2026-03-09", len(want))
	expectRows(t, "many rows", collect(t, s.Rows(t.Context(), always)), want)

	// Counts without a pattern do not deflate.
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 1500 {
		r := cell("g", fmt.Sprintf("winter %s ad en shop%04d", monday.Add(7), i), 0, 0)
		for a := range r.Counts {
			r.Counts[a] = rng.Int64N(1 << 60)
		}
		want = append(want, r)
		st.add(t, 0, r)
	}
	moved, err := s.Compact(t.Context(), "g", "2026-03-16")
	if err != nil || moved == 0 || moved == 1500 {
		t.Fatalf("Compact = %d, %v; want some", moved, err)
	}
	if n := st.liveRows(t, 4); n != 1500-moved {
		t.Errorf("%d rows are left, want %d", n, 1500-moved)
	}
	expectRows(t, "too many rows", collect(t, s.Rows(t.Context(), always)), want)
	compact(t, s, "2026-03-16", 0)
}

func TestCompactRefuses(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	if _, err := st.open(t).Compact(t.Context(), "g", "soon"); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("Compact before no day = %v, want ErrInvalid", err)
	}
}

// Compactions, readers and writers run beside each other, over bad connections; the
// compacting programs die now and then. Half of the rows only grow and half only
// shrink: what a reader sees of one lies between what it was when the reader began and
// what it was when it ended.
func TestReadersBesideCompaction(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		const cells, rounds = 40, 6
		names := make([]string, cells)
		for i := range names {
			names[i] = fmt.Sprintf("spring %s ad en shop%d", monday.Add(i%14), i)
		}
		var before, after [cells]atomic.Int64 // counted, and begun to be counted
		count := func(i, shard int, n int64) {
			after[i].Add(max(n, 0))
			before[i].Add(min(n, 0))
			st.add(t, shard, cell("g", names[i], n, 0))
			after[i].Add(min(n, 0))
			before[i].Add(max(n, 0))
		}
		weather := faults.New(7, faults.Rates{
			faults.Lost: 0.05, faults.Throttle: 0.02, faults.Conflict: 0.05, faults.DieAfter: 0.03, faults.DieBefore: 0.02,
			faults.ShortPage: 0.5, faults.HalfReasons: 0.5,
		}, errDied)
		var readers, others sync.WaitGroup
		over := make(chan struct{})
		for n := range 2 {
			others.Go(func() { // a writer, of late messages and of erasures
				rng := rand.New(rand.NewPCG(3, uint64(n)))
				for range rounds * cells {
					i, by := rng.IntN(cells), 1+rng.Int64N(1000)
					if i%2 == 1 {
						by = -by
					}
					count(i, rng.IntN(4), by)
				}
			})
		}
		for range 2 {
			readers.Go(func() { // a program that compacts
				for {
					select {
					case <-over:
						return
					default:
						s := st.in(weather).open(t, impatient)
						_, err := s.Compact(t.Context(), "g", "2026-03-16")
						// Waits take no time here, so that whoever meets a slow transaction has soon
						// waited for too long.
						gaveUp := errors.Is(err, errDied) || errors.Is(err, store.ErrConflict) || errors.Is(err, context.DeadlineExceeded)
						if err != nil && !gaveUp {
							t.Errorf("Compact: %v", err)
						}
					}
				}
			})
		}
		reads, refused := 0, 0
		readers.Go(func() {
			s := st.in(faults.New(8, faults.Rates{faults.ShortPage: 0.7}, errDied)).open(t, impatient)
			for {
				select {
				case <-over:
					return
				default:
				}
				var low, high [cells]int64
				for i := range low {
					low[i], high[i] = before[i].Load(), after[i].Load()
				}
				rows, err := readAll(t.Context(), s)
				if errors.Is(err, store.ErrConflict) {
					refused++
					continue
				}
				if err != nil {
					t.Errorf("Rows: %v", err)
					return
				}
				reads++
				for i := range high {
					low[i], high[i] = min(low[i], before[i].Load()), max(high[i], after[i].Load())
					if seen := rows[cell("g", names[i], 0, 0).Key][store.N]; seen < low[i] || seen > high[i] {
						t.Errorf("%s: read %d, want from %d to %d", names[i], seen, low[i], high[i])
					}
				}
			}
		})
		others.Wait()
		close(over)
		readers.Wait()
		t.Logf("%d reads, %d refused; %v", reads, refused, weather)
		if reads == 0 {
			t.Error("nothing was read")
		}
		s := st.open(t)
		if _, err := s.Compact(t.Context(), "g", "2026-03-16"); err != nil {
			t.Fatalf("Compact: %v", err)
		}
		rows, err := readAll(t.Context(), s)
		for i := range cells {
			if got, want := rows[cell("g", names[i], 0, 0).Key][store.N], before[i].Load(); got != want || err != nil {
				t.Errorf("%s: at the end %d, %v; want %d", names[i], got, err, want)
			}
		}
		if n := st.liveRows(t, 4); n != 0 {
			t.Errorf("%d rows are left outside of weeks", n)
		}
	})
}

var errDied = errors.New("died")

func readAll(ctx context.Context, s *dynamo.Store) (map[store.RowKey]store.Counts, error) {
	rows := map[store.RowKey]store.Counts{}
	for row, err := range s.Rows(ctx, always) {
		if err != nil {
			return nil, err
		}
		rows[row.Key] = row.Counts
	}
	return rows, nil
}
