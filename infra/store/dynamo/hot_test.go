package dynamo_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/capacity"
	"paradox/infra/enginetest"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/store/dynamo/faults"
)

// The load that the default number of shards is chosen for.
const (
	hotRate    = 1000 // reactions a second
	hotWriters = 16
	hotBatch   = 50
	hotBatches = 40 // of each writer
	// hotAtOnce is how many transactions are under way at most. At that rate, with
	// transactions that take as long as the model assumes, it is one in the mean.
	hotAtOnce = 2
)

// The shards are those that the capacity model asks for at that rate.
func TestShardsAreTheModels(t *testing.T) {
	if want := capacity.For(hotRate, capacity.Assumed, capacity.Listed).Shards; dynamo.DefaultShards != want {
		t.Errorf("dynamo.DefaultShards = %d, the capacity model says %d", dynamo.DefaultShards, want)
	}
}

// Sixteen writers of one campaign in two languages, each with a shard by chance, have
// as many transactions under way as a thousand reactions a second have: that is what
// makes them meet, and it does not depend on how fast this machine is. One call in ten
// is refused as a conflict, and so is each that really meets another: engines that run
// here never do that by themselves. Fewer than one batch in twenty needs more than
// three tries.
func TestHotCounters(t *testing.T) {
	for _, shards := range []int{1, dynamo.DefaultShards} {
		tries, took := hot(t, shards)
		over := 0
		for n, batches := range tries {
			if n > 3 {
				over += batches
			}
		}
		const all = hotWriters * hotBatches
		t.Logf("%d shards: batches by tries %v; %.1f %% need more than 3; a batch took %v", shards, tries, 100*float64(over)/all, took/all)
		if shards == dynamo.DefaultShards && 20*over >= all {
			t.Errorf("%d of %d batches need more than 3 tries", over, all)
		}
	}
}

// hot returns how many batches took how many tries, and the time that they took in
// all.
func hot(t *testing.T, shards int) (map[int]int, time.Duration) {
	t.Helper()
	w := newWorld(t, enginetest.MiniStack(t), uint64(shards), faults.Rates{faults.Conflict: 0.10})
	client := dynamodb.New(w.stack.client.Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, w.weather.Live().Middleware)
	})
	var mu sync.Mutex
	var took time.Duration
	tries := map[int]int{}
	observe := func(c dynamo.Call) {
		if c.Operation == "TransactWriteItems" {
			mu.Lock()
			defer mu.Unlock()
			tries[c.Tries]++
		}
	}
	var writers sync.WaitGroup
	underWay := make(chan struct{}, hotAtOnce)
	for n := range hotWriters {
		s, err := dynamo.Open(dynamo.Options{
			Client: client, Reactions: w.stack.tables.Reactions, Counters: w.stack.tables.Counters, Now: startTime, Shards: shards, Observe: observe,
		})
		if err != nil {
			t.Fatal(err)
		}
		writers.Go(func() {
			for b := range hotBatches {
				underWay <- struct{}{}
				began := time.Now()
				_, err := s.Record(context.WithoutCancel(t.Context()), hotEntries((n*hotBatches+b)*hotBatch, hotBatch))
				<-underWay
				if err != nil {
					t.Errorf("Record: %v", err)
				}
				mu.Lock()
				took += time.Since(began)
				mu.Unlock()
			}
		})
	}
	writers.Wait()
	s, err := w.open(startTime)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if audit, err := store.Verify(t.Context(), s, s); err != nil || len(audit.Wrong) > 0 || audit.Reactions != hotWriters*hotBatches*hotBatch {
		t.Errorf("%d shards: verify: %v, %v, %d reactions", shards, err, audit.Wrong, audit.Reactions)
	}
	return tries, took
}

// hotEntries are a batch of one campaign in two languages.
func hotEntries(from, size int) []store.Entry {
	es := entries(from, from+size, "")
	for i := range es {
		if i%2 == 1 {
			es[i].Dims.Language = "pl"
		}
	}
	return es
}

func startTime() time.Time { return start }
