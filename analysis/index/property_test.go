package index_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/analysis/index"
)

func anyCells(t *rapid.T) index.Cells {
	size := rapid.SampledFrom([]int64{3, 60, 5000}).Draw(t, "size")
	cell := rapid.Int64Range(0, size)
	return index.Cells{A: cell.Draw(t, "a"), B: cell.Draw(t, "b"), C: cell.Draw(t, "c"), D: cell.Draw(t, "d")}
}

func anyProportion(t *rapid.T, name string) index.Proportion {
	n := rapid.Int64Range(1, 3000).Draw(t, name+" n")
	return index.Proportion{X: rapid.Int64Range(0, n).Draw(t, name+" x"), N: n}
}

func within(t *rapid.T, name string, e index.Estimate, low, high float64) {
	if !e.Contains(e.Figure) {
		t.Fatalf("%s: %v outside [%v, %v]", name, e.Figure, e.Low, e.High)
	}
	if e.Low < low || e.High > high || math.IsNaN(e.Figure) {
		t.Fatalf("%s: %+v leaves [%v, %v]", name, e, low, high)
	}
}

func TestEstimatesLieInTheirIntervalsAndBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCells(t)
		if e, ok := c.Paradox(); ok {
			within(t, "PS", e, 0, 1)
		}
		if e, ok := c.Balance(); ok {
			within(t, "NB", e, -1, 1)
		}
		if e, ok := c.BalanceRaw(); ok {
			within(t, "NB raw", e, -1, 1)
		}
		if e, ok := c.Value(); ok {
			within(t, "value", e, 0, 1)
		}
		if e, ok := c.Concern(); ok {
			within(t, "concern", e, 0, 1)
		}
		if x, ok := c.Coexistence(); ok {
			within(t, "CX", x.CX, 0, 1)
			within(t, "intensity", x.Intensity, 0, 1)
			if y, _ := c.Coexistence(); y != x {
				t.Fatalf("the same cells gave %v and %v", x, y)
			}
		}
	})
}

func TestSwappingTheSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCells(t)
		swapped := index.Cells{A: c.A, B: c.C, C: c.B, D: c.D}
		x, ok := c.Balance()
		if !ok {
			return
		}
		y, _ := swapped.Balance()
		if math.Abs(x.Figure+y.Figure) > 1e-12 {
			t.Fatalf("NB %v, swapped %v", x.Figure, y.Figure)
		}
		p, _ := c.Paradox()
		q, _ := swapped.Paradox()
		if p != q {
			t.Fatalf("PS %v, swapped %v", p, q)
		}
	})
}

func TestWilsonIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(2, 5000).Draw(t, "n")
		x := rapid.Int64Range(0, n-1).Draw(t, "x")
		lower, higher := index.Wilson(x, n), index.Wilson(x+1, n)
		if lower.Low > higher.Low || lower.High > higher.High {
			t.Fatalf("one more of %d moves %v to %v", n, lower, higher)
		}
		wide, narrow := index.Wilson(x, n), index.Wilson(4*x, 4*n)
		if narrow.High-narrow.Low > wide.High-wide.Low {
			t.Fatalf("four times the messages widen %v to %v", wide, narrow)
		}
	})
}

func TestDifferenceIsAntisymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := anyProportion(t, "p"), anyProportion(t, "q")
		d, e := index.Difference(p, q), index.Difference(q, p)
		within(t, "difference", d, -1, 1)
		if math.Abs(d.Low+e.High) > 1e-12 || math.Abs(d.High+e.Low) > 1e-12 {
			t.Fatalf("%+v against %+v", d, e)
		}
		if v := index.ScoreTest(p, q); v < 0 || v > 1 || v != index.ScoreTest(q, p) {
			t.Fatalf("p-value %v", v)
		}
	})
}

func TestFalseDiscoveryKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 40).Draw(t, "p")
		qs := index.FalseDiscovery(ps)
		for i := range ps {
			if qs[i] < ps[i] || qs[i] > 1 {
				t.Fatalf("q %v of p %v", qs[i], ps[i])
			}
			for j := range ps {
				if ps[i] < ps[j] && qs[i] > qs[j] {
					t.Fatalf("p %v < %v but q %v > %v", ps[i], ps[j], qs[i], qs[j])
				}
			}
		}
	})
}

// The resampling draws what it says: over many cells, mean and spread of the
// intensity's interval agree with the binomial's normal limit.
func TestBootstrapAgreesWithTheNormalLimit(t *testing.T) {
	for _, c := range []index.Cells{{A: 0, B: 900, C: 0, D: 2100}, {A: 0, B: 40000, C: 0, D: 60000}, {A: 0, B: 6, C: 0, D: 1994}} {
		x, _ := c.Coexistence()
		n, p := float64(c.N()), float64(c.B)/float64(c.N())
		// b alone is asserted, so that the intensity is b/2N.
		half := index.Z * math.Sqrt(p*(1-p)/n) / 2
		got := (x.Intensity.High - x.Intensity.Low) / 2
		if math.Abs(got-half) > 0.12*half {
			t.Errorf("%v: half-width %v, normal limit %v", c, got, half)
		}
	}
}

// The intensity is a mean, so that its resamples lie evenly about it.
func TestBootstrapIsCentred(t *testing.T) {
	for _, c := range []index.Cells{{A: 100, B: 600, C: 200, D: 300}, {A: 5, B: 40, C: 300, D: 9000}, {A: 3000, B: 60, C: 20, D: 10}} {
		x, _ := c.Coexistence()
		e := x.Intensity
		if off := (e.Low+e.High)/2 - e.Figure; math.Abs(off) > 0.1*(e.High-e.Low) {
			t.Errorf("%v: intensity %v in [%v, %v]", c, e.Figure, e.Low, e.High)
		}
		if cx := x.CX; cx.Low >= cx.Figure || cx.High <= cx.Figure {
			t.Errorf("%v: CX %v in [%v, %v]", c, cx.Figure, cx.Low, cx.High)
		}
	}
}

func TestBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.Int64Range(1, 12).Draw(t, "k")
		reach := rapid.IntRange(0, 6).Draw(t, "reach")
		units := rapid.SliceOfN(rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 15)), 0, 60).Draw(t, "units")
		blocks, open := index.Blocks(units, k, reach)
		next := 0
		for _, b := range blocks {
			if b.First < next || b.N < k || units[b.First] == 0 || units[b.Last] == 0 {
				t.Fatalf("block %+v, where %d is free", b, next)
			}
			if n := sum(units[b.First : b.Last+1]); n != b.N || n-units[b.Last] >= k {
				t.Fatalf("block %+v holds %d and could have closed earlier", b, n)
			}
			if longestGap(units[b.First:b.Last+1]) > reach {
				t.Fatalf("block %+v spans more than %d empty units", b, reach)
			}
			loose(t, units[next:b.First], k, reach, true)
			next = b.Last + 1
		}
		if open < next {
			t.Fatalf("messages of a block wait from %d on", open)
		}
		loose(t, units[next:open], k, reach, true)
		loose(t, units[open:], k, reach, false)
		// What comes later moves no block that is closed.
		later, _ := index.Blocks(append(units, 99), k, reach)
		for i, b := range blocks {
			if later[i] != b {
				t.Fatalf("block %+v became %+v", b, later[i])
			}
		}
	})
}

func sum(units []int64) (n int64) {
	for _, u := range units {
		n += u
	}
	return n
}

func longestGap(units []int64) (longest int) {
	gap := 0
	for _, n := range units {
		if gap++; n > 0 {
			gap = 0
		}
		longest = max(longest, gap)
	}
	return longest
}

// loose fails where what is in no block could have been in one: every group of it
// holds fewer than k, and has more than reach empty units after it if it was given up.
func loose(t *rapid.T, units []int64, k int64, reach int, givenUp bool) {
	var group int64
	gap := 0
	for _, n := range units {
		if gap++; n > 0 {
			gap = 0
		}
		if group += n; group >= k {
			t.Fatalf("%d messages in no block: %v", group, units)
		}
		if gap > reach {
			group = 0
		}
	}
	if givenUp && group > 0 {
		t.Fatalf("%v given up before %d empty units", units, reach+1)
	}
}

func TestBlocksGiveUpWhatStandsAlone(t *testing.T) {
	tests := []struct {
		name  string
		units []int64
		want  []index.Block
		open  int
	}{
		{"a stray before a long silence", []int64{1, 0, 0, 0, 26, 30}, []index.Block{{First: 4, Last: 4, N: 26}, {First: 5, Last: 5, N: 30}}, 6},
		{"a stray before a short one is joined", []int64{1, 0, 0, 26}, []index.Block{{First: 0, Last: 3, N: 27}}, 4},
		{"silence after a full block is in none", []int64{12, 0, 0, 0, 0, 11}, []index.Block{{First: 0, Last: 0, N: 12}, {First: 5, Last: 5, N: 11}}, 6},
		{"the last ones wait", []int64{12, 4, 0, 5}, []index.Block{{First: 0, Last: 0, N: 12}}, 1},
		{"but not for ever", []int64{12, 4, 0, 0, 0}, []index.Block{{First: 0, Last: 0, N: 12}}, 5},
		{"strays alone", []int64{9, 0, 0, 0, 9, 0, 0, 0, 9}, nil, 8},
		{"nothing", nil, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, open := index.Blocks(tt.units, 10, 2)
			if diff := cmp.Diff(tt.want, got); diff != "" || open != tt.open {
				t.Errorf("Blocks(%v) waits from %d, want %d; blocks:\n%s", tt.units, open, tt.open, diff)
			}
		})
	}
}

func TestWithholdLeavesNothingRecoverable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.Int64Range(1, 12).Draw(t, "k")
		counts := rapid.SliceOfN(rapid.Int64Range(0, 30), 1, 9).Draw(t, "counts")
		hidden := index.Withhold(counts, k)
		var sum int64
		held, open := 0, 0
		for i, n := range counts {
			if n > 0 && n < k && !hidden[i] {
				t.Fatalf("%d of %v shown below %d", n, counts, k)
			}
			if hidden[i] {
				sum, held = sum+n, held+1
			} else if n > 0 {
				open++
			}
		}
		if held > 0 && open > 0 && (held < 2 || sum < k) {
			t.Fatalf("%v: %d held with %d together follow from the total", counts, held, sum)
		}
	})
}

func TestWithhold(t *testing.T) {
	tests := []struct {
		name   string
		counts []int64
		want   []bool
	}{
		{"all large", []int64{10, 20}, []bool{false, false}},
		{"one small takes the smallest with it", []int64{40, 9, 12, 30}, []bool{false, true, true, false}},
		{"two small that hold k", []int64{5, 6, 30}, []bool{true, true, false}},
		{"two small below k", []int64{2, 3, 30, 20}, []bool{true, true, false, true}},
		{"empty ones have nothing to hide", []int64{0, 30, 0}, []bool{false, false, false}},
		{"an empty one does not cover for a small one", []int64{0, 4, 30}, []bool{false, true, true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := index.Withhold(tt.counts, 10)
			for i := range got {
				if got[i] != tt.want[i] {
					t.Fatalf("Withhold(%v) = %v, want %v", tt.counts, got, tt.want)
				}
			}
		})
	}
}

func TestThreshold(t *testing.T) {
	for k, want := range map[int]int64{0: 10, 1: 5, 5: 5, 7: 7, 25: 25, -3: 5} {
		if got := index.Threshold(k); got != want {
			t.Errorf("Threshold(%d) = %d, want %d", k, got, want)
		}
	}
}

func TestFine(t *testing.T) {
	days := func(single, long int) []index.Block {
		bs := make([]index.Block, single)
		for range long {
			bs = append(bs, index.Block{First: 0, Last: 1})
		}
		return bs
	}
	if !index.Fine(days(4, 1)) || index.Fine(days(3, 1)) || index.Fine(nil) {
		t.Error("fine means that 80 % of the blocks are single")
	}
}
