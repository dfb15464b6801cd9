package analysis

import "paradox/analysis/label"

// tone returns the sentiment of the text that was read. The heads of a sentiment
// model are negative, neutral and positive; their probabilities are brought to a
// sum of one, and the largest names the label.
func (s *scorers) tone() label.Sentiment {
	scores := s.sentiment.Score(s.clauses)
	heads := s.pair.Sentiment.Heads
	var p [3]label.Score
	var sum label.Score
	for i := range p {
		p[i] = heads[i].Probability(scores.Total[i])
		sum += p[i]
	}
	negative, positive := label.Score(3333), label.Score(3333)
	if sum > 0 {
		negative, positive = p[0]*10000/sum, p[2]*10000/sum
	}
	out := label.Sentiment{
		Label:         label.Neutral,
		Score:         positive - negative,
		Probabilities: label.Probabilities{Negative: negative, Neutral: 10000 - negative - positive, Positive: positive},
	}
	switch q := out.Probabilities; {
	case q.Negative >= q.Neutral && q.Negative >= q.Positive:
		out.Label = label.Negative
	case q.Positive > q.Neutral:
		out.Label = label.Positive
	}
	return out
}
