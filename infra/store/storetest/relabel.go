package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

const gen3 = "m3-t1-Europe/Warsaw"

var relabelCases = []testCase{
	{"is stored and counted beside the others", func(e *env) {
		x := full()
		e.recordOne(x, store.Recorded)
		e.label(gen3, 1, store.Labelled{ID: x.Reaction.ID, Result: results[2]})
		x.Labels[gen3] = results[2]
		e.reopen()
		e.holds(store.Stored{Entry: x, State: store.Whole})
		if diff := cmp.Diff([]store.Stored{{Entry: x, State: store.Whole}}, ofAuthor(e, x.Reaction.Author)); diff != "" {
			e.t.Errorf("OfAuthor (-want +got):\n%s", diff)
		}
		e.verify(1, 0, 0)
	}},
	{"is not given twice", func(e *env) {
		x := plain(1, author(1))
		e.recordOne(x, store.Recorded)
		e.label(gen1, 0, store.Labelled{ID: id(1), Result: results[4]})
		e.label(gen2, 1, store.Labelled{ID: id(1), Result: results[2]}, store.Labelled{ID: id(1), Result: results[3]})
		e.label(gen2, 0, store.Labelled{ID: id(1), Result: results[3]})
		x.Labels[gen2] = results[2]
		e.holds(store.Stored{Entry: x, State: store.Whole})
		e.verify(1, 0, 0)
	}},
	{"passes over what is not there and what is erased", func(e *env) {
		e.record([]store.Entry{plain(1, author(1)), plain(2, "")}, store.Recorded, store.Recorded)
		e.erase(id(1), true)
		e.erase(id(3), false)
		e.label(gen2, 1, labelled(1, 2, 3, 4)...)
		e.record([]store.Entry{plain(4, "")}, store.Recorded) // no trace of it was left
		e.verify(2, 0, 2)
		e.erase(id(2), true)
		e.label(gen3, 1, labelled(1, 2, 3, 4)...)
		e.verify(1, 0, 3)
	}},
	{"comes to a stub without spans", func(e *env) {
		x, y := full(), plain(1, "")
		e.record([]store.Entry{x, y}, store.Recorded, store.Recorded)
		e.clock.move(72 * time.Hour)
		e.sweep(2)
		e.label(gen3, 2, store.Labelled{ID: x.Reaction.ID, Result: results[2]}, store.Labelled{ID: y.Reaction.ID, Result: results[0]})
		x.Labels[gen3], y.Labels[gen3] = results[2], results[0]
		e.holds(store.Stored{Entry: bare(y), State: store.Stub}, store.Stored{Entry: bare(x), State: store.Stub})
		e.verify(0, 2, 0)
		e.erase(x.Reaction.ID, true)
		e.erase(y.Reaction.ID, true)
		e.verify(0, 0, 2)
	}},
	{"comes to what is overdue, and goes to the stub with it", func(e *env) {
		x := plain(2, author(1))
		e.recordOne(x, store.Recorded)
		e.clock.move(24 * time.Hour)
		e.label(gen2, 1, labelled(2)...)
		x.Labels[gen2] = results[2]
		e.holds(store.Stored{Entry: bare(x), State: store.Stub})
		e.verify(0, 1, 0)
		e.sweep(1)
		e.reopen()
		e.holds(store.Stored{Entry: bare(x), State: store.Stub})
		e.verify(0, 1, 0)
	}},
	{"is taken away with what was counted for it", func(e *env) {
		e.record([]store.Entry{plain(1, author(1)), plain(2, ""), plain(3, "")}, slices.Repeat([]store.Outcome{store.Recorded}, 3)...)
		e.erase(id(3), true)
		before, stored := countedIn(e.t, e), all(e)
		e.label(gen2, 2, labelled(1, 2)...)
		e.unlabel(gen2, 2, id(1), id(2), id(3), id(4), id(1))
		if diff := cmp.Diff(before, countedIn(e.t, e)); diff != "" {
			e.t.Errorf("counters (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(stored, all(e)); diff != "" {
			e.t.Errorf("stored (-before +after):\n%s", diff)
		}
		e.unlabel(gen2, 0, id(1), id(2))
		e.label(gen2, 2, labelled(1, 2)...)
		e.verify(2, 0, 1)
	}},
	{"is taken away from what is overdue and from a stub", func(e *env) {
		e.record([]store.Entry{full(), plain(1, author(1))}, store.Recorded, store.Recorded)
		e.clock.move(72 * time.Hour)
		e.unlabel(gen2, 1, full().Reaction.ID)
		e.sweep(2)
		e.unlabel(gen1, 2, full().Reaction.ID, id(1))
		e.label(gen1, 1, labelled(1)...)
		e.verify(0, 2, 0)
	}},
	{"the last is taken away and the reaction stays", func(e *env) {
		x := plain(1, author(1))
		e.recordOne(x, store.Recorded)
		e.unlabel(gen1, 1, id(1))
		if got := countedIn(e.t, e); len(got) > 0 {
			e.t.Errorf("counters are left: %v", got)
		}
		e.reopen()
		e.recordOne(x, store.Duplicate)
		x.Labels = nil
		e.holds(store.Stored{Entry: x, State: store.Whole})
		e.verify(1, 0, 0)
		e.erase(id(1), true)
		e.verify(0, 0, 1)
	}},
	{"what was labelled is erased under every generation", func(e *env) {
		e.record([]store.Entry{plain(1, author(1)), plain(2, "")}, store.Recorded, store.Recorded)
		e.label(gen2, 2, labelled(1, 2)...)
		e.label(gen3, 2, labelled(2, 1)...)
		e.erase(id(2), true)
		e.eraseAuthor(author(1), start, false, 1)
		if got := countedIn(e.t, e); len(got) > 0 {
			e.t.Errorf("counters are left: %v", got)
		}
		e.verify(0, 0, 2)
	}},
	{"an invalid label fails the call before anything is labelled", func(e *env) {
		e.record(plains(0, 3, author(1)), slices.Repeat([]store.Outcome{store.Recorded}, 3)...)
		good := labelled(0, 1)
		for name, bad := range map[string]struct {
			generation string
			label      store.Labelled
		}{
			"no sentiment":          {gen2, store.Labelled{ID: id(2), Result: label.Result{Language: "en"}}},
			"nameless generation":   {"", labelled(2)[0]},
			"generation with |":     {"m|t", labelled(2)[0]},
			"generation with break": {"m\nt", labelled(2)[0]},
			"no id":                 {gen2, store.Labelled{Result: results[0]}},
			"long id":               {gen2, store.Labelled{ID: reaction.ID(strings.Repeat("a", 129)), Result: results[0]}},
		} {
			n, err := e.Label(e.ctx, bad.generation, append(good, bad.label)...)
			if n != 0 || !errors.Is(err, store.ErrInvalid) {
				e.t.Errorf("%s: Label = %d, %v; want ErrInvalid", name, n, err)
			}
		}
		e.label(gen2, 2, good...)
		e.label(gen2, 0)
		e.unlabel(gen2, 0)
		e.verify(3, 0, 0)
	}},
	{"beyond any page", func(e *env) {
		const many = 1203
		var ids []reaction.ID
		var ls []store.Labelled
		for i := range many {
			ids, ls = append(ids, id(i)), append(ls, labelled(i)...)
		}
		for from := 0; from < many; from += 401 {
			e.record(plains(from, from+401, author(from%2)), slices.Repeat([]store.Outcome{store.Recorded}, 401)...)
		}
		before := countedIn(e.t, e)
		e.label(gen2, many, ls...)
		e.verify(many, 0, 0)
		e.unlabel(gen2, many, ids...)
		if diff := cmp.Diff(before, countedIn(e.t, e)); diff != "" {
			e.t.Errorf("counters (-before +after):\n%s", diff)
		}
	}},
}

// labelled are labels of reactions by their numbers.
func labelled(numbers ...int) (ls []store.Labelled) {
	for _, i := range numbers {
		ls = append(ls, store.Labelled{ID: id(i), Result: results[i%len(results)]})
	}
	return ls
}

func (e *env) label(generation string, want int, ls ...store.Labelled) {
	e.t.Helper()
	if got, err := e.Label(e.ctx, generation, ls...); err != nil || got != want {
		e.t.Fatalf("Label(%s, %d labels) = %d, %v; want %d", generation, len(ls), got, err, want)
	}
}

func (e *env) unlabel(generation string, want int, ids ...reaction.ID) {
	e.t.Helper()
	if got, err := e.Unlabel(e.ctx, generation, ids...); err != nil || got != want {
		e.t.Fatalf("Unlabel(%s, %d ids) = %d, %v; want %d", generation, len(ids), got, err, want)
	}
}

// holds expects these to be all that is stored, ordered by id.
func (e *env) holds(want ...store.Stored) {
	e.t.Helper()
	if diff := cmp.Diff(want, all(e), cmpopts.EquateEmpty()); diff != "" {
		e.t.Fatalf("stored (-want +got):\n%s", diff)
	}
}

// filled is a store of n plain entries of every campaign, day and some authors.
func (e *env) fill(n int, campaigns []string, days []store.Day) []store.Entry {
	e.t.Helper()
	var es []store.Entry
	for i := range n {
		x := plain(i, "")
		if i%3 > 0 {
			x.Reaction.Author = author(i % 11)
		}
		x.Dims.Campaign, x.Dims.Day = campaigns[i%len(campaigns)], days[i%len(days)]
		x.Dims.Language, x.Dims.Source = [...]string{"en", "pl", "und"}[i%3], fmt.Sprintf("source-%d", i%2)
		x.Labels = map[string]label.Result{gen1: results[i%len(results)]}
		if i%4 == 0 {
			x.Labels[gen2] = results[(i+1)%len(results)]
		}
		es = append(es, x)
	}
	e.record(es, slices.Repeat([]store.Outcome{store.Recorded}, n)...)
	return es
}
