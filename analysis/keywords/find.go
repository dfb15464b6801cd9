package keywords

import (
	"sync"

	"paradox/analysis/label"
	"paradox/analysis/token"
)

// Find returns the outputs and facets that the phrases of a language ("en", "pl")
// find in a text. Only Themes (without confidence) and the facets of the result are set.
func Find(text, language string) label.Result {
	r := label.Result{Language: language}
	toks := token.Tokens(text)
	spans := make([][]label.Span, heads)
	for _, h := range hitsOf(toks, language) {
		spans[h.head] = appendSpan(spans[h.head], label.Span{toks[h.first].Start, toks[h.last-1].End})
	}
	for i, o := range label.Outputs {
		if len(spans[i]) > 0 {
			r.Themes = append(r.Themes, label.Found{Output: o, Spans: spans[i]})
		}
	}
	r.Irritation = len(spans[irritation]) > 0
	r.Resignation = len(spans[resignation]) > 0
	return r
}

// appendSpan adds a span that begins no earlier than the last one; overlapping ones become one.
func appendSpan(spans []label.Span, s label.Span) []label.Span {
	if n := len(spans); n > 0 && s[0] < spans[n-1][1] {
		spans[n-1][1] = max(spans[n-1][1], s[1])
		return spans
	}
	return append(spans, s)
}

// hitsOf returns all phrases found, by their first token.
func hitsOf(toks []token.Token, language string) []hit {
	rules := rulesOf(language)
	var hits []hit
	for i, t := range toks {
		for _, r := range rules[key(t.Folded)] {
			if end := r.match(toks, i); end >= 0 && !negated(toks, i) {
				hits = append(hits, hit{r.head, i, end})
			}
		}
	}
	return hits
}

// negated reports whether one of the two words before the token, in the same
// breath, negates it.
func negated(toks []token.Token, at int) bool {
	for i := at - 1; i >= 0 && i >= at-2; i-- {
		if toks[i].Kind == token.Mark {
			return false
		}
		if token.Negates(toks[i]) {
			return true
		}
	}
	return false
}

// index finds the rules that may begin with a word by the word's first letters.
type index map[string][]rule

// key is the part of a word that rules are found by: its first two bytes.
func key(s string) string { return s[:min(2, len(s))] }

var english = sync.OnceValue(func() index { return compile(phrasesEN) })
var polish = sync.OnceValue(func() index { return compile(phrasesPL) })

func rulesOf(language string) index {
	switch language {
	case "en":
		return english()
	case "pl":
		return polish()
	}
	return nil
}

// compile parses all phrases. A rule is listed once under each key that its first
// word may have, and must begin with a word of two letters or more, or a whole one.
func compile(phrases [heads][]string) index {
	x := index{}
	for head, list := range phrases {
		for _, p := range list {
			r := parse(head, p)
			seen := map[string]bool{}
			for _, s := range append(r.words[0].whole, r.words[0].stems...) {
				if k := key(s); !seen[k] {
					seen[k] = true
					x[k] = append(x[k], r)
				}
			}
		}
	}
	return x
}
