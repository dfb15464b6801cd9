package measure

import (
	"math/rand/v2"
	"slices"
)

// Interval is an estimate with its 95 % interval.
type Interval struct{ Estimate, Low, High float64 }

const (
	resamples = 2000
	seed      = 4
)

// Difference is the micro-F1 of a minus that of b on the same messages, with a
// percentile interval from a paired bootstrap over messages. Both must have
// measured the same messages in the same order.
func Difference(a, b Figures) Interval {
	random := rand.New(rand.NewPCG(seed, uint64(len(a.each))))
	diffs := make([]float64, resamples)
	for i := range diffs {
		var x, y Counts
		for range a.each {
			k := random.IntN(len(a.each))
			x, y = x.Plus(a.each[k]), y.Plus(b.each[k])
		}
		diffs[i] = x.F1() - y.F1()
	}
	slices.Sort(diffs)
	return Interval{
		Estimate: a.Micro().F1() - b.Micro().F1(),
		Low:      diffs[resamples*25/1000],
		High:     diffs[resamples*975/1000-1],
	}
}
