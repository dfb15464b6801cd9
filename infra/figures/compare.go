package figures

import (
	"paradox/analysis/index"
	"paradox/infra/store"
)

// Comparison is a segment against the rest: all other messages of the days that
// both together cover. A segment's own figures may be of other days, where its own
// had to be joined.
type Comparison struct {
	Days    Range      `json:"days" doc:"The days compared"`
	Paradox Difference `json:"paradox_share"`
	Value   Difference `json:"value"`
	Concern Difference `json:"concern"`
}

// Difference is the segment's share minus that of the rest.
type Difference struct {
	Estimate
	P     float64 `json:"p" doc:"p-value of the pooled score test"`
	Q     float64 `json:"q" doc:"Benjamini-Hochberg, over all comparisons of the table"`
	Clear bool    `json:"clear" doc:"q at most 0.05 and an interval that excludes 0"`

	exact index.Estimate
	p     float64
}

// compare returns nil where either side has too few messages for an index.
func compare(segment, rest store.Counts, k int64) *Comparison {
	a, b := CellsOf(segment), CellsOf(rest)
	if !a.Enough() || !b.Enough() || rest[store.N] < k {
		return nil
	}
	return &Comparison{
		Paradox: difference(a.A, a.R(), b.A, b.R()),
		Value:   difference(a.A+a.B, a.N(), b.A+b.B, b.N()),
		Concern: difference(a.A+a.C, a.N(), b.A+b.C, b.N()),
	}
}

func difference(x, n, y, m int64) Difference {
	p, q := index.Proportion{X: x, N: n}, index.Proportion{X: y, N: m}
	d := Difference{exact: index.Difference(p, q), p: index.ScoreTest(p, q)}
	d.Estimate, d.P = Rounded(d.exact), round(d.p)
	return d
}

// judge sets the q-values of a family of comparisons and says which are clear.
func judge(family []*Comparison) {
	var all []*Difference
	for _, c := range family {
		all = append(all, &c.Paradox, &c.Value, &c.Concern)
	}
	ps := make([]float64, len(all))
	for i, d := range all {
		ps[i] = d.p
	}
	for i, q := range index.FalseDiscovery(ps) {
		all[i].Q, all[i].Clear = round(q), index.Clear(all[i].exact, q)
	}
}
