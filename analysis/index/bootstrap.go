package index

import (
	"math"
	"math/rand/v2"
	"slices"
)

// replicates and the seeds are fixed: the same cells give the same interval.
const (
	replicates = 2000
	seed1      = 0x9e3779b97f4a7c15
	seed2      = 0xd1b54a32d192ed03
)

// Coexistence is how far value and concern coexist across people and how much of
// either there is.
type Coexistence struct {
	CX        Estimate // 2·min(p,q)/(p+q) in [0, 1], with p=(a+b)/N and q=(a+c)/N
	Intensity Estimate // (p+q)/2 in [0, 1]; stands beside CX, never multiplied with it
}

// Coexistence gives CX and intensity with percentile bootstrap intervals from
// 2,000 resamples of the N messages. ok is false where neither side is asserted.
//
// Where p = q, CX has a corner: every resample lies below the figure, and the
// interval is widened up to it. Where a side is empty the resamples are too, and
// CX is 0 with an interval of no width: that is the bootstrap's limit, not certainty.
func (c Cells) Coexistence() (x Coexistence, ok bool) {
	n := c.N()
	if c.R() <= 0 {
		return Coexistence{}, false
	}
	cx, intensity := c.coexist()
	rng := rand.New(rand.NewPCG(seed1, seed2))
	cxs, intensities := make([]float64, replicates), make([]float64, replicates)
	for i := range replicates {
		cxs[i], intensities[i] = c.resample(rng, n).coexist()
	}
	return Coexistence{percentile(cx, cxs), percentile(intensity, intensities)}, true
}

func (c Cells) coexist() (cx, intensity float64) {
	p, q := float64(c.A+c.B), float64(c.A+c.C)
	if p+q == 0 {
		return 0, 0
	}
	return 2 * min(p, q) / (p + q), (p + q) / 2 / float64(c.N())
}

// resample draws n messages with the probabilities of the cells.
func (c Cells) resample(rng *rand.Rand, n int64) Cells {
	a := binomial(rng, n, float64(c.A)/float64(n))
	left, weight := n-a, n-c.A
	draw := func(cell int64) int64 {
		if left <= 0 || weight <= 0 {
			return 0
		}
		k := binomial(rng, left, float64(cell)/float64(weight))
		left, weight = left-k, weight-cell
		return k
	}
	b := draw(c.B)
	k := draw(c.C)
	return Cells{A: a, B: b, C: k, D: left}
}

// percentile gives the 2.5 % and 97.5 % points of the replicates, widened to the figure.
func percentile(figure float64, xs []float64) Estimate {
	slices.Sort(xs)
	low, high := xs[len(xs)*25/1000], xs[len(xs)*975/1000-1]
	return Estimate{figure, Interval{min(low, figure), max(high, figure)}}
}

// binomial draws from Binomial(n, p), exactly: by inversion where few are
// expected, by Hörmann's BTRS elsewhere.
func binomial(rng *rand.Rand, n int64, p float64) int64 {
	switch {
	case n <= 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - binomial(rng, n, 1-p)
	case float64(n)*p < 10:
		return invert(rng, n, p)
	}
	return btrs(rng, n, p)
}

func invert(rng *rand.Rand, n int64, p float64) int64 {
	ratio, mass := p/(1-p), math.Pow(1-p, float64(n))
	u := rng.Float64()
	var k int64
	for u > mass && k < n {
		u -= mass
		k++
		mass *= ratio * float64(n-k+1) / float64(k)
	}
	return k
}

func btrs(rng *rand.Rand, n int64, p float64) int64 {
	m := float64(n)
	spread := math.Sqrt(m * p * (1 - p))
	b := 1.15 + 2.53*spread
	a := -0.0873 + 0.0248*b + 0.01*p
	c := m*p + 0.5
	vr := 0.92 - 4.2/b
	alpha := (2.83 + 5.1/b) * spread
	odds := math.Log(p / (1 - p))
	mode := math.Floor((m + 1) * p)
	h := logFactorial(mode) + logFactorial(m-mode)
	for {
		u, v := rng.Float64()-0.5, rng.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + c)
		if us >= 0.07 && v <= vr {
			return int64(k)
		}
		if k < 0 || k > m {
			continue
		}
		v = math.Log(v * alpha / (a/(us*us) + b))
		if v <= h-logFactorial(k)-logFactorial(m-k)+(k-mode)*odds {
			return int64(k)
		}
	}
}

func logFactorial(x float64) float64 {
	l, _ := math.Lgamma(x + 1)
	return l
}
