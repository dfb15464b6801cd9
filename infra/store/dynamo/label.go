package dynamo

import (
	"encoding/json"
	"errors"

	"paradox/analysis/label"
)

// labelJSON is a label as it is stored: short, for a reaction of a few hundred bytes
// of text is to fit the kilobyte that DynamoDB bills by. Names and meanings stay as
// they are: rows written long ago have them.
type labelJSON struct {
	Language     string         `json:"l"`
	Confidence   int            `json:"c"`           // in 1/10,000, as all scores
	Unclassified bool           `json:"u,omitempty"` // then without s
	Sentiment    *sentimentJSON `json:"s,omitempty"`
	Themes       []foundJSON    `json:"t,omitempty"`
	Irritation   bool           `json:"i,omitempty"`
	Resignation  bool           `json:"r,omitempty"`
	Model        string         `json:"m"`
}

type sentimentJSON struct {
	Label         string `json:"l"`
	Score         int    `json:"s"`
	Probabilities [3]int `json:"p"` // negative, neutral, positive
}

type foundJSON struct {
	Code       string       `json:"o"`
	Polarity   string       `json:"p,omitempty"`
	Confidence int          `json:"c"`
	Spans      []label.Span `json:"s,omitempty"`
}

func encodeLabel(r label.Result) (string, error) {
	out := labelJSON{
		Language: r.Language, Confidence: int(r.Confidence), Unclassified: r.Unclassified,
		Irritation: r.Irritation, Resignation: r.Resignation, Model: r.Model,
	}
	if !r.Unclassified { // else it means nothing
		p := r.Sentiment.Probabilities
		out.Sentiment = &sentimentJSON{
			r.Sentiment.Label, int(r.Sentiment.Score), [3]int{int(p.Negative), int(p.Neutral), int(p.Positive)},
		}
	}
	for _, f := range r.Themes {
		out.Themes = append(out.Themes, foundJSON{f.Code, string(f.Polarity), int(f.Confidence), f.Spans})
	}
	b, err := json.Marshal(out)
	return string(b), err
}

// decodeLabel reads what encodeLabel writes. Its error does not quote it.
func decodeLabel(s string) (label.Result, error) {
	var in labelJSON
	if err := json.Unmarshal([]byte(s), &in); err != nil {
		return label.Result{}, errors.New("a label is damaged")
	}
	r := label.Result{
		Language: in.Language, Confidence: label.Score(in.Confidence), Unclassified: in.Unclassified,
		Irritation: in.Irritation, Resignation: in.Resignation, Model: in.Model,
	}
	if s := in.Sentiment; s != nil {
		r.Sentiment = label.Sentiment{
			Label: s.Label, Score: label.Score(s.Score),
			Probabilities: label.Probabilities{
				Negative: label.Score(s.Probabilities[0]),
				Neutral:  label.Score(s.Probabilities[1]),
				Positive: label.Score(s.Probabilities[2]),
			},
		}
	}
	for _, f := range in.Themes {
		o := label.Output{Code: f.Code, Polarity: label.Polarity(f.Polarity)}
		r.Themes = append(r.Themes, label.Found{Output: o, Confidence: label.Score(f.Confidence), Spans: f.Spans})
	}
	return r, nil
}
