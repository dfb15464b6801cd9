package reprocess

import (
	"context"
	"math"

	"paradox/infra/store"
)

// Cost is what a rebuild takes of a database that is paid by units.
type Cost struct {
	Reactions int64
	Reads     float64 // read units
	Writes    float64 // write units, at most
}

// What the cost is reckoned with.
const (
	storedKB    = 1.5 // a stored reaction with text and one label; each label adds about 0.4
	unitKB      = 4   // of a read unit, read consistently
	scans       = 3   // two sweeps and the gate
	transaction = 2   // write units for 1 KB in a transaction
	rowsMoved   = 2   // counter rows that a reaction is counted in: its campaign's and that of all
	updatedKB   = 2   // what an update is charged for: the whole item, rounded up
)

// Estimate says what a rebuild costs at most, by the counters of the live generation:
//
//	reads  = reactions × 3 scans × 1.5 KB / 4 KB
//	writes = reactions × (2 units × 2 KB for the label + 2 units × 2 counter rows)
//
// Reactions that are counted in the same rows share them when they are labelled in one
// transaction, which makes the second part less: down to nothing for a store of one
// campaign and few days. The clean-up afterwards costs two scans and as many writes
// again.
func (b *Rebuild) Estimate(ctx context.Context) (Cost, error) {
	live, _, err := b.generations(ctx)
	if err != nil {
		return Cost{}, err
	}
	sum, err := b.total(ctx, live)
	if err != nil {
		return Cost{}, err
	}
	n := float64(sum[store.N])
	return Cost{
		Reactions: sum[store.N],
		Reads:     math.Ceil(n * scans * storedKB / unitKB),
		Writes:    n * (transaction*updatedKB + transaction*rowsMoved),
	}, nil
}
