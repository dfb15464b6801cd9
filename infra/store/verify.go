package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
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
	prints := make(Prints, len(before))
	for key, c := range before {
		prints.add(Row{key, c})
	}
	a, _ := r.Against(prints, func(yield func(Row, error) bool) {
		for key, c := range after {
			if !yield(Row{key, c}, nil) {
				return
			}
		}
	})
	return a
}

// Prints are fingerprints of counter rows by those of their keys, 16 bytes a row:
// enough to tell which rows changed since, small enough for a checkpoint. That two
// rows of a million have the same print happens once in 10^7 times.
type Prints map[uint64]uint64

func (p Prints) add(row Row) {
	key, value := printsOf(row)
	p[key] = value
}

// PrintsOf takes the prints of every counter row.
func PrintsOf(ctx context.Context, counters Counters) (Prints, error) {
	p := Prints{}
	for row, err := range counters.AllRows(ctx) {
		if err != nil {
			return nil, fmt.Errorf("reading counters: %w", err)
		}
		p.add(row)
	}
	return p, nil
}

// printsOf are FNV-1a hashes, the same on every machine.
func printsOf(row Row) (key, value uint64) {
	h := fnv.New64a()
	k := row.Key
	for _, s := range [...]string{k.Generation, k.Campaign, string(k.Day), k.Channel, k.Language, k.Source} {
		io.WriteString(h, s)
		h.Write([]byte{0})
	}
	key = h.Sum64()
	var b [8]byte
	for _, c := range row.Counts {
		binary.LittleEndian.PutUint64(b[:], uint64(c))
		h.Write(b[:])
	}
	return key, h.Sum64()
}

// Against is [Recount.Audit] for more rows than are wanted in memory twice: it reads
// the rows as they are now one by one, in any order.
func (r *Recount) Against(before Prints, after iter.Seq2[Row, error]) (Audit, error) {
	a := Audit{Reactions: r.Reactions, Stubs: r.Stubs, Tombstones: r.Tombstones}
	now := make(map[uint64]bool, len(before))
	for row, err := range after {
		if err != nil {
			return Audit{}, fmt.Errorf("reading counters: %w", err)
		}
		a.Rows++
		key, value := printsOf(row)
		now[key] = true
		if was, there := before[key]; !there || was != value {
			a.Busy++
			continue
		}
		a.compare(row.Key, row.Counts, r.of(row.Key))
	}
	for key, c := range r.rows { // what the counters lack; the order is made below
		if p, _ := printsOf(Row{Key: key}); !now[p] {
			if _, was := before[p]; !was {
				a.compare(key, Counts{}, *c)
			}
		}
	}
	for key := range before {
		if !now[key] {
			a.Busy++ // came to nothing meanwhile
		}
	}
	slices.SortFunc(a.Wrong, func(x, y Mismatch) int {
		return cmp.Or(compareKeys(x.Key, y.Key), cmp.Compare(x.Attr, y.Attr))
	})
	return a, nil
}

// of is what the reactions add up to in a row.
func (r *Recount) of(key RowKey) Counts {
	if c := r.rows[key]; c != nil {
		return *c
	}
	return Counts{}
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

// Verify recounts every reaction and compares the sums with the counter rows. It is
// the plain way, in one go and at full speed; functions/reprocess has the one that
// pauses, resumes and keeps to a rate.
func Verify(ctx context.Context, reactions Reactions, counters Counters) (Audit, error) {
	before, err := PrintsOf(ctx, counters)
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
	a, err := r.Against(before, counters.AllRows(ctx))
	a.Units = units
	return a, err
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
