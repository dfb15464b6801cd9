package bolt_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

// hex32 spreads numbers as a MAC does.
func hex32(i int) string {
	sum := sha256.Sum256([]byte(strconv.Itoa(i)))
	return hex.EncodeToString(sum[:16])
}

// BenchmarkRecord measures durable recording; look at reactions/s.
func BenchmarkRecord(b *testing.B) {
	text := strings.Repeat("They know what I looked at. ", 8)
	for _, writers := range []int{1, 16} {
		for _, size := range []int{1, 50, 500} {
			b.Run(fmt.Sprintf("writers=%d/batch=%d", writers, size), func(b *testing.B) {
				day := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
				s, err := bolt.Open(filepath.Join(b.TempDir(), "store"), func() time.Time { return day })
				if err != nil {
					b.Fatal(err)
				}
				defer s.Close()
				var next atomic.Int64
				b.ReportAllocs()
				b.SetParallelism(max(1, writers/runtime.GOMAXPROCS(0)))
				run := func(more func() bool) {
					for more() {
						from := int(next.Add(int64(size))) - size
						es := make([]store.Entry, size)
						for i := range es {
							es[i] = entry(from+i, text)
						}
						if _, err := s.Record(b.Context(), es); err != nil {
							b.Error(err)
						}
					}
				}
				if writers == 1 {
					run(b.Loop)
				} else {
					b.RunParallel(func(pb *testing.PB) { run(pb.Next) })
				}
				b.ReportMetric(float64(next.Load())/b.Elapsed().Seconds(), "reactions/s")
			})
		}
	}
}

// BenchmarkVerify measures a recount of 20,000 reactions.
func BenchmarkVerify(b *testing.B) {
	day := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	s, err := bolt.Open(filepath.Join(b.TempDir(), "store"), func() time.Time { return day })
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	const all, size = 20000, 500
	for from := 0; from < all; from += size {
		es := make([]store.Entry, size)
		for i := range es {
			es[i] = entry(from+i, "They know what I looked at.")
		}
		if _, err := s.Record(b.Context(), es); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if a, err := store.Verify(b.Context(), s, s); err != nil || a.Reactions != all || len(a.Wrong) > 0 {
			b.Fatalf("Verify = %+v, %v", a, err)
		}
	}
	b.ReportMetric(all*float64(b.N)/b.Elapsed().Seconds(), "reactions/s")
}
