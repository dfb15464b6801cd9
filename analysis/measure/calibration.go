package measure

import "paradox/analysis/label"

// bins divide probabilities for the calibration error.
const bins = 10

// Calibration compares stated probabilities with how often they come true.
type Calibration struct {
	n, yes [bins]int
	sum    [bins]int64
}

// Add counts one statement and whether it came true.
func (c *Calibration) Add(p label.Score, came bool) {
	b := min(max(int(p)*bins/10000, 0), bins-1)
	c.n[b]++
	c.sum[b] += int64(p)
	if came {
		c.yes[b]++
	}
}

// N is the number of statements.
func (c Calibration) N() int {
	n := 0
	for _, x := range c.n {
		n += x
	}
	return n
}

// ECE is the expected calibration error over ten bins of equal width (Guo, Pleiss,
// Sun and Weinberger 2017, ICML): the mean distance between stated and observed,
// in [0, 1].
func (c Calibration) ECE() float64 {
	sum := 0.0
	for b, n := range c.n {
		if n > 0 {
			gap := float64(c.sum[b])/10000 - float64(c.yes[b])
			sum += max(gap, -gap)
		}
	}
	return sum / float64(max(c.N(), 1))
}
