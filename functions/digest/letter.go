package digest

import (
	"context"
	"fmt"
	"strings"

	"paradox/infra/figures"
)

// Letter is a digest as it is sent: a subject of at most 78 characters of ASCII, without
// a name in it, and plain text.
type Letter struct{ Subject, Body string }

// Letter writes the digest of a week; see [Digest.Summary] for which may be asked for.
func (d *Digest) Letter(ctx context.Context, w Week) (Letter, error) {
	s, err := d.Summary(ctx, w)
	if err != nil {
		return Letter{}, err
	}
	return Letter{"Paradox " + w.String() + ": " + s.subject(), s.body(d.Site)}, nil
}

// subject says the week in a few words.
func (s *Summary) subject() string {
	f := s.This.shown()
	switch {
	case s.Silent && f == nil:
		return "no messages"
	case f == nil:
		return "too few messages to show"
	case f.Index == nil:
		return messages(f.Messages) + ", too few for an index"
	}
	said := fmt.Sprintf("value %s, concern %s, both %s", percent(f.Value.Figure), percent(f.Concern.Figure), percent(f.Index.Paradox.Figure))
	if s.This.Paradox.About.Widened != "" {
		return said + " of joined days"
	}
	return said + ", " + messages(f.Messages)
}

func (s *Summary) body(site string) string {
	var t text
	t.line(0, fmt.Sprintf("Paradox, week %s: %s", s.Week, days(s.Week.First(), s.Week.Last())))
	switch {
	case s.This.shown() != nil:
		before := s.Week.Before()
		t.line(0, fmt.Sprintf("against %s: %s", before, days(before.First(), before.Last())))
		s.widened(&t)
		s.headline(&t)
		s.themes(&t)
		s.campaigns(&t)
	case s.Silent:
		t.line(0, s.silence())
	default:
		t.line(0, "Too few messages to show any figure.")
	}
	s.runs(&t)
	s.withheld(&t)
	s.footing(&t, site)
	return t.String()
}

// silence says that there are no messages, and how many there were before: their end may
// be news.
func (s *Summary) silence() string {
	const none = "No messages are counted on these days"
	if b := s.Before.shown(); b != nil && s.Before.Paradox.About.Widened == "" {
		return fmt.Sprintf("%s; %s the week before.", none, messages(b.Messages))
	}
	return none + "."
}

// widened says which columns are of other days than their week's, and why.
func (s *Summary) widened(t *text) {
	for _, a := range []figures.About{s.This.Paradox.About, s.Before.Paradox.About} {
		if a.Widened != "" {
			t.line(0, WeekOf(a.Asked.From).String()+": "+a.Widened)
		}
	}
}

// Where the columns of the headline end.
const (
	endIs     = 34
	endWas    = 50
	endChange = columns
)

// headline is the table of the two weeks.
func (s *Summary) headline(t *text) {
	f, b := s.This.shown(), s.Before.shown()
	row := func(label, change string, of func(*figures.Figures) string) {
		was := "–"
		if b != nil {
			was = of(b)
		}
		t.row(label, cell{endIs, of(f)}, cell{endWas, was}, cell{endChange, change})
	}
	t.WriteString("\n")
	t.row("", cell{endIs, s.Week.String()}, cell{endWas, s.Week.Before().String()}, cell{endChange, "change"})
	row("Messages", s.more(), func(f *figures.Figures) string { return count(f.Messages) })
	row("Unclassified", "", func(f *figures.Figures) string {
		return fmt.Sprintf("%s (%s)", count(f.Unclassified.Messages), percent(f.Unclassified.Share))
	})
	row("On the subject", "", func(f *figures.Figures) string { return count(f.OnSubject) })
	row("Relevant", "", func(f *figures.Figures) string { return count(f.Relevant) })
	row("  value only", "", func(f *figures.Figures) string { return count(f.Cells.Valued) })
	row("  both at once", "", func(f *figures.Figures) string { return count(f.Cells.Ambivalent) })
	row("  concern only", "", func(f *figures.Figures) string { return count(f.Cells.Concerned) })
	if f.Index == nil && (b == nil || b.Index == nil) {
		return
	}
	var c Changes
	said := func(x Change) string {
		if s.Changes == nil {
			return ""
		}
		return x.points()
	}
	if s.Changes != nil {
		c = *s.Changes
	}
	row("Value", said(c.Value), indexed(func(f *figures.Figures) *figures.Estimate { return f.Value }))
	row("Concern", said(c.Concern), indexed(func(f *figures.Figures) *figures.Estimate { return f.Concern }))
	row("Paradox share", said(c.Paradox), indexed(func(f *figures.Figures) *figures.Estimate { return &f.Index.Paradox }))
}

// indexed is a share where there are messages enough for an index.
func indexed(of func(*figures.Figures) *figures.Estimate) func(*figures.Figures) string {
	return func(f *figures.Figures) string {
		if f.Index == nil {
			return "too few"
		}
		return share(of(f))
	}
}

// more is by how many messages the week has more, where both columns are of seven days.
func (s *Summary) more() string {
	b := s.Before.shown()
	if b == nil || s.This.Paradox.About.Widened != "" || s.Before.Paradox.About.Widened != "" {
		return ""
	}
	return signed(float64(s.This.shown().Messages - b.Messages))
}

// most is how many themes are named.
const most = 5

// themes names those that moved most, or where that cannot be said those spoken of most.
func (s *Summary) themes(t *text) {
	if s.Changes == nil {
		s.spoken(t)
		return
	}
	t.line(0, "")
	t.line(0, "Themes that moved most, in shares of the messages on personalisation")
	moved := 0
	for _, c := range s.Changes.Themes {
		if moved == most || c.Difference.Figure == 0 {
			break
		}
		moved++
		t.row(c.Name, cell{endWas, percent(c.Was) + " to " + percent(c.Is)}, cell{endChange, c.points()})
	}
	if moved == 0 {
		t.line(0, "None did.")
	}
}

// footing says what the figures are and what they rest on.
func (s *Summary) footing(t *text, site string) {
	about := s.This.Paradox.About
	t.line(0, "")
	if s.This.shown() != nil {
		t.line(0, "In brackets: 95 % interval. Value and concern are shares of the messages on personalisation; the paradox share is, of the relevant ones, that of those which say both at once. Unclassified messages are in none of them.")
	}
	if s.Changes != nil {
		t.line(0, "Changes of shares are in percentage points. "+s.Changes.clear())
	}
	t.line(0, about.Claim)
	generation, _, _ := strings.Cut(about.Generation, "#")
	if generation == "" {
		generation = "none yet"
	}
	t.line(0, fmt.Sprintf("Days are those of %s. Model, taxonomy and time zone: %s", about.Zone, generation))
	t.line(0, fmt.Sprintf("Should this come twice, it is one and the same: the digest of %s.", s.Week))
	if site != "" {
		fmt.Fprintf(t, "%s/?from=%s&to=%s\n", site, s.Week.First(), s.Week.Last())
	}
}
