package figures

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

// Below is the largest number of messages that is not shown.
func (a About) Below() int64 { return a.K - 1 }

// claim goes with every report.
const claim = "Expressed ambivalence of those who chose to speak; no claim about a population, and none about a person."

// Segment is the filter's part of the counters.
type Segment struct {
	reading *Reading
	filter  Filter
	tallies []tally // of the filter, all days, ordered by day
	history history // the blocks within the days asked for
	ever    *Range  // what all its blocks cover; nil where there are none
	guarded bool    // withheld because it would give a smaller one away
	about   About
}

// Segment divides what the filter covers into blocks.
func (r *Reading) Segment(f Filter) *Segment {
	g := &Segment{reading: r, filter: f, tallies: r.of(f)}
	days := byDay(g.tallies)
	all := blocks(days, r.k(), Number(r.Today))
	g.about = About{Generation: r.Generation, Zone: r.reader.Zone.String(), Asked: f, Unit: all.unit, K: r.k(), Claim: claim}
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
	g.about.Withheld = withheld(days, all, f, r.k(), r.Today, g.shown())
	return g
}

// guarded reports whether the segment is withheld in a table of the days that it
// would be shown over, or of the days asked for where those reach further.
func (r *Reading) guarded(f Filter, covered Range) bool {
	over := f
	over.From, over.To = covered.From, covered.To
	within := covered.From <= f.From && covered.To >= f.To
	return r.betrays(over) || !within && r.betrays(f)
}

// shown reports whether the segment has figures at all.
func (g *Segment) shown() bool { return g.about.Covered != nil }

// total sums the segment's blocks.
func (g *Segment) total() store.Counts { return g.history.total() }

// figures are the segment's own numbers, nil where nothing is shown.
func (g *Segment) figures() *Figures {
	if !g.shown() {
		return nil
	}
	return figures(g.total(), g.observed())
}

// observed reports whether every message of the segment came unpicked.
func (g *Segment) observed() bool {
	return !slices.ContainsFunc(g.tallies, func(t tally) bool { return t.picked })
}

// sum adds up what lies in the segment's blocks.
func (g *Segment) sum(tallies []tally) store.Counts {
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

// Notes are the remarks on the days covered, of the filter's campaign or of all.
func (g *Segment) Notes() []Note {
	notes := []Note{}
	if !g.shown() {
		return notes
	}
	for _, c := range g.reading.Campaigns {
		if g.filter.Campaign != "" && g.filter.Campaign != c.Name {
			continue
		}
		for _, n := range c.Notes {
			if n.Day >= g.about.Covered.From && n.Day <= g.about.Covered.To {
				notes = append(notes, Note{n.Day, c.Name, Title(c), n.Text})
			}
		}
	}
	slices.SortStableFunc(notes, func(a, b Note) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return notes
}

// Title is a campaign as people read it: its title, or its name where it has none.
func Title(c store.Campaign) string {
	if c.Title == "" {
		return c.Name
	}
	return c.Title
}

// About says what the segment is and what its figures rest on.
func (g *Segment) About() About { return g.about }

// Periods are the blocks that the days asked for touch, in order.
func (g *Segment) Periods() []Period { return slices.Clone(g.history.periods) }

// Ever is the run of days for which the segment has figures, whatever was asked for;
// nil where there are none.
func (g *Segment) Ever() *Range { return g.ever }

// Counted reports whether the segment has messages at all, shown or not.
func (g *Segment) Counted() bool { return len(g.tallies) > 0 }

// Heard reports whether anything at all is counted on the segment's days from one
// to another, shown or not.
func (g *Segment) Heard(from, to store.Day) bool {
	a, b := Number(from), Number(to)
	return slices.ContainsFunc(g.tallies, func(t tally) bool {
		return t.day >= a && t.day <= b && t.counts[store.N] > 0
	})
}
