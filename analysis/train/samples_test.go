package train

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/analysis/labelled"
)

// What a model is asked to learn shows in no single score, so these tests look inside.

func TestSetWithoutNeutralDoesNotTeachIt(t *testing.T) {
	good := labelled.Message{Text: "Good", Sentiment: label.Positive}
	flat := labelled.Message{Text: "Flat", Sentiment: label.Neutral}
	for _, tt := range []struct {
		name string
		set  []labelled.Message
		want []int8
	}{
		{"two tones", []labelled.Message{good}, []int8{-1, 0, 1}},
		{"three tones", []labelled.Message{good, flat}, []int8{-1, -1, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, sentimentSamples(Set{tt.set, 1})[0].target); d != "" {
				t.Errorf("targets (-want +got):\n%s", d)
			}
		})
	}
}

// The first clause holds the evidence; the second shares a few bytes with it.
func TestClauseTargets(t *testing.T) {
	m := labelled.Message{Text: "They follow me about all day. It is a lamp that I never wanted.", Irritation: true}
	m.Themes = []labelled.Theme{{Output: label.Output{Code: "C2"}, Spans: []label.Span{{5, 32}}}}
	s := themeSample(m)
	c2, err := label.OutputIndex(label.Output{Code: "C2"})
	if err != nil || len(s.clauseTarget) != 2 {
		t.Fatalf("%d clauses, want 2; %v", len(s.clauseTarget), err)
	}
	if a, b := s.clauseTarget[0][c2], s.clauseTarget[1][c2]; s.target[c2] != 1 || a != 1 || b != -1 {
		t.Errorf("C2 is %d in the message, %d and %d in its clauses, want 1, 1, -1", s.target[c2], a, b)
	}
	const irritation, resignation = label.NumOutputs, label.NumOutputs + 1
	if s.target[irritation] != 1 || s.clauseTarget[0][irritation] != 0 {
		t.Error("a clause of an irritated message is to teach nothing about irritation")
	}
	if s.target[resignation] != -1 || s.clauseTarget[0][resignation] != -1 {
		t.Error("a clause of a message without resignation has none")
	}
}

func TestVocabulary(t *testing.T) {
	samples := []sample{
		{text: &text{features: []uint32{7, 7, 7, 1, 2}}},
		{text: &text{features: []uint32{1, 2, 3}}},
		{text: &text{features: []uint32{2, 3}}},
	}
	for _, tt := range []struct {
		name string
		set  settings
		want []uint32
	}{
		{"texts count, not occurrences", settings{minTexts: 2, maxRows: 9}, []uint32{1, 2, 3}},
		{"the rarest go first", settings{minTexts: 1, maxRows: 3}, []uint32{1, 2, 3}},
		{"the most frequent stays", settings{minTexts: 1, maxRows: 1}, []uint32{2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := vocabularyOf(tt.set, samples)
			if d := cmp.Diff(tt.want, v.prints); d != "" {
				t.Errorf("vocabulary (-want +got):\n%s", d)
			}
		})
	}
}
