// Package labelled reads messages with labels: the project's own JSON Lines
// sets and the open sets of one label and one text a line.
package labelled

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"paradox/analysis/label"
)

// Message is a text with what it ought to be labelled.
type Message struct {
	ID          string
	Language    string
	Writer      string
	Sentiment   string // label.Negative, label.Neutral or label.Positive; "" where unknown
	Text        string
	Themes      []Theme
	Irritation  bool
	Resignation bool
}

// Theme is an output with its evidence, as the annotator marked it.
type Theme struct {
	label.Output
	Spans []label.Span
}

// Has reports whether the message is labelled with the output.
func (m Message) Has(o label.Output) bool {
	for _, t := range m.Themes {
		if t.Output == o {
			return true
		}
	}
	return false
}

// Result returns the labels as the analysis would state them.
func (m Message) Result() label.Result {
	r := label.Result{Language: m.Language, Irritation: m.Irritation, Resignation: m.Resignation}
	r.Sentiment.Label = m.Sentiment
	for _, t := range m.Themes {
		r.Themes = append(r.Themes, label.Found{Output: t.Output, Spans: t.Spans})
	}
	return r
}

type line struct {
	ID          string `json:"id"`
	Language    string `json:"language"`
	Writer      string `json:"writer"`
	Sentiment   string `json:"sentiment"`
	Text        string `json:"text"`
	Irritation  bool   `json:"irritation"`
	Resignation bool   `json:"resignation"`
	Themes      []struct {
		Code     string          `json:"code"`
		Polarity *label.Polarity `json:"polarity"`
		Spans    []label.Span    `json:"spans"`
	} `json:"themes"`
}

// Read reads a set of JSON Lines. An error names the line and the field, never the text.
func Read(r io.Reader) ([]Message, error) {
	var out []Message
	err := eachLine(r, func(n int, line string) error {
		if strings.TrimSpace(line) == "" {
			return nil
		}
		m, err := parse([]byte(line))
		out = append(out, m)
		return err
	})
	return out, err
}

func parse(b []byte) (Message, error) {
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return Message{}, fmt.Errorf("no JSON of the expected shape: %T", err)
	}
	m := Message{
		ID: l.ID, Language: l.Language, Writer: l.Writer, Sentiment: l.Sentiment, Text: l.Text,
		Irritation: l.Irritation, Resignation: l.Resignation,
	}
	switch m.Sentiment {
	case label.Negative, label.Neutral, label.Positive, "":
	default:
		return Message{}, fmt.Errorf("sentiment: no such label")
	}
	for _, t := range l.Themes {
		o := label.Output{Code: t.Code}
		if t.Polarity != nil {
			o.Polarity = *t.Polarity
		}
		if _, err := label.OutputIndex(o); err != nil {
			return Message{}, fmt.Errorf("themes: %w", err)
		}
		for _, s := range t.Spans {
			if s[0] < 0 || s[1] <= s[0] || s[1] > len(m.Text) {
				return Message{}, fmt.Errorf("themes: %s: span [%d, %d) outside the text", o, s[0], s[1])
			}
		}
		m.Themes = append(m.Themes, Theme{o, t.Spans})
	}
	return m, nil
}

// sentiments are the short labels of the open sets.
var sentiments = map[string]string{"neg": label.Negative, "neu": label.Neutral, "pos": label.Positive}

// ReadSentiment reads lines of a label, a tab and a text. Lines whose label is not
// neg, neu or pos (ambiguous, mixed) are left out.
func ReadSentiment(r io.Reader) ([]Message, error) {
	var out []Message
	err := eachLine(r, func(n int, line string) error {
		short, text, ok := strings.Cut(line, "\t")
		if !ok {
			return fmt.Errorf("no tab after the label")
		}
		if s, ok := sentiments[short]; ok {
			out = append(out, Message{Sentiment: s, Text: text})
		}
		return nil
	})
	return out, err
}
