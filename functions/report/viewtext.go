package report

import (
	"fmt"
	"paradox/infra/figures"
	"strings"
)

// card is a headline figure that explains itself.
type card struct {
	Class, Label, Figure, Span, Means string
}

// Cards are the figures beside the paradox share.
func (v *view) Cards() []card {
	f := v.Segment
	cards := []card{
		shareCard("value", "Value", f.Value, f.OnSubject, "say they get something out of it: it fits, saves effort, or they like it."),
		shareCard("concern", "Concern", f.Concern, f.OnSubject, "fear what it costs: being watched, leaks, misuse, sharing, unwanted contact."),
	}
	if t := f.Sentiment; t != nil {
		cards = append(cards, card{"", "Sentiment", signed(t.Mean, 2),
			fmt.Sprintf("%s positive, %s negative", percent(t.Positive.Share), percent(t.Negative.Share)),
			"Mean tone of every classified message, from −1 (all negative) to +1 (all positive)."})
	}
	cards = append(cards,
		card{"", "Messages", count(f.Messages), fmt.Sprintf("%s on personalisation", count(f.OnSubject)),
			fmt.Sprintf("Counted in these days. %s are on other subjects and in no share of value or concern.", count(f.OffTopic))},
		card{"", "Unclassified", percent(f.Unclassified.Share), messagesOf(f.Unclassified.Messages),
			"Of all messages, those in a language that is not labelled, or unreadable. In no share beside this one; never read as neutral."})
	return cards
}

func shareCard(class, label string, e *figures.Estimate, of int64, means string) card {
	c := card{Class: class, Label: label, Figure: "–", Span: "no message on personalisation"}
	if e != nil {
		c.Figure, c.Span = percent(e.Figure), "95% interval "+span(*e)
	}
	c.Means = fmt.Sprintf("Of %s on personalisation, those that %s", messagesOf(of), means)
	return c
}

// TakeSide is the number of relevant messages.
func (v *view) TakeSide() string { return count(v.Segment.Relevant) }

// Covered is the run of days that the page's figures are of.
func (v *view) Covered() string {
	if v.About.Covered == nil {
		return ""
	}
	return days(*v.About.Covered)
}

// Dates is when the page's campaign runs or ran.
func (v *view) Dates() string {
	c := v.Campaign
	switch {
	case c.Start > v.Today:
		return "starts on " + longDay(c.Start)
	case c.End == "":
		return "running since " + longDay(c.Start)
	case c.End >= v.Today:
		return "running, " + days(figures.Range{From: c.Start, To: c.End})
	}
	return "ran " + days(figures.Range{From: c.Start, To: c.End})
}

// Widened says on the page why other days are shown than were asked for.
func (v *view) Widened() string {
	a := v.About
	if a.Widened == "" {
		return ""
	}
	return fmt.Sprintf("You asked for %s. Days are joined until they hold %d messages, and what is joined is shown whole.",
		days(figures.Range{From: a.Asked.From, To: a.Asked.To}), a.K)
}

// Compared are the days over which the page's campaign is compared with the rest.
func (v *view) Compared() string {
	if v.Versus == nil {
		return "of the same days"
	}
	return "of " + days(v.Versus.Days)
}

// Why is why nothing is shown.
func (v *view) Why() string { return strings.TrimPrefix(v.About.Withheld, "everything: ") }

// When are the days that have figures.
func (v *view) When() string { return days(*v.Elsewhen) }

// PerThousand is the campaign's concern against its volume, in words.
func (v *view) PerThousand() (said string) {
	switch {
	case v.Volume == nil:
		return ""
	case v.Volume.PerThousand == nil:
		return "Concern per 1,000 sent is not given: " + v.Volume.Reason + "."
	}
	e := v.Volume.PerThousand
	return fmt.Sprintf("%s messages of concern per 1,000 sent (%s–%s), over %s sent.",
		perThousand(e.Figure), perThousand(e.Low), perThousand(e.High), count(v.Volume.Sent))
}

// Sensitivity says what demands would do to the paradox share.
func (v *view) Sensitivity() string {
	i := v.Segment.Index
	if i == nil || i.WithDemands == nil {
		return ""
	}
	if percent(i.WithDemands.Figure) == percent(i.Paradox.Figure) {
		return "If demands for transparency and control counted as concern, the paradox share would stay at " + percent(i.Paradox.Figure) + "."
	}
	return fmt.Sprintf("If demands for transparency and control counted as concern, the paradox share would be %s instead of %s.",
		percent(i.WithDemands.Figure), percent(i.Paradox.Figure))
}

// Small are the index's other figures.
func (v *view) Small() []card {
	i := v.Segment.Index
	if i == nil {
		return nil
	}
	bounds := func(e figures.Estimate, decimals int, sign bool) string {
		if sign {
			return signed(e.Low, decimals) + " to " + signed(e.High, decimals)
		}
		return fmt.Sprintf("%.*f to %.*f", decimals, e.Low, decimals, e.High)
	}
	cards := []card{
		{"", "Balance", signed(i.Balance.Figure, 2), bounds(i.Balance, 2, true), "Value only minus concern only, of those who take a side: +1 is all value, −1 all concern."},
		{"", "Coexistence", fmt.Sprintf("%.2f", i.Coexistence.Figure), bounds(i.Coexistence, 2, false), "How evenly the two sides are voiced across messages: 1 is equally often, 0 is one side alone."},
		{"", "Intensity", percent(i.Intensity.Figure), span(i.Intensity), "How often either side is voiced: the mean of the value share and the concern share."},
	}
	if i.Lift != nil {
		cards = append(cards, card{"", "Lift", fmt.Sprintf("%.2f", *i.Lift), "", "Above 1, people voice both together more often than by chance."})
	}
	return cards
}
