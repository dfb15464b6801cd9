package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"unicode/utf8"

	"paradox/analysis"
	"paradox/analysis/label"
	"paradox/analysis/redact"
	"paradox/functions/intake"
	"paradox/infra/reaction"
)

type analyzeCmd struct {
	File   string `arg:"" optional:"" help:"Lines of text, or JSONL with \"text\" and, if you like, \"id\". Standard input if left out."`
	Format string `placeholder:"FORMAT" help:"lines or jsonl; found out by the first line."`
}

// Help is shown below the flags.
func (analyzeCmd) Help() string {
	return `Writes one JSON object for every line, in order. "text" is the text as it was analysed: personal data is replaced by markers first, and spans are byte offsets into it. "id" is the given one, or the number of the line. A line that cannot be analysed gives {"id":…,"error":{"code":…,"field":…,"reason":…}}; then the command ends with 1.`
}

// analyzed is a line of the output.
type analyzed struct {
	ID           json.RawMessage  `json:"id"`
	Language     string           `json:"language"`
	Unclassified bool             `json:"unclassified"`
	Sentiment    *label.Sentiment `json:"sentiment"`
	Themes       []label.Found    `json:"themes"`
	Value        *bool            `json:"value"`
	Concern      *bool            `json:"concern"`
	Stance       *label.Stance    `json:"stance"`
	Irritation   bool             `json:"irritation"`
	Resignation  bool             `json:"resignation"`
	Model        string           `json:"model"`
	Text         string           `json:"text"`
}

// unanalyzed is the line for a text that was refused.
type unanalyzed struct {
	ID    json.RawMessage `json:"id"`
	Error lineError       `json:"error"`
}

// lineError says what is wrong with a line, without quoting it.
type lineError struct {
	Code   string `json:"code"`
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

// Run labels line by line, in memory that does not grow.
func (c *analyzeCmd) Run(ctx context.Context, w *world) error {
	if !slices.Contains([]string{"", "lines", "jsonl"}, c.Format) {
		return usage("--format: want lines or jsonl")
	}
	in := w.In
	if c.File != "" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	out := bufio.NewWriter(w.Out)
	wrong, err := c.label(ctx, bufio.NewReaderSize(in, 64<<10), out)
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	if wrong > 0 {
		w.say("paradox: %s could not be analysed; see the objects with \"error\"", lineCount(wrong))
		return errQuiet
	}
	return nil
}

func lineCount(n int) string {
	if n == 1 {
		return "1 line"
	}
	return thousands(n) + " lines"
}

// label writes an object for each line and returns how many are errors. What is
// ready is passed on whenever the input pauses.
func (c *analyzeCmd) label(ctx context.Context, in *bufio.Reader, out *bufio.Writer) (wrong int, err error) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	jsonl := c.Format == "jsonl"
	for number := 1; ; number++ {
		if err := ctx.Err(); err != nil {
			return wrong, err
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return wrong, err
			}
		}
		line, long, err := readLine(in)
		if err == io.EOF {
			return wrong, nil
		}
		if err != nil {
			return wrong, fmt.Errorf("reading line %d: %w", number, err)
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
			jsonl = jsonl || c.Format == "" && isMessage(line)
		}
		if jsonl && len(bytes.TrimSpace(line)) == 0 && !long {
			continue
		}
		object, good := object(number, line, long, jsonl)
		if !good {
			wrong++
		}
		if err := encoder.Encode(object); err != nil {
			return wrong, fmt.Errorf("writing line %d: %w", number, err)
		}
	}
}

// object is what is written for a line, and whether it is no error.
func object(number int, line []byte, long, jsonl bool) (any, bool) {
	id, text, bad := json.RawMessage(strconv.Itoa(number)), string(line), (*lineError)(nil)
	if jsonl && !long {
		id, text, bad = message(line, id)
	}
	if bad == nil {
		bad = tooMuch(text, long)
	}
	if bad != nil {
		return unanalyzed{id, *bad}, false
	}
	return analyze(id, text), true
}

// maxLine holds a text of 16 KiB with every byte escaped, and more than enough
// of other keys.
const maxLine = 1 << 20

// readLine returns a line without its end. One that is too long is passed over.
func readLine(in *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxLine; !long {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (err != io.EOF || len(line) == 0 && !long) {
			return nil, false, err
		}
		return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), long, nil
	}
}

func isMessage(line []byte) bool {
	var m map[string]json.RawMessage
	return json.Unmarshal(line, &m) == nil && m["text"] != nil
}

// message reads an object with a text, and its id if it has one.
func message(line []byte, number json.RawMessage) (id json.RawMessage, text string, bad *lineError) {
	if !utf8.Valid(line) {
		return number, "", &lineError{string(intake.TextNotUTF8), "text", "not valid UTF-8"}
	}
	var m struct {
		ID   json.RawMessage `json:"id"`
		Text *string         `json:"text"`
	}
	err := json.Unmarshal(line, &m)
	if id = m.ID; id == nil {
		id = number
	}
	wrongType := (*json.UnmarshalTypeError)(nil)
	switch {
	case errors.As(err, &wrongType) && wrongType.Field == "text":
		return id, "", &lineError{"bad_value", "text", "want a string"}
	case err != nil:
		return number, "", &lineError{"bad_json", "", "not a JSON object on one line"}
	case m.Text == nil:
		return id, "", &lineError{"text_missing", "text", "required"}
	}
	return id, *m.Text, nil
}

func tooMuch(text string, long bool) *lineError {
	switch {
	case long || len(text) > reaction.MaxText:
		return &lineError{string(intake.TextTooLong), "text", "longer than 16 KiB"}
	case !utf8.ValidString(text):
		return &lineError{string(intake.TextNotUTF8), "text", "not valid UTF-8"}
	}
	return nil
}

// analyze redacts a text and labels it, as an import does.
func analyze(id json.RawMessage, text string) analyzed {
	text, _ = redact.Redact(intake.Normalize(text))
	r := analysis.Analyze(text)
	out := analyzed{
		ID: id, Language: r.Language, Unclassified: r.Unclassified, Themes: r.Themes,
		Irritation: r.Irritation, Resignation: r.Resignation, Model: r.Model, Text: text,
	}
	if out.Themes == nil {
		out.Themes = []label.Found{}
	}
	if !r.Unclassified {
		value, concern, stance := r.Value(), r.Concern(), r.Stance()
		out.Sentiment, out.Value, out.Concern, out.Stance = &r.Sentiment, &value, &concern, &stance
	}
	return out
}
