package label_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
)

func found(outputs ...string) []label.Found {
	var fs []label.Found
	for _, s := range outputs {
		for _, o := range label.Outputs {
			if o.String() == s {
				fs = append(fs, label.Found{Output: o, Confidence: 8300, Spans: []label.Span{{12, 40}}})
			}
		}
	}
	return fs
}

func TestStance(t *testing.T) {
	tests := []struct {
		name string
		r    label.Result
		want label.Stance
	}{
		{"nothing", label.Result{}, label.OffTopic},
		{"value", label.Result{Themes: found("V1+")}, label.Valued},
		{"concern", label.Result{Themes: found("C7")}, label.Concerned},
		{"both", label.Result{Themes: found("V2", "C3")}, label.Ambivalent},
		{"a misfit is neither", label.Result{Themes: found("V1-")}, label.Other},
		{"a demand is neither", label.Result{Themes: found("R1-", "R3-")}, label.Other},
		{"a misfit beside a concern", label.Result{Themes: found("V1-", "C2")}, label.Concerned},
		{"a facet alone", label.Result{Resignation: true}, label.Other},
		{"unclassified", label.Result{Unclassified: true}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.r.Stance(); got != tt.want {
				t.Errorf("Stance() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOutputs(t *testing.T) {
	seen := map[label.Output]bool{}
	for i, o := range label.Outputs {
		at, err := label.OutputIndex(o)
		if err != nil || at != i || seen[o] || label.ThemeOf(o.Code).Key == "" {
			t.Errorf("output %d, %s: index %d, %v, seen before: %v", i, o, at, err, seen[o])
		}
		seen[o] = true
	}
	if _, err := label.OutputIndex(label.Output{Code: "V2", Polarity: label.Plus}); err == nil {
		t.Error(`OutputIndex("V2+") is no error, but V2 has no polarity`)
	}
}

// The shape that analyze writes and the store keeps.
func TestResultJSON(t *testing.T) {
	tests := []struct {
		name string
		r    label.Result
		want string
	}{
		{"classified", label.Result{
			Language: "pl", Confidence: 9900,
			Sentiment: label.Sentiment{Label: label.Negative, Score: -7100, Probabilities: label.Probabilities{Negative: 8000, Neutral: 1100, Positive: 900}},
			Themes:    found("V1+", "C2"), Irritation: true, Model: "m",
		}, `{"language":"pl","language_confidence":0.99,"unclassified":false,` +
			`"sentiment":{"label":"negative","score":-0.71,"probabilities":{"negative":0.8,"neutral":0.11,"positive":0.09}},` +
			`"themes":[{"code":"V1","theme":"relevance","polarity":"+","confidence":0.83,"spans":[[12,40]]},` +
			`{"code":"C2","theme":"surveillance","polarity":null,"confidence":0.83,"spans":[[12,40]]}],` +
			`"value":true,"concern":true,"stance":"ambivalent","irritation":true,"resignation":false,"model":"m"}`},
		{"unclassified says nothing", label.Result{Language: "de", Confidence: 9000, Unclassified: true, Model: "m"},
			`{"language":"de","language_confidence":0.9,"unclassified":true,"sentiment":null,"themes":[],` +
				`"value":null,"concern":null,"stance":null,"irritation":false,"resignation":false,"model":"m"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := json.Marshal(tt.r)
			if err != nil {
				t.Fatalf("Marshal: %v", err)
			}
			if diff := cmp.Diff(tt.want, string(b)); diff != "" {
				t.Errorf("JSON (-want +got):\n%s", diff)
			}
			var back label.Result
			if err := json.Unmarshal(b, &back); err != nil {
				t.Fatalf("Unmarshal: %v", err)
			}
			if diff := cmp.Diff(tt.r, back); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}
