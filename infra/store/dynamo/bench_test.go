package dynamo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"paradox/infra/capacity"
	"paradox/infra/enginetest"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

// BenchmarkRecord records the same batches on both engines, one after the other: look
// at reactions/s, and at the write units of 1,000 reactions. bbolt is written to the
// disk, MiniStack answers from memory over HTTP: neither time is one of AWS's, the units
// are.
func BenchmarkRecord(b *testing.B) {
	for _, size := range capacity.UnitsBatches {
		b.Run(fmt.Sprintf("bbolt/batch=%d", size), func(b *testing.B) {
			s, err := bolt.Open(filepath.Join(b.TempDir(), "store"), startTime)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			recordBatches(b, s, size)
		})
	}
	st := newStack(b, enginetest.MiniStack(b))
	for _, size := range capacity.UnitsBatches {
		b.Run(fmt.Sprintf("MiniStack/batch=%d", size), func(b *testing.B) {
			var seen calls
			n := recordBatches(b, st.open(b, atStart, seen.observe), size)
			units := 0.0
			for _, c := range seen.of("TransactWriteItems") {
				units += c.Write
			}
			b.ReportMetric(units*1000/float64(n), "wcu/1000")
		})
	}
}

// benchmarked is how many reactions were recorded until now: none comes twice.
var benchmarked atomic.Int64

// recordBatches records as long as the benchmark runs, and returns how many reactions
// that were.
func recordBatches(b *testing.B, s store.Reactions, size int) (n int) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		es := hotEntries(int(benchmarked.Add(int64(size)))-size, size)
		for i := range es { // spread as a MAC is
			sum := sha256.Sum256([]byte(es[i].Reaction.ID))
			es[i].Reaction.ID = reaction.ID(hex.EncodeToString(sum[:16]))
		}
		outcomes, err := s.Record(b.Context(), es)
		if err != nil {
			b.Fatal(err)
		}
		for i, o := range outcomes {
			if o != store.Recorded {
				b.Fatalf("%s was %v", es[i].Reaction.ID, o)
			}
		}
		n += size
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "reactions/s")
	return n
}
