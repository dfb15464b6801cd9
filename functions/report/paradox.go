package report

import (
	"context"
	"fmt"
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
	for _, d := range dimensions {
		if !g.filter.divides(d) {
			continue
		}
		rows, err := s.parts(ctx, g, d)
		if err != nil {
			return nil, err
		}
		p.Tables = append(p.Tables, *s.table(g, d, rows))
	}
	return p, nil
}

// compareWithRest compares the filter's campaign with all other messages of the
// same channel: as the table of campaigns does, whose row the page must not
// contradict.
func (s *Server) compareWithRest(ctx context.Context, g *segment, p *Paradox) error {
	whole, err := s.segment(ctx, g.reg, g.filter.with("campaign", ""))
	if err != nil || !whole.shown() {
		return err
	}
	rows, err := s.parts(ctx, whole, "campaign")
	if err != nil {
		return err
	}
	for _, r := range s.table(whole, "campaign", rows).Rows {
		if r.Name == g.filter.Campaign {
			p.Comparison = r.Comparison
		}
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
