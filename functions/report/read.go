package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"paradox/infra/store"
)

// The days between which everything lies.
const (
	firstDay store.Day = "0001-01-01"
	lastDay  store.Day = "9999-12-31"
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
	filter  Filter
	reg     register
	rows    []store.Row // of the filter, all days, ordered by day
	history history     // the blocks within the days asked for
	ever    *Range      // what all its blocks cover; nil where there are none
	guarded bool        // withheld because it would give a smaller one away
	about   About
}

// segment reads the filter's rows and divides them into blocks.
func (s *Server) segment(ctx context.Context, reg register, f Filter) (*segment, error) {
	rows, err := s.rows(ctx, reg.generation, f)
	if err != nil {
		return nil, err
	}
	g := &segment{filter: f, reg: reg, rows: rows}
	days := byDay(rows)
	all := blocks(days, s.k(), number(s.today()))
	g.about = About{Generation: reg.generation, Zone: s.Zone.String(), Asked: f, Unit: all.unit, K: s.k(), Claim: claim}
	g.history = all.within(f.From, f.To)
	covered, ok := g.history.covered()
	if ok {
		if g.guarded, err = s.guarded(ctx, reg, f, covered); err != nil {
			return nil, err
		}
	}
	switch {
	case g.guarded:
		g.history.periods = nil
		g.about.Withheld = fmt.Sprintf("everything: it would give away a segment of fewer than %d messages", s.k())
		return g, nil
	case ok:
		g.about.Covered = &covered
		g.about.Widened = widened(f, covered, s.k())
	}
	if ever, ok := all.covered(); ok {
		g.ever = &ever
	}
	g.about.Withheld = withheld(days, all, f, s.k(), g.shown())
	return g, nil
}

// guarded reports whether the segment is withheld in a table of the days that it
// would be shown over, or of the days asked for where those reach further.
func (s *Server) guarded(ctx context.Context, reg register, f Filter, covered Range) (bool, error) {
	over := f
	over.From, over.To = covered.From, covered.To
	betrayed, err := s.betrays(ctx, reg, over)
	if err != nil || betrayed || covered.From <= f.From && covered.To >= f.To {
		return betrayed, err
	}
	return s.betrays(ctx, reg, f)
}

// rows reads what the filter covers of every day. It reads the whole history,
// because blocks are counted from its beginning.
func (s *Server) rows(ctx context.Context, generation string, f Filter) ([]store.Row, error) {
	if generation == "" {
		return nil, nil
	}
	campaign := f.Campaign
	if campaign == "" {
		campaign = store.AllCampaigns
	}
	var rows []store.Row
	for row, err := range s.Counters.Rows(ctx, store.Query{Generation: generation, Campaign: campaign, From: firstDay, To: lastDay}) {
		if err != nil {
			return nil, fmt.Errorf("reading counters of %q: %w", campaign, err)
		}
		if f.covers(row.Key) {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// shown reports whether the segment has figures at all.
func (g *segment) shown() bool { return g.about.Covered != nil }

// total sums the segment's blocks.
func (g *segment) total() store.Counts { return g.history.total() }

// figures are the segment's own numbers, nil where nothing is shown.
func (s *Server) figures(g *segment) *Figures {
	if !g.shown() {
		return nil
	}
	return figures(g.total(), s.observed(g))
}

// observed reports whether every message of the segment came unpicked.
func (s *Server) observed(g *segment) bool {
	return !slices.ContainsFunc(g.rows, func(r store.Row) bool { return !slices.Contains(s.Unfiltered, r.Key.Source) })
}

// covered keeps the rows of the days that the segment's blocks cover.
func (g *segment) covered(rows []store.Row) []store.Row {
	var in []store.Row
	for _, r := range rows {
		if g.history.has(number(r.Key.Day)) {
			in = append(in, r)
		}
	}
	return in
}

// sum adds rows up.
func sum(rows []store.Row) store.Counts {
	var c store.Counts
	for _, r := range rows {
		c.Add(r.Counts)
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
	for _, c := range g.reg.campaigns {
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
