package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/store"
)

const (
	raceRounds = 40
	raceSize   = 30 // reactions of the author, half of them stored before
)

var raceCases = []testCase{
	{"an author is erased while being imported again and reprocessed", func(e *env) {
		for round := range raceRounds {
			raceAuthor(e, round, round%4 == 0)
		}
	}},
	{"one id is recorded, labelled, swept and erased by all at once", func(e *env) {
		for round := range raceRounds {
			raceID(e, round)
		}
	}},
}

// raceAuthor erases an author while all of the author's messages are imported again,
// in order and against it, and labelled under two further generations, one of which
// is taken away again. Nothing from before the erasure may be left, and all that the
// author wrote later.
func raceAuthor(e *env, round int, sweep bool) {
	a := author(1000 + round)
	var old, later []store.Entry
	var ls []store.Labelled
	for i := range raceSize {
		x := plain(round*1000+i, a)
		old, ls = append(old, x), append(ls, labelled(round*1000+i)...)
		x.Reaction.ID = id(round*1000 + 500 + i)
		x.Reaction.Time = e.clock.now().Add(time.Hour)
		later = append(later, x)
	}
	until := e.clock.now()
	e.must("Record", func() error { _, err := e.Record(e.ctx, old[:raceSize/2]); return err })
	e.race(
		func() error { _, err := e.Record(e.ctx, old); return err },
		func() error { return backwards(e, old) },
		func() error { _, err := e.Label(e.ctx, gen2, ls...); return err },
		func() error { _, err := e.Label(e.ctx, gen3, ls...); return err },
		func() error { _, err := e.Unlabel(e.ctx, gen2, ids(wholesAs(old))...); return err },
		func() error { _, err := e.Record(e.ctx, later); return err },
		func() error { _, err := e.EraseAuthor(e.ctx, a, until, false); return err },
		func() error {
			if !sweep { // beside an erasure, a sweep finds nothing that is due
				return nil
			}
			_, err := e.Expire(e.ctx, until, ids(wholesAs(old))...)
			return err
		},
	)
	for _, st := range ofAuthor(e, a) {
		if !st.Reaction.Time.After(until) {
			e.t.Fatalf("round %d: %s of %s is stored of an author erased until then", round, st.Reaction.ID, st.Reaction.Time)
		}
	}
	for _, st := range all(e) {
		for _, x := range old {
			if st.Reaction.ID == x.Reaction.ID && st.State != store.Tombstone {
				e.t.Fatalf("round %d: %s is %s of an erased author", round, st.Reaction.ID, st.State)
			}
		}
	}
	if n := len(ofAuthor(e, a)); n != len(later) {
		e.t.Fatalf("round %d: %d of what the author wrote later are left, want %d", round, n, len(later))
	}
	e.counted(fmt.Sprintf("round %d", round))
	e.must("EraseAuthor", func() error { _, err := e.EraseAuthor(e.ctx, a, until.Add(2*time.Hour), false); return err })
}

func backwards(e *env, es []store.Entry) error {
	for i := len(es) - 1; i >= 0; i-- {
		if _, err := e.Record(e.ctx, es[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

// raceID lets everything happen to one id at once, the erasure among it.
func raceID(e *env, round int) {
	x := plain(round, author(1+round%3))
	x.Reaction.Time, x.Reaction.Expires = e.clock.now(), e.clock.now().Add(time.Hour)
	e.must("Record", func() error { _, err := e.Record(e.ctx, []store.Entry{x}); return err })
	e.clock.move(time.Hour)
	l := store.Labelled{ID: x.Reaction.ID, Result: results[2]}
	var mu sync.Mutex
	erased := 0
	erase := func() error {
		there, err := e.Erase(e.ctx, x.Reaction.ID)
		mu.Lock()
		defer mu.Unlock()
		if there {
			erased++
		}
		return err
	}
	e.race(
		erase, erase,
		func() error { _, err := e.Expire(e.ctx, e.clock.now(), x.Reaction.ID); return err },
		func() error { _, err := e.Expire(e.ctx, e.clock.now(), x.Reaction.ID, x.Reaction.ID); return err },
		func() error { _, err := e.Label(e.ctx, gen2, l); return err },
		func() error { _, err := e.Label(e.ctx, gen2, l, l); return err },
		func() error { _, err := e.Unlabel(e.ctx, gen1, x.Reaction.ID); return err },
		func() error { _, err := e.Record(e.ctx, []store.Entry{x, x}); return err },
	)
	if erased != 1 {
		e.t.Fatalf("round %d: %d erasures found something, want 1", round, erased)
	}
	e.counted(fmt.Sprintf("round %d", round))
	if got := countedIn(e.t, e); len(got) > 0 {
		e.t.Fatalf("round %d: counters are left: %v", round, got)
	}
}

// race does all at once.
func (e *env) race(fs ...func() error) {
	e.t.Helper()
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for _, f := range fs {
		wg.Go(func() {
			<-begin
			if err := f(); err != nil {
				e.t.Errorf("in a race: %v", err)
			}
		})
	}
	close(begin)
	wg.Wait()
}

func (e *env) must(name string, f func() error) {
	e.t.Helper()
	if err := f(); err != nil {
		e.t.Fatalf("%s: %v", name, err)
	}
}

// counted expects the counters to be the sum of what is stored, by this package's count.
func (e *env) counted(when string) {
	e.t.Helper()
	want := figures{}
	for _, st := range all(e) {
		if st.State != store.Tombstone {
			want.add(st.Entry, 1)
		}
	}
	if diff := cmp.Diff(want, countedIn(e.t, e)); diff != "" {
		e.t.Fatalf("%s: counters (-recount +store):\n%s", when, diff)
	}
}

// wholesAs are entries as a store would yield them.
func wholesAs(es []store.Entry) (sts []store.Stored) {
	for _, x := range es {
		sts = append(sts, store.Stored{Entry: x, State: store.Whole})
	}
	return sts
}
