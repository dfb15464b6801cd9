package phrases

import "math/bits"

// count is how many of all messages use a phrase.
type count struct{ with, all int }

// Counts are held in units of 1/64 message, so that the prior of a rare phrase
// is not zero; the prior as a whole weighs as much as priorMessages messages.
const unit, priorMessages = 64, 100

// logOdds returns the z-score of the log-odds ratio of here against there, with
// a prior in proportion to overall, squared with its sign, in no particular unit.
func logOdds(here, there, overall count) int64 {
	all := int64(max(overall.all, 1))
	prior := max((priorMessages*unit*int64(overall.with)+all/2)/all, 1)
	a := int64(here.with)*unit + prior
	b := int64(there.with)*unit + prior
	notA := max(int64(here.all+priorMessages)*unit-a, 1)
	notB := max(int64(there.all+priorMessages)*unit-b, 1)
	delta := log2(a) - log2(notA) - log2(b) + log2(notB)
	// The variance of delta is about 1/a + 1/b: equation 20.
	z := delta * delta * harmonic(a, b)
	if delta < 0 {
		return -z
	}
	return z
}

// harmonic returns 1/(1/a+1/b), for positive a and b.
func harmonic(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	q, _ := bits.Div64(hi, lo, uint64(a+b))
	return int64(q)
}

// fraction is the number of binary digits after the point of a logarithm.
const fraction = 10

// log2 returns the binary logarithm of x ≥ 1 in units of 2^-fraction, rounded
// down: the integer part is the place of the highest bit, and squaring what is
// left gives one digit after another.
func log2(x int64) int64 {
	n := bits.Len64(uint64(x)) - 1
	y := uint64(x) << (62 - n) >> 31 // in [1, 2) with 31 digits
	log := int64(n)
	for range fraction {
		y = y * y >> 31
		log <<= 1
		if y >= 1<<32 {
			y >>= 1
			log |= 1
		}
	}
	return log
}
