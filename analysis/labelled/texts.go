package labelled

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"paradox/analysis/label"
)

// ReadTexts reads lines of anything, a tab and a text, as messages without any
// label: texts that are taken to be about something else.
func ReadTexts(r io.Reader) ([]Message, error) {
	var out []Message
	err := eachLine(r, func(n int, line string) error {
		_, text, ok := strings.Cut(line, "\t")
		if !ok {
			return fmt.Errorf("no tab before the text")
		}
		out = append(out, Message{Text: text})
		return nil
	})
	return out, err
}

// ReadReviews reads texts, as ReadTexts does, and their labels from a second file:
// a heading, then row, sentiment, codes and evidence in the order of the texts.
// Codes are outputs joined by commas or "-"; evidence names for an output the
// first and the last words of a span, "C6=add them to..your mailing list", and the
// whole text stands for one that is not found.
func ReadReviews(texts, labels io.Reader) ([]Message, error) {
	out, err := ReadTexts(texts)
	if err != nil {
		return nil, err
	}
	rows := 0
	err = eachLine(labels, func(n int, line string) error {
		rows = n - 1
		f := strings.Split(line, "\t")
		switch i := n - 2; {
		case i < 0:
			return nil
		case i >= len(out) || f[0] != fmt.Sprint(i+1):
			return fmt.Errorf("row is not that of a text")
		case len(f) < 4:
			return fmt.Errorf("%d columns, want 4", len(f))
		default:
			return out[i].review(f[2], f[3])
		}
	})
	if err == nil && rows != len(out) {
		err = fmt.Errorf("%d texts have labels, of %d", rows, len(out)) // a text without any would pass for one without themes
	}
	return out, err
}

func (m *Message) review(codes, evidence string) error {
	if codes == "-" {
		return nil
	}
	for _, code := range strings.Split(codes, ",") {
		var o label.Output
		for _, x := range label.Outputs {
			if x.String() == code {
				o = x
			}
		}
		if o.Code == "" {
			return fmt.Errorf("codes: no output %q", code)
		}
		m.Themes = append(m.Themes, Theme{o, []label.Span{m.find(code, evidence)}})
	}
	return nil
}

func (m *Message) find(code, evidence string) label.Span {
	text := strings.ToLower(m.Text)
	for _, e := range strings.Split(evidence, ";") {
		words, ok := strings.CutPrefix(e, code+"=")
		first, last, two := strings.Cut(strings.ToLower(words), "..")
		from := strings.Index(text, first)
		if !ok || from < 0 || len(text) != len(m.Text) {
			continue
		}
		to := from + len(first)
		if two {
			if i := strings.Index(text[from:], last); i >= 0 {
				to = max(to, from+i+len(last))
			}
		}
		if to > from {
			return label.Span{from, to}
		}
	}
	return label.Span{0, len(m.Text)}
}

// eachLine calls f with each line and its number; an error names the line, not the text.
func eachLine(r io.Reader, f func(n int, line string) error) error {
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 4<<20)
	for n := 1; scan.Scan(); n++ {
		if err := f(n, scan.Text()); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := scan.Err(); err != nil {
		return fmt.Errorf("reading lines: %w", err)
	}
	return nil
}
