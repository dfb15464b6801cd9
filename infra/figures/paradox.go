package figures

import (
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

// Brief is the reason in the space of a table's cell.
func (v *Volume) Brief() string {
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

func (g *Segment) Paradox() *Paradox {
	p := &Paradox{About: g.about, Segment: g.figures(), Tables: []Table{}}
	if !g.shown() {
		return p
	}
	p.Volume = g.Volume()
	if g.filter.Campaign != "" {
		p.Comparison = g.againstRest()
	}
	for _, d := range Dimensions {
		if g.filter.divides(d) {
			p.Tables = append(p.Tables, *g.table(d))
		}
	}
	return p
}

// Volume is the concern of a campaign against what it sent; nil where nothing is shown
// or the segment is not of a registered campaign.
func (g *Segment) Volume() *Volume {
	c, ok := g.reading.Campaign(g.filter.Campaign)
	if !ok || !g.shown() {
		return nil
	}
	return g.reading.volume(c, g.filter, CellsOf(g.total()))
}

// againstRest compares the filter's campaign with all other messages of the same
// channel: as the table of campaigns does, whose row the page must not contradict.
func (g *Segment) againstRest() *Comparison {
	whole := g.reading.Segment(g.filter.With("campaign", ""))
	if !whole.shown() {
		return nil
	}
	for _, r := range whole.table("campaign").Rows {
		if r.Name == g.filter.Campaign {
			return r.Comparison
		}
	}
	return nil
}

// volume sets the campaign's concern against what it sent, in total or on the
// filter's channel. It needs the whole campaign: its concern until now over what
// was sent later would say nothing.
func (r *Reading) volume(c store.Campaign, f Filter, cells index.Cells) *Volume {
	v := &Volume{}
	for channel, n := range c.Sent {
		if f.Channel == "" || f.Channel == channel {
			v.Sent += n
		}
	}
	end := r.Today
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
