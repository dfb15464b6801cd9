package index

import (
	"math"
	"slices"
)

// Proportion is X of N messages, 0 ≤ X ≤ N, N > 0.
type Proportion struct{ X, N int64 }

// Difference is p − q of two independent samples with Newcombe's interval by
// method 10, built from the two Wilson intervals. A segment is compared with the
// rest, never with a whole of which it is a part: that would not be independent.
func Difference(p, q Proportion) Estimate {
	a, b := Share(p.X, p.N), Share(q.X, q.N)
	d := a.Figure - b.Figure
	return Estimate{d, Interval{
		max(-1, d-math.Hypot(a.Figure-a.Low, b.High-b.Figure)),
		min(1, d+math.Hypot(a.High-a.Figure, b.Figure-b.Low)),
	}}
}

// ScoreTest is the two-sided p-value of the pooled score test that two independent
// samples have the same share. It is 1 where neither sample varies.
func ScoreTest(p, q Proportion) float64 {
	n, m := float64(p.N), float64(q.N)
	pooled := float64(p.X+q.X) / (n + m)
	variance := pooled * (1 - pooled) * (1/n + 1/m)
	if variance <= 0 {
		return 1
	}
	z := (float64(p.X)/n - float64(q.X)/m) / math.Sqrt(variance)
	return math.Erfc(math.Abs(z) / math.Sqrt2)
}

// Level is the false discovery rate below which a difference may be called clear.
const Level = 0.05

// FalseDiscovery turns the p-values of a family of tests into Benjamini and
// Hochberg's q-values, in the same order: rejecting all with q ≤ .05 keeps the
// expected share of false alarms among the rejected at 5 % or less.
func FalseDiscovery(ps []float64) []float64 {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case ps[i] < ps[j]:
			return -1
		case ps[i] > ps[j]:
			return 1
		}
		return 0
	})
	qs, lowest := make([]float64, len(ps)), 1.0
	for rank := len(order); rank > 0; rank-- {
		i := order[rank-1]
		lowest = min(lowest, ps[i]*(float64(len(ps))/float64(rank)))
		qs[i] = lowest
	}
	return qs
}

// Clear reports whether a difference is clear: its q-value is at most [Level] and
// its interval excludes 0.
func Clear(difference Estimate, q float64) bool {
	return q <= Level && !difference.Contains(0)
}

// RoganGladen is the prevalence (p+Sp−1)/(Se+Sp−1), clipped to [0, 1], behind a
// share p that was seen through labels of sensitivity Se and specificity Sp. It is
// right for one prevalence; for a/R, where both are misclassified, it is not. ok is
// false where the labels say nothing, Se+Sp ≤ 1.
func RoganGladen(p, sensitivity, specificity float64) (prevalence float64, ok bool) {
	informed := sensitivity + specificity - 1
	if informed <= 0 {
		return 0, false
	}
	return min(1, max(0, (p+specificity-1)/informed)), true
}
