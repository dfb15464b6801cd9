package phrases

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The integer logarithm is that of package math to its last digit.
func TestLog2(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Int64Range(1, 1<<50).Draw(t, "x")
		want := math.Log2(float64(x)) * (1 << fraction)
		if got := float64(log2(x)); got > want+1e-3 || got < want-1.5 {
			t.Errorf("log2(%d) = %v, want %v rounded down", x, got, want)
		}
	})
}

// The score agrees in sign and, closely, in size with the formula of the paper
// in floating point.
func TestLogOdds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		here := count{all: rapid.IntRange(1, 5000).Draw(t, "here")}
		there := count{all: rapid.IntRange(0, 5000).Draw(t, "there")}
		here.with = rapid.IntRange(0, here.all).Draw(t, "with here")
		there.with = rapid.IntRange(0, there.all).Draw(t, "with there")
		overall := count{here.with + there.with, here.all + there.all}
		if overall.with == 0 {
			return
		}
		prior := float64(priorMessages) * float64(overall.with) / float64(overall.all)
		a, b := float64(here.with)+prior, float64(there.with)+prior
		restA, restB := float64(here.all+priorMessages)-a, float64(there.all+priorMessages)-b
		if restA < 1 || restB < 1 || a < 0.5 || b < 0.5 {
			return // where units of 1/64 are coarse
		}
		delta := math.Log2(a/restA) - math.Log2(b/restB)
		got := float64(logOdds(here, there, overall)) / unit / (1 << (2 * fraction))
		// Four logarithms are each rounded down by less than one unit, and each
		// count by less than 1/64 message.
		slack := 2.0/(1<<fraction) + 2.0/unit*(1/a+1/b+1/restA+1/restB)
		low, high := signedSquare(delta-slack)/(1/a+1/b), signedSquare(delta+slack)/(1/a+1/b)
		if got < low-0.05*math.Abs(low)-0.01 || got > high+0.05*math.Abs(high)+0.01 {
			t.Errorf("logOdds(%v, %v) = %v, want it in [%v, %v]", here, there, got, low, high)
		}
	})
}

func signedSquare(x float64) float64 { return x * math.Abs(x) }

// Sums stay far from overflow with a hundred million messages.
func TestLogOddsLargest(t *testing.T) {
	const n = 100_000_000
	high := logOdds(count{n, n}, count{0, n}, count{n, 2 * n})
	low := logOdds(count{0, n}, count{n, n}, count{n, 2 * n})
	if high <= 0 || low >= 0 || high != -low {
		t.Errorf("scores %d and %d, want them opposite", high, low)
	}
}
