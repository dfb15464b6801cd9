package store

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Audit is what a recount found.
type Audit struct {
	Reactions, Stubs, Tombstones int
	Rows                         int // counter rows that are not all zero
	Busy                         int // of those, changed while the recount ran: not judged
	Wrong                        []Mismatch
	Units                        float64 // read units that the scan cost; 0 where the engine has none
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

// Recount sums reactions up, as the counters ought to. The zero value is ready.
type Recount struct {
	Reactions, Stubs, Tombstones int
	rows                         map[RowKey]*Counts
}

// Add counts a stored reaction.
func (r *Recount) Add(st Stored) {
	switch st.State {
	case Tombstone:
		r.Tombstones++
		return
	case Stub:
		r.Stubs++
	case Whole:
		r.Reactions++
	}
	for _, row := range RowsOf(st.Entry) {
		r.AddRow(row)
	}
}

// AddRow adds a part that was summed up before.
func (r *Recount) AddRow(row Row) {
	if r.rows == nil {
		r.rows = map[RowKey]*Counts{}
	}
	if r.rows[row.Key] == nil {
		r.rows[row.Key] = new(Counts)
	}
	r.rows[row.Key].Add(row.Counts)
}

// Rows yields the sums so far, ordered by key.
func (r *Recount) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, key := range slices.SortedFunc(maps.Keys(r.rows), compareKeys) {
			if !yield(Row{key, *r.rows[key]}) {
				return
			}
		}
	}
}

// Audit compares the sums with the counter rows as they were before the first
// reaction was read and are now that the last one was. A row that changed meanwhile
// is not judged: the recount may have missed what changed it.
func (r *Recount) Audit(before, after map[RowKey]Counts) Audit {
	a := Audit{Reactions: r.Reactions, Stubs: r.Stubs, Tombstones: r.Tombstones, Rows: len(after)}
	keys := map[RowKey]bool{}
	for _, rows := range [...]iter.Seq[RowKey]{maps.Keys(before), maps.Keys(after), maps.Keys(r.rows)} {
		for key := range rows {
			keys[key] = true
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(keys), compareKeys) {
		if before[key] != after[key] {
			a.Busy++
			continue
		}
		var want Counts
		if c := r.rows[key]; c != nil {
			want = *c
		}
		a.compare(key, after[key], want)
	}
	return a
}

func (a *Audit) compare(key RowKey, stored, want Counts) {
	for i := range stored {
		if stored[i] != want[i] {
			a.Wrong = append(a.Wrong, Mismatch{key, Attr(i), stored[i], want[i]})
		}
	}
}

func compareKeys(x, y RowKey) int {
	return cmp.Or(cmp.Compare(x.Generation, y.Generation), cmp.Compare(x.Campaign, y.Campaign),
		cmp.Compare(x.Day, y.Day), cmp.Compare(x.Channel, y.Channel),
		cmp.Compare(x.Language, y.Language), cmp.Compare(x.Source, y.Source))
}

// Verify recounts every reaction and compares the sums with the counter rows.
func Verify(ctx context.Context, reactions Reactions, counters Counters) (Audit, error) {
	before, err := CounterRows(ctx, counters)
	if err != nil {
		return Audit{}, err
	}
	var r Recount
	var units float64
	for page, err := range reactions.Scan(ctx, Segment{Of: 1}) {
		if err != nil {
			return Audit{}, fmt.Errorf("reading reactions: %w", err)
		}
		units += page.Units
		for _, st := range page.Stored {
			r.Add(st)
		}
	}
	after, err := CounterRows(ctx, counters)
	if err != nil {
		return Audit{}, err
	}
	a := r.Audit(before, after)
	a.Units = units
	return a, nil
}

// CounterRows reads every counter row.
func CounterRows(ctx context.Context, counters Counters) (map[RowKey]Counts, error) {
	rows := map[RowKey]Counts{}
	for row, err := range counters.AllRows(ctx) {
		if err != nil {
			return nil, fmt.Errorf("reading counters: %w", err)
		}
		rows[row.Key] = row.Counts
	}
	return rows, nil
}

// All yields everything stored, tombstones included.
func All(ctx context.Context, reactions Reactions) iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		for page, err := range reactions.Scan(ctx, Segment{Of: 1}) {
			if err != nil {
				yield(Stored{}, err)
				return
			}
			for _, st := range page.Stored {
				if !yield(st, nil) {
					return
				}
			}
		}
	}
}
