package main

import (
	"fmt"
	"math"
	"paradox/infra/figures"
	"strings"
)

// heading says what a report is of, and what is missing from it.
func heading(w *world, a figures.About) {
	if a.Covered == nil {
		fmt.Fprintf(w.Out, "%s to %s (%s): nothing is shown\n", a.Asked.From, a.Asked.To, a.Zone)
	} else {
		fmt.Fprintf(w.Out, "%s to %s (%s)\n", a.Covered.From, a.Covered.To, a.Zone)
	}
	var of []string
	for _, d := range []struct{ name, value string }{
		{"campaign", a.Asked.Campaign}, {"channel", a.Asked.Channel}, {"language", a.Asked.Language}, {"source", a.Asked.Source},
	} {
		if d.value != "" {
			of = append(of, d.name+" "+d.value)
		}
	}
	if len(of) > 0 {
		fmt.Fprintln(w.Out, "of "+strings.Join(of, ", "))
	}
	if a.Widened != "" {
		fmt.Fprintln(w.Out, "widened: "+a.Widened)
	}
	if a.Withheld != "" {
		fmt.Fprintln(w.Out, "withheld: "+a.Withheld)
	}
	fmt.Fprintln(w.Out)
}

// footing says what the figures are. Which build of a generation they come from
// changes none of them, and is left to the JSON.
func footing(w *world, a figures.About) {
	generation, _, _ := strings.Cut(a.Generation, "#")
	fmt.Fprintf(w.Out, "\nIn brackets: 95 %% interval. %s\nModel, taxonomy and time zone: %s\n", a.Claim, generation)
}

func showTrend(w *world, t *figures.Trend) error {
	heading(w, t.About)
	rows := [][]string{{"DAYS", "MESSAGES", "UNCLASSIFIED", "POSITIVE", "NEGATIVE", "ON PERSONALISATION", "VALUE", "CONCERN", "PARADOX SHARE"}}
	for _, p := range t.Points {
		days := string(p.From)
		if p.To != p.From {
			days += " – " + string(p.To)
		}
		positive, negative := "–", "–"
		if p.Sentiment != nil {
			positive, negative = percent(p.Sentiment.Positive.Share), percent(p.Sentiment.Negative.Share)
		}
		rows = append(rows, []string{days, whole(p.Messages), percent(p.Unclassified.Share), positive, negative,
			whole(p.OnSubject), share(p.Value), share(p.Concern), share(p.Paradox)})
	}
	if err := w.table(rows); err != nil {
		return err
	}
	for _, n := range t.Notes {
		fmt.Fprintf(w.Out, "%s  %s: %s\n", n.Day, n.Title, n.Text)
	}
	footing(w, t.About)
	return nil
}

func showThemes(w *world, t *figures.Themes) error {
	heading(w, t.About)
	fmt.Fprintf(w.Out, "%s on personalisation\n", messages(int(t.OnSubject)))
	rows := [][]string{{"CODE", "THEME", "SIDE", "MESSAGES", "SHARE"}}
	for _, x := range t.Themes {
		n := "withheld"
		if x.Messages != nil {
			n = whole(*x.Messages)
		}
		rows = append(rows, []string{x.Code + string(x.Polarity), x.Name, string(x.Side), n, share(x.Share)})
	}
	if err := w.table(rows); err != nil {
		return err
	}
	footing(w, t.About)
	return nil
}

func showParadox(w *world, p *figures.Paradox) error {
	heading(w, p.About)
	if p.Segment != nil {
		if err := w.table(numbers(p.Segment)); err != nil {
			return err
		}
	}
	if p.Volume != nil {
		fmt.Fprintln(w.Out, "concern per 1,000 sent: "+volume(p.Volume))
	}
	for _, t := range p.Tables {
		if len(t.Rows) == 0 && t.Withheld == "" {
			continue
		}
		rows := [][]string{{strings.ToUpper(t.Dimension), "MESSAGES", "RELEVANT", "VALUE", "CONCERN", "PARADOX SHARE", "BALANCE", "AGAINST THE REST"}}
		for _, r := range t.Rows {
			rows = append(rows, part(r))
		}
		fmt.Fprintln(w.Out)
		if err := w.table(rows); err != nil {
			return err
		}
		if t.Withheld != "" {
			fmt.Fprintln(w.Out, "withheld: "+t.Withheld)
		}
	}
	footing(w, p.About)
	return nil
}

// numbers are a segment's numbers, one a line.
func numbers(f *figures.Figures) [][]string {
	rows := [][]string{
		{"messages", whole(f.Messages)},
		{"unclassified", whole(f.Unclassified.Messages) + " (in no figure below)"},
		{"off topic", whole(f.OffTopic)},
		{"on personalisation", whole(f.OnSubject)},
		{"  value and concern", whole(f.Cells.Ambivalent)},
		{"  value only", whole(f.Cells.Valued)},
		{"  concern only", whole(f.Cells.Concerned)},
		{"  neither", whole(f.Cells.Other)},
		{"value", share(f.Value)},
		{"concern", share(f.Concern)},
	}
	if f.Index == nil {
		return append(rows, []string{"index", f.NoIndex})
	}
	rows = append(rows,
		[]string{"paradox share", share(&f.Index.Paradox)},
		[]string{"  if demands were concerns", share(f.Index.WithDemands)},
		[]string{"balance", points(f.Index.Balance)},
		[]string{"coexistence", decimal(f.Index.Coexistence)},
		[]string{"intensity", decimal(f.Index.Intensity)})
	if f.Index.Lift != nil {
		rows = append(rows, []string{"lift", fmt.Sprintf("%.2f", *f.Index.Lift)})
	}
	return rows
}

// part is a row of a table, with a cell for every column: one that is missing
// would end the columns for the rows below.
func part(r figures.Row) []string {
	switch {
	case r.Withheld:
		return []string{r.Title, "withheld", "", "", "", "", "", ""}
	case r.Figures == nil:
		return []string{r.Title, "0", "", "", "", "", "", ""}
	}
	f := r.Figures
	paradox, balance := "too few", ""
	switch {
	case f.Unclassified.Messages == f.Messages:
		paradox = "unclassified"
	case f.Index != nil:
		paradox, balance = share(&f.Index.Paradox), points(f.Index.Balance)
	}
	row := []string{r.Title, whole(f.Messages), whole(f.Relevant), share(f.Value), share(f.Concern), paradox, balance, ""}
	if r.Comparison != nil {
		row[7] = "paradox share " + difference(r.Comparison.Paradox)
	}
	return row
}

func difference(d figures.Difference) string {
	s := fmt.Sprintf("%+.1f points (%+.1f to %+.1f)", tenths(d.Figure), tenths(d.Low), tenths(d.High))
	if d.Clear {
		return s + ", clear"
	}
	return s
}

// tenths are percentage points to one place, never a negative zero.
func tenths(x float64) float64 { return math.Round(1000*x)/10 + 0 }

func volume(v *figures.Volume) string {
	if v.PerThousand == nil {
		return "not given: " + v.Reason
	}
	e := v.PerThousand
	return fmt.Sprintf("%.2f (%.2f–%.2f), of %s sent", e.Figure, e.Low, e.High, whole(v.Sent))
}

// percent writes a share in whole percent; what is above nothing never reads as 0.
func percent(x float64) string {
	switch r := math.Round(100 * x); {
	case r == 0 && x > 0:
		return "<1 %"
	case r == 100 && x < 1:
		return ">99 %"
	default:
		return fmt.Sprintf("%.0f %%", r)
	}
}

func share(e *figures.Estimate) string {
	if e == nil {
		return "–"
	}
	return fmt.Sprintf("%s (%.0f–%.0f)", percent(e.Figure), 100*e.Low, 100*e.High)
}

func points(e figures.Estimate) string {
	return fmt.Sprintf("%+.2f (%+.2f to %+.2f)", e.Figure, e.Low, e.High)
}

func decimal(e figures.Estimate) string {
	return fmt.Sprintf("%.2f (%.2f–%.2f)", e.Figure, e.Low, e.High)
}

func whole(n int64) string { return thousands(int(n)) }
