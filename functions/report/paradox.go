package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"paradox/analysis/index"
	"paradox/infra/store"
)

// Paradox is the index of a segment and of the segments that it divides into.
type Paradox struct {
	About      About       `json:"about"`
	Segment    *Figures    `json:"segment" doc:"null where withheld"`
	Volume     *Volume     `json:"volume,omitempty" doc:"Concern against messages sent, for a campaign"`
	Comparison *Comparison `json:"comparison,omitempty" doc:"The filter's campaign against the rest"`
	Tables     []Table     `json:"tables" doc:"The tables offered for this filter"`
}

// Volume is concern against the messages that were sent.
type Volume struct {
	Sent        int64     `json:"sent" doc:"Messages sent, 0 where unknown"`
	PerThousand *Estimate `json:"concern_per_1000_sent" doc:"null where it cannot be given"`
	Reason      string    `json:"reason,omitempty" doc:"Why it is not given"`
}

// brief is the reason in the space of a table's cell.
func (v *Volume) brief() string {
	switch {
	case v.PerThousand != nil:
		return ""
	case v.Sent == 0:
		return "volume not known"
	case strings.HasPrefix(v.Reason, partial):
		return "ran outside these days too"
	}
	return "volume too small"
}

// partial begins the reason where a range leaves some of a campaign out.
const partial = "the days asked for do not hold the whole campaign"

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

func (s *Server) paradox(ctx context.Context, g *segment) (*Paradox, error) {
	p := &Paradox{About: g.about, Segment: s.figures(g), Tables: []Table{}}
	if c, ok := g.reg.campaign(g.filter.Campaign); ok && p.Segment != nil {
		p.Volume = s.volume(c, g.filter, cellsOf(g.total()))
	}
	if !g.shown() {
		return p, nil
	}
	if g.filter.Campaign != "" {
		if err := s.compareWithRest(ctx, g, p); err != nil {
			return nil, err
		}
	}
	for _, build := range []func(context.Context, *segment) (*Table, error){s.campaigns, s.channels, s.languages, s.sources} {
		t, err := build(ctx, g)
		if err != nil {
			return nil, err
		}
		if t != nil {
			p.Tables = append(p.Tables, *t)
		}
	}
	return p, nil
}

// compareWithRest compares the filter's campaign with all other messages of the
// same days and channel.
func (s *Server) compareWithRest(ctx context.Context, g *segment, p *Paradox) error {
	rest := g.filter
	rest.Campaign = ""
	rows, err := s.rows(ctx, g.reg.generation, rest)
	if err != nil {
		return err
	}
	counts := sum(g.covered(rows))
	counts.Sub(g.total())
	if p.Comparison = compare(g.total(), counts, s.k()); p.Comparison != nil {
		judge([]*Comparison{p.Comparison})
	}
	return nil
}

// volume sets the campaign's concern against what it sent, in total or on the
// filter's channel. It needs the whole campaign: its concern until now over what
// was sent later would say nothing.
func (s *Server) volume(c store.Campaign, f Filter, cells index.Cells) *Volume {
	v := &Volume{}
	for channel, n := range c.Sent {
		if f.Channel == "" || f.Channel == channel {
			v.Sent += n
		}
	}
	end := s.today()
	if c.End != "" {
		end = min(end, c.End)
	}
	switch {
	case v.Sent == 0:
		v.Reason = "the volume sent is not registered"
	case f.From > c.Start || f.To < end:
		v.Reason = fmt.Sprintf("%s, %s to %s", partial, c.Start, end)
	default:
		if v.PerThousand = given(index.PerThousand(cells.A+cells.C, v.Sent)); v.PerThousand == nil {
			v.Reason = "fewer messages are registered as sent than people wrote"
		}
	}
	return v
}

func (s *Server) campaigns(ctx context.Context, g *segment) (*Table, error) {
	f := g.filter
	if f.Campaign != "" || f.Language != "" || f.Source != "" {
		return nil, nil
	}
	rows := make([]Row, 0, len(g.reg.campaigns)+1)
	for _, c := range g.reg.campaigns {
		rows = append(rows, Row{Name: c.Name, Title: title(c)})
	}
	rows = append(rows, Row{Name: unassigned, Title: "No campaign"})
	observed := s.observed(g)
	for i := range rows {
		f.Campaign = rows[i].Name
		found, err := s.rows(ctx, g.reg.generation, f)
		if err != nil {
			return nil, err
		}
		rows[i].counts = sum(g.covered(found))
	}
	t := s.table("campaign", rows, observed)
	for i := range t.Rows {
		if c, ok := g.reg.campaign(t.Rows[i].Name); ok && t.Rows[i].Figures != nil {
			t.Rows[i].Volume = s.volume(c, g.filter, cellsOf(t.Rows[i].counts))
		}
	}
	return t, nil
}

func (s *Server) channels(_ context.Context, g *segment) (*Table, error) {
	if f := g.filter; f.Channel != "" || f.Language != "" || f.Source != "" {
		return nil, nil
	}
	return s.split(g, "channel", func(k store.RowKey) string { return k.Channel }), nil
}

func (s *Server) languages(_ context.Context, g *segment) (*Table, error) {
	if !g.filter.whole() {
		return nil, nil
	}
	return s.split(g, "language", func(k store.RowKey) string { return k.Language }), nil
}

func (s *Server) sources(_ context.Context, g *segment) (*Table, error) {
	if !g.filter.whole() {
		return nil, nil
	}
	return s.split(g, "source", func(k store.RowKey) string { return k.Source }), nil
}

// split divides the segment's rows by a dimension, in the order of its names.
func (s *Server) split(g *segment, dimension string, of func(store.RowKey) string) *Table {
	counts := map[string]store.Counts{}
	for _, r := range g.covered(g.rows) {
		c := counts[of(r.Key)]
		c.Add(r.Counts)
		counts[of(r.Key)] = c
	}
	rows := make([]Row, 0, len(counts))
	for name, c := range counts {
		rows = append(rows, Row{Name: name, Title: name, counts: c})
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Name, b.Name) })
	for i := range rows {
		rows[i].Title = display(dimension, rows[i].Name)
	}
	return s.table(dimension, rows, s.observed(g))
}

// table withholds what must be, computes the others and compares each with the rest.
func (s *Server) table(dimension string, rows []Row, observed bool) *Table {
	ns := make([]int64, len(rows))
	var all store.Counts
	for i, r := range rows {
		ns[i] = r.counts[store.N]
		all.Add(r.counts)
	}
	t := &Table{Dimension: dimension, Rows: rows}
	var family []*Comparison
	for i, hidden := range index.Withhold(ns, s.k()) {
		r := &rows[i]
		switch {
		case hidden:
			r.Withheld = true
			t.Withheld = fmt.Sprintf("segments with fewer than %d messages, and the next smallest where one would otherwise follow from the total", s.k())
		case ns[i] > 0:
			r.Figures = figures(r.counts, observed)
			rest := all
			rest.Sub(r.counts)
			if r.Comparison = compare(r.counts, rest, s.k()); r.Comparison != nil {
				family = append(family, r.Comparison)
			}
		}
	}
	judge(family)
	return t
}
