package main

import "math/rand/v2"

// dice is a source of chance that gives the same numbers for the same seed in
// every version of Go: it uses nothing but the PCG's raw output, whose sequence
// is fixed.
type dice struct{ src *rand.PCG }

func newDice(seed uint64) dice { return dice{rand.NewPCG(seed, 0x70617261646f78)} }

// below returns a number in [0, n).
func (d dice) below(n int) int { return int(d.src.Uint64() % uint64(n)) }

// chance reports true in percent of a hundred cases.
func (d dice) chance(percent int) bool { return d.below(100) < percent }

// weighted returns an index with a probability proportional to its weight.
func (d dice) weighted(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := d.below(total)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// shuffle puts s in a random order.
func shuffle[T any](d dice, s []T) {
	for i := len(s) - 1; i > 0; i-- {
		j := d.below(i + 1)
		s[i], s[j] = s[j], s[i]
	}
}
