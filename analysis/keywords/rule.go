package keywords

import (
	"strings"

	"paradox/analysis/label"
	"paradox/analysis/token"
)

// gap is how many words two dots may stand for.
const gap = 3

// word is one place of a rule: spellings of which one must be met, or a gap.
type word struct {
	whole []string
	stems []string
	gap   bool
}

func (w word) is(s string) bool {
	for _, x := range w.whole {
		if x == s {
			return true
		}
	}
	for _, x := range w.stems {
		if strings.HasPrefix(s, x) {
			return true
		}
	}
	return false
}

// rule is a phrase that speaks for an output or facet.
type rule struct {
	head  int // index into label.Outputs, or irritation or resignation
	words []word
}

func parse(head int, phrase string) rule {
	r := rule{head: head}
	for _, field := range strings.Fields(phrase) {
		var w word
		for _, alternative := range strings.Split(field, "|") {
			switch stem, open := strings.CutSuffix(alternative, "*"); {
			case field == "..":
				w.gap = true
			case open:
				w.stems = append(w.stems, stem)
			default:
				w.whole = append(w.whole, alternative)
			}
		}
		r.words = append(r.words, w)
	}
	return r
}

// match returns the end of the rule's match that begins at the token, or -1.
func (r rule) match(toks []token.Token, at int) int {
	return match(r.words, toks, at)
}

func match(words []word, toks []token.Token, at int) int {
	if len(words) == 0 {
		return at
	}
	if words[0].gap {
		for skip := 0; skip <= gap && at+skip < len(toks); skip++ {
			if end := match(words[1:], toks, at+skip); end >= 0 {
				return end
			}
			if toks[at+skip].Kind == token.Mark {
				break
			}
		}
		return -1
	}
	if at >= len(toks) || !words[0].is(toks[at].Folded) {
		return -1
	}
	return match(words[1:], toks, at+1)
}

// Facets follow the outputs in the numbering of rules.
const (
	irritation = label.NumOutputs + iota
	resignation
	heads
)

// hit is a phrase found.
type hit struct {
	head        int // as of its rule
	first, last int // half-open range of tokens
}
