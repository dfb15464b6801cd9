package report

import (
	"net/url"
	"slices"
	"strings"

	"paradox/infra/figures"
	"paradox/infra/web"
)

func askOf(v url.Values) figures.Ask {
	return figures.Ask{
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

// values is the filter as the query of a link to the dashboard.
func values(f figures.Filter) url.Values {
	v := url.Values{"from": {string(f.From)}, "to": {string(f.To)}}
	for _, d := range figures.Dimensions {
		if value := f.At(d); value != "" {
			v.Set(d, value)
		}
	}
	return v
}
