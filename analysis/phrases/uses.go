package phrases

import (
	"cmp"
	"slices"
)

// Use is a phrase in a text. Whoever counts uses over more messages than a
// [Collector] can hold adds them up by key and has [Pick] choose.
type Use struct {
	Key  string // what inflected forms of the phrase have in common
	Text string // as it is spelt in its first place
}

// Uses returns the phrases of a text in "en" or "pl", each once, in the order of
// their first places; none for other languages. It is safe for concurrent use.
func Uses(language, text string) []Use {
	var found []candidate
	switch language {
	case "en":
		found = english(text)
	case "pl":
		found = polish(text)
	}
	uses := make([]Use, 0, len(found))
	seen := make(map[string]bool, len(found))
	for _, f := range found {
		if !seen[f.key] {
			seen[f.key] = true
			uses = append(uses, Use{Key: f.key, Text: spelling(text[f.start:f.end])})
		}
	}
	return uses
}

// Counted is a phrase with how many people use it.
type Counted struct {
	Use
	Authors int
}

// Pick returns at most n of the phrases of one language, the most used first, as
// [Collector.Top] does for the zero Output: a phrase that is mostly part of a longer
// one is left to that one, and of two that repeat each other one is listed.
func Pick(counted []Counted, n int) []Counted {
	ranked := make([]rankedPhrase, len(counted))
	for i, c := range counted {
		ranked[i] = rankedPhrase{Phrase{c.Text, c.Authors, c.Authors}, c.Key, int64(c.Authors)}
	}
	ranked = withoutParts(ranked)
	slices.SortFunc(ranked, func(a, b rankedPhrase) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.key, b.key))
	})
	picked := make([]Counted, 0, min(n, len(ranked)))
	for _, r := range pick(ranked, n) {
		picked = append(picked, Counted{Use{r.key, r.Text}, r.Authors})
	}
	return picked
}
