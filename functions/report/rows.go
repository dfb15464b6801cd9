package report

import (
	"fmt"

	"paradox/infra/figures"
)

// tableView is a table as the page shows it.
type tableView struct {
	Dimension, Caption string
	Head               string // of the first column
	Volume             bool   // has the column of concern per 1,000 sent
	Rows               []rowView
	Withheld           string
	Days               string
}

type rowView struct {
	Title, Href    string
	Empty          bool
	Withheld       bool
	Messages       string
	OnSubject      string // the base of value and concern
	Value, Concern bar
	Paradox        string
	ParadoxSpan    string
	Relevant       string // its base
	PerThousand    string
	VolumeNote     string
	Versus         []string // clear differences from the rest
	VersusNote     string
}

var captions = map[string][2]string{
	"campaign": {"By campaign", "Campaign"}, "channel": {"By channel", "Channel"},
	"language": {"By language", "Language"}, "source": {"By source", "Source"},
}

func tableOf(t figures.Table, g *figures.Segment) tableView {
	v := tableView{Dimension: t.Dimension, Caption: captions[t.Dimension][0], Head: captions[t.Dimension][1], Volume: t.Dimension == "campaign", Withheld: t.Withheld, Days: days(*g.About().Covered)}
	for _, r := range t.Rows {
		v.Rows = append(v.Rows, rowOf(t.Dimension, r, g.About().Asked))
	}
	return v
}

func rowOf(dimension string, r figures.Row, f figures.Filter) rowView {
	v := rowView{Title: r.Title, Withheld: r.Withheld, Empty: !r.Withheld && r.Figures == nil}
	if r.Figures == nil {
		return v
	}
	unclassified := r.Figures.Messages == r.Figures.Unclassified.Messages
	if !unclassified { // whose page would be empty
		v.Href = address(f.With(dimension, r.Name))
	}
	v.Messages, v.OnSubject = count(r.Figures.Messages), count(r.Figures.OnSubject)+" on personalisation"
	v.Value = barOf("value", "Value", r.Figures.Value, 1)
	v.Concern = barOf("concern", "Concern", r.Figures.Concern, 1)
	v.Paradox, v.ParadoxSpan = "–", "too few for an index"
	if unclassified {
		v.OnSubject, v.ParadoxSpan = "all unclassified", ""
	}
	if i := r.Figures.Index; i != nil {
		v.Paradox, v.ParadoxSpan, v.Relevant = percent(i.Paradox.Figure), span(i.Paradox), "of "+count(r.Figures.Relevant)
	}
	if r.Volume != nil {
		v.PerThousand, v.VolumeNote = "–", r.Volume.Brief()
		if e := r.Volume.PerThousand; e != nil {
			v.PerThousand, v.VolumeNote = perThousand(e.Figure), fmt.Sprintf("%s of %s", count(r.Figures.Cells.Ambivalent+r.Figures.Cells.Concerned), count(r.Volume.Sent))
		}
	}
	v.Versus, v.VersusNote = versus(r.Comparison)
	return v
}

// perThousand keeps two figures of small rates.
func perThousand(x float64) string {
	if x >= 10 {
		return fmt.Sprintf("%.0f", x)
	}
	if x >= 1 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// versus names the clear differences from the rest, in percentage points.
func versus(c *figures.Comparison) (clear []string, note string) {
	if c == nil {
		return nil, "too few to compare"
	}
	for _, d := range []struct {
		name string
		figures.Difference
	}{{"value", c.Value}, {"concern", c.Concern}, {"both at once", c.Paradox}} {
		if d.Clear {
			clear = append(clear, d.name+" "+points(d.Figure))
		}
	}
	if len(clear) == 0 {
		return nil, "no clear difference"
	}
	return clear, ""
}
