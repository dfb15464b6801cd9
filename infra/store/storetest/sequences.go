package storetest

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paradox/infra/store"
)

// Seeds is how many sequences of 300 operations an engine passes, here or, as one on
// the other side of a network does, in worse conditions of its own test.
const Seeds = 200

const (
	shortSeeds = 20
	sequenceOf = 300 // operations
)

// side is how many sequences run beside each other: they wait for disks and networks
// more than they compute.
const side = 6

// sequences runs Sequence for each seed; one alone with -run 'sequences/seed=17$'.
func sequences(t *testing.T, n int, open Opener) {
	if testing.Short() {
		n = min(n, shortSeeds)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range side {
		wg.Go(func() {
			for seed := next.Add(1) - 1; seed < int64(n); seed = next.Add(1) - 1 {
				t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { sequence(t, open, uint64(seed)) })
			}
		})
	}
	wg.Wait()
}

func sequence(t *testing.T, open Opener, seed uint64) {
	name := filepath.Join(t.TempDir(), "store")
	reopen := func(now func() time.Time) (store.Store, error) { return open(name, now) }
	if err := Sequence(t.Context(), seed, sequenceOf, reopen, Options{}); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
}
