package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"paradox/analysis/index"
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
	Withheld   bool        `json:"withheld" doc:"Fewer than k messages, or it would give such a segment away"`
	Figures    *Figures    `json:"figures" doc:"null where withheld or without messages"`
	Volume     *Volume     `json:"volume,omitempty"`
	Comparison *Comparison `json:"comparison,omitempty" doc:"Against the rest of the table"`

	counts store.Counts
}

// parts are the segments that g divides into by a dimension, without figures, over
// the days that g covers: campaigns as they are registered, others by name.
func (s *Server) parts(ctx context.Context, g *segment, dimension string) ([]Row, error) {
	switch dimension {
	case "campaign":
		return s.campaigns(ctx, g)
	case "channel":
		return split(g, dimension, func(k store.RowKey) string { return k.Channel }), nil
	case "language":
		return split(g, dimension, func(k store.RowKey) string { return k.Language }), nil
	}
	return split(g, dimension, func(k store.RowKey) string { return k.Source }), nil
}

func (s *Server) campaigns(ctx context.Context, g *segment) ([]Row, error) {
	rows := make([]Row, 0, len(g.reg.campaigns)+1)
	for _, c := range g.reg.campaigns {
		rows = append(rows, Row{Name: c.Name, Title: title(c)})
	}
	rows = append(rows, Row{Name: unassigned, Title: display("campaign", unassigned)})
	for i := range rows {
		found, err := s.rows(ctx, g.reg.generation, g.filter.with("campaign", rows[i].Name))
		if err != nil {
			return nil, err
		}
		rows[i].counts = sum(g.covered(found))
	}
	return rows, nil
}

func split(g *segment, dimension string, of func(store.RowKey) string) []Row {
	counts := map[string]store.Counts{}
	for _, r := range g.covered(g.rows) {
		c := counts[of(r.Key)]
		c.Add(r.Counts)
		counts[of(r.Key)] = c
	}
	rows := make([]Row, 0, len(counts))
	for name, c := range counts {
		rows = append(rows, Row{Name: name, Title: display(dimension, name), counts: c})
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Name, b.Name) })
	return rows
}

// hidden says which rows of a table are withheld.
func (s *Server) hidden(rows []Row) []bool {
	ns := make([]int64, len(rows))
	for i, r := range rows {
		ns[i] = r.counts[store.N]
	}
	return index.Withhold(ns, s.k())
}

// betrays reports whether the filter's segment is withheld in a table that it
// stands in: shown alone, it would give a smaller one away.
func (s *Server) betrays(ctx context.Context, reg register, f Filter) (bool, error) {
	for _, d := range dimensions {
		if f.at(d) == "" {
			continue
		}
		whole, err := s.segment(ctx, reg, f.with(d, ""))
		if err != nil {
			return false, err
		}
		if !whole.shown() {
			if whole.guarded {
				return true, nil
			}
			continue
		}
		rows, err := s.parts(ctx, whole, d)
		if err != nil {
			return false, err
		}
		for i, hidden := range s.hidden(rows) {
			if hidden && rows[i].Name == f.at(d) {
				return true, nil
			}
		}
	}
	return false, nil
}

// table withholds what must be, computes the others and compares each with the rest.
func (s *Server) table(g *segment, dimension string, rows []Row) *Table {
	var all store.Counts
	for _, r := range rows {
		all.Add(r.counts)
	}
	observed := s.observed(g)
	t := &Table{Dimension: dimension, Rows: rows}
	var family []*Comparison
	for i, hidden := range s.hidden(rows) {
		r := &rows[i]
		switch {
		case hidden:
			r.Withheld = true
			t.Withheld = fmt.Sprintf("segments with fewer than %d messages, and the next smallest where one would otherwise follow from the total", s.k())
		case r.counts[store.N] > 0:
			r.Figures = figures(r.counts, observed)
			if c, ok := g.reg.campaign(r.Name); ok && dimension == "campaign" {
				r.Volume = s.volume(c, g.filter, cellsOf(r.counts))
			}
			rest := all
			rest.Sub(r.counts)
			if r.Comparison = compare(r.counts, rest, s.k()); r.Comparison != nil {
				r.Comparison.Days = *g.about.Covered
				family = append(family, r.Comparison)
			}
		}
	}
	judge(family)
	return t
}
