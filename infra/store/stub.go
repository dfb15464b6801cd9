package store

import (
	"paradox/analysis/label"
	"paradox/infra/reaction"
)

// Stub is e as it is kept past its expiry: the id and what was counted, without
// text, spans and author, and without whatever else could lead back to the person.
func (e Entry) Stub() Entry {
	labels := make(map[string]label.Result, len(e.Labels))
	for generation, r := range e.Labels {
		labels[generation] = WithoutSpans(r)
	}
	return Entry{Reaction: reaction.Reaction{ID: e.Reaction.ID}, Dims: e.Dims, Labels: labels}
}

// WithoutSpans is r without the places of the evidence in the text.
func WithoutSpans(r label.Result) label.Result {
	var themes []label.Found
	for _, f := range r.Themes {
		themes = append(themes, label.Found{Output: f.Output, Confidence: f.Confidence})
	}
	r.Themes = themes
	return r
}
