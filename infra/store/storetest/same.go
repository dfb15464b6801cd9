package storetest

import (
	"slices"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// The comparisons of the sequences, by hand: they are made some million times, and
// cmp.Diff is asked only to show a difference that they found.

func sameStored(a, b store.Stored) bool {
	return a.State == b.State && sameReaction(a.Reaction, b.Reaction) && a.Dims == b.Dims && sameLabels(a.Labels, b.Labels)
}

func sameReaction(a, b reaction.Reaction) bool {
	if !a.Time.Equal(b.Time) || !a.Expires.Equal(b.Expires) {
		return false
	}
	a.Time, a.Expires = b.Time, b.Expires
	return a == b
}

func sameLabels(a, b map[string]label.Result) bool {
	if len(a) != len(b) {
		return false
	}
	for g, r := range a {
		if s, has := b[g]; !has || !sameResult(r, s) {
			return false
		}
	}
	return true
}

func sameResult(a, b label.Result) bool {
	return a.Language == b.Language && a.Confidence == b.Confidence && a.Unclassified == b.Unclassified &&
		a.Sentiment == b.Sentiment && a.Irritation == b.Irritation && a.Resignation == b.Resignation &&
		a.Model == b.Model && slices.EqualFunc(a.Themes, b.Themes, sameFound)
}

func sameFound(a, b label.Found) bool {
	return a.Output == b.Output && a.Confidence == b.Confidence && slices.Equal(a.Spans, b.Spans)
}
