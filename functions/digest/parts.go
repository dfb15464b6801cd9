package digest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"paradox/infra/figures"
	"paradox/infra/store"
)

// spoken names the themes spoken of most.
func (s *Summary) spoken(t *text) {
	themes := slices.Clone(s.This.Themes.Themes)
	themes = slices.DeleteFunc(themes, func(x figures.Theme) bool { return x.Messages == nil || *x.Messages == 0 })
	slices.SortStableFunc(themes, func(a, b figures.Theme) int { return cmp.Compare(*b.Messages, *a.Messages) })
	if len(themes) == 0 {
		return
	}
	t.line(0, "")
	t.line(0, "Themes spoken of most")
	for _, x := range themes[:min(most, len(themes))] {
		of := ""
		if s.This.shown().Index != nil {
			of = share(x.Share)
		}
		t.row(name(x), cell{endWas, messages(*x.Messages)}, cell{endChange, of})
	}
}

// campaigns are the rows of the week's table of campaigns, in its order.
func (s *Summary) campaigns(t *text) {
	table := s.This.campaigns()
	if table == nil {
		return
	}
	was := map[string]figures.Row{}
	if before := s.Before.campaigns(); before != nil && s.NoChanges != joined {
		for _, r := range before.Rows {
			was[r.Name] = r
		}
	}
	t.line(0, "")
	t.line(0, "Campaigns")
	var silent []string
	for _, r := range table.Rows {
		switch {
		case r.Figures != nil:
			t.line(0, r.Title)
			t.line(2, sentence(r.Figures))
			switch b, there := was[r.Name]; {
			case b.Figures != nil:
				t.line(2, "before: "+sentence(b.Figures))
			case b.Withheld:
				t.line(2, "before: withheld")
			case there:
				t.line(2, "before: no messages")
			}
		case !r.Withheld && s.ran(r.Name):
			silent = append(silent, r.Title)
		}
	}
	if len(silent) > 0 {
		t.line(0, "Without messages: "+strings.Join(silent, ", "))
	}
}

// ran reports whether a campaign was running on a day of the week.
func (s *Summary) ran(campaign string) bool {
	return slices.ContainsFunc(s.Running, func(c store.Campaign) bool { return c.Name == campaign })
}

// sentence is a segment in a line: shares where there are messages enough, else counts.
func sentence(f *figures.Figures) string {
	switch {
	case f.Relevant == 0:
		return messages(f.Messages) + ", none relevant"
	case f.Index == nil:
		return fmt.Sprintf("%s, %s relevant: value only %s, both %s, concern only %s", messages(f.Messages), count(f.Relevant),
			count(f.Cells.Valued), count(f.Cells.Ambivalent), count(f.Cells.Concerned))
	}
	return fmt.Sprintf("%s, %s relevant: value %s, concern %s, paradox share %s", messages(f.Messages), count(f.Relevant),
		share(f.Value), share(f.Concern), share(&f.Index.Paradox))
}

// runs are the campaigns' concern against what they sent.
func (s *Summary) runs(t *text) {
	if len(s.Runs) == 0 {
		return
	}
	t.line(0, "")
	t.line(0, "Messages of concern per 1,000 sent, over a campaign's whole run")
	for _, r := range s.Runs {
		about, v := r.About, r.Volume
		switch {
		case v == nil:
			t.line(0, figures.Title(r.Campaign))
			t.line(2, "withheld: "+about.Withheld)
		case v.PerThousand == nil:
			t.line(0, figures.Title(r.Campaign))
			t.line(2, "not given: "+v.Reason)
		default:
			e := v.PerThousand
			t.line(0, figures.Title(r.Campaign)+", "+days(about.Covered.From, about.Covered.To))
			t.line(2, fmt.Sprintf("%s (%s–%s), of %s sent", rate(e.Figure), rate(e.Low), rate(e.High), count(v.Sent)))
		}
	}
}

// withheld says what is not shown, or not as it was asked for, and why.
func (s *Summary) withheld(t *text) {
	var said []string
	add := func(what, why string) {
		if why != "" {
			said = append(said, what+": "+why)
		}
	}
	if s.This.shown() != nil || !s.Silent {
		add(s.Week.String(), s.This.Paradox.About.Withheld)
	}
	if s.This.shown() != nil {
		add(s.Week.Before().String(), s.Before.Paradox.About.Withheld)
		add("changes", s.NoChanges)
		if f := s.This.shown(); f.Index == nil {
			add("shares of "+s.Week.String(), f.NoIndex)
		}
		add("campaigns of "+s.Week.String(), hidden(s.This.campaigns()))
		if s.NoChanges != joined {
			add("campaigns of "+s.Week.Before().String(), hidden(s.Before.campaigns()))
		}
		add("themes of "+s.Week.String(), s.This.rare())
		if s.Changes != nil {
			add("themes of "+s.Week.Before().String(), s.Before.rare())
		}
	}
	if len(said) == 0 {
		return
	}
	t.line(0, "")
	t.line(0, "Withheld, and why")
	for _, x := range said {
		t.line(2, x)
	}
}

// hidden are the rows of a table that are withheld.
func hidden(table *figures.Table) string {
	if table == nil || table.Withheld == "" {
		return ""
	}
	var names []string
	for _, r := range table.Rows {
		if r.Withheld {
			names = append(names, r.Title)
		}
	}
	return strings.Join(names, ", ") + ": " + table.Withheld
}

// rare are the themes that too few messages carry.
func (r Reports) rare() string {
	var names []string
	for _, x := range r.Themes.Themes {
		if x.Withheld {
			names = append(names, name(x))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("%s: fewer than %d messages each", strings.Join(names, ", "), r.Themes.About.K)
}
