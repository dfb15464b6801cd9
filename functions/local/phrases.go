package main

import (
	"context"
	"errors"
	"fmt"
	"paradox/infra/figures"
	"slices"

	"paradox/analysis/label"
	"paradox/analysis/phrases"
	"paradox/infra/store"
)

type reportPhrasesCmd struct {
	segment `embed:""`
	Theme   string `placeholder:"CODE" help:"One theme, such as C2 or V1+."`
	Top     int    `default:"8" placeholder:"N" help:"Phrases for each theme and language at most (${default})."`
}

// Help is shown below the flags.
func (reportPhrasesCmd) Help() string {
	return `Reads the stored, redacted messages of the segment, which takes a second for some thousands. A phrase is shown only if as many people use it as a segment must have messages.`
}

// said are the phrases of the messages that carry an output, in one language.
type said struct {
	Theme    string        `json:"theme"`
	Name     string        `json:"name"`
	Language string        `json:"language"`
	Phrases  []phraseCount `json:"phrases"`
}

type phraseCount struct {
	Text     string `json:"text"`
	Messages int    `json:"messages"`
	Authors  int    `json:"authors"`
}

// phraseReport is what is printed as JSON.
type phraseReport struct {
	About  figures.About `json:"about"`
	Themes []said        `json:"themes"`
}

// Run prints the phrases of the days and themes that the themes report shows.
func (c *reportPhrasesCmd) Run(ctx context.Context, w *world) error {
	if c.Top < 1 {
		return usage("--top: want 1 or more")
	}
	if c.Theme != "" && !slices.ContainsFunc(label.Outputs[:], c.wants) {
		return usage("--theme: want a code such as C2 or V1+; see: paradox report themes")
	}
	return w.use(ctx, false, func(d *data) error {
		themes, err := d.figures().Themes(ctx, c.ask())
		if wrong := (*figures.AskError)(nil); errors.As(err, &wrong) {
			return usageError{wrong}
		}
		if err != nil {
			return err
		}
		r := phraseReport{About: themes.About, Themes: []said{}}
		if themes.About.Covered != nil {
			collected, err := d.phrases(ctx, themes.About)
			if err != nil {
				return err
			}
			r.Themes = c.choose(themes, collected)
		}
		if c.JSON {
			return w.json(r)
		}
		if r.About.Covered == nil {
			heading(w, r.About)
			return d.elsewhen(ctx, w, "phrases", r.About)
		}
		return showPhrases(w, r)
	})
}

// phrases reads the messages of a report.
func (d *data) phrases(ctx context.Context, a figures.About) (*phrases.Collector, error) {
	collected := new(phrases.Collector)
	for s, err := range store.All(ctx, d.store) {
		if err != nil {
			return nil, fmt.Errorf("reading messages: %w", err)
		}
		result, labelled := s.Labels[a.Generation]
		if s.State != store.Whole || !labelled || result.Unclassified || !covers(a, s.Dims) {
			continue
		}
		collected.Add(phrases.Message{
			Language: s.Dims.Language, Text: s.Reaction.Text, Themes: result.Themes, Author: string(s.Reaction.Author),
		})
	}
	return collected, nil
}

// covers reports whether a message is one of those that a report's figures are of.
func covers(a figures.About, d store.Dims) bool {
	f := a.Asked
	return d.Day >= a.Covered.From && d.Day <= a.Covered.To &&
		(f.Campaign == "" || f.Campaign == d.Campaign) && (f.Channel == "" || f.Channel == d.Channel) &&
		(f.Language == "" || f.Language == d.Language) && (f.Source == "" || f.Source == d.Source)
}

// wants reports whether the output was asked for: all are where none was named.
func (c *reportPhrasesCmd) wants(o label.Output) bool {
	return c.Theme == "" || c.Theme == o.String() || c.Theme == o.Code
}

func (c *reportPhrasesCmd) choose(themes *figures.Themes, collected *phrases.Collector) []said {
	out := []said{}
	for _, t := range themes.Themes {
		output := label.Output{Code: t.Code, Polarity: t.Polarity}
		if t.Withheld || !c.wants(output) {
			continue
		}
		for _, language := range []string{"en", "pl"} {
			s := said{Theme: output.String(), Name: t.Name, Language: language}
			for _, p := range collected.Top(output, language, int(themes.About.K), c.Top) {
				s.Phrases = append(s.Phrases, phraseCount(p))
			}
			if len(s.Phrases) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}

func showPhrases(w *world, r phraseReport) error {
	heading(w, r.About)
	if len(r.Themes) == 0 {
		fmt.Fprintf(w.Out, "no phrase is used by %d people or more\n", r.About.K)
		return nil
	}
	for _, s := range r.Themes {
		fmt.Fprintf(w.Out, "%s  %s (%s)\n", s.Theme, s.Name, s.Language)
		rows := make([][]string, 0, len(s.Phrases))
		for _, p := range s.Phrases {
			rows = append(rows, []string{"    " + p.Text, messages(p.Messages)})
		}
		if err := w.table(rows); err != nil {
			return err
		}
	}
	return nil
}
