package train

import (
	"math"
	"slices"

	"paradox/analysis/linear"
)

// shrink is how many positive examples a head's own best threshold needs to count
// as much as the threshold that is best for all heads together.
const shrink = 50

// decide sets the thresholds and tables of the heads from held-out scores. The
// first heads share one threshold that theirs are drawn to; each other head
// stands alone but is drawn to it as well.
func decide(heads []linear.Head, samples []sample, held [][]int64, shared int) {
	var pool []scored
	columns := make([][]scored, len(heads))
	for h := range heads {
		columns[h] = column(samples, held, h)
		if h < shared {
			pool = append(pool, columns[h]...)
		}
	}
	common, _ := bestThreshold(pool)
	for h := range heads {
		own, yes := bestThreshold(columns[h])
		heads[h].Threshold = (own*int64(yes) + common*shrink) / (int64(yes) + shrink)
		heads[h].Table = calibrate(columns[h])
	}
}

// decideTone sets the tables of a sentiment model. Its label is the one with the
// largest probability; thresholds serve the figures only. The tones are weighted
// half-way from their shares among the messages to equal shares: the shares in a
// stream are not known beforehand, and the rarest tone is not to vanish.
func decideTone(heads []linear.Head, samples []sample, held [][]int64) {
	weights := toneWeights(samples, len(heads))
	for h := range heads {
		c := column(samples, held, h)
		for i, s := range samples {
			c[i].weight = weights[slices.Index(s.target, 1)]
		}
		heads[h].Table = calibrate(c)
		heads[h].Threshold, _ = bestThreshold(c)
	}
}

func toneWeights(samples []sample, tones int) []int64 {
	count := make([]int, tones)
	for _, s := range samples {
		count[slices.Index(s.target, 1)]++
	}
	weights := make([]int64, tones)
	for t, n := range count {
		weights[t] = int64(math.Round(unit * math.Sqrt(float64(len(samples))/float64(max(n, 1)*tones))))
	}
	return weights
}

// scored is a held-out score and the truth.
type scored struct {
	score  int64
	yes    bool
	weight int64 // in calibration; unit for an ordinary example
}

// unit is the weight of one example in calibration.
const unit = 64

func column(samples []sample, held [][]int64, head int) []scored {
	c := make([]scored, len(samples))
	for i, s := range samples {
		c[i] = scored{held[i][head], s.target[head] > 0, unit}
	}
	return c
}

// bestThreshold returns the score above which asserting gives the best F1 (the
// middle between two neighbouring scores), and how many are true.
func bestThreshold(column []scored) (threshold int64, yes int) {
	c := sorted(column)
	for _, s := range c {
		if s.yes {
			yes++
		}
	}
	best, found := -1.0, yes
	for i := 0; i < len(c); i++ {
		asserted := len(c) - i
		if i == 0 || c[i].score != c[i-1].score {
			if f := 2 * float64(found) / float64(asserted+yes); f > best {
				best, threshold = f, c[i].score-1
				if i > 0 {
					threshold = (c[i-1].score + c[i].score) / 2
				}
			}
		}
		if c[i].yes {
			found--
		}
	}
	return threshold, yes
}

func sorted(column []scored) []scored {
	c := slices.Clone(column)
	slices.SortStableFunc(c, func(a, b scored) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	return c
}

// figures counts what the held-out scores decide with the thresholds set.
func figures(heads []linear.Head, samples []sample, held [][]int64, counted int) linear.Figures {
	var hit, wrong, miss int
	for i, s := range samples {
		for h := range counted {
			switch asserted := held[i][h] > heads[h].Threshold; {
			case asserted && s.target[h] > 0:
				hit++
			case asserted:
				wrong++
			case s.target[h] > 0:
				miss++
			}
		}
	}
	f1 := 2 * float64(hit) / float64(2*hit+wrong+miss)
	return linear.Figures{Rows: len(samples), F1: math.Round(f1*1000) / 1000}
}
