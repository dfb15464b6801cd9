package store_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

func drawStored(r *rapid.T, i int) store.Stored {
	st := store.Stored{State: rapid.SampledFrom([]store.State{store.Whole, store.Stub, store.Tombstone}).Draw(r, "state")}
	st.Reaction.ID = reaction.ID(fmt.Sprint(i))
	if st.State == store.Tombstone {
		return st
	}
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(r, name) }
	st.Dims = store.Dims{
		Campaign: pick("campaign", "spring", "autumn"), Day: store.Day(pick("day", "2026-03-10", "2026-03-11")),
		Channel: pick("channel", "ad", "email"), Language: "en", Source: "shop",
	}
	st.Labels = map[string]label.Result{}
	for _, g := range []string{"g1", "g2"}[:rapid.IntRange(0, 2).Draw(r, "labels")] {
		st.Labels[g] = drawResult(r)
	}
	return st
}

// A recount that is broken off, kept as rows and taken up again any number of times
// is the same as one in one go, and so is its audit.
func TestRecountResumes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var whole, parts store.Recount
		for i := range rapid.IntRange(0, 30).Draw(r, "reactions") {
			st := drawStored(r, i)
			whole.Add(st)
			parts.Add(st)
			if rapid.IntRange(0, 4).Draw(r, "break") == 0 {
				kept := slices.Collect(parts.Rows())
				parts = store.Recount{Reactions: parts.Reactions, Stubs: parts.Stubs, Tombstones: parts.Tombstones}
				for _, row := range kept {
					parts.AddRow(row)
				}
			}
		}
		want := slices.Collect(whole.Rows())
		if diff := cmp.Diff(want, slices.Collect(parts.Rows()), cmpopts.EquateEmpty()); diff != "" {
			r.Fatalf("rows (-at once +resumed):\n%s", diff)
		}
		counters := map[store.RowKey]store.Counts{}
		for _, row := range want {
			counters[row.Key] = row.Counts
		}
		a, b := whole.Audit(counters, counters), parts.Audit(counters, counters)
		if diff := cmp.Diff(a, b); diff != "" || len(a.Wrong) > 0 || a.Busy > 0 || a.Rows != len(want) {
			r.Fatalf("audits %+v and %+v", a, b)
		}
	})
}

func TestRecountRowsAreOrdered(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var c store.Recount
		for i := range 20 {
			c.Add(drawStored(r, i))
		}
		var last string
		for row := range c.Rows() {
			k := row.Key
			key := fmt.Sprint(k.Generation, "\x00", k.Campaign, "\x00", k.Day, "\x00", k.Channel)
			if key <= last {
				r.Fatalf("%v comes after %q", k, last)
			}
			last = key
		}
	})
}

func TestAudit(t *testing.T) {
	key := func(day store.Day) store.RowKey {
		return store.RowKey{Generation: "g", Campaign: "*", Day: day, Channel: "ad", Language: "en", Source: "shop"}
	}
	n := func(n int64) store.Counts { return store.Counts{store.N: n} }
	const day = store.Day("2026-03-10")
	type rows = map[store.RowKey]store.Counts
	tests := []struct {
		name                  string
		before, after, counts rows
		busy                  int
		wrong                 []string
	}{
		{"agrees", rows{key(day): n(2)}, rows{key(day): n(2)}, rows{key(day): n(2)}, 0, nil},
		{"nothing anywhere", nil, nil, nil, 0, nil},
		{"differs", rows{key(day): n(2)}, rows{key(day): n(2)}, rows{key(day): n(3)}, 0, []string{"{g * 2026-03-10 ad en shop} n: stored 2, recount 3"}},
		{"changed meanwhile", rows{key(day): n(2)}, rows{key(day): n(3)}, rows{key(day): n(7)}, 1, nil},
		{"came meanwhile", rows{}, rows{key(day): n(1)}, rows{}, 1, nil},
		{"went meanwhile", rows{key(day): n(1)}, rows{}, rows{key(day): n(1)}, 1, nil},
		{"only counted", nil, nil, rows{key(day): n(1)}, 0, []string{"{g * 2026-03-10 ad en shop} n: stored 0, recount 1"}},
		{"only stored", rows{key(day): n(1)}, rows{key(day): n(1)}, nil, 0, []string{"{g * 2026-03-10 ad en shop} n: stored 1, recount 0"}},
		{"below zero", rows{key(day): n(-1)}, rows{key(day): n(-1)}, nil, 0, []string{"{g * 2026-03-10 ad en shop} n: stored -1, recount 0"}},
		{"by row and attribute",
			rows{key("2026-03-11"): {store.N: 1, store.Valued: 1}, key(day): n(4)},
			rows{key("2026-03-11"): {store.N: 1, store.Valued: 1}, key(day): n(4)},
			rows{key("2026-03-12"): n(1), key(day): n(4)}, 0,
			[]string{"{g * 2026-03-11 ad en shop} n: stored 1, recount 0", "{g * 2026-03-11 ad en shop} valued: stored 1, recount 0", "{g * 2026-03-12 ad en shop} n: stored 0, recount 1"}},
		{"one busy, one wrong",
			rows{key("2026-03-11"): n(1), key(day): n(4)}, rows{key("2026-03-11"): n(2), key(day): n(4)},
			rows{key("2026-03-11"): n(9), key(day): n(5)}, 1, []string{"{g * 2026-03-10 ad en shop} n: stored 4, recount 5"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r store.Recount
			for key, counts := range tt.counts {
				r.AddRow(store.Row{Key: key, Counts: counts})
			}
			a := r.Audit(tt.before, tt.after)
			var wrong []string
			for _, m := range a.Wrong {
				wrong = append(wrong, m.String())
			}
			if diff := cmp.Diff(tt.wrong, wrong); diff != "" || a.Busy != tt.busy || a.Rows != len(tt.after) {
				t.Errorf("Audit = %+v (-want +got):\n%s", a, diff)
			}
		})
	}
}

// Against reads what Audit has in memory, in any order, and hands an error on.
func TestAgainst(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var c store.Recount
		before, after := map[store.RowKey]store.Counts{}, map[store.RowKey]store.Counts{}
		for i := range 12 {
			c.Add(drawStored(r, i))
		}
		for row := range c.Rows() {
			change := rapid.IntRange(0, 5).Draw(r, "change")
			before[row.Key], after[row.Key] = row.Counts, row.Counts
			switch change {
			case 0:
				row.Counts[store.N]++
				after[row.Key] = row.Counts
			case 1:
				row.Counts[store.N]++
				before[row.Key], after[row.Key] = row.Counts, row.Counts
			case 2:
				delete(after, row.Key)
			}
		}
		prints, err := store.PrintsOf(t.Context(), rowsOnly{rows: before})
		if err != nil {
			r.Fatalf("PrintsOf: %v", err)
		}
		want := c.Audit(before, after)
		got, err := c.Against(prints, fixed(after))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			r.Fatalf("Against: %v (-Audit +Against):\n%s", err, diff)
		}
	})
	var c store.Recount
	broken := errors.New("the table is away")
	_, err := c.Against(nil, func(yield func(store.Row, error) bool) { yield(store.Row{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("Against rows that cannot be read = %v, want their error", err)
	}
}

// rowsOnly are counters that hold these rows.
type rowsOnly struct {
	store.Counters
	rows map[store.RowKey]store.Counts
}

func (c rowsOnly) AllRows(context.Context) iter.Seq2[store.Row, error] { return fixed(c.rows) }

// fixed yields rows in an order of its own.
func fixed(rows map[store.RowKey]store.Counts) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for key := range maps.Keys(rows) {
			if !yield(store.Row{Key: key, Counts: rows[key]}, nil) {
				return
			}
		}
	}
}
