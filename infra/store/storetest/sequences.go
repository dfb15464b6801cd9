package storetest

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"paradox/infra/store"
)

const (
	seeds      = 200
	shortSeeds = 20
	sequenceOf = 300 // operations
)

// sequences runs Sequence for each seed; one alone with -run 'sequences/seed=17$'.
func sequences(t *testing.T, open Opener) {
	n := seeds
	if testing.Short() {
		n = shortSeeds
	}
	for seed := range n {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			name := filepath.Join(t.TempDir(), "store")
			reopen := func(now func() time.Time) (store.Store, error) { return open(name, now) }
			if err := Sequence(t.Context(), uint64(seed), sequenceOf, reopen, Options{}); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		})
	}
}
