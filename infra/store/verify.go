package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Audit is what a recount found.
type Audit struct {
	Reactions, Stubs, Tombstones int
	Rows                         int // counter rows that are not all zero
	Wrong                        []Mismatch
}

// Mismatch is an attribute of a counter row that differs from the recount.
type Mismatch struct {
	Key           RowKey
	Attr          Attr
	Stored, Count int64
}

// String names the row, the attribute and both figures.
func (m Mismatch) String() string {
	return fmt.Sprintf("%v %s: stored %d, recount %d", m.Key, m.Attr, m.Stored, m.Count)
}

// Verify recounts every reaction and compares the sums with the counter rows.
// What is written while it runs may show up as a mismatch.
func Verify(ctx context.Context, reactions Reactions, counters Counters) (Audit, error) {
	var a Audit
	want, err := a.recount(ctx, reactions)
	if err != nil {
		return a, fmt.Errorf("reading reactions: %w", err)
	}
	for row, err := range counters.AllRows(ctx) {
		if err != nil {
			return a, fmt.Errorf("reading counters: %w", err)
		}
		a.Rows++
		var w Counts
		if c := want[row.Key]; c != nil {
			w = *c
		}
		delete(want, row.Key)
		a.compare(row.Key, row.Counts, w)
	}
	for key, w := range want {
		a.compare(key, Counts{}, *w)
	}
	slices.SortFunc(a.Wrong, func(x, y Mismatch) int {
		return cmp.Or(cmp.Compare(x.Key.Generation, y.Key.Generation), cmp.Compare(x.Key.Campaign, y.Key.Campaign),
			cmp.Compare(x.Key.Day, y.Key.Day), cmp.Compare(x.Key.Channel, y.Key.Channel),
			cmp.Compare(x.Key.Language, y.Key.Language), cmp.Compare(x.Key.Source, y.Key.Source),
			cmp.Compare(x.Attr, y.Attr))
	})
	return a, nil
}

// recount notes how many reactions there are and returns the rows they sum up to.
func (a *Audit) recount(ctx context.Context, reactions Reactions) (map[RowKey]*Counts, error) {
	sums := map[RowKey]*Counts{}
	for s, err := range reactions.All(ctx) {
		if err != nil {
			return nil, err
		}
		switch s.State {
		case Tombstone:
			a.Tombstones++
			continue
		case Stub:
			a.Stubs++
		case Whole:
			a.Reactions++
		}
		for _, row := range RowsOf(s.Entry) {
			if sums[row.Key] == nil {
				sums[row.Key] = new(Counts)
			}
			sums[row.Key].Add(row.Counts)
		}
	}
	return sums, nil
}

func (a *Audit) compare(key RowKey, stored, want Counts) {
	for i := range stored {
		if stored[i] != want[i] {
			a.Wrong = append(a.Wrong, Mismatch{key, Attr(i), stored[i], want[i]})
		}
	}
}
