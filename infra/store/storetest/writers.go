package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// writers lets several writers do what the sequences do at the same time. Who comes
// first is open, so what is checked is what must hold whoever does: each id is
// recorded at most once and erased at most once, and the counters are the sum of
// what is left.
func writers(t *testing.T, open Opener) {
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		plan := rapid.SliceOfN(rapid.Custom(drawSteps), 2, 6).Draw(r, "writers")
		t.Run(fmt.Sprint(run), func(t *testing.T) { writeAtOnce(fresh(t, open), plan) })
		if t.Failed() {
			r.Fatalf("run %d failed", run)
		}
	})
}

// step is one thing that a writer does.
type step struct {
	what string
	ids  []int
}

func drawSteps(r *rapid.T) []step {
	one := rapid.Custom(func(r *rapid.T) step {
		return step{
			rapid.SampledFrom([]string{"record", "record", "record", "erase", "expire", "author"}).Draw(r, "what"),
			rapid.SliceOfN(rapid.IntRange(0, 29), 1, 10).Draw(r, "ids"),
		}
	})
	return rapid.SliceOfN(one, 1, 12).Draw(r, "steps")
}

// sharedEntry is entry i as every writer knows it: some have authors, some are
// overdue soon.
func sharedEntry(i int) store.Entry {
	x := plain(i, "")
	if i%3 > 0 {
		x.Reaction.Author = author(i % 3)
	}
	if i%4 == 0 {
		x.Reaction.Expires = start.Add(time.Hour)
	}
	return x
}

// tally counts what became of each id.
type tally struct {
	mu                         sync.Mutex
	recorded, erased, tombs    map[reaction.ID]int
	expired, erasedWithAuthors int
}

func writeAtOnce(e *env, plan [][]step) {
	n := &tally{recorded: map[reaction.ID]int{}, erased: map[reaction.ID]int{}, tombs: map[reaction.ID]int{}}
	var wg sync.WaitGroup
	for _, steps := range plan {
		wg.Go(func() {
			for _, s := range steps {
				if err := e.do(s, n); err != nil {
					e.t.Errorf("%s: %v", s.what, err)
				}
			}
		})
	}
	wg.Wait()
	for id, times := range n.recorded {
		if times > 1 {
			e.t.Errorf("%s was recorded %d times", id, times)
		}
	}
	for id, times := range n.erased {
		if times > n.recorded[id] {
			e.t.Errorf("%s was erased %d times and recorded %d times", id, times, n.recorded[id])
		}
	}
	left, want := 0, figures{}
	for _, st := range all(e) {
		if n.tombs[st.Reaction.ID] > 0 && st.State != store.Tombstone {
			e.t.Errorf("%s was erased and is %s", st.Reaction.ID, st.State)
		}
		if st.State != store.Tombstone {
			left++
			want.add(st.Entry, 1)
		}
	}
	if gone := len(n.erased) + n.erasedWithAuthors; left != len(n.recorded)-gone {
		e.t.Errorf("%d are left of %d recorded and %d erased", left, len(n.recorded), gone)
	}
	if diff := cmp.Diff(want, countedIn(e.t, e)); diff != "" {
		e.t.Errorf("counters (-recount +store):\n%s", diff)
	}
}

func (e *env) do(s step, n *tally) error {
	switch s.what {
	case "record":
		return e.doRecord(s.ids, n)
	case "erase":
		return e.doErase(s.ids[0], n)
	case "expire":
		turned, err := e.Expire(e.ctx, start.Add(2*time.Hour), len(s.ids))
		n.mu.Lock()
		defer n.mu.Unlock()
		n.expired += turned
		return err
	}
	turned, err := e.EraseAuthor(e.ctx, author(1+s.ids[0]%2), start, false)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.erasedWithAuthors += turned
	return err
}

func (e *env) doRecord(ids []int, n *tally) error {
	var es []store.Entry
	for _, i := range ids {
		es = append(es, sharedEntry(i))
	}
	got, err := e.Record(e.ctx, es)
	n.mu.Lock()
	defer n.mu.Unlock()
	for i, o := range got {
		if o == store.Recorded {
			n.recorded[es[i].Reaction.ID]++
		}
	}
	return err
}

func (e *env) doErase(i int, n *tally) error {
	x := sharedEntry(i)
	there, err := e.Erase(e.ctx, ref(x))
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.tombs[x.Reaction.ID]++; there {
		n.erased[x.Reaction.ID]++
	}
	return err
}
