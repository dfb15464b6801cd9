package train

import (
	"fmt"
	"slices"

	"paradox/analysis/label"
	"paradox/analysis/labelled"
	"paradox/analysis/linear"
)

var sentimentSettings = settings{
	heads: []string{label.Negative, label.Neutral, label.Positive},
	cost:  0.3, balance: 2, passes: 10, minTexts: 3, maxRows: 150_000,
}

// openShare is how much the weights learnt from the open sets count beside those
// learnt from own messages. One model trained on all at once serves reactions
// worse: the sets disagree on what neutral is.
const openShare = 0.7

// Set is a set of messages that sentiment is trained on beside the project's own.
type Set struct {
	Messages []labelled.Message
	Weight   float32 // of each of its messages beside those of other sets
}

// Sentiment trains the sentiment model of one language: the sum of what own
// messages and what open sets teach. Own messages are by several writers, as for
// [Themes]; they alone calibrate the model; those without a
// sentiment are passed over. A set in which no message is neutral
// does not teach what neutral is.
func Sentiment(header linear.Header, own []labelled.Message, open []Set) (*linear.Model, error) {
	own = slices.DeleteFunc(slices.Clone(own), func(m labelled.Message) bool { return m.Sentiment == "" })
	fold, err := folds(own)
	if err != nil {
		return nil, fmt.Errorf("training sentiment of %q: %w", header.Language, err)
	}
	ours := sentimentSamples(Set{own, 1})
	var theirs []sample
	for _, s := range open {
		theirs = append(theirs, sentimentSamples(s)...)
	}
	header.Reading.WholeShare = 256
	set := sentimentSettings
	v := vocabularyOf(set, slices.Concat(ours, theirs))
	taught := v.solve(set, theirs)
	train := func(s []sample) *linear.Model {
		return v.model(header, set.heads, v.solve(set, s).plus(taught, openShare))
	}
	held := crossValidate(ours, fold, train)
	model := train(ours)
	decideTone(model.Heads, ours, held)
	model.Figures = figures(model.Heads, ours, held, len(model.Heads))
	return model, nil
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
