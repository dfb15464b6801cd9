package analysis

import "paradox/analysis/label"

// themes fills in the themes and facets of the text that was read. The heads of a
// themes model are the outputs in taxonomy order, then irritation and resignation.
func (s *scorers) themes(r *label.Result) {
	scores := s.theme.Score(s.clauses)
	heads := s.pair.Themes.Heads
	for i, o := range label.Outputs {
		if scores.Total[i] <= heads[i].Threshold {
			continue
		}
		r.Themes = append(r.Themes, label.Found{
			Output:     o,
			Confidence: heads[i].Probability(scores.Total[i]),
			Spans:      s.evidence(i),
		})
	}
	const irritation, resignation = label.NumOutputs, label.NumOutputs + 1
	r.Irritation = scores.Total[irritation] > heads[irritation].Threshold
	r.Resignation = scores.Total[resignation] > heads[resignation].Threshold
}

// evidence returns the bytes of the clauses that speak for an output. Neighbours
// make one span.
func (s *scorers) evidence(head int) []label.Span {
	s.found = s.theme.Evidence(s.found[:0], head)
	var spans []label.Span
	for k, i := range s.found {
		if k > 0 && s.found[k-1] == i-1 {
			spans[len(spans)-1][1] = s.spans[i][1]
		} else {
			spans = append(spans, s.spans[i])
		}
	}
	return spans
}
