package report

import (
	"fmt"
	"math"
	"slices"

	"paradox/infra/figures"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/web"
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

func formOf(reg figures.Register, f figures.Filter) form {
	out := form{Action: "/", From: f.From, To: f.To, Reset: "/"}
	channels := choice{Name: "channel", Label: "Channel", All: "All channels"}
	for _, c := range reaction.Channels {
		channels.Options = append(channels.Options, option{c, figures.Display("channel", c), c == f.Channel})
	}
	if f.Campaign != "" {
		out.Action = "/campaigns/" + f.Campaign
		out.Selects = []choice{channels}
		return out
	}
	campaigns := choice{Name: "campaign", Label: "Campaign", All: "All campaigns"}
	for _, c := range reg.Campaigns {
		campaigns.Options = append(campaigns.Options, option{c.Name, figures.Title(c), false})
	}
	campaigns.Options = append(campaigns.Options, option{reaction.Unassigned, figures.Display("campaign", reaction.Unassigned), false})
	languages := choice{Name: "language", Label: "Language", All: "All languages"}
	for _, l := range []string{"en", "pl"} { // others are not classified and have no figures
		languages.Options = append(languages.Options, option{l, figures.Display("language", l), l == f.Language})
	}
	sources := choice{Name: "source", Label: "Source", All: "All sources"}
	for _, s := range reg.Sources {
		sources.Options = append(sources.Options, option{s.Name, s.Name, s.Name == f.Source})
	}
	out.Selects = []choice{campaigns, channels, languages, sources}
	return out
}

// fieldNames are the filter's fields as the form labels them.
var fieldNames = map[string]string{
	"from": "From", "to": "To", "campaign": "Campaign", "channel": "Channel", "language": "Language", "source": "Source",
	"segment": "Filters together", "query": "The page's address",
}

// Mistakes says what is wrong with the selection.
func (v *view) Mistakes() []string {
	said := make([]string, len(v.Wrong))
	for i, w := range v.Wrong {
		said[i] = fieldNames[w.Field] + ": " + w.Reason
	}
	return said
}

// keepDays leaves the days that were typed in the form where they cannot be shown, so
// that only what is wrong has to be typed again. What is no day is left blank.
func (v *view) keepDays(a figures.Ask) {
	if !slices.ContainsFunc(v.Wrong, func(w web.InvalidParam) bool { return w.Field == "from" || w.Field == "to" }) {
		return
	}
	v.Instead = days(figures.Range{From: v.About.Asked.From, To: v.About.Asked.To})
	typed := func(value string) store.Day {
		d, err := store.ParseDay(value)
		if err != nil {
			return ""
		}
		return d
	}
	v.Form.From, v.Form.To = typed(a.From), typed(a.To)
}

// Example is a message that says both.
func (v *view) Example() string {
	return "Handy reminders, but it is creepy how the ads follow me around."
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
		h.Share, h.Span, h.Words = percent(f.Index.Paradox.Figure), span(f.Index.Paradox), inWords(f.Index.Paradox.Figure)
	}
	at := 0.0
	for _, p := range []struct {
		class, label string
		n            int64
	}{{"value", "Value only", f.Cells.Valued}, {"both", "Both at once", f.Cells.Ambivalent}, {"concern", "Concern only", f.Cells.Concerned}} {
		share := float64(p.n) / float64(max(f.Relevant, 1))
		h.Parts = append(h.Parts, stretch{p.class, p.label, messagesOf(p.n), percent(share), fmt.Sprintf("%.2f", 1000*at), fmt.Sprintf("%.2f", 1000*share)})
		at += share
	}
	return h
}

// fractions are the shares that people have words for.
var fractions = []struct {
	share float64
	words string
}{
	{1.0 / 10, "one in ten"}, {1.0 / 8, "one in eight"}, {1.0 / 6, "one in six"}, {1.0 / 5, "one in five"},
	{1.0 / 4, "one in four"}, {1.0 / 3, "one in three"}, {2.0 / 5, "two in five"}, {1.0 / 2, "half"},
	{3.0 / 5, "three in five"}, {2.0 / 3, "two in three"}, {3.0 / 4, "three in four"},
}

// inWords says a share as people do.
func inWords(x float64) string {
	const who = " of those who take a side say both"
	if x < 0.08 || x > 0.8 {
		return percent(x) + who
	}
	nearest := fractions[0]
	for _, f := range fractions {
		if math.Abs(x-f.share) < math.Abs(x-nearest.share) {
			nearest = f
		}
	}
	return "About " + nearest.words + who
}
