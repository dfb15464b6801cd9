package train

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/analysis/label"
	"paradox/analysis/linear"
)

// These tests look inside: a model shows the outcome of calibration, but not whether
// it is the one that its data ask for.

// drawn returns n held-out scores, of which those of score s are true with the
// probability that odds gives, in percent.
func drawn(n int, odds func(s int64) int) []scored {
	random := rand.New(rand.NewPCG(1, 2))
	c := make([]scored, n)
	for i := range c {
		s := random.Int64N(20000) - 10000
		c[i] = scored{s, random.IntN(100) < odds(s), unit}
	}
	return c
}

func probability(table []linear.Knot, score int64) label.Score {
	return linear.Head{Table: table}.Probability(score)
}

func TestCalibrateFindsTheOdds(t *testing.T) {
	table := calibrate(drawn(40000, func(s int64) int { return 50 + int(s)/250 }))
	for score := int64(-9000); score <= 9000; score += 1000 {
		want := label.Score(5000 + score*4/10)
		if got := probability(table, score); got < want-400 || got > want+400 {
			t.Errorf("probability of score %d = %d, want about %d", score, got, want)
		}
	}
}

// Where higher scores are true less often, no rising function does better than one
// probability for all.
func TestCalibratePoolsWhatFalls(t *testing.T) {
	table := calibrate(drawn(4000, func(s int64) int { return 50 - int(s)/250 }))
	if low, high := probability(table, -9000), probability(table, 9000); low < 4800 || high > 5200 {
		t.Errorf("probabilities %d to %d of scores that tell the wrong way, want about 5000 for all", low, high)
	}
}

// No block is so small that chance makes a certainty of it, and none is 0 or 1.
func TestCalibrateTrustsNoHandful(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 400).Draw(t, "examples")
		c := make([]scored, n)
		for i := range c {
			c[i] = scored{rapid.Int64Range(-50, 50).Draw(t, "score"), rapid.Bool().Draw(t, "true"), unit}
		}
		table := calibrate(c)
		if most := max(n*unit/minBlock, 1); len(table) == 0 || len(table) > most {
			t.Fatalf("%d knots from %d examples, want 1 to %d", len(table), n, most)
		}
		for _, k := range table {
			if k.Probability <= 0 || k.Probability >= 10000 {
				t.Fatalf("knot %+v is certain", k)
			}
		}
	})
}

func TestCalibrateCountsWeights(t *testing.T) {
	var c []scored
	for i := range 100 {
		c = append(c, scored{0, i%2 == 0, unit})
		if i%2 == 0 {
			c[i].weight = 3 * unit
		}
	}
	if got := probability(calibrate(c), 0); got < 7400 || got > 7500 {
		t.Errorf("probability of half the examples at three times the weight = %d, want just below 7500", got)
	}
}

// bestThreshold agrees with trying every threshold.
func TestBestThreshold(t *testing.T) {
	f1 := func(c []scored, threshold int64) float64 {
		var hit, asserted, yes int
		for _, s := range c {
			if s.yes {
				yes++
			}
			if s.score > threshold {
				asserted++
				if s.yes {
					hit++
				}
			}
		}
		return 2 * float64(hit) / float64(max(asserted+yes, 1))
	}
	rapid.Check(t, func(t *rapid.T) {
		c := make([]scored, rapid.IntRange(1, 30).Draw(t, "examples"))
		for i := range c {
			c[i] = scored{2 * rapid.Int64Range(-9, 9).Draw(t, "score"), rapid.Bool().Draw(t, "true"), unit}
		}
		got, _ := bestThreshold(c)
		for threshold := int64(-21); threshold <= 21; threshold++ {
			if f1(c, threshold) > f1(c, got) {
				t.Fatalf("threshold %d has F1 %v, %d has %v: %v", got, f1(c, got), threshold, f1(c, threshold), c)
			}
		}
	})
}

// A head with few examples keeps close to what is best for all, one with many goes
// its own way.
func TestThresholdsAreShrunk(t *testing.T) {
	var samples []sample
	var held [][]int64
	add := func(n int, target []int8, scores []int64) {
		for range n {
			samples, held = append(samples, sample{target: target}), append(held, scores)
		}
	}
	add(500, []int8{1, -1}, []int64{2000, 0})
	add(500, []int8{-1, -1}, []int64{-2000, 0})
	add(5, []int8{-1, 1}, []int64{-2000, 9000})
	heads := make([]linear.Head, 2)
	decide(heads, samples, held, 2)
	if often := heads[0].Threshold; often < -2000 || often > 2000 {
		t.Errorf("threshold of the frequent head = %d, want one that parts -2000 and 2000", often)
	}
	if rare := heads[1].Threshold; rare > 2500 {
		t.Errorf("threshold of the rare head = %d, its own best is 4500 and the shared one at most 2000", rare)
	}
}

func TestToneWeights(t *testing.T) {
	var samples []sample
	for i := range 100 {
		target := []int8{-1, -1, -1}
		target[[...]int{0, 0, 0, 0, 0, 0, 0, 0, 1, 2}[i%10]] = 1
		samples = append(samples, sample{target: target})
	}
	// Half-way to equal shares: the square root of 1/3 over 0.8 and over 0.1.
	if d := cmp.Diff([]int64{41, 117, 117}, toneWeights(samples, 3)); d != "" {
		t.Errorf("weights of tones with shares .8, .1, .1 (-want +got):\n%s", d)
	}
	// Scores that tell nothing leave the weighted shares: √.8 and √.1, brought to a sum of one.
	held := make([][]int64, len(samples))
	for i := range held {
		held[i] = []int64{0, 0, 0}
	}
	heads := make([]linear.Head, 3)
	decideTone(heads, samples, held)
	for h, want := range []label.Score{5858, 2071, 2071} {
		if got := heads[h].Probability(0); got < want-60 || got > want+60 {
			t.Errorf("probability of tone %d = %d, want about %d", h, got, want)
		}
	}
}
