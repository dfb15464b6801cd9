package index

import "math"

// Z is the 97.5 % point of the standard normal distribution.
const Z = 1.959964

// Interval is a 95 % interval, Low ≤ High.
type Interval struct{ Low, High float64 }

// Contains reports whether x lies in the interval, bounds included.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// Estimate is a figure with its interval, which contains it.
type Estimate struct {
	Figure float64
	Interval
}

// Wilson is Wilson's score interval of the share x of n: centre
// (p+z²/2n)/(1+z²/n), half-width z/(1+z²/n)·√(p(1−p)/n+z²/4n²). It needs
// 0 ≤ x ≤ n and n > 0.
func Wilson(x, n int64) Interval {
	p, m := float64(x)/float64(n), float64(n)
	shrink := 1 + Z*Z/m
	centre := (p + Z*Z/(2*m)) / shrink
	half := Z / shrink * math.Sqrt(p*(1-p)/m+Z*Z/(4*m*m))
	i := Interval{max(0, centre-half), min(1, centre+half)}
	// At the ends the interval reaches the end exactly; rounding may miss it by a bit.
	if x == 0 {
		i.Low = 0
	}
	if x == n {
		i.High = 1
	}
	return i
}

// Share is x of n with its Wilson interval; the preconditions are Wilson's.
func Share(x, n int64) Estimate {
	return Estimate{float64(x) / float64(n), Wilson(x, n)}
}

// PerThousand is 1,000·x/sent with its Wilson interval, scaled: concern per 1,000
// messages sent. ok is false where sent is not positive or fewer than x, which no
// volume can be.
func PerThousand(x, sent int64) (e Estimate, ok bool) {
	if sent <= 0 || x < 0 || x > sent {
		return Estimate{}, false
	}
	e = Share(x, sent)
	return Estimate{1000 * e.Figure, Interval{1000 * e.Low, 1000 * e.High}}, true
}

// smallR is the R below which the balance is taken with ½ added to a, b and c.
const smallR = 50

// BalanceRaw is the privacy-calculus balance NB = (b−c)/R in [−1, 1] with the
// interval of a paired difference, SE = √(b+c−(b−c)²/R)/R. ok is false where R is 0.
func (c Cells) BalanceRaw() (e Estimate, ok bool) { return c.balance(0) }

// Balance is NB as it is reported: where R < 50, ½ is added to each of a, b and c
// first, in figure and interval. ok is false where R is 0.
func (c Cells) Balance() (e Estimate, ok bool) {
	if c.R() < smallR {
		return c.balance(0.5)
	}
	return c.balance(0)
}

func (c Cells) balance(add float64) (Estimate, bool) {
	if c.R() <= 0 {
		return Estimate{}, false
	}
	b, k := float64(c.B)+add, float64(c.C)+add
	r := float64(c.R()) + 3*add
	nb := (b - k) / r
	half := Z * math.Sqrt(max(0, b+k-(b-k)*(b-k)/r)) / r
	return Estimate{nb, Interval{max(-1, nb-half), min(1, nb+half)}}, true
}
