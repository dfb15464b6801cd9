package storetest

import (
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

var expireCases = []testCase{
	{"leaves what was counted and nothing else", func(e *env) {
		x := full()
		e.record([]store.Entry{x, plain(1, "")}, store.Recorded, store.Recorded)
		before := countedIn(e.t, e)
		e.clock.move(72 * time.Hour)
		e.sweep(2)
		want := []store.Stored{{Entry: bare(plain(1, "")), State: store.Stub}, {Entry: bare(x), State: store.Stub}}
		if diff := cmp.Diff(want, all(e)); diff != "" {
			e.t.Errorf("All (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, countedIn(e.t, e)); diff != "" {
			e.t.Errorf("counters moved (-before +after):\n%s", diff)
		}
		if got := ofAuthor(e, x.Reaction.Author); len(got) > 0 {
			e.t.Errorf("the author still has %v", got)
		}
		e.verify(0, 2, 0)
	}},
	{"is shown before it is swept", func(e *env) {
		x := full()
		e.recordOne(x, store.Recorded)
		e.clock.move(48*time.Hour - time.Nanosecond)
		if got := all(e)[0].State; got != store.Whole {
			e.t.Errorf("before its expiry the state is %q", got)
		}
		e.clock.move(time.Nanosecond)
		if diff := cmp.Diff([]store.Stored{{Entry: bare(x), State: store.Stub}}, all(e)); diff != "" {
			e.t.Errorf("All (-want +got):\n%s", diff)
		}
		for _, st := range ofAuthor(e, x.Reaction.Author) {
			if st.State == store.Whole || st.Reaction.Text != "" {
				e.t.Errorf("OfAuthor shows an overdue text")
			}
		}
		e.recordOne(x, store.Duplicate)
		e.verify(0, 1, 0)
	}},
	{"takes what is due and no more", func(e *env) {
		var es []store.Entry
		for i := range 5 {
			x := plain(i, author(i%2))
			x.Reaction.Expires = start.Add(time.Duration(i) * time.Hour).Add(time.Second)
			es = append(es, x)
		}
		e.record(es, slices.Repeat([]store.Outcome{store.Recorded}, 5)...)
		ids := []reaction.ID{id(0), id(1), id(2), id(3), id(4), id(77)}
		e.expire(0, ids...)
		e.clock.move(2*time.Hour + time.Second)
		e.expire(2, ids[:2]...)
		e.expire(1, ids...)
		e.expire(0, ids...)
		e.expire(0)
		e.verify(2, 3, 0)
	}},
	{"a re-import is still a duplicate", func(e *env) {
		x := plain(1, author(1))
		e.recordOne(x, store.Recorded)
		e.clock.move(24 * time.Hour)
		e.recordOne(x, store.Duplicate)
		e.sweep(1)
		e.reopen()
		e.recordOne(x, store.Duplicate)
		e.recordOne(plain(1, author(2)), store.Duplicate) // the stub knows no author
		e.recordOne(plain(1, ""), store.Duplicate)
		e.verify(0, 1, 0)
	}},
	{"passes over what was erased", func(e *env) {
		e.record([]store.Entry{plain(1, author(1)), plain(2, ""), plain(3, author(2))}, store.Recorded, store.Recorded, store.Recorded)
		e.erase(id(1), true)
		e.erase(id(2), true)
		e.clock.move(24 * time.Hour)
		e.sweep(1)
		e.verify(0, 1, 2)
	}},
	{"beyond any page", func(e *env) {
		for from := 0; from < 1200; from += 400 {
			e.record(plains(from, from+400, author(from)), slices.Repeat([]store.Outcome{store.Recorded}, 400)...)
		}
		e.clock.move(24 * time.Hour)
		e.sweep(1200)
		e.verify(0, 1200, 0)
		e.sweep(0)
	}},
}
