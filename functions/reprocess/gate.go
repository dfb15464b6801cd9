package reprocess

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"paradox/infra/store"
)

// Gate is what the comparison of two generations found.
type Gate struct {
	Reactions int // compared: whole ones and stubs with a label of either
	Lacking   int // counted in the old generation and not in the new one, though they are to be
	Different int // whose copied label counts otherwise than the old one
	Apart     int // that are counted in the old generation alone, and are to be
	Rows      int // of the new generation
	Unjudged  int // of those, changed during each look: rows of today, under traffic
	Wrong     []store.Mismatch
	Looks     int
	Figures   []Figure // of every attribute
}

// Figure is a total over all campaigns, days, channels, languages and sources.
type Figure struct {
	Attr   store.Attr
	Stored int64 // what the counters of the old generation say, damaged or not
	Old    int64 // what its labels add up to
	New    int64 // what the new labels add up to
}

// Passed reports whether the new generation may be switched to.
func (g Gate) Passed() bool { return g.Lacking == 0 && g.Different == 0 && len(g.Wrong) == 0 }

// Changes are the figures that readers will see change.
func (g Gate) Changes() []Figure {
	return slices.DeleteFunc(slices.Clone(g.Figures), func(f Figure) bool { return f.Stored == f.New })
}

// How often the counters are compared at most: until every row has stood still once
// while it was, and longer where one was found wrong once. A reaction that is recorded
// and erased during a look leaves its row as it was, and the look may have seen it.
const (
	maxLooks      = 3
	maxDoubtLooks = 6
)

// looks is the comparison on its way.
type looks struct {
	gate  Gate
	right map[store.RowKey]bool             // rows that were found right
	wrong map[store.RowKey][]store.Mismatch // that were found wrong, at the last look that judged them
	sure  bool                              // a row was found wrong twice, by the same
	seen  map[store.RowKey]bool
}

// prove compares the new generation with the old one, reaction by reaction, and its
// counters with its labels, row by row. A row that was right once stays so: its
// counters move with its reactions.
func (b *Rebuild) prove(ctx context.Context, done *Rebuilt) error {
	l := looks{right: map[store.RowKey]bool{}, wrong: map[store.RowKey][]store.Mismatch{}, seen: map[store.RowKey]bool{}}
	for l.more() {
		units, err := b.look(ctx, done.From, done.To, &l)
		done.Units += units
		if err != nil {
			return err
		}
		if done.Gate = l.sum(); done.Gate.Unjudged == 0 && done.Gate.Passed() {
			return nil
		}
	}
	if done.Gate.Passed() {
		return nil
	}
	g := done.Gate
	return fmt.Errorf("%w: %d reactions lack the label, %d are labelled otherwise, %d counters differ from the recount",
		ErrGate, g.Lacking, g.Different, len(g.Wrong))
}

// more reports whether another look may tell more than those before.
func (l *looks) more() bool {
	switch n := l.gate.Looks; {
	case n < maxLooks:
		return !l.sure
	case n < maxDoubtLooks:
		return !l.sure && len(l.sum().Wrong) > 0
	}
	return false
}

// look scans once.
func (b *Rebuild) look(ctx context.Context, from, to string, l *looks) (float64, error) {
	before, err := b.rows(ctx, to)
	if err != nil {
		return 0, err
	}
	counted, g := newCounting(b.Now()), Gate{Looks: l.gate.Looks + 1}
	units, err := b.scan(ctx, Proving, func(_ context.Context, _ int, page store.Page) (func(), error) {
		overdue := overdueIn(page)
		return func() {
			for _, st := range page.Stored {
				if counted.add(st, overdue[st.Reaction.ID]) {
					b.compare(st, from, to, &g)
				}
			}
		}, nil
	})
	if err != nil {
		return units, err
	}
	after, err := b.rows(ctx, to)
	if err != nil {
		return units, err
	}
	var sums [2]store.Counts // of the old labels and the new
	recount := map[store.RowKey]store.Counts{}
	for row := range counted.recount.Rows() {
		if row.Key.Campaign == store.AllCampaigns {
			switch row.Key.Generation {
			case from:
				sums[0].Add(row.Counts)
			case to:
				sums[1].Add(row.Counts)
			}
		}
		if row.Key.Generation == to {
			recount[row.Key] = row.Counts
		}
	}
	l.judge(before, after, recount)
	stored, err := b.total(ctx, from)
	for a := range store.NumAttrs {
		g.Figures = append(g.Figures, Figure{a, stored[a], sums[0][a], sums[1][a]})
	}
	l.gate = g
	return units, err
}

// compare looks at one reaction.
func (b *Rebuild) compare(st store.Stored, from, to string, g *Gate) {
	was, had := st.Labels[from]
	is, has := st.Labels[to]
	if !had && !has {
		return
	}
	g.Reactions++
	_, due := b.labelFor(st, from)
	switch {
	case has && had && b.Label == nil && store.CountsOf(was) != store.CountsOf(is):
		g.Different++
	case has:
	case due:
		g.Lacking++
	default:
		g.Apart++
	}
}

// judge compares rows that did not change while they were recounted.
func (l *looks) judge(before, after, recount map[store.RowKey]store.Counts) {
	for _, rows := range [...]map[store.RowKey]store.Counts{before, after, recount} {
		for key := range rows {
			l.seen[key] = true
		}
	}
	for key := range l.seen {
		if before[key] != after[key] {
			continue
		}
		stored, want := after[key], recount[key]
		if stored == want {
			l.right[key] = true
			continue
		}
		earlier := l.wrong[key]
		l.wrong[key] = differences(key, stored, want)
		l.sure = l.sure || !l.right[key] && sameBy(earlier, l.wrong[key])
	}
}

// differences are the attributes of a row that are wrong.
func differences(key store.RowKey, stored, want store.Counts) (wrong []store.Mismatch) {
	for a := range store.NumAttrs {
		if stored[a] != want[a] {
			wrong = append(wrong, store.Mismatch{Key: key, Attr: a, Stored: stored[a], Count: want[a]})
		}
	}
	return wrong
}

// sameBy reports whether two looks found a row wrong by the same: damage stays what it
// is, however the row moves.
func sameBy(x, y []store.Mismatch) bool {
	return slices.EqualFunc(x, y, func(a, b store.Mismatch) bool {
		return a.Attr == b.Attr && a.Stored-a.Count == b.Stored-b.Count
	})
}

// sum is the gate as it stands after the last look.
func (l *looks) sum() Gate {
	g := l.gate
	g.Rows, g.Wrong = len(l.seen), nil
	for key := range l.seen {
		switch {
		case l.right[key]:
		case l.wrong[key] != nil:
			g.Wrong = append(g.Wrong, l.wrong[key]...)
		default:
			g.Unjudged++
		}
	}
	slices.SortFunc(g.Wrong, func(x, y store.Mismatch) int { return cmp.Compare(x.String(), y.String()) })
	return g
}

// rows are the counter rows of a generation.
func (b *Rebuild) rows(ctx context.Context, generation string) (map[store.RowKey]store.Counts, error) {
	rows := map[store.RowKey]store.Counts{}
	for row, err := range b.Store.AllRows(ctx) {
		if err != nil {
			return nil, fmt.Errorf("reading counters: %w", err)
		}
		if row.Key.Generation == generation {
			rows[row.Key] = row.Counts
		}
	}
	return rows, nil
}

// total adds the counters of a generation up.
func (b *Rebuild) total(ctx context.Context, generation string) (sum store.Counts, err error) {
	rows, err := b.rows(ctx, generation)
	for key, c := range rows {
		if key.Campaign == store.AllCampaigns {
			sum.Add(c)
		}
	}
	return sum, err
}
