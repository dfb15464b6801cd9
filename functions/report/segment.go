package report

import (
	"fmt"
	"slices"
	"strings"

	"paradox/infra/store"
)

// About says what a report is of and what its figures rest on.
type About struct {
	Generation string `json:"generation" doc:"Model, taxonomy and time grid that the labels were made with; empty before the first message"`
	Zone       string `json:"time_zone" doc:"Days are days of this zone, by the time of the event"`
	Asked      Filter `json:"asked"`
	Covered    *Range `json:"covered" doc:"The whole blocks that the days asked for touch; every figure is of these days. null where nothing is shown"`
	Widened    string `json:"widened,omitempty" doc:"Why the days covered begin before or end after those asked for"`
	Unit       string `json:"unit" enum:"day,week,month" doc:"The finest unit of which at least 80 % hold k messages"`
	K          int64  `json:"k" doc:"Fewer messages than these are not shown"`
	Withheld   string `json:"withheld,omitempty" doc:"What is withheld, and why"`
	Claim      string `json:"claim" doc:"What the figures say and do not say"`
}

// claim goes with every report.
const claim = "Expressed ambivalence of those who chose to speak; no claim about a population, and none about a person."

// segment is the filter's part of the counters.
type segment struct {
	reading *reading
	filter  Filter
	tallies []tally // of the filter, all days, ordered by day
	history history // the blocks within the days asked for
	ever    *Range  // what all its blocks cover; nil where there are none
	guarded bool    // withheld because it would give a smaller one away
	about   About
}

// segment divides what the filter covers into blocks.
func (r *reading) segment(f Filter) *segment {
	g := &segment{reading: r, filter: f, tallies: r.of(f)}
	days := byDay(g.tallies)
	all := blocks(days, r.k(), number(r.today))
	g.about = About{Generation: r.generation, Zone: r.server.Zone.String(), Asked: f, Unit: all.unit, K: r.k(), Claim: claim}
	g.history = all.within(f.From, f.To)
	covered, ok := g.history.covered()
	g.guarded = ok && r.guarded(f, covered)
	switch {
	case g.guarded:
		g.history.periods = nil
		g.about.Withheld = fmt.Sprintf("everything: it would give away a segment of fewer than %d messages", r.k())
		return g
	case ok:
		g.about.Covered = &covered
		g.about.Widened = widened(f, covered, r.k())
	}
	if ever, ok := all.covered(); ok {
		g.ever = &ever
	}
	g.about.Withheld = withheld(days, all, f, r.k(), g.shown())
	return g
}

// guarded reports whether the segment is withheld in a table of the days that it
// would be shown over, or of the days asked for where those reach further.
func (r *reading) guarded(f Filter, covered Range) bool {
	over := f
	over.From, over.To = covered.From, covered.To
	within := covered.From <= f.From && covered.To >= f.To
	return r.betrays(over) || !within && r.betrays(f)
}

// shown reports whether the segment has figures at all.
func (g *segment) shown() bool { return g.about.Covered != nil }

// total sums the segment's blocks.
func (g *segment) total() store.Counts { return g.history.total() }

// figures are the segment's own numbers, nil where nothing is shown.
func (g *segment) figures() *Figures {
	if !g.shown() {
		return nil
	}
	return figures(g.total(), g.observed())
}

// observed reports whether every message of the segment came unpicked.
func (g *segment) observed() bool {
	return !slices.ContainsFunc(g.tallies, func(t tally) bool { return t.picked })
}

// sum adds up what lies in the segment's blocks.
func (g *segment) sum(tallies []tally) store.Counts {
	var c store.Counts
	for _, t := range tallies {
		if g.history.has(t.day) {
			c.Add(t.counts)
		}
	}
	return c
}

// Note is a campaign's remark on a day, for the charts.
type Note struct {
	Day      store.Day `json:"day"`
	Campaign string    `json:"campaign"`
	Title    string    `json:"title" doc:"Of the campaign"`
	Text     string    `json:"text"`
}

// notes are the remarks on the days covered, of the filter's campaign or of all.
func (g *segment) notes() []Note {
	notes := []Note{}
	if !g.shown() {
		return notes
	}
	for _, c := range g.reading.campaigns {
		if g.filter.Campaign != "" && g.filter.Campaign != c.Name {
			continue
		}
		for _, n := range c.Notes {
			if n.Day >= g.about.Covered.From && n.Day <= g.about.Covered.To {
				notes = append(notes, Note{n.Day, c.Name, title(c), n.Text})
			}
		}
	}
	slices.SortStableFunc(notes, func(a, b Note) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return notes
}

func title(c store.Campaign) string {
	if c.Title == "" {
		return c.Name
	}
	return c.Title
}
