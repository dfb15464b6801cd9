package measure_test

import (
	"math"
	"testing"

	"paradox/analysis/label"
	"paradox/analysis/labelled"
	"paradox/analysis/measure"
)

var (
	c2 = label.Output{Code: "C2"}
	v2 = label.Output{Code: "V2"}
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func message(sentiment string, themes ...labelled.Theme) labelled.Message {
	return labelled.Message{Sentiment: sentiment, Themes: themes}
}

func result(sentiment string, p label.Score, found ...label.Found) label.Result {
	return label.Result{Themes: found, Sentiment: label.Sentiment{
		Label: sentiment, Probabilities: label.Probabilities{Negative: p, Neutral: 10000 - p},
	}}
}

func TestMeasure(t *testing.T) {
	follow := labelled.Theme{Output: c2, Spans: []label.Span{{0, 10}}}
	f := measure.Measure([]measure.Case{
		{message(label.Negative, follow), result(label.Negative, 9000, label.Found{Output: c2, Confidence: 8000, Spans: []label.Span{{5, 15}}})},
		{message(label.Negative, follow), result(label.Neutral, 4000, label.Found{Output: v2, Confidence: 6000, Spans: []label.Span{{0, 4}}})},
		{message(label.Positive), label.Result{Unclassified: true}},
	})
	if want := (measure.Counts{Hit: 1, Wrong: 1, Miss: 1}); f.Micro() != want {
		t.Errorf("Micro() = %+v, want %+v", f.Micro(), want)
	}
	near(t, "micro-F1", f.Micro().F1(), 0.5)
	near(t, "precision", f.Micro().Precision(), 0.5)
	near(t, "macro-F1: C2 alone has support", f.MacroF1(), 2.0/3)
	near(t, "macro recall: the unclassified message is not in it", f.MacroRecall(), 0.5)
	near(t, "stance: an unclassified message has none", f.StanceAccuracy(), 1.0/3)
	near(t, "overlap of evidence", f.Evidence.F1(), 0.5)
	near(t, "ECE of themes", f.Confidence.ECE(), (0.2+0.6)/2)
	if f.Unclassified != 1 || f.Concern.Support() != 2 || f.Value.Wrong != 1 {
		t.Errorf("unclassified %d, concern %+v, value %+v", f.Unclassified, f.Concern, f.Value)
	}
}

func TestMessagesWithoutTone(t *testing.T) {
	f := measure.Measure([]measure.Case{{message(""), result(label.Positive, 0)}, {message(label.Neutral), result(label.Neutral, 0)}})
	if want := [3][3]int{1: {1: 1}}; f.Tones != want || f.ToneOdds.N() != 1 {
		t.Errorf("tones %v over %d messages, want only the one whose tone is known", f.Tones, f.ToneOdds.N())
	}
}

func TestNothingMeasured(t *testing.T) {
	var f measure.Figures
	for name, got := range map[string]float64{
		"F1": f.Micro().F1(), "macro-F1": f.MacroF1(), "recall": f.MacroRecall(), "ECE": f.Confidence.ECE(), "spans": f.Evidence.F1(),
	} {
		near(t, name+" of nothing", got, 0)
	}
}

func TestDifference(t *testing.T) {
	var good, bad []measure.Case
	for i := range 200 {
		want := message(label.Negative, labelled.Theme{Output: c2})
		good = append(good, measure.Case{Want: want, Got: result(label.Negative, 9000, label.Found{Output: c2})})
		got := result(label.Negative, 9000)
		if i%2 == 0 {
			got = good[i].Got
		}
		bad = append(bad, measure.Case{Want: want, Got: got})
	}
	a, b := measure.Measure(good), measure.Measure(bad)
	d := measure.Difference(a, b)
	near(t, "difference", d.Estimate, 1-2.0/3)
	if d.Low >= d.Estimate || d.High <= d.Estimate || d.Low < 0.2 || d.High > 0.45 {
		t.Errorf("interval [%.3f, %.3f] around %.3f", d.Low, d.High, d.Estimate)
	}
	if again := measure.Difference(a, b); again != d {
		t.Errorf("a second bootstrap says %+v, the first %+v", again, d)
	}
	// Paired: what varies in both alike is no difference.
	if same := measure.Difference(b, b); same.Low != 0 || same.High != 0 {
		t.Errorf("difference to itself %+v, want zero", same)
	}
}
