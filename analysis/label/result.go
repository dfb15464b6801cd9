// Package label is the vocabulary of the analysis: the taxonomy of themes and
// the result that labelling a text gives. It holds no model, so programs that
// only store, count or show labels link it without linking the model.
package label

import "encoding/json"

// Score is a number in units of 1/10,000. Probabilities and confidences lie in
// [0, 10000], sentiment scores in [-10000, 10000]. Integers keep every label,
// sum and mean the same on every machine.
type Score int

// Float returns the score as a fraction of one.
func (s Score) Float() float64 { return float64(s) / 10000 }

// MarshalJSON writes the score as a decimal fraction: 8300 is 0.83.
func (s Score) MarshalJSON() ([]byte, error) { return json.Marshal(s.Float()) }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Score) UnmarshalJSON(b []byte) error {
	var f float64
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	if f < 0 {
		*s = Score(f*10000 - 0.5)
	} else {
		*s = Score(f*10000 + 0.5)
	}
	return nil
}

// Stance says on which side of the privacy paradox a message stands.
type Stance string

// The stances. A message without a language that is labelled has none of them.
const (
	Valued     Stance = "valued"     // value only
	Concerned  Stance = "concerned"  // concern only
	Ambivalent Stance = "ambivalent" // both: the paradox within one message
	Other      Stance = "other"      // on the subject with neither
	OffTopic   Stance = "off_topic"  // no theme and no facet
)

// Polarity labels of a message as a whole.
const (
	Negative = "negative"
	Neutral  = "neutral"
	Positive = "positive"
)

// Sentiment is the tone of a message as a whole.
type Sentiment struct {
	Label         string        `json:"label"` // Negative, Neutral or Positive
	Score         Score         `json:"score"` // positive minus negative probability, in [-1, 1]
	Probabilities Probabilities `json:"probabilities"`
}

// Probabilities are calibrated and sum to one.
type Probabilities struct {
	Negative Score `json:"negative"`
	Neutral  Score `json:"neutral"`
	Positive Score `json:"positive"`
}

// Span is a half-open range [start, end) of byte offsets into the text as analysed.
type Span [2]int

// Found is a theme that a message carries, with the evidence for it.
type Found struct {
	Output
	Confidence Score  // calibrated probability, in [0, 1]
	Spans      []Span // evidence, in order, at least one until the text expires
}

type foundJSON struct {
	Code       string    `json:"code"`
	Theme      string    `json:"theme"`
	Polarity   *Polarity `json:"polarity"`
	Confidence Score     `json:"confidence"`
	Spans      []Span    `json:"spans"`
}

// MarshalJSON writes code, theme key, polarity (null where the theme has none),
// confidence and spans.
func (f Found) MarshalJSON() ([]byte, error) {
	out := foundJSON{Code: f.Code, Theme: ThemeOf(f.Code).Key, Confidence: f.Confidence, Spans: f.Spans}
	if f.Polarity != None {
		out.Polarity = &f.Polarity
	}
	if out.Spans == nil {
		out.Spans = []Span{}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Found) UnmarshalJSON(b []byte) error {
	var in foundJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*f = Found{Output: Output{Code: in.Code}, Confidence: in.Confidence, Spans: in.Spans}
	if in.Polarity != nil {
		f.Polarity = *in.Polarity
	}
	if len(f.Spans) == 0 {
		f.Spans = nil
	}
	return nil
}

// Result is what the analysis says of one text. Where Unclassified is true the
// text's language is not one that is labelled (or there is no text): sentiment,
// value, concern, stance and facets then mean nothing and Themes is empty. It is
// never to be read as neutral.
type Result struct {
	Language     string // "en", "pl", another language's BCP 47 tag, or "und"
	Confidence   Score  // of the language
	Unclassified bool
	Sentiment    Sentiment
	Themes       []Found // in taxonomy order
	Irritation   bool    // annoyance at volume, without a data cue
	Resignation  bool    // privacy given up as lost
	Model        string  // version of the model that decided
}

// Value reports whether the message asserts a value of personalisation.
func (r Result) Value() bool { return r.any(Output.IsValue) }

// Concern reports whether the message asserts a privacy concern.
func (r Result) Concern() bool { return r.any(Output.IsConcern) }

func (r Result) any(is func(Output) bool) bool {
	for _, t := range r.Themes {
		if is(t.Output) {
			return true
		}
	}
	return false
}

// Has reports whether the message carries the output.
func (r Result) Has(o Output) bool { return r.any(func(x Output) bool { return x == o }) }

// Stance derives the stance from themes and facets; "" where unclassified.
func (r Result) Stance() Stance {
	value, concern := r.Value(), r.Concern()
	switch {
	case r.Unclassified:
		return ""
	case value && concern:
		return Ambivalent
	case value:
		return Valued
	case concern:
		return Concerned
	case len(r.Themes) > 0 || r.Irritation || r.Resignation:
		return Other
	}
	return OffTopic
}

type resultJSON struct {
	Language     string     `json:"language"`
	Confidence   Score      `json:"language_confidence"`
	Unclassified bool       `json:"unclassified"`
	Sentiment    *Sentiment `json:"sentiment"`
	Themes       []Found    `json:"themes"`
	Value        *bool      `json:"value"`
	Concern      *bool      `json:"concern"`
	Stance       *Stance    `json:"stance"`
	Irritation   bool       `json:"irritation"`
	Resignation  bool       `json:"resignation"`
	Model        string     `json:"model"`
}

// MarshalJSON writes the result with null for what an unclassified text does not have.
func (r Result) MarshalJSON() ([]byte, error) {
	out := resultJSON{
		Language: r.Language, Confidence: r.Confidence, Unclassified: r.Unclassified,
		Themes: r.Themes, Irritation: r.Irritation, Resignation: r.Resignation, Model: r.Model,
	}
	if out.Themes == nil {
		out.Themes = []Found{}
	}
	if !r.Unclassified {
		value, concern, stance := r.Value(), r.Concern(), r.Stance()
		out.Sentiment, out.Value, out.Concern, out.Stance = &r.Sentiment, &value, &concern, &stance
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes; value, concern and stance follow from the themes.
func (r *Result) UnmarshalJSON(b []byte) error {
	var in resultJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*r = Result{
		Language: in.Language, Confidence: in.Confidence, Unclassified: in.Unclassified,
		Themes: in.Themes, Irritation: in.Irritation, Resignation: in.Resignation, Model: in.Model,
	}
	if in.Sentiment != nil {
		r.Sentiment = *in.Sentiment
	}
	if len(r.Themes) == 0 {
		r.Themes = nil
	}
	return nil
}
