package reprocess_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"paradox/functions/reprocess"
	"paradox/infra/store"
)

// A pass keeps to its rate, and stops in time for its deadline with a checkpoint.
func TestPassRateAndDeadline(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 8, 400)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		p := &reprocess.Pass{Store: sliced{s, 20, nil}, Now: time.Now, Rate: 10, Checkpoints: &kept{}}
		must(p.Verify(t.Context()))(t) // 200 units at 10 a second, one second of them at once
		if d := time.Since(began); d < 17*time.Second || d > 20*time.Second {
			t.Errorf("200 units at 10 a second took %v", d)
		}
		ctx, stop := context.WithTimeout(t.Context(), 15*time.Second)
		defer stop()
		began = time.Now()
		if _, err := p.Verify(ctx); !errors.Is(err, reprocess.ErrUnfinished) {
			t.Fatalf("with 5 s to work in: %v, want ErrUnfinished", err)
		}
		if d := time.Since(began); d > 7*time.Second {
			t.Errorf("it stopped after %v, later than 10 s before the deadline", d)
		}
		began = time.Now()
		if a := must(p.Verify(t.Context()))(t); a.Reactions != 400 || a.Units != 200 {
			t.Errorf("gone on: %+v", a)
		}
		if d := time.Since(began); d > 15*time.Second {
			t.Errorf("gone on it took %v, as long as from the beginning", d)
		}
	})
}

// bent is a store one of whose counter rows is wrong, the first n times it is read.
type bent struct {
	store.Store
	times *atomic.Int64
}

func (b bent) AllRows(ctx context.Context) iter.Seq2[store.Row, error] {
	lie := b.times.Add(-1) >= 0
	return func(yield func(store.Row, error) bool) {
		for row, err := range b.Store.AllRows(ctx) {
			if lie && row.Key.Campaign == "spring" {
				row.Counts[store.N]++
				lie = false
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func TestVerify(t *testing.T) {
	for _, tt := range []struct {
		name  string
		times int64
		wrong int
	}{{"right", 0, 0}, {"wrong", 100, 1}, {"wrong at the first look alone", 2, 0}} {
		t.Run(tt.name, func(t *testing.T) {
			s, c := fresh(t)
			fill(t, s, c, 9, 200)
			var times atomic.Int64
			times.Store(tt.times)
			a := must((&reprocess.Pass{Store: bent{s, &times}, Now: c.now}).Verify(t.Context()))(t)
			if len(a.Wrong) != tt.wrong || a.Reactions != 200 || a.Busy != 0 {
				t.Errorf("audit %+v, want %d wrong", a, tt.wrong)
			}
			if n := len(summaries(t, s, live)); n > 0 {
				t.Errorf("verify wrote %d summaries", n)
			}
		})
	}
}
