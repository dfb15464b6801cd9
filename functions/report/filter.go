package report

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/web"
)

// Bounds of a range, in days.
const (
	defaultDays = 90
	maxDays     = 1100
)

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

func askOf(v url.Values) Ask {
	return Ask{
		From: v.Get("from"), To: v.Get("to"), Campaign: v.Get("campaign"),
		Channel: v.Get("channel"), Language: v.Get("language"), Source: v.Get("source"),
	}
}

// parameters are what a report's query may hold.
var parameters = [...]string{"from", "to", "campaign", "channel", "language", "source"}

// strange lists what a query holds twice and whether it holds what is not known: a
// misspelt filter that is passed over shows everything as if it were a part.
func strange(v url.Values, known ...string) []web.InvalidParam {
	var wrong []web.InvalidParam
	for _, name := range known {
		if len(v[name]) > 1 {
			wrong = append(wrong, web.InvalidParam{Field: name, Reason: "given more than once"})
		}
	}
	for name := range v {
		if !slices.Contains(known, name) { // its name is the sender's, and is not repeated
			return append(wrong, web.InvalidParam{Field: "query", Reason: "has a parameter other than " + strings.Join(known, ", ")})
		}
	}
	return wrong
}

// tables says which segments are offered. Free filters would let anyone narrow a
// segment down by taking differences.
const tables = "offered are: all, one of campaign, channel, language and source, or a campaign with a channel"

// filter checks a. What is wrong with it is named by field, never quoted. Where
// something is wrong the filter holds what is right.
func (a Ask) filter(reg register) (Filter, []web.InvalidParam) {
	var wrong []web.InvalidParam
	refuse := func(field, reason string) { wrong = append(wrong, web.InvalidParam{Field: field, Reason: reason}) }
	today := reg.today
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
	case between(f.From, f.To) >= maxDays:
		refuse("from", "more than 1,100 days before the last day")
	}
	if len(wrong) > 0 {
		f.From, f.To = today.Add(1-defaultDays), today
	}
	a.dimensions(&f, reg, refuse)
	if !f.offered() {
		refuse("segment", tables)
		f = Filter{From: f.From, To: f.To}
	}
	return f, wrong
}

func (a Ask) dimensions(f *Filter, reg register, refuse func(field, reason string)) {
	_, registered := reg.campaign(a.Campaign)
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

// dimensions are what a segment is named by, in the order of the tables.
var dimensions = [...]string{"campaign", "channel", "language", "source"}

// at is the filter's value of a dimension, "" for all of it.
func (f Filter) at(dimension string) string { return *f.field(dimension) }

// with is the filter with another value of a dimension.
func (f Filter) with(dimension, value string) Filter {
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

// offered reports whether the filter is a segment of a table that is offered.
func (f Filter) offered() bool {
	n := 0
	for _, d := range dimensions {
		if f.at(d) != "" {
			n++
		}
	}
	return n <= 1 || n == 2 && f.Campaign != "" && f.Channel != ""
}

// divides reports whether the filter's segment is offered by that dimension.
func (f Filter) divides(dimension string) bool {
	return f.at(dimension) == "" && f.with(dimension, "any").offered()
}

// whole reports whether the filter leaves nothing out but days.
func (f Filter) whole() bool { return f == Filter{From: f.From, To: f.To} }

// covers reports whether a place lies in the filter's segment.
func (f Filter) covers(p place) bool {
	return (f.Channel == "" || f.Channel == p.channel) &&
		(f.Language == "" || f.Language == p.language) &&
		(f.Source == "" || f.Source == p.source)
}

// values is the filter as the query of a link to the dashboard.
func (f Filter) values() url.Values {
	v := url.Values{"from": {string(f.From)}, "to": {string(f.To)}}
	for _, d := range dimensions {
		if value := f.at(d); value != "" {
			v.Set(d, value)
		}
	}
	return v
}

// between counts the days from a to b, 0 where they are the same.
func between(a, b store.Day) int { return number(b) - number(a) }

// number is the day's distance from 1970-01-01; days come from the store or have
// been checked.
func number(d store.Day) int {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	return int(t.Unix() / 86400)
}

// dayAt is the inverse of number.
func dayAt(n int) store.Day {
	return store.Day(time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly))
}
