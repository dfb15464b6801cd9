package index_test

import (
	"fmt"

	"paradox/analysis/index"
)

func Example() {
	segment := index.Cells{A: 13, B: 25, C: 6, D: 2}
	share, _ := segment.Paradox()
	fmt.Printf("%d of %d say both: %.1f %% (%.1f–%.1f)\n", segment.A, segment.R(), 100*share.Figure, 100*share.Low, 100*share.High)

	rest := index.Cells{A: 30, B: 0, C: 30, D: 0}
	p, q := index.Proportion{X: segment.A, N: segment.R()}, index.Proportion{X: rest.A, N: rest.R()}
	d := index.Difference(p, q)
	fmt.Printf("against the rest: %.1f points, clear: %v\n", 100*d.Figure, index.Clear(d, index.ScoreTest(p, q)))
	// Output:
	// 13 of 44 say both: 29.5 % (18.2–44.2)
	// against the rest: -20.5 points, clear: true
}
