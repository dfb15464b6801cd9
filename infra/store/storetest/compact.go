package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"

	gocmp "github.com/google/go-cmp/cmp"

	"paradox/infra/store"
)

// oldDays lie in three weeks, the last of which is not over on its Wednesday.
var oldDays = []store.Day{
	"2026-02-16", "2026-02-18", "2026-02-22", // Monday to Sunday
	"2026-02-23", "2026-02-28", "2026-03-01",
	"2026-03-02", "2026-03-04",
}

const compactBefore = store.Day("2026-03-04")

var compactCases = []testCase{
	{"changes no figure", func(e *env) {
		e.fill(160, []string{"spring", "autumn"}, oldDays)
		e.compactsTo(160, 0)
		e.reopen()
		e.compactsTo(160, 0)
	}},
	{"late data comes to its own day", func(e *env) {
		es := e.fill(80, []string{"spring", "autumn"}, oldDays)
		e.compactsTo(80, 0)
		for i := range es {
			es[i].Reaction.ID, es[i].Reaction.Text = id(5000+i), "late"
		}
		e.record(es, slices.Repeat([]store.Outcome{store.Recorded}, len(es))...)
		e.compactsTo(160, 0)
		e.compactsTo(160, 0)
	}},
	{"an erasure reaches into a compacted week", func(e *env) {
		es := e.fill(80, []string{"spring", "autumn"}, oldDays)
		e.compactsTo(80, 0)
		for _, x := range es[:30] { // the rows that are left beside the weeks go below zero
			e.erase(x.Reaction.ID, true)
		}
		e.verify(50, 0, 30)
		e.compactsTo(50, 30)
		e.eraseAuthor(author(1), start, false, e.wholesOf(es[30:], 1))
		e.compactsTo(50-e.wholesOf(es[30:], 1), 30+e.wholesOf(es[30:], 1))
	}},
	{"a week of which nothing is left", func(e *env) {
		es := e.fill(40, []string{"spring"}, oldDays[:3])
		e.compactsTo(40, 0)
		for _, x := range es {
			e.erase(x.Reaction.ID, true)
		}
		e.noRows()
		e.compactsTo(0, 40)
		e.noRows()
		for i := range es {
			es[i].Reaction.ID = id(5000 + i)
		}
		e.record(es, slices.Repeat([]store.Outcome{store.Recorded}, len(es))...)
		e.compactsTo(40, 40)
	}},
	{"labels come and go in a compacted week", func(e *env) {
		e.fill(40, []string{"spring", "autumn"}, oldDays)
		e.compactsTo(40, 0)
		e.label(gen2, 3, labelled(1, 2, 3)...)
		e.unlabel(gen1, 3, id(5), id(6), id(7))
		e.compactsTo(40, 0)
		e.unlabel(gen2, 3, id(1), id(2), id(3))
		e.label(gen1, 3, labelled(5, 6, 7)...)
		e.compactsTo(40, 0)
	}},
	{"one generation and not another", func(e *env) {
		e.fill(80, []string{"spring"}, oldDays)
		before := countedIn(e.t, e)
		if _, err := e.Compact(e.ctx, gen2, compactBefore); err != nil {
			e.t.Fatalf("Compact: %v", err)
		}
		if n, err := e.Compact(e.ctx, "no-such-generation", compactBefore); n != 0 || err != nil {
			e.t.Errorf("Compact of nothing = %d, %v", n, err)
		}
		if diff := gocmp.Diff(before, countedIn(e.t, e)); diff != "" {
			e.t.Errorf("counters (-before +after):\n%s", diff)
		}
		e.verify(80, 0, 0)
	}},
	{"beside writers and readers", compactBeside},
	{"a generation is dropped when no label of it is left", func(e *env) {
		es := e.fill(80, []string{"spring", "autumn"}, oldDays)
		for _, g := range []string{gen1, gen2} {
			if _, err := e.Compact(e.ctx, g, compactBefore); err != nil {
				e.t.Fatalf("Compact: %v", err)
			}
		}
		for _, x := range es {
			if _, err := e.Unlabel(e.ctx, gen2, x.Reaction.ID); err != nil {
				e.t.Fatalf("Unlabel: %v", err)
			}
		}
		want := countedIn(e.t, e)
		if _, err := e.Drop(e.ctx, gen2); err != nil {
			e.t.Fatalf("Drop: %v", err)
		}
		if n, err := e.Drop(e.ctx, gen2); n != 0 || err != nil {
			e.t.Errorf("Drop of nothing = %d, %v", n, err)
		}
		if diff := gocmp.Diff(want, countedIn(e.t, e)); diff != "" {
			e.t.Errorf("counters (-before +after):\n%s", diff)
		}
		e.verify(80, 0, 0)
	}},
	{"a generation whose rows are wrong is dropped whole", func(e *env) {
		e.fill(40, []string{"spring", "autumn"}, oldDays)
		want := len(collect(e.t, "Rows", e.Rows(e.ctx, query(gen1, ""))))
		if n, err := e.Drop(e.ctx, gen1); n != want || err != nil {
			e.t.Errorf("Drop = %d, %v; want %d", n, err, want)
		}
		if got := collect(e.t, "Rows", e.Rows(e.ctx, query(gen1, ""))); len(got) > 0 {
			e.t.Errorf("Rows after Drop: %v", got)
		}
		if got := collect(e.t, "Rows", e.Rows(e.ctx, query(gen2, ""))); len(got) == 0 {
			e.t.Errorf("Drop took the rows of another generation")
		}
	}},
	{"what is live or being built is not dropped", func(e *env) {
		e.fill(8, []string{"spring"}, oldDays)
		if err := errors.Join(e.SetGeneration(e.ctx, "", gen1), e.SetBuilding(e.ctx, "", gen2)); err != nil {
			e.t.Fatalf("setting generations: %v", err)
		}
		before := countedIn(e.t, e)
		for _, g := range []string{gen1, gen2} {
			if n, err := e.Drop(e.ctx, g); n != 0 || !errors.Is(err, store.ErrConflict) {
				e.t.Errorf("Drop(%s) = %d, %v; want ErrConflict", g, n, err)
			}
		}
		if diff := gocmp.Diff(before, countedIn(e.t, e)); diff != "" {
			e.t.Errorf("counters (-before +after):\n%s", diff)
		}
	}},
}

// compactsTo compacts both generations, twice, and expects every way of reading rows
// to show the same as before, and the audit to agree.
func (e *env) compactsTo(reactions, tombstones int) {
	e.t.Helper()
	before, rows := countedIn(e.t, e), e.everyRows()
	for range 2 {
		for _, g := range []string{gen1, gen2} {
			if _, err := e.Compact(e.ctx, g, compactBefore); err != nil {
				e.t.Fatalf("Compact(%s): %v", g, err)
			}
		}
		if diff := gocmp.Diff(before, countedIn(e.t, e)); diff != "" {
			e.t.Fatalf("counters (-before +after):\n%s", diff)
		}
		if diff := gocmp.Diff(rows, e.everyRows()); diff != "" {
			e.t.Fatalf("Rows (-before +after):\n%s", diff)
		}
		e.verify(reactions, 0, tombstones)
	}
}

// everyRows reads rows in every way there is, some of it from the middle of a week.
func (e *env) everyRows() map[string][]store.Row {
	e.t.Helper()
	got := map[string][]store.Row{}
	for _, g := range []string{gen1, gen2} {
		for _, campaign := range []string{"", store.AllCampaigns, "spring", "autumn"} {
			for _, days := range [][2]store.Day{{"2026-01-01", "2026-12-31"}, {"2026-02-18", "2026-02-28"}, {"2026-02-22", "2026-02-22"}} {
				q := store.Query{Generation: g, Campaign: campaign, From: days[0], To: days[1]}
				rows := collect(e.t, "Rows", e.Rows(e.ctx, q))
				checkRows(e, q, rows)
				slices.SortFunc(rows, func(a, b store.Row) int { return cmp.Compare(fmt.Sprint(a.Key), fmt.Sprint(b.Key)) })
				got[fmt.Sprint(q)] = rows
			}
		}
	}
	return got
}

// checkRows expects rows that the query asks for, by day, none twice and none of zeros.
func checkRows(e *env, q store.Query, rows []store.Row) {
	e.t.Helper()
	seen, last := map[store.RowKey]bool{}, store.Day("")
	for _, r := range rows {
		k := r.Key
		switch {
		case k.Generation != q.Generation || q.Campaign != "" && k.Campaign != q.Campaign || k.Day < q.From || k.Day > q.To:
			e.t.Errorf("Rows(%v) yields %v", q, k)
		case seen[k]:
			e.t.Errorf("Rows(%v) yields %v twice", q, k)
		case k.Day < last:
			e.t.Errorf("Rows(%v) yields %v after %s", q, k, last)
		case r.Counts == store.Counts{}:
			e.t.Errorf("Rows(%v) yields a row of zeros: %v", q, k)
		}
		seen[k], last = true, k.Day
	}
}

func (e *env) noRows() {
	e.t.Helper()
	for _, row := range collect(e.t, "AllRows", e.AllRows(e.ctx)) {
		e.t.Errorf("a row is left: %v", row)
	}
}

// wholesOf counts the entries of an author.
func (e *env) wholesOf(es []store.Entry, a int) (n int) {
	for _, x := range es {
		if x.Reaction.Author == author(a) {
			n++
		}
	}
	return n
}

// compactBeside compacts over and over while others record and erase in those weeks, on
// another channel: readers must see what nobody touches in full, in every reading.
func compactBeside(e *env) {
	es := e.fill(40, []string{"spring"}, oldDays[:6])
	extra := e.fillLater(120, es)
	var writers, readers sync.WaitGroup
	stop := make(chan struct{})
	for w := range 3 {
		writers.Go(func() {
			for i := w; i < len(extra); i += 3 {
				if _, err := e.Record(e.ctx, extra[i:i+1]); err != nil {
					e.t.Errorf("Record: %v", err)
				}
				if _, err := e.Erase(e.ctx, extra[i].Reaction.ID); err != nil {
					e.t.Errorf("Erase: %v", err)
				}
			}
		})
	}
	readers.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := e.Compact(e.ctx, gen1, compactBefore); err != nil {
				e.t.Errorf("Compact: %v", err)
			}
		}
	})
	readers.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			var n int64
			for row, err := range e.Rows(e.ctx, query(gen1, "spring")) {
				if err != nil {
					e.t.Errorf("Rows: %v", err)
				}
				if row.Key.Channel == "ad" {
					n += row.Counts[store.N]
				}
			}
			if n != 40 {
				e.t.Errorf("Rows beside Compact count %d, want 40", n)
			}
		}
	})
	writers.Wait()
	close(stop)
	readers.Wait()
	e.compactsTo(40, 120)
}

// fillLater are n more entries in the places of es, but for the channel.
func (e *env) fillLater(n int, es []store.Entry) (more []store.Entry) {
	for i := range n {
		x := es[i%len(es)]
		x.Reaction.ID, x.Dims.Channel = id(9000+i), "call"
		more = append(more, x)
	}
	return more
}
