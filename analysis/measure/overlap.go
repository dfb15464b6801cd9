package measure

import "paradox/analysis/label"

// Overlap compares the evidence of outputs that were rightly asserted, byte by byte.
type Overlap struct{ Both, Given, Wanted int }

func (o *Overlap) add(got label.Found, want label.Result) {
	for _, w := range want.Themes {
		if w.Output != got.Output {
			continue
		}
		for _, a := range got.Spans {
			o.Given += a[1] - a[0]
			for _, b := range w.Spans {
				o.Both += max(0, min(a[1], b[1])-max(a[0], b[0]))
			}
		}
		for _, b := range w.Spans {
			o.Wanted += b[1] - b[0]
		}
	}
}

// F1 is twice the shared bytes over the sum of given and wanted ones.
func (o Overlap) F1() float64 { return ratio(2*o.Both, o.Given+o.Wanted) }
