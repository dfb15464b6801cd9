package figures

import (
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/web"
)

// MaxDays is how many days a range may have.
const MaxDays = 1100

// defaultDays are those of a range that is not given.
const defaultDays = 90

// Filter is the segment and range that a report is of. An empty dimension means
// all of it.
type Filter struct {
	From     store.Day `json:"from" doc:"First day asked for"`
	To       store.Day `json:"to" doc:"Last day asked for, inclusive"`
	Campaign string    `json:"campaign,omitempty"`
	Channel  string    `json:"channel,omitempty"`
	Language string    `json:"language,omitempty"`
	Source   string    `json:"source,omitempty"`
}

// Offers says which segments are offered. Free filters would let anyone narrow a
// segment down by taking differences.
const Offers = "offered are: all, one of campaign, channel, language and source, or a campaign with a channel"

// Filter checks a. What is wrong with it is named by field, never quoted. Where
// something is wrong the filter holds what is right.
func (a Ask) Filter(reg Register) (Filter, []web.InvalidParam) {
	var wrong []web.InvalidParam
	refuse := func(field, reason string) { wrong = append(wrong, web.InvalidParam{Field: field, Reason: reason}) }
	today := reg.Today
	f := Filter{From: today.Add(1 - defaultDays), To: today}
	day := func(field, value string, into *store.Day) {
		if value == "" {
			return
		}
		d, err := store.ParseDay(value)
		if err != nil {
			refuse(field, "not a day like 2026-11-25")
			return
		}
		*into = d
	}
	day("to", a.To, &f.To)
	if f.From > f.To || a.From == "" {
		f.From = f.To.Add(1 - defaultDays)
	}
	day("from", a.From, &f.From)
	switch {
	case f.From > f.To:
		refuse("from", "after the last day")
	case between(f.From, f.To) >= MaxDays:
		refuse("from", "more than 1,100 days before the last day")
	}
	if len(wrong) > 0 {
		f.From, f.To = today.Add(1-defaultDays), today
	}
	a.dimensions(&f, reg, refuse)
	if !f.Offered() {
		refuse("segment", Offers)
		f = Filter{From: f.From, To: f.To}
	}
	return f, wrong
}

func (a Ask) dimensions(f *Filter, reg Register, refuse func(field, reason string)) {
	_, registered := reg.Campaign(a.Campaign)
	for _, d := range []struct {
		field, value string
		into         *string
		known        bool
		reason       string
	}{
		{"campaign", a.Campaign, &f.Campaign, registered || a.Campaign == reaction.Unassigned, "not a registered campaign"},
		{"channel", a.Channel, &f.Channel, reaction.IsChannel(a.Channel), "not one of email, recommendation, ad, push_sms, call, loyalty, other"},
		{"language", a.Language, &f.Language, a.Language == "en" || a.Language == "pl" || a.Language == "und", "not one of en, pl, und (und for other languages)"},
		{"source", a.Source, &f.Source, reg.source(a.Source) || a.Source == reaction.Unassigned, "not a registered source"},
	} {
		switch {
		case d.value == "":
		case d.known:
			*d.into = d.value
		default:
			refuse(d.field, d.reason)
		}
	}
}

// Dimensions are what a segment is named by, in the order of the tables.
var Dimensions = [...]string{"campaign", "channel", "language", "source"}

// At is the filter's value of a dimension, "" for all of it.
func (f Filter) At(dimension string) string { return *f.field(dimension) }

// With is the filter with another value of a dimension.
func (f Filter) With(dimension, value string) Filter {
	*f.field(dimension) = value
	return f
}

func (f *Filter) field(dimension string) *string {
	switch dimension {
	case "campaign":
		return &f.Campaign
	case "channel":
		return &f.Channel
	case "language":
		return &f.Language
	}
	return &f.Source
}

// Offered reports whether the filter is a segment of a table that is offered.
func (f Filter) Offered() bool {
	n := 0
	for _, d := range Dimensions {
		if f.At(d) != "" {
			n++
		}
	}
	return n <= 1 || n == 2 && f.Campaign != "" && f.Channel != ""
}

// divides reports whether the filter's segment is offered by that dimension.
func (f Filter) divides(dimension string) bool {
	return f.At(dimension) == "" && f.With(dimension, "any").Offered()
}

// Whole reports whether the filter leaves nothing out but days.
func (f Filter) Whole() bool { return f == Filter{From: f.From, To: f.To} }

// covers reports whether a place lies in the filter's segment.
func (f Filter) covers(p place) bool {
	return (f.Channel == "" || f.Channel == p.channel) &&
		(f.Language == "" || f.Language == p.language) &&
		(f.Source == "" || f.Source == p.source)
}

// between counts the days from a to b, 0 where they are the same.
func between(a, b store.Day) int { return Number(b) - Number(a) }

// Number is the day's distance from 1970-01-01; days come from the store or have
// been checked.
func Number(d store.Day) int {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	return int(t.Unix() / 86400)
}

// DayAt is the inverse of Number.
func DayAt(n int) store.Day {
	return store.Day(time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly))
}
