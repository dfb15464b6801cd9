package index_test

import (
	"math"
	"testing"

	"paradox/analysis/index"
)

// cells are the worked example of the definitions.
var cells = index.Cells{A: 13, B: 25, C: 6, D: 2}

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 5e-7 {
		t.Errorf("%s = %.6f, want %.6f", name, got, want)
	}
}

func nearEstimate(t *testing.T, name string, got index.Estimate, figure, low, high float64) {
	t.Helper()
	near(t, name, got.Figure, figure)
	near(t, name+" low", got.Low, low)
	near(t, name+" high", got.High, high)
}

func must[T any](t *testing.T, name string) func(T, bool) T {
	return func(v T, ok bool) T {
		t.Helper()
		if !ok {
			t.Fatalf("%s: no figure", name)
		}
		return v
	}
}

func TestGolden(t *testing.T) {
	nearEstimate(t, "PS", must[index.Estimate](t, "PS")(cells.Paradox()), 0.295455, 0.181555, 0.442202)
	nearEstimate(t, "NB raw", must[index.Estimate](t, "NB")(cells.BalanceRaw()), 0.431818, 0.219142, 0.644495)
	nearEstimate(t, "NB", must[index.Estimate](t, "NB")(cells.Balance()), 0.417582, 0.206264, 0.628901)
	near(t, "lift", must[float64](t, "lift")(cells.Lift()), 0.828255)
	x := must[index.Coexistence](t, "CX")(cells.Coexistence())
	near(t, "CX", x.CX.Figure, 0.666667)
	near(t, "intensity", x.Intensity.Figure, 0.619565)
	nearEstimate(t, "Wilson(0,20)", index.Share(0, 20), 0, 0, 0.161125)
	nearEstimate(t, "Wilson(20,20)", index.Share(20, 20), 1, 0.838875, 1)
	p, q := index.Proportion{X: 13, N: 44}, index.Proportion{X: 30, N: 60}
	nearEstimate(t, "Newcombe", index.Difference(p, q), -0.204545, -0.371925, -0.013292)
	near(t, "score test", index.ScoreTest(p, q), 0.036375)
	near(t, "Rogan-Gladen", must[float64](t, "Rogan-Gladen")(index.RoganGladen(.30, .79, .93)), 0.319444)
}

// From R = 50 on, the balance is reported as it is.
func TestBalanceAddsHalfBelowFifty(t *testing.T) {
	small, large := index.Cells{A: 9, B: 30, C: 10}, index.Cells{A: 10, B: 30, C: 10}
	got, _ := small.Balance()
	near(t, "R=49", got.Figure, 20.0/50.5)
	got, _ = large.Balance()
	near(t, "R=50", got.Figure, 20.0/50)
}

func TestConcernPerThousand(t *testing.T) {
	got, ok := index.PerThousand(19, 40000)
	if !ok {
		t.Fatal("no figure")
	}
	w := index.Wilson(19, 40000)
	nearEstimate(t, "per 1,000", got, 0.475, 1000*w.Low, 1000*w.High)
	for _, sent := range []int64{0, -1, 18} {
		if _, ok := index.PerThousand(19, sent); ok {
			t.Errorf("a figure over %d sent", sent)
		}
	}
}

// Worked by hand: sorted .01 .02 .03 .04 .5, times 5/rank, cumulative minimum from above.
func TestFalseDiscovery(t *testing.T) {
	got := index.FalseDiscovery([]float64{.04, .01, .5, .03, .02})
	for i, want := range []float64{.05, .05, .5, .05, .05} {
		near(t, "q", got[i], want)
	}
	got = index.FalseDiscovery([]float64{.9, .001})
	near(t, "q of .001 in 2", got[1], .002)
	if len(index.FalseDiscovery(nil)) != 0 {
		t.Error("q-values of no tests")
	}
}

func TestClearNeedsBoth(t *testing.T) {
	excludes := index.Estimate{Figure: .1, Interval: index.Interval{Low: .05, High: .2}}
	includes := index.Estimate{Figure: .1, Interval: index.Interval{Low: -.05, High: .2}}
	if !index.Clear(excludes, .05) || index.Clear(excludes, .051) || index.Clear(includes, .01) {
		t.Error("clear means q ≤ .05 and an interval without 0")
	}
}

func TestWithDemands(t *testing.T) {
	if got, want := cells.WithDemands(5, 1), (index.Cells{A: 18, B: 20, C: 7, D: 1}); got != want {
		t.Errorf("WithDemands = %v, want %v", got, want)
	}
	if got := cells.WithDemands(99, 99).N(); got != cells.N() {
		t.Errorf("N = %d after the run, want %d", got, cells.N())
	}
}

func TestNothingSaidGivesNoFigure(t *testing.T) {
	none := index.Cells{D: 40}
	if _, ok := none.Paradox(); ok {
		t.Error("a paradox share of nothing")
	}
	if _, ok := none.Balance(); ok {
		t.Error("a balance of nothing")
	}
	if _, ok := none.Coexistence(); ok {
		t.Error("a coexistence of nothing")
	}
	if _, ok := (index.Cells{B: 3}).Lift(); ok {
		t.Error("a lift without concern")
	}
	if _, ok := (index.Cells{}).Value(); ok {
		t.Error("a share of no messages")
	}
	if _, ok := index.RoganGladen(.3, .5, .5); ok {
		t.Error("a prevalence from labels that say nothing")
	}
	if p := index.ScoreTest(index.Proportion{X: 0, N: 5}, index.Proportion{X: 0, N: 9}); p != 1 {
		t.Errorf("p = %v where nothing varies, want 1", p)
	}
}
