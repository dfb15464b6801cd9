package report

import (
	"fmt"
	"math"
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

// ClearlyDifferent names what of the page's campaign differs from the rest.
func (v *view) ClearlyDifferent() []string { clear, _ := versus(v.Versus); return clear }

// hero is the paradox share and the bar that it is a part of.
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
