package train

import (
	"fmt"

	"paradox/analysis/label"
	"paradox/analysis/labelled"
	"paradox/analysis/linear"
)

var sentimentSettings = settings{
	heads: []string{label.Negative, label.Neutral, label.Positive},
	cost:  0.3, passes: 10, minTexts: 3, maxRows: 150_000,
}

// Set is a set of messages that sentiment is trained on beside the project's own.
type Set struct {
	Messages []labelled.Message
	Weight   float32 // of each message beside an own one's 1
}

// Sentiment trains the sentiment model of one language. Own messages are by
// several writers, as for [Themes]; they alone calibrate the model. A set in which
// no message is neutral does not teach what neutral is.
func Sentiment(header linear.Header, own []labelled.Message, open []Set) (*linear.Model, error) {
	fold, err := folds(own)
	if err != nil {
		return nil, fmt.Errorf("training sentiment of %q: %w", header.Language, err)
	}
	samples := sentimentSamples(Set{own, 1})
	for _, s := range open {
		for range s.Messages {
			fold = append(fold, everyFold)
		}
		samples = append(samples, sentimentSamples(s)...)
	}
	header.WholeShare = 256
	held := crossValidate(sentimentSettings, header, samples, fold)[:len(own)]
	model := fit(sentimentSettings, samples)
	decide(model.Heads, samples[:len(own)], held, 0)
	header.Figures = figures(model.Heads, samples[:len(own)], held, len(model.Heads))
	header.Heads = model.Heads
	return linear.New(header, model.Prints, model.IDF, model.Weights), nil
}

func sentimentSamples(s Set) []sample {
	neutral := false
	for _, m := range s.Messages {
		neutral = neutral || m.Sentiment == label.Neutral
	}
	out := make([]sample, len(s.Messages))
	for i, m := range s.Messages {
		t := read(m.Text)
		out[i] = sample{text: &t, weight: s.Weight}
		for _, head := range sentimentSettings.heads {
			target := sign(m.Sentiment == head)
			if head == label.Neutral && !neutral {
				target = 0
			}
			out[i].target = append(out[i].target, target)
		}
	}
	return out
}
