package train_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"paradox/analysis/feature"
	"paradox/analysis/label"
	"paradox/analysis/labelled"
	"paradox/analysis/linear"
	"paradox/analysis/token"
	"paradox/analysis/train"
)

// writers returns messages of four writers about kettles, tracking and handiness.
func writers(n int) []labelled.Message {
	c2, v2 := label.Output{Code: "C2"}, label.Output{Code: "V2"}
	var ms []labelled.Message
	for w := range n {
		for i := range 40 {
			thing := []string{"kettle", "lamp", "chair", "radio", "coat"}[i%5]
			m := labelled.Message{Language: "en", Writer: fmt.Sprint("w", w)}
			switch i % 4 {
			case 0:
				m.Text, m.Sentiment = "They follow me about with that "+thing+".", label.Negative
				m.Themes = []labelled.Theme{{Output: c2, Spans: []label.Span{{0, 17}}}}
			case 1:
				m.Text, m.Sentiment = "It remembers my "+thing+" so well.", label.Positive
				m.Themes = []labelled.Theme{{Output: v2, Spans: []label.Span{{0, 12}}}}
			case 2:
				m.Text, m.Sentiment = "It remembers my size and it is lovely, but they follow me with this "+thing+".", label.Neutral
				m.Themes = []labelled.Theme{{Output: c2, Spans: []label.Span{{39, 60}}}, {Output: v2, Spans: []label.Span{{0, 20}}}}
			default:
				m.Text, m.Sentiment = "A grey "+thing+" was sent out on a Monday.", label.Neutral
			}
			ms = append(ms, m)
		}
	}
	return ms
}

func clauses(text string) [][]uint32 {
	toks := token.Tokens(text)
	var out [][]uint32
	for _, c := range token.Clauses(text, toks) {
		out = append(out, feature.Append(nil, toks, c))
	}
	return out
}

func themes(t *testing.T) *linear.Model {
	t.Helper()
	m, err := train.Themes(linear.Header{Name: "themes", Language: "en"}, writers(4), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestThemesLearns(t *testing.T) {
	m := themes(t)
	if m.Figures.F1 < 0.99 {
		t.Errorf("cross-validated F1 of an easy task = %v", m.Figures.F1)
	}
	s := linear.NewScorer(m)
	asserted := func(text string) string {
		total := s.Score(clauses(text)).Total
		var out []string
		for h, head := range m.Heads {
			if total[h] > head.Threshold {
				out = append(out, head.Name)
			}
		}
		return strings.Join(out, " ")
	}
	for text, want := range map[string]string{
		"They follow me about with that hat.":                "C2",
		"It remembers my shoes so well.":                     "V2",
		"It remembers my size, but they follow me with this": "V2 C2",
		"A grey hat was sent":                                "",
	} {
		if got := asserted(text); got != want {
			t.Errorf("%q asserts %q, want %q", text, got, want)
		}
	}
}

func TestThemesEvidence(t *testing.T) {
	m := themes(t)
	s := linear.NewScorer(m)
	s.Score(clauses("It remembers my size and it is lovely, but they follow me with this lamp."))
	for h, head := range m.Heads {
		want := map[string]string{"V2": "[0]", "C2": "[1]"}[head.Name]
		if got := fmt.Sprint(s.Evidence(nil, h)); want != "" && got != want {
			t.Errorf("evidence of %s is clause %s, want %s", head.Name, got, want)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	for name, make := range map[string]func() (*linear.Model, error){
		"themes": func() (*linear.Model, error) { return train.Themes(linear.Header{Name: "themes"}, writers(5), nil) },
		"sentiment": func() (*linear.Model, error) {
			open := []train.Set{{Messages: writers(1), Weight: 0.5}}
			return train.Sentiment(linear.Header{Name: "sentiment"}, writers(4), open)
		},
	} {
		t.Run(name, func(t *testing.T) {
			var first []byte
			for range 2 {
				m, err := make()
				if err != nil {
					t.Fatal(err)
				}
				b, err := m.Bytes()
				if err != nil {
					t.Fatal(err)
				}
				if first != nil && !bytes.Equal(first, b) {
					t.Fatal("two trainings on the same messages made different files")
				}
				if _, err := linear.Parse(b); err != nil {
					t.Fatalf("the file cannot be read: %v", err)
				}
				first = b
			}
		})
	}
}

func TestSentiment(t *testing.T) {
	own := append(writers(4), labelled.Message{Writer: "w9", Text: "No tone is stated for this one."})
	open := []train.Set{{Weight: 0.3, Messages: []labelled.Message{
		{Text: "Splendid, splendid film", Sentiment: label.Positive}, {Text: "Splendid acting", Sentiment: label.Positive}, {Text: "Splendid cast", Sentiment: label.Positive},
		{Text: "Dreadful film", Sentiment: label.Negative}, {Text: "Dreadful acting", Sentiment: label.Negative}, {Text: "Dreadful cast", Sentiment: label.Negative},
	}}}
	m, err := train.Sentiment(linear.Header{Name: "sentiment"}, own, open)
	if err != nil {
		t.Fatal(err)
	}
	s := linear.NewScorer(m)
	p := func(text string, head int) label.Score {
		return m.Heads[head].Probability(s.Score(clauses(text)).Total[head])
	}
	if good, bad := p("Splendid", 2), p("Dreadful", 2); good <= bad {
		t.Errorf("what only the open set says is not learnt: positive %d and %d", good, bad)
	}
	if good, bad := p("It remembers my hat", 2), p("They follow me about", 2); good <= bad {
		t.Errorf("what own messages say is not learnt: positive %d and %d", good, bad)
	}
}

func TestFewWriters(t *testing.T) {
	if _, err := train.Themes(linear.Header{Language: "en"}, writers(3), nil); err == nil || !strings.Contains(err.Error(), "3 writers, want at least 4") {
		t.Errorf("Themes of three writers: error = %v", err)
	}
	if _, err := train.Sentiment(linear.Header{Language: "en"}, writers(3), nil); err == nil {
		t.Error("Sentiment of three writers: no error")
	}
}

func TestTablesRise(t *testing.T) {
	for _, h := range themes(t).Heads {
		if len(h.Table) == 0 {
			t.Errorf("head %s has no table", h.Name)
		}
		for i := 1; i < len(h.Table); i++ {
			if a, b := h.Table[i-1], h.Table[i]; b.Score <= a.Score || b.Probability < a.Probability || b.Probability > 10000 {
				t.Errorf("table of %s: %v after %v", h.Name, b, a)
			}
		}
	}
}

func TestBackground(t *testing.T) {
	own := writers(4)
	var texts []labelled.Message
	for _, thing := range []string{"car", "taxi", "dog", "bus", "band"} {
		texts = append(texts, labelled.Message{Text: "They follow me with the " + thing + " on holiday."})
	}
	texts = append(texts, texts...)
	texts = append(texts, texts...)
	header := linear.Header{Name: "themes", Language: "en"}
	background := train.Background(header, own, texts)
	with, err := train.Themes(header, own, background)
	if err != nil {
		t.Fatal(err)
	}
	c2, err := label.OutputIndex(label.Output{Code: "C2"})
	if err != nil {
		t.Fatal(err)
	}
	score := func(m *linear.Model, text string) int64 { return linear.NewScorer(m).Score(clauses(text)).Total[c2] }
	before := themes(t)
	text := "They follow me with the car on holiday."
	if a, b := score(before, text), score(with, text); b >= a {
		t.Errorf("score of a text about something else: %d with the background, %d without", b, a)
	}
	if f := with.Figures.F1; f < 0.95 {
		t.Errorf("cross-validated F1 with the background = %v", f)
	}
}

// A word that tells only with one writer must not look useful: if a writer stood on
// both sides of the cross-validation, it would predict everything.
func TestNoWriterOnBothSides(t *testing.T) {
	var ms []labelled.Message
	for w, secret := range [][2]string{{"umbra", "moss"}, {"velvet", "jelly"}, {"quartz", "hip"}, {"pigeon", "dock"}} {
		for i := range 40 {
			m := labelled.Message{Writer: fmt.Sprint("w", w), Text: "It came on a day like " + secret[i%2] + "."}
			if i%2 == 0 {
				m.Themes = []labelled.Theme{{Output: label.Output{Code: "C2"}, Spans: []label.Span{{0, len(m.Text)}}}}
			}
			ms = append(ms, m)
		}
	}
	m, err := train.Themes(linear.Header{}, ms, nil)
	if err != nil {
		t.Fatal(err)
	}
	if m.Figures.F1 > 0.9 {
		t.Errorf("cross-validated F1 = %v on words that only one writer uses", m.Figures.F1)
	}
}
