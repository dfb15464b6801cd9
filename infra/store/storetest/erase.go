package storetest

import (
	"errors"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

var eraseCases = []testCase{
	{"takes away exactly what was counted", func(e *env) {
		x := full()
		e.record([]store.Entry{plain(1, author(1)), plain(2, "")}, store.Recorded, store.Recorded)
		before := countedIn(e.t, e)
		e.recordOne(x, store.Recorded)
		e.erase(x.Reaction.ID, true)
		if diff := cmp.Diff(before, countedIn(e.t, e)); diff != "" {
			e.t.Errorf("counters (-before +after):\n%s", diff)
		}
		e.verify(2, 0, 1)
	}},
	{"leaves the id alone", func(e *env) {
		x := full()
		e.recordOne(x, store.Recorded)
		e.erase(x.Reaction.ID, true)
		want := []store.Stored{{Entry: store.Entry{Reaction: reaction.Reaction{ID: x.Reaction.ID}}, State: store.Tombstone}}
		if diff := cmp.Diff(want, all(e)); diff != "" {
			e.t.Errorf("All (-want +got):\n%s", diff)
		}
		for row, err := range e.AllRows(e.ctx) {
			e.t.Errorf("a row is left: %v, %v", row, err)
		}
	}},
	{"twice is the same as once", func(e *env) {
		for i, x := range []store.Entry{plain(1, author(1)), plain(2, "")} {
			e.recordOne(x, store.Recorded)
			e.erase(x.Reaction.ID, true)
			e.erase(x.Reaction.ID, false)
			e.verify(0, 0, i+1)
		}
	}},
	{"nothing comes back", func(e *env) {
		for _, x := range []store.Entry{plain(1, author(1)), plain(2, "")} {
			e.recordOne(x, store.Recorded)
			e.erase(x.Reaction.ID, true)
			e.reopen()
			e.record([]store.Entry{x, x}, store.Erased, store.Erased)
		}
		e.verify(0, 0, 2)
	}},
	{"works before the reaction arrives", func(e *env) {
		x, y, z := plain(1, author(1)), plain(2, ""), plain(3, author(1))
		e.erase(x.Reaction.ID, false)
		e.erase(y.Reaction.ID, false)
		e.erase(z.Reaction.ID, false) // by its receipt, which knows no author
		e.record([]store.Entry{x, y, z}, store.Erased, store.Erased, store.Erased)
		e.verify(0, 0, 3)
	}},
	{"reaches a stub by its id, with the author or without", func(e *env) {
		x, y := plain(1, author(1)), full()
		e.record([]store.Entry{x, y}, store.Recorded, store.Recorded)
		e.clock.move(96 * time.Hour)
		e.sweep(2)
		e.erase(x.Reaction.ID, true)
		e.erase(y.Reaction.ID, true)
		e.erase(y.Reaction.ID, false)
		e.verify(0, 0, 2)
		e.record([]store.Entry{x, y}, store.Erased, store.Erased)
	}},
	{"wants an id", func(e *env) {
		if _, err := e.Erase(e.ctx, ""); !errors.Is(err, store.ErrInvalid) {
			e.t.Errorf("Erase without id = %v, want ErrInvalid", err)
		}
	}},
	{"an author's all", func(e *env) {
		mine, others := plains(0, 10, author(1)), plains(10, 15, author(2))
		e.record(mine, slices.Repeat([]store.Outcome{store.Recorded}, 10)...)
		e.record(others, slices.Repeat([]store.Outcome{store.Recorded}, 5)...)
		e.eraseAuthor(author(1), start, false, 10)
		e.eraseAuthor(author(1), start, false, 0)
		e.record(mine, slices.Repeat([]store.Outcome{store.Erased}, 10)...)
		if got := wholes(ofAuthor(e, author(1))); got != 0 {
			e.t.Errorf("OfAuthor still yields %d", got)
		}
		e.verify(5, 0, 10)
	}},
	{"an author's all, beyond any page", func(e *env) {
		const many = 1203
		for from := 0; from < many; from += 401 {
			e.record(plains(from, from+401, author(1)), slices.Repeat([]store.Outcome{store.Recorded}, 401)...)
		}
		e.recordOne(plain(many, author(2)), store.Recorded)
		e.eraseAuthor(author(1), start, false, many)
		e.verify(1, 0, many)
	}},
	{"an author's messages until then are stopped, later ones are not", func(e *env) {
		e.eraseAuthor(author(1), start, false, 0)
		at := func(i int, t time.Time) store.Entry {
			x := plain(i, author(1))
			x.Reaction.Time = t
			return x
		}
		e.record([]store.Entry{at(1, start.Add(-time.Second)), at(2, start), at(3, start.Add(time.Second)), plain(4, author(2))},
			store.Erased, store.Erased, store.Recorded, store.Recorded)
		e.eraseAuthor(author(1), start.Add(-time.Hour), false, 0) // an older one takes nothing back
		e.record([]store.Entry{at(1, start), at(5, start.Add(time.Second))}, store.Erased, store.Recorded)
		e.verify(3, 0, 0)
	}},
	{"an author's messages until then go, later ones stay, beyond any page", func(e *env) {
		const many = 1203
		var es []store.Entry
		for i := range many {
			x := plain(i, author(1))
			switch i % 3 {
			case 0:
				x.Reaction.Time = start
			case 1:
				x.Reaction.Time = start.Add(time.Nanosecond)
			}
			es = append(es, x)
		}
		for some := range slices.Chunk(es, 401) {
			e.record(some, slices.Repeat([]store.Outcome{store.Recorded}, len(some))...)
		}
		e.eraseAuthor(author(1), start, false, 2*many/3)
		e.eraseAuthor(author(1), start, false, 0)
		for _, st := range ofAuthor(e, author(1)) {
			if !st.Reaction.Time.After(start) {
				e.t.Errorf("%s of %s is left", st.Reaction.ID, st.Reaction.Time)
			}
		}
		e.verify(many/3, 0, 2*many/3)
		e.eraseAuthor(author(1), start.Add(-time.Hour), true, many/3) // an objection takes all
		e.verify(0, 0, many)
	}},
	{"an author who objects is stopped for good", func(e *env) {
		e.eraseAuthor(author(1), start, true, 0)
		e.eraseAuthor(author(1), start, false, 0) // does not take the objection back
		e.reopen()
		x := plain(1, author(1))
		x.Reaction.Time = start.Add(time.Hour)
		e.recordOne(x, store.Erased)
		e.verify(0, 0, 0)
	}},
	{"an author's erasure does not reach what has expired", func(e *env) {
		x := plain(1, author(1))
		e.recordOne(x, store.Recorded)
		e.clock.move(24 * time.Hour)
		e.sweep(1)
		e.eraseAuthor(author(1), e.clock.now(), true, 0)
		e.verify(0, 1, 0)
	}},
	{"an author must be named", func(e *env) {
		if _, err := e.EraseAuthor(e.ctx, "", start, false); !errors.Is(err, store.ErrInvalid) {
			e.t.Errorf("EraseAuthor of nobody = %v, want ErrInvalid", err)
		}
	}},
}

func (e *env) eraseAuthor(a reaction.AuthorKey, until time.Time, objection bool, want int) {
	e.t.Helper()
	got, err := e.EraseAuthor(e.ctx, a, until, objection)
	if err != nil || got != want {
		e.t.Fatalf("EraseAuthor(objection %v) = %d, %v; want %d", objection, got, err, want)
	}
}

func wholes(sts []store.Stored) int {
	n := 0
	for _, st := range sts {
		if st.State == store.Whole {
			n++
		}
	}
	return n
}
