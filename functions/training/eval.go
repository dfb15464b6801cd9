package training

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"paradox/analysis"
	"paradox/analysis/keywords"
	"paradox/analysis/labelled"
	"paradox/analysis/measure"
)

// group is a set of messages measured together.
type group struct {
	Language, Kind string
	Sets           []Set
	Model, Rules   measure.Figures
}

// Evaluate measures the embedded models on the test sets of the manifest, writes
// the model card to the models' folder and its headline into the README, and the
// time taken to out. With check it writes no file and returns an error if one on
// disk says otherwise.
func Evaluate(ctx context.Context, f Folders, check bool, out io.Writer) error {
	sets, err := ReadManifest(filepath.Join(f.Testdata, "manifest.json"))
	if err != nil {
		return err
	}
	start := time.Now()
	groups, bytesRead, err := f.measure(ctx, sets)
	if err != nil {
		return err
	}
	denials, err := f.denials(sets)
	if err != nil {
		return err
	}
	took := time.Since(start)
	var card bytes.Buffer
	if err := writeCard(&card, groups, denials, sets); err != nil {
		return err
	}
	readme, err := f.readme(groups)
	if err != nil {
		return err
	}
	path := filepath.Join(f.Model, "CARD.md")
	if check {
		return errors.Join(compareFile(path, card.Bytes()), compareFile(f.Readme, readme))
	}
	if err := errors.Join(os.WriteFile(path, card.Bytes(), 0o644), os.WriteFile(f.Readme, readme, 0o644)); err != nil {
		return fmt.Errorf("writing figures: %w", err)
	}
	messages := 0
	for _, g := range groups {
		writeSummary(out, g.Language+", "+g.Kind, g.Model, g.Rules)
		messages += g.Model.Messages
	}
	fmt.Fprintf(out, "wrote %s; %d messages (%d bytes) labelled twice and measured in %v\n",
		path, messages, bytesRead, took.Round(time.Millisecond))
	return nil
}

// EvaluateFile measures the embedded models on one labelled file and prints the tables.
func EvaluateFile(path string, out io.Writer) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("opening labelled file: %w", err)
	}
	defer file.Close()
	ms, err := labelled.Read(file)
	if err != nil {
		return fmt.Errorf("reading labelled file %s: %w", path, err)
	}
	model, rules := compare(ms)
	writeSummary(out, filepath.Base(path), model, rules)
	writeTables(out, model, rules)
	return nil
}

func (f Folders) measure(ctx context.Context, sets []Set) ([]group, int, error) {
	var groups []group
	bytesRead := 0
	for _, language := range languages {
		for _, kind := range []string{"indirect", "plain"} {
			g := group{Language: language, Kind: kind}
			var all []labelled.Message
			for _, s := range sets {
				if s.Role != Test || s.Language != language || s.Kind != kind {
					continue
				}
				ms, err := f.load(s)
				if err != nil {
					return nil, 0, err
				}
				g.Sets, all = append(g.Sets, s), append(all, ms...)
			}
			if err := ctx.Err(); err != nil {
				return nil, 0, err
			}
			for _, m := range all {
				bytesRead += len(m.Text)
			}
			g.Model, g.Rules = compare(all)
			groups = append(groups, g)
		}
	}
	return groups, bytesRead, nil
}

// denials says for each language in how many of the messages that deny every
// concern, set aside for this, the models find one.
func (f Folders) denials(sets []Set) ([]string, error) {
	var out []string
	for _, s := range sets {
		if s.Role != Test || s.Kind != "denial" {
			continue
		}
		ms, err := f.load(s)
		if err != nil {
			return nil, err
		}
		found := 0
		for _, m := range ms {
			if analysis.Analyze(m.Text).Concern() {
				found++
			}
		}
		out = append(out, fmt.Sprintf("%d of %d in %s", found, len(ms), name(s.Language)))
	}
	return out, nil
}

// compare labels messages with the models and with the keyword rules.
func compare(ms []labelled.Message) (model, rules measure.Figures) {
	var a, b []measure.Case
	for _, m := range ms {
		a = append(a, measure.Case{Want: m, Got: analysis.Analyze(m.Text)})
		b = append(b, measure.Case{Want: m, Got: keywords.Find(m.Text, m.Language)})
	}
	return measure.Measure(a), measure.Measure(b)
}

func compareFile(path string, want []byte) error {
	got, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading figures: %w", err)
	}
	if bytes.Equal(got, want) {
		return nil
	}
	a, b := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Errorf("%s is not what the models measure, first at line %d: run eval and review the change", path, i+1)
		}
	}
	return fmt.Errorf("%s is cut short: run eval", path)
}
