package analysis

import (
	"paradox/analysis/label"
	"paradox/analysis/linear"
)

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
			Spans:      s.evidence(scores, i),
		})
	}
	const irritation, resignation = label.NumOutputs, label.NumOutputs + 1
	r.Irritation = scores.Total[irritation] > heads[irritation].Threshold
	r.Resignation = scores.Total[resignation] > heads[resignation].Threshold
}

// evidence returns the clauses that speak for an output: the best one, and others
// above the model's floor. Neighbours make one span.
func (s *scorers) evidence(scores *linear.Scores, head int) []label.Span {
	best := 0
	for i, c := range scores.Clauses {
		if c[head] > scores.Clauses[best][head] {
			best = i
		}
	}
	var spans []label.Span
	joined := false // the clause before is in the last span
	for i, c := range scores.Clauses {
		if i != best && c[head] <= s.pair.Themes.SpanFloor {
			joined = false
			continue
		}
		if joined {
			spans[len(spans)-1][1] = s.spans[i][1]
		} else {
			spans = append(spans, s.spans[i])
		}
		joined = true
	}
	return spans
}
