package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// form is the filter as the page's form shows it.
type form struct {
	Action   string
	From, To store.Day
	Selects  []choice
	Reset    string
}

type choice struct {
	Name, Label, All string
	Options          []option
}

type option struct {
	Value, Text string
	Selected    bool
}

func formOf(reg register, f Filter) form {
	out := form{Action: "/", From: f.From, To: f.To, Reset: "/"}
	channels := choice{Name: "channel", Label: "Channel", All: "All channels"}
	for _, c := range reaction.Channels {
		channels.Options = append(channels.Options, option{c, display("channel", c), c == f.Channel})
	}
	if f.Campaign != "" {
		out.Action = "/campaigns/" + f.Campaign
		out.Selects = []choice{channels}
		return out
	}
	campaigns := choice{Name: "campaign", Label: "Campaign", All: "All campaigns"}
	for _, c := range reg.campaigns {
		campaigns.Options = append(campaigns.Options, option{c.Name, title(c), false})
	}
	campaigns.Options = append(campaigns.Options, option{unassigned, display("campaign", unassigned), false})
	languages := choice{Name: "language", Label: "Language", All: "All languages"}
	for _, l := range []string{"en", "pl", "und"} {
		languages.Options = append(languages.Options, option{l, display("language", l), l == f.Language})
	}
	sources := choice{Name: "source", Label: "Source", All: "All sources"}
	for _, s := range reg.sources {
		sources.Options = append(sources.Options, option{s.Name, s.Name, s.Name == f.Source})
	}
	out.Selects = []choice{campaigns, channels, languages, sources}
	return out
}

// bar is a share as a bar with its interval, on a scale of its list.
type bar struct {
	Class, Label, Note string
	Text, Span         string // the share and its interval in words
	Width, Low, High   string // of 100
	Withheld           bool
}

func barOf(class, label string, e *Estimate, scale float64) bar {
	b := bar{Class: class, Label: label}
	if e == nil {
		b.Text = "–"
		return b
	}
	at := func(x float64) string { return px(100 * min(1, x/scale)) }
	b.Text, b.Span = percent(e.Figure), span(*e)
	b.Width, b.Low, b.High = at(e.Figure), at(e.Low), at(e.High)
	return b
}

// themeLists are the themes by side, the largest first.
type themeLists struct {
	Value, Concern, Demands, Rest []bar
	Withheld                      bool
}

func listThemes(t *Themes) themeLists {
	scale := 0.05
	for _, x := range t.Themes {
		if x.Share != nil {
			scale = max(scale, x.Share.High)
		}
	}
	sorted := slices.Clone(t.Themes)
	slices.SortStableFunc(sorted, func(a, b Theme) int { return cmp.Compare(messages(b), messages(a)) })
	var lists themeLists
	for _, x := range sorted {
		b := themeBar(x, scale)
		lists.Withheld = lists.Withheld || x.Withheld
		switch x.Side {
		case SideValue:
			lists.Value = append(lists.Value, b)
		case SideConcern:
			lists.Concern = append(lists.Concern, b)
		case SideDemand:
			lists.Demands = append(lists.Demands, b)
		default:
			lists.Rest = append(lists.Rest, b)
		}
	}
	return lists
}

func messages(t Theme) int64 {
	if t.Messages == nil {
		return 0
	}
	return *t.Messages
}

func themeBar(t Theme, scale float64) bar {
	class := "plain"
	if t.Side == SideValue || t.Side == SideConcern {
		class = string(t.Side)
	}
	b := barOf(class, readable[t.Code+string(t.Polarity)].name, t.Share, scale)
	b.Note = readable[t.Code+string(t.Polarity)].note
	if b.Withheld = t.Withheld; messages(t) == 0 {
		b.Text, b.Span, b.Low = "none", "", ""
	}
	return b
}

// tableView is a table as the page shows it.
type tableView struct {
	Dimension, Caption string
	Head               string // of the first column
	Volume             bool   // has the column of concern per 1,000 sent
	Rows               []rowView
	Withheld           string
}

type rowView struct {
	Title, Href    string
	Empty          bool
	Withheld       bool
	Messages       string
	Value, Concern bar
	Paradox        string
	ParadoxSpan    string
	PerThousand    string
	VolumeNote     string
	Versus         []string // clear differences from the rest
	VersusNote     string
}

var captions = map[string][2]string{
	"campaign": {"By campaign", "Campaign"}, "channel": {"By channel", "Channel"},
	"language": {"By language", "Language"}, "source": {"By source", "Source"},
}

func tableOf(t Table, f Filter) tableView {
	v := tableView{Dimension: t.Dimension, Caption: captions[t.Dimension][0], Head: captions[t.Dimension][1], Volume: t.Dimension == "campaign", Withheld: t.Withheld}
	for _, r := range t.Rows {
		v.Rows = append(v.Rows, rowOf(t.Dimension, r, f))
	}
	return v
}

func rowOf(dimension string, r Row, f Filter) rowView {
	v := rowView{Title: r.Title, Withheld: r.Withheld, Empty: !r.Withheld && r.Figures == nil}
	if r.Figures == nil {
		return v
	}
	v.Href = address(narrow(f, dimension, r.Name))
	v.Messages = count(r.Figures.Messages)
	v.Value = barOf("value", "Value", r.Figures.Value, 1)
	v.Concern = barOf("concern", "Concern", r.Figures.Concern, 1)
	v.Paradox, v.ParadoxSpan = "–", "too few for an index"
	if i := r.Figures.Index; i != nil {
		v.Paradox, v.ParadoxSpan = percent(i.Paradox.Figure), span(i.Paradox)
	}
	if r.Volume != nil {
		v.PerThousand, v.VolumeNote = "–", r.Volume.brief()
		if e := r.Volume.PerThousand; e != nil {
			v.PerThousand, v.VolumeNote = perThousand(e.Figure), "of "+count(r.Volume.Sent)+" sent"
		}
	}
	v.Versus, v.VersusNote = versus(r.Comparison)
	return v
}

// narrow is the filter with one dimension more.
func narrow(f Filter, dimension, value string) Filter {
	switch dimension {
	case "campaign":
		f.Campaign = value
	case "channel":
		f.Channel = value
	case "language":
		f.Language = value
	case "source":
		f.Source = value
	}
	return f
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
func versus(c *Comparison) (clear []string, note string) {
	if c == nil {
		return nil, "too few to compare"
	}
	for _, d := range []struct {
		name string
		Difference
	}{{"value", c.Value}, {"concern", c.Concern}, {"both at once", c.Paradox}} {
		if d.Clear {
			clear = append(clear, fmt.Sprintf("%s %s points", d.name, points(d.Figure)))
		}
	}
	if len(clear) == 0 {
		return nil, "no clear difference"
	}
	return clear, ""
}

// Versus on the page's own segment.
func (v *view) ClearlyDifferent() []string { clear, _ := versus(v.Versus); return clear }

// Hero is the paradox share and the bar that it is a part of.
type hero struct {
	Share, Span, Words string
	Parts              []stretch
}

// stretch is a part of the bar, in percent of it.
type stretch struct {
	Class, Label, Count, Share string
	X, Width                   string
}

// Hero draws the relevant messages: value only, both, concern only.
func (v *view) Hero() hero {
	var h hero
	f := v.Segment
	if f.Index != nil {
		h.Share, h.Span, h.Words = percent(f.Index.Paradox.Figure), span(f.Index.Paradox), oneIn(f.Index.Paradox.Figure)
	}
	at := 0.0
	for _, p := range []struct {
		class, label string
		n            int64
	}{{"value", "Value only", f.Cells.Valued}, {"both", "Both at once", f.Cells.Ambivalent}, {"concern", "Concern only", f.Cells.Concerned}} {
		share := float64(p.n) / float64(max(f.Relevant, 1))
		h.Parts = append(h.Parts, stretch{p.class, p.label, count(p.n), percent(share), fmt.Sprintf("%.2f", 1000*at), fmt.Sprintf("%.2f", 1000*share)})
		at += share
	}
	return h
}

// oneIn says a share as people do.
func oneIn(x float64) string {
	switch {
	case x <= 0:
		return "None of those who take a side say both"
	case x > 0.6:
		return percent(x) + " of those who take a side say both"
	case x > 0.45:
		return "About half of those who take a side say both"
	}
	n := int(math.Round(1 / x))
	said := strconv.Itoa(n)
	if n < len(words) {
		said = words[n]
	}
	return "About one in " + said + " of those who take a side say both"
}

var words = [...]string{"", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
