package dynamo_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/sync/errgroup"

	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/store/dynamo/faults"
	"paradox/infra/store/storetest"
)

const (
	localSeeds = 3 // on DynamoDB Local, which takes a multiple of MiniStack's time
	faultyOps  = 300
	shortSeeds = 20
	atOnce     = 4 // seeds under way; more does not end sooner
)

// TestFaults runs sequences of everything that happens to reactions, in rough weather.
// One seed alone: -run 'TestFaults/MiniStack/seed=17$'.
func TestFaults(t *testing.T) {
	for _, e := range engines {
		n := storetest.Seeds
		switch {
		case testing.Short() && e.name != "MiniStack":
			continue
		case testing.Short():
			n = shortSeeds
		case e.name != "MiniStack":
			n = localSeeds
		}
		t.Run(e.name, func(t *testing.T) { faultySequences(t, e.address(t), n) })
	}
}

func faultySequences(t *testing.T, address string, n int) {
	var all tally
	var group errgroup.Group
	group.SetLimit(atOnce)
	for seed := range n {
		group.Go(func() error {
			t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
				w := newWorld(t, address, uint64(seed), faults.Rough())
				if err := storetest.Sequence(t.Context(), w.seed, faultyOps, w.open, storetest.Options{}); err != nil {
					t.Errorf("%v\n%v", err, w.weather)
				}
				all.add(w.weather)
			})
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	all.report(t)
}

// tally sums up what the weathers of several sequences injected.
type tally struct {
	mu               sync.Mutex
	sequences, calls int
	met              map[faults.Kind]int
}

func (a *tally) add(f *faults.Faults) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.met == nil {
		a.met = map[faults.Kind]int{}
	}
	a.sequences++
	a.calls += f.Calls()
	for k := faults.Conflict; k <= faults.Contended; k++ {
		a.met[k] += f.Met(k)
	}
}

// report logs what was injected, and fails a run that some kind of fault is missing
// in: it would have shown nothing.
func (a *tally) report(t *testing.T) {
	t.Helper()
	if a.sequences == 0 {
		return // none of them was asked for
	}
	t.Logf("%d sequences, %d calls", a.sequences, a.calls)
	for k := faults.Conflict; k <= faults.Contended; k++ {
		t.Logf("%8d %v", a.met[k], k)
		if a.met[k] == 0 && a.sequences >= shortSeeds {
			t.Errorf("no call met the fault %q", k)
		}
	}
}

// world is a pair of tables on an engine with weather before it, and those programs
// that use them one after the other.
type world struct {
	seed    uint64
	stack   stack
	weather *faults.Faults
	rewrite []func(*middleware.Stack) error // what is broken on purpose
}

func newWorld(t *testing.T, address string, seed uint64, rates faults.Rates) *world {
	t.Helper()
	w := &world{seed: seed, stack: newStack(t, address), weather: faults.New(seed, rates, storetest.ErrDied)}
	t.Cleanup(func() {
		for _, name := range []string{w.stack.tables.Reactions, w.stack.tables.Counters, w.stack.tables.Erasures} {
			if _, err := w.stack.client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
				t.Errorf("deleting a table: %v", err)
			}
		}
	})
	return w
}

// open begins a life of a program that uses the tables.
func (w *world) open(now func() time.Time) (store.Store, error) {
	life := w.weather.Live()
	client := dynamodb.New(w.stack.client.Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(slices.Concat(o.APIOptions, w.rewrite), life.Middleware)
	})
	s, err := dynamo.Open(dynamo.Options{
		Client: client, Reactions: w.stack.tables.Reactions, Counters: w.stack.tables.Counters, Now: now, Wait: yield,
	})
	return hasty{s}, err
}

// yield is a wait that takes no time: the next try comes after whoever is ready.
func yield(ctx context.Context, _ time.Duration) error {
	runtime.Gosched()
	return ctx.Err()
}

// hasty is a store whose callers give up in the middle, when the weather says so.
type hasty struct{ *dynamo.Store }

func (s hasty) Record(ctx context.Context, es []store.Entry) ([]store.Outcome, error) {
	ctx, end := faults.Cancellable(ctx)
	defer end()
	return s.Store.Record(ctx, es)
}

func (s hasty) Erase(ctx context.Context, id reaction.ID) (bool, error) {
	ctx, end := faults.Cancellable(ctx)
	defer end()
	return s.Store.Erase(ctx, id)
}

func (s hasty) EraseAuthor(ctx context.Context, a reaction.AuthorKey, until time.Time, objection bool) (int, error) {
	ctx, end := faults.Cancellable(ctx)
	defer end()
	return s.Store.EraseAuthor(ctx, a, until, objection)
}

func (s hasty) Expire(ctx context.Context, now time.Time, ids ...reaction.ID) (int, error) {
	ctx, end := faults.Cancellable(ctx)
	defer end()
	return s.Store.Expire(ctx, now, ids...)
}

func (s hasty) Label(ctx context.Context, generation string, ls ...store.Labelled) (int, error) {
	ctx, end := faults.Cancellable(ctx)
	defer end()
	return s.Store.Label(ctx, generation, ls...)
}

func (s hasty) Unlabel(ctx context.Context, generation string, ids ...reaction.ID) (int, error) {
	ctx, end := faults.Cancellable(ctx)
	defer end()
	return s.Store.Unlabel(ctx, generation, ids...)
}

func (s hasty) Compact(ctx context.Context, generation string, before store.Day) (int, error) {
	ctx, end := faults.Cancellable(ctx)
	defer end()
	return s.Store.Compact(ctx, generation, before)
}
