package figures_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/infra/figures"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

const lastDay store.Day = "2026-11-25"

// counted are rows in order of days, and the live generation, without a store.
type counted struct {
	store.Counters
	store.Control
	rows []store.Row
}

func (c counted) Generation(context.Context) (string, error)          { return generation, nil }
func (c counted) Campaigns(context.Context) ([]store.Campaign, error) { return nil, nil }
func (c counted) Sources(context.Context) ([]store.Source, error)     { return nil, nil }

func (c counted) Rows(context.Context, store.Query) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for _, r := range c.rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// messages counts n messages of a language on a day: of English and Polish the first
// both say both, the others value, by turns in good and bad tone; others are unclassified.
func messages(day store.Day, language string, n, both int64) store.Row {
	c := store.Counts{store.N: n}
	if language == "und" {
		c[store.Unclassified] = n
	} else {
		c[store.Ambivalent], c[store.Valued] = both, n-both
		c[store.Positive], c[store.Negative] = n/2, n-n/2
		c[store.ScoreSum] = 100 * both
	}
	return store.Row{Key: store.RowKey{Generation: generation, Campaign: reaction.Unassigned, Day: day, Channel: "email", Language: language, Source: "form"}, Counts: c}
}

func readerOf(rows []store.Row) *figures.Reader {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r store.Row) bool { return r.Counts[store.N] == 0 })
	slices.SortStableFunc(rows, func(a, b store.Row) int { return figures.Number(a.Key.Day) - figures.Number(b.Key.Day) })
	c := counted{rows: rows}
	return &figures.Reader{Counters: c, Control: c, Zone: time.UTC, Now: func() time.Time { return time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC) }}
}

// report is what is shown of a language ("" for all) over days ("" for the last ninety).
func report(t testing.TB, r *figures.Reader, language string, from, to store.Day) (*figures.Paradox, *figures.Trend) {
	t.Helper()
	a := figures.Ask{Language: language, From: string(from), To: string(to)}
	p, err := r.Paradox(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := r.Trend(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return p, tr
}

// languages are the rows by language, none where nothing is shown.
func languages(p *figures.Paradox) []figures.Row {
	for _, t := range p.Tables {
		if t.Dimension == "language" {
			return t.Rows
		}
	}
	return nil
}

// A few messages in a language that is not labelled hide nothing: they are published as
// unclassified.
func TestForeignMessagesHideNoLanguage(t *testing.T) {
	for _, tt := range []struct {
		name         string
		en, pl, und  int64
		enHid, plHid bool
		shown, apart int64 // of the whole
	}{
		{name: "one beside English", en: 42, und: 1, shown: 43, apart: 1},
		{name: "three beside both", en: 691, pl: 777, und: 3, shown: 1471, apart: 3},
		{name: "many beside English", en: 42, und: 60, shown: 102, apart: 60},
		{name: "few Poles", en: 42, pl: 3, und: 60, enHid: true, plHid: true, shown: 105, apart: 60},
		{name: "few of all", en: 9, und: 60},
		{name: "foreign ones alone", und: 60},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := readerOf([]store.Row{messages(lastDay, "en", tt.en, 0), messages(lastDay, "pl", tt.pl, 0), messages(lastDay, "und", tt.und, 0)})
			p, tr := report(t, r, "", "", "")
			if tt.shown == 0 {
				if p.Segment != nil || len(tr.Points) > 0 || p.About.Withheld == "" {
					t.Fatalf("%+v, points %+v, withheld %q", p.Segment, tr.Points, p.About.Withheld)
				}
				return
			}
			if p.Segment.Messages != tt.shown || p.Segment.Unclassified.Messages != tt.apart {
				t.Errorf("%d messages, %d unclassified; want %d, %d", p.Segment.Messages, p.Segment.Unclassified.Messages, tt.shown, tt.apart)
			}
			for _, row := range languages(p) {
				hidden := map[string]bool{"en": tt.enHid, "pl": tt.plHid}[row.Name]
				if row.Withheld != hidden || hidden == (row.Figures != nil && row.Figures.Messages > 0) {
					t.Errorf("%s: withheld %v, figures %+v", row.Name, row.Withheld, row.Figures)
				}
				if row.Name == "und" && (row.Figures.Messages != tt.und || row.Figures.Unclassified.Messages != tt.und || row.Figures.Sentiment != nil || row.Figures.OnSubject != 0) {
					t.Errorf("und: %+v", row.Figures)
				}
			}
			for language, hidden := range map[string]bool{"en": tt.enHid, "pl": tt.plHid || tt.pl == 0, "und": true} {
				if p, tr := report(t, r, language, "", ""); (p.Segment == nil) != hidden || (len(tr.Points) == 0) != hidden {
					t.Errorf("%s alone: %+v, points %+v; want it withheld: %v", language, p.Segment, tr.Points, hidden)
				}
			}
		})
	}
}

// Nine unclassified messages and one more on a day do not show what that one says.
func TestUnclassifiedMessagesFillNoBlock(t *testing.T) {
	rows := []store.Row{messages("2026-11-17", "en", 30, 3), messages("2026-11-18", "en", 30, 3), messages("2026-11-19", "en", 30, 3), messages("2026-11-20", "en", 30, 3),
		messages("2026-11-22", "und", 2, 0), messages("2026-11-23", "und", 9, 0), messages("2026-11-23", "en", 1, 1)}
	p, tr := report(t, readerOf(rows), "", "", "")
	if len(tr.Points) != 4 || p.Segment.Messages != 120 || p.Segment.Unclassified.Messages != 0 {
		t.Errorf("%+v of %+v", p.Segment, tr.Points)
	}
	if want := "fewer than 10 classified messages from 22 Nov; shown once there are 10"; p.About.Withheld != want {
		t.Errorf("withheld: %q, want %q", p.About.Withheld, want)
	}
	rows = append(rows, messages("2026-11-24", "en", 9, 0))
	p, tr = report(t, readerOf(rows), "", "", "")
	if last := tr.Points[len(tr.Points)-1]; p.Segment.Messages != 141 || last.From != "2026-11-22" || last.Unclassified.Messages != 11 || p.About.Withheld != "" {
		t.Errorf("%+v, the last of %+v, withheld %q", p.Segment, last, p.About.Withheld)
	}
}

// Days of theirs alone are not shown, and what is said of them does not take them for
// fewer than they may be.
func TestDaysOfUnclassifiedMessages(t *testing.T) {
	rows := []store.Row{messages(lastDay.Add(-60), "en", 30, 0), messages(lastDay.Add(-45), "und", 12, 0), messages(lastDay.Add(-5), "und", 15, 0)}
	p, _ := report(t, readerOf(rows), "", "", "")
	want := "fewer than 10 classified messages at a time that stand alone, with a month or more of silence after them; " +
		"fewer than 10 classified messages from 20 Nov; shown once there are 10"
	if p.Segment.Messages != 30 || p.About.Withheld != want {
		t.Errorf("%d messages, withheld: %q, want %q", p.Segment.Messages, p.About.Withheld, want)
	}
	rows = append(rows, messages(lastDay.Add(-4), "en", 10, 0)) // which the last of them join
	for day, want := range map[store.Day]int64{lastDay.Add(-4): 25, lastDay.Add(-5): 0} {
		p, _ := report(t, readerOf(rows), "", day, day)
		if want > 0 && (p.Segment == nil || p.Segment.Messages != want) {
			t.Errorf("%s: %+v, want %d messages", day, p.Segment, want)
		}
		if want == 0 && (p.Segment != nil || !strings.HasPrefix(p.About.Withheld, "everything: fewer than 10 classified messages in these days")) {
			t.Errorf("%s: %+v, withheld %q", day, p.Segment, p.About.Withheld)
		}
	}
}

// Nor do they bridge a silence: what stood alone before it stands alone.
func TestUnclassifiedMessagesBridgeNoSilence(t *testing.T) {
	rows := []store.Row{messages(lastDay.Add(-40), "en", 5, 5), messages(lastDay.Add(-20), "und", 1, 0), messages(lastDay, "en", 30, 0)}
	p, _ := report(t, readerOf(rows), "", "", "")
	if p.Segment.Messages != 31 || p.Segment.Cells.Ambivalent != 0 || p.About.Covered.From != lastDay.Add(-20) {
		t.Errorf("%+v of %+v", p.Segment, p.About.Covered)
	}
	if want := "fewer than 10 messages at a time that stand alone, with a month or more of silence after them"; p.About.Withheld != want {
		t.Errorf("withheld: %q, want %q", p.About.Withheld, want)
	}
}

// Nor do they fill another segment: three messages among twenty that say nothing are
// three. And a few that say nothing of a channel are a few: how many they are is
// published of languages alone.
func TestUnclassifiedMessagesFillNoRow(t *testing.T) {
	for _, labelled := range []int64{0, 3} {
		few, foreign := messages(lastDay, "en", labelled, 0), messages(lastDay, "und", 20, 0)
		if labelled == 0 {
			foreign = messages(lastDay, "und", 3, 0)
		}
		few.Key.Channel, foreign.Key.Channel = "call", "call"
		ad := messages(lastDay, "en", 20, 0)
		ad.Key.Channel = "ad"
		p, _ := report(t, readerOf([]store.Row{few, foreign, ad, messages(lastDay, "en", 50, 0)}), "", "", "")
		for _, table := range p.Tables {
			if said := strings.Contains(table.Withheld, "fewer than 10 classified messages"); said != (table.Dimension == "channel") {
				t.Errorf("%s: withheld %q", table.Dimension, table.Withheld)
			}
			for _, row := range table.Rows {
				if hidden := table.Dimension == "channel" && row.Name != "email"; row.Withheld != hidden {
					t.Errorf("%d labelled: %s is withheld: %v", labelled, row.Name, row.Withheld)
				}
			}
		}
	}
}

// block is what a point says of its labelled messages.
type block struct {
	labelled, onSubject int64
	tone                figures.Tone
	value, paradox      figures.Estimate
}

func blocksOf(tr *figures.Trend) []block {
	var all []block
	for _, p := range tr.Points {
		b := block{labelled: p.Messages - p.Unclassified.Messages, onSubject: p.OnSubject}
		if p.Sentiment != nil {
			b.tone = *p.Sentiment
		}
		if p.Value != nil {
			b.value = *p.Value
		}
		if p.Paradox != nil {
			b.paradox = *p.Paradox
		}
		all = append(all, b)
	}
	return all
}

// said are a segment's figures less what tells of unclassified messages.
func said(f *figures.Figures) *figures.Figures {
	if f == nil {
		return nil
	}
	g := *f
	g.Messages -= g.Unclassified.Messages
	g.Unclassified = figures.Part{}
	return &g
}

// Whatever comes in whatever language on whatever day: what is shown of labelled
// messages is what would be shown without the others, so that no difference tells more
// of them; every figure is of at least k of them, and so is what is left of the whole
// when the shown languages are taken from it. Of the others their count is shown, which
// is that of the unclassified.
func TestUnclassifiedMessagesTellNothingElse(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var all, labelled []store.Row
		day := lastDay
		days := []store.Day{}
		few := rapid.SampledFrom([]int64{0, 0, 0, 1, 2, 5, 9, 10, 11, 14, 40})
		silence := rapid.SampledFrom([]int{1, 1, 1, 1, 2, 9, 20, 33, 45})
		for range rapid.IntRange(1, 14).Draw(r, "days") {
			foreign := rapid.IntRange(0, 2).Draw(r, "foreign ones alone") == 0
			for _, language := range []string{"en", "pl", "und"} {
				n := few.Draw(r, language)
				if n == 0 || foreign && language != "und" {
					continue
				}
				row := messages(day, language, n, rapid.Int64Range(0, n).Draw(r, "both"))
				if all = append(all, row); language != "und" {
					labelled = append(labelled, row)
				}
			}
			days = append(days, day)
			day = day.Add(-silence.Draw(r, "silence"))
		}
		with, without := readerOf(all), readerOf(labelled)
		for _, language := range []string{"", "en", "pl", "und"} {
			for range 4 {
				a, b := rapid.SampledFrom(days).Draw(r, "from"), rapid.SampledFrom(days).Draw(r, "to")
				same(r, t, with, without, language, min(a, b), max(a, b))
			}
		}
	})
}

func same(r *rapid.T, t *testing.T, with, without *figures.Reader, language string, from, to store.Day) {
	p, tr := report(t, with, language, from, to)
	q, ur := report(t, without, language, from, to)
	at := fmt.Sprintf("%q, %s to %s", language, from, to)
	if diff := cmp.Diff(blocksOf(ur), blocksOf(tr), cmp.AllowUnexported(block{})); diff != "" {
		r.Fatalf("%s: blocks (-without others +with them):\n%s", at, diff)
	}
	if diff := cmp.Diff(said(q.Segment), said(p.Segment)); diff != "" {
		r.Fatalf("%s (-without others +with them):\n%s", at, diff)
	}
	for _, b := range blocksOf(tr) {
		if b.labelled < 10 {
			r.Fatalf("%s: a block of %d labelled messages", at, b.labelled)
		}
	}
	if language != "" || p.Segment == nil {
		return
	}
	shown := map[string]*figures.Figures{}
	for _, row := range languages(q) {
		shown[row.Name] = row.Figures
	}
	rest, others := p.Segment.Messages-p.Segment.Unclassified.Messages, p.Segment.Unclassified.Messages
	for _, row := range languages(p) {
		if row.Name == "und" {
			if f := row.Figures; f.Messages != others || said(f).Messages != 0 || f.OnSubject+f.OffTopic+f.Relevant != 0 || f.Sentiment != nil {
				r.Fatalf("%s: und is %+v, and %d are unclassified", at, f, others)
			}
			continue
		}
		if diff := cmp.Diff(shown[row.Name], said(row.Figures)); diff != "" {
			r.Fatalf("%s: row %s (-without others +with them):\n%s", at, row.Name, diff)
		}
		if row.Figures != nil {
			rest -= row.Figures.Messages
		}
	}
	if rest > 0 && rest < 10 {
		r.Fatalf("%s: %d labelled messages are left when the rows are taken from the whole", at, rest)
	}
}
