package figures

import (
	"slices"
	"strings"

	"paradox/infra/store"
)

// Table divides a segment by one dimension, over the days that the whole covers.
type Table struct {
	Dimension string `json:"dimension" enum:"campaign,channel,language,source"`
	Rows      []Row  `json:"rows"`
	Withheld  string `json:"withheld,omitempty" doc:"What is withheld, and why"`
}

// Row is one segment of a table.
type Row struct {
	Name       string      `json:"name"`
	Title      string      `json:"title"`
	Withheld   bool        `json:"withheld" doc:"Fewer than k messages or classified messages, or it would give such a segment away"`
	Figures    *Figures    `json:"figures" doc:"null where withheld or without messages; of languages that are not labelled the messages alone, all unclassified"`
	Volume     *Volume     `json:"volume,omitempty"`
	Comparison *Comparison `json:"comparison,omitempty" doc:"Against the rest of the table"`

	counts store.Counts
}

// parts are the segments that g divides into by a dimension, without figures, over
// the days that g covers: campaigns as they are registered, others by name.
func (g *Segment) parts(dimension string) []Row {
	switch dimension {
	case "campaign":
		return g.campaigns()
	case "channel":
		return g.split(dimension, func(p place) string { return p.channel })
	case "language":
		return g.split(dimension, func(p place) string { return p.language })
	}
	return g.split(dimension, func(p place) string { return p.source })
}

func (g *Segment) campaigns() []Row {
	rows := make([]Row, 0, len(g.reading.Campaigns)+1)
	for _, c := range g.reading.Campaigns {
		rows = append(rows, Row{Name: c.Name, Title: Title(c)})
	}
	rows = append(rows, Row{Name: unassigned, Title: Display("campaign", unassigned)})
	for i := range rows {
		rows[i].counts = g.sum(g.reading.of(g.filter.With("campaign", rows[i].Name)))
	}
	return rows
}

func (g *Segment) split(dimension string, of func(place) string) []Row {
	counts := map[string]*store.Counts{}
	for _, t := range g.tallies {
		if !g.history.has(t.day) {
			continue
		}
		name := of(t.place)
		if counts[name] == nil {
			counts[name] = new(store.Counts)
		}
		counts[name].Add(t.counts)
	}
	rows := make([]Row, 0, len(counts))
	for name, c := range counts {
		rows = append(rows, Row{Name: name, Title: Display(dimension, name), counts: *c})
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Name, b.Name) })
	return rows
}

// betrays reports whether the filter's segment is withheld in a table that it
// stands in: shown alone, it would give a smaller one away.
func (r *Reading) betrays(f Filter) bool {
	for _, d := range Dimensions {
		if f.At(d) == "" {
			continue
		}
		whole := r.Segment(f.With(d, ""))
		if !whole.shown() {
			if whole.guarded {
				return true
			}
			continue
		}
		rows := whole.parts(d)
		for i, hidden := range r.hidden(d, rows) {
			if hidden && rows[i].Name == f.At(d) {
				return true
			}
		}
	}
	return false
}

// table withholds what must be, computes the others and compares each with the rest.
func (g *Segment) table(dimension string) *Table {
	rows, Reading := g.parts(dimension), g.reading
	var all store.Counts
	for _, r := range rows {
		all.Add(r.counts)
	}
	observed := g.observed()
	t := &Table{Dimension: dimension, Rows: rows}
	var family []*Comparison
	for i, hidden := range Reading.hidden(dimension, rows) {
		r := &rows[i]
		switch {
		case hidden:
			r.Withheld = true
			t.Withheld = "segments with " + fewer(Reading.k(), all) + ", and the next smallest where one would otherwise follow from the total"
		case r.counts[store.N] > 0:
			r.Figures = figures(r.counts, observed)
			if c, ok := Reading.Campaign(r.Name); ok && dimension == "campaign" {
				r.Volume = Reading.volume(c, g.filter, CellsOf(r.counts))
			}
			rest := all
			rest.Sub(r.counts)
			if r.Comparison = compare(r.counts, rest, Reading.k()); r.Comparison != nil {
				r.Comparison.Days = *g.about.Covered
				family = append(family, r.Comparison)
			}
		}
	}
	judge(family)
	return t
}
