package store_test

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

// bent is a store whose counter rows pass through bend: nil takes a row away.
type bent struct {
	store.Store
	bend func(*store.Row) *store.Row
}

func (b bent) AllRows(ctx context.Context) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for row, err := range b.Store.AllRows(ctx) {
			if r := b.bend(&row); r != nil && !yield(*r, err) {
				return
			}
		}
	}
}

func counted(t *testing.T) store.Store {
	t.Helper()
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	s, err := bolt.Open(filepath.Join(t.TempDir(), "store"), func() time.Time { return now })
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	e := store.Entry{
		Reaction: reaction.Reaction{ID: "1", Time: now, Expires: now.Add(time.Hour)},
		Dims:     store.Dims{Campaign: "spring", Day: "2026-03-10", Channel: "ad", Language: "en", Source: "shop"},
		Labels:   map[string]label.Result{"g": {Sentiment: label.Sentiment{Label: label.Negative, Score: -3}}},
	}
	if _, err := s.Record(t.Context(), []store.Entry{e}); err != nil {
		t.Fatalf("Record: %v", err)
	}
	return s
}

func TestVerify(t *testing.T) {
	s := counted(t)
	tests := []struct {
		name string
		bend func(*store.Row) *store.Row
		want []string // parts of the mismatches, in order
	}{
		{"agrees", func(r *store.Row) *store.Row { return r }, nil},
		{"a figure too high", func(r *store.Row) *store.Row {
			if r.Key.Campaign == "spring" {
				r.Counts[store.N]++
			}
			return r
		}, []string{"spring 2026-03-10 ad en shop} n: stored 2, recount 1"}},
		{"a row lost", func(r *store.Row) *store.Row {
			if r.Key.Campaign == store.AllCampaigns {
				return nil
			}
			return r
		}, []string{"n: stored 0, recount 1", "off_topic: stored 0, recount 1", "negative: stored 0", "score_sum: stored 0, recount -3"}},
		{"a row too many", func(r *store.Row) *store.Row {
			if r.Key.Campaign == "spring" {
				r.Key.Day = "2026-03-11"
			}
			return r
		}, []string{"03-10 ad en shop} n: stored 0", "off_topic", "negative", "score_sum",
			"03-11 ad en shop} n: stored 1, recount 0", "off_topic", "negative", "score_sum"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := store.Verify(t.Context(), s, bent{s, tt.bend})
			if err != nil || a.Reactions != 1 {
				t.Fatalf("Verify = %+v, %v", a, err)
			}
			if len(a.Wrong) != len(tt.want) {
				t.Fatalf("mismatches %v, want %d", a.Wrong, len(tt.want))
			}
			for i, m := range a.Wrong {
				if !strings.Contains(m.String(), tt.want[i]) {
					t.Errorf("mismatch %d is %q, want it to contain %q", i, m, tt.want[i])
				}
			}
		})
	}
}

func TestVerifyStops(t *testing.T) {
	s := counted(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Verify(ctx, s, s); !errors.Is(err, context.Canceled) {
		t.Errorf("Verify = %v, want context.Canceled", err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if _, err := store.Verify(t.Context(), s, s); !errors.Is(err, bolt.ErrClosed) {
		t.Errorf("Verify of a closed store = %v, want ErrClosed", err)
	}
}
