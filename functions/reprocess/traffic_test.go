package reprocess_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/functions/reprocess"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// traffic is what goes on beside a rebuild: writers that record, erase and expire, and
// that learn of another generation only when they look, as those with a copy of the
// control data do.
type traffic struct {
	store   store.Store
	clock   *clock
	writers int
	next    atomic.Int64 // number of the next reaction
	epoch   atomic.Int64 // writers that see it change look at the control data
	looked  chan struct{}
	did     chan struct{} // an operation, if anybody waits for it
	done    atomic.Int64  // operations
	stop    atomic.Bool
	running sync.WaitGroup
	failed  func(format string, args ...any)
}

func begin(t *testing.T, s store.Store, c *clock, seed uint64, recorded int) *traffic {
	tr := &traffic{store: s, clock: c, writers: 4, looked: make(chan struct{}), did: make(chan struct{}), failed: t.Errorf}
	tr.next.Store(int64(recorded) + 1)
	ctx := context.WithoutCancel(t.Context())
	for w := range tr.writers {
		r := rand.New(rand.NewPCG(seed, uint64(w)))
		under := tr.look(ctx)
		tr.running.Go(func() { tr.write(ctx, r, under) })
	}
	t.Cleanup(tr.end)
	return tr
}

func (tr *traffic) end() {
	tr.stop.Store(true)
	tr.running.Wait()
}

// look reads the control data.
func (tr *traffic) look(ctx context.Context) []string {
	building, err := tr.store.Building(ctx)
	live, err2 := tr.store.Generation(ctx)
	if err != nil || err2 != nil {
		tr.failed("reading the generations: %v, %v", err, err2)
	}
	if building == "" || building == live {
		return []string{live}
	}
	return []string{live, building}
}

func (tr *traffic) write(ctx context.Context, r *rand.Rand, under []string) {
	epoch := tr.epoch.Load()
	for !tr.stop.Load() {
		if now := tr.epoch.Load(); now != epoch {
			epoch = now
			under = tr.look(ctx)
			tr.looked <- struct{}{}
		} else if r.IntN(200) == 0 {
			under = tr.look(ctx) // some copies are younger than others
		}
		if err := tr.step(ctx, r, under); err != nil {
			tr.failed("traffic: %v", err)
			return
		}
		tr.done.Add(1)
		select {
		case tr.did <- struct{}{}:
		default:
		}
	}
}

func (tr *traffic) step(ctx context.Context, r *rand.Rand, under []string) (err error) {
	known := tr.next.Load()
	some := func() reaction.ID { return reaction.ID(fmt.Sprintf("%032x", 1+r.Int64N(known+5))) }
	switch r.IntN(10) {
	case 0:
		_, err = tr.store.Erase(ctx, some())
	case 1:
		author := reaction.AuthorKey(fmt.Sprintf("a%031x", r.IntN(60)))
		if r.IntN(10) == 0 {
			_, err = tr.store.EraseAuthor(ctx, author, tr.clock.now().AddDate(0, 0, -15), false)
		}
	case 2, 3, 4:
		ids := make([]reaction.ID, 40)
		for i := range ids {
			ids[i] = some()
		}
		_, err = tr.store.Expire(ctx, tr.clock.now(), ids...)
	default:
		var es []store.Entry
		for range 1 + r.IntN(4) {
			e := entry(int(tr.next.Add(1)), r, tr.clock.now())
			labelled := e.Labels[live]
			e.Labels = map[string]label.Result{}
			for _, g := range under {
				e.Labels[g] = labelled
			}
			es = append(es, e)
		}
		_, err = tr.store.Record(ctx, es)
	}
	return err
}

// learn lets some time pass, in which writers work with what they know, and then until
// each of them has looked at the control data.
func (tr *traffic) learn(ctx context.Context, _ time.Duration) error {
	for range 50 {
		<-tr.did
	}
	tr.epoch.Add(1)
	for range tr.writers {
		<-tr.looked
	}
	return nil
}

// A rebuild and a clean-up under live traffic end exact.
func TestRebuildUnderTraffic(t *testing.T) {
	t.Parallel() // it mostly waits for the disk
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			s, c, es := damaged(t, 900)
			c.advance(20 * 24 * time.Hour) // some of it is overdue
			tr := begin(t, s, c, seed, len(es))
			b := &reprocess.Rebuild{Store: s, Now: c.now, Wait: tr.learn}
			done, err := b.Run(t.Context())
			if labelled := done.Labelled; errors.Is(err, reprocess.ErrGate) { // what moves faster than it is looked at is tried again
				done, err = b.Run(t.Context())
				done.Labelled += labelled
			}
			if err != nil {
				t.Fatalf("%v: %v", err, done.Gate.Wrong)
			}
			if done.Labelled <= 600 || done.Gate.Reactions <= 600 {
				t.Errorf("rebuilt %+v", done)
			}
			cleaned := must(b.CleanUp(t.Context(), live))(t)
			tr.end()
			wantGenerations(t, s, rebuilt, "")
			a := verify(t, s)
			for st, err := range store.All(t.Context(), s) {
				_, old := st.Labels[live]
				_, made := st.Labels[rebuilt]
				if err != nil || st.State != store.Tombstone && (old || !made) {
					t.Fatalf("%s, %s: old label %v, new label %v, %v", st.Reaction.ID, st.State, old, made, err)
				}
			}
			t.Logf("%d operations beside it; %d labelled in %d sweeps, %d looks, %d rows unjudged; %d unlabelled; %d reactions, %d stubs, %d tombstones",
				tr.done.Load(), done.Labelled, done.Sweeps, done.Gate.Looks, done.Gate.Unjudged, cleaned.Unlabelled, a.Reactions, a.Stubs, a.Tombstones)
		})
	}
}

// A recount beside live traffic blames nothing that is right: not what expires while
// it runs, which a scan comes upon twice, and not what changed meanwhile.
func TestVerifyUnderTraffic(t *testing.T) {
	t.Parallel()
	s, c := fresh(t)
	es := fill(t, s, c, 21, 1500)
	c.advance(20 * 24 * time.Hour)
	tr := begin(t, s, c, 21, len(es))
	for range 2 {
		a := must((&reprocess.Pass{Store: s, Now: c.now}).Verify(t.Context()))(t)
		for _, m := range a.Wrong {
			t.Errorf("verify: %v", m)
		}
	}
	tr.end()
	verify(t, s)
}
