package measure

import (
	"slices"

	"paradox/analysis/label"
	"paradox/analysis/labelled"
)

// Case is a message with the labels that one way of labelling gave it.
type Case struct {
	Want labelled.Message
	Got  label.Result
}

// Tones are the sentiment labels in the order of the confusion matrix.
var Tones = [...]string{label.Negative, label.Neutral, label.Positive}

// Figures are what one way of labelling gets right on a group of messages.
type Figures struct {
	Messages     int
	Unclassified int // in no other figure but as misses
	Outputs      [label.NumOutputs]Counts
	Value        Counts
	Concern      Counts
	Irritation   Counts
	Resignation  Counts
	Stance       int         // messages whose stance is right
	Tones        [3][3]int   // [wanted][given]; messages with a sentiment that were classified
	Confidence   Calibration // of asserted outputs
	ToneOdds     Calibration // of the sentiment's label
	Evidence     Overlap

	each []Counts // over the outputs, per message, for the bootstrap
}

// Measure compares all cases.
func Measure(cases []Case) Figures {
	var f Figures
	for _, c := range cases {
		f.add(c)
	}
	return f
}

func (f *Figures) add(c Case) {
	want := c.Want.Result()
	f.Messages++
	if c.Got.Unclassified {
		f.Unclassified++
	}
	var each Counts
	for i, o := range label.Outputs {
		got, wanted := c.Got.Has(o), want.Has(o)
		f.Outputs[i].Add(got, wanted)
		each.Add(got, wanted)
	}
	f.each = append(f.each, each)
	f.Value.Add(c.Got.Value(), want.Value())
	f.Concern.Add(c.Got.Concern(), want.Concern())
	f.Irritation.Add(c.Got.Irritation, want.Irritation)
	f.Resignation.Add(c.Got.Resignation, want.Resignation)
	if c.Got.Stance() == want.Stance() {
		f.Stance++
	}
	f.tone(c)
	for _, t := range c.Got.Themes {
		f.Confidence.Add(t.Confidence, want.Has(t.Output))
		f.Evidence.add(t, want)
	}
}

func (f *Figures) tone(c Case) {
	want := slices.Index(Tones[:], c.Want.Sentiment)
	got := slices.Index(Tones[:], c.Got.Sentiment.Label)
	if want < 0 || got < 0 {
		return
	}
	f.Tones[want][got]++
	p := c.Got.Sentiment.Probabilities
	f.ToneOdds.Add(max(p.Negative, p.Neutral, p.Positive), want == got)
}

// Micro pools the decisions of all outputs.
func (f Figures) Micro() Counts {
	var sum Counts
	for _, c := range f.Outputs {
		sum = sum.Plus(c)
	}
	return sum
}

// MacroF1 is the mean F1 of the outputs that occur in the group.
func (f Figures) MacroF1() float64 {
	sum, n := 0.0, 0
	for _, c := range f.Outputs {
		if c.Support() > 0 {
			sum += c.F1()
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// MacroRecall is the mean recall of the sentiments that occur in the group.
func (f Figures) MacroRecall() float64 {
	sum, n := 0.0, 0
	for i, row := range f.Tones {
		if total := row[0] + row[1] + row[2]; total > 0 {
			sum += ratio(row[i], total)
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// StanceAccuracy is the share of messages whose stance is right.
func (f Figures) StanceAccuracy() float64 { return ratio(f.Stance, f.Messages) }
