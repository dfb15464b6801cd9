package phrases

import (
	"cmp"
	"slices"
	"strings"

	"paradox/analysis/label"
)

// Phrase is a phrase that may be shown.
type Phrase struct {
	Text     string // as it is spelt most often
	Messages int    // messages that use it in evidence of the output
	Authors  int    // distinct people who wrote them; each message without author counts as one
}

// Top returns at most n phrases of the messages that carry output in language,
// best first: those that at least k people use in its evidence (k below one
// means one), and that are not rarer there than in the other messages of the
// language. The zero Output stands for all messages; their phrases are ranked by
// how many use them. There is nothing for an output that the taxonomy lacks.
//
// Phrases are ranked by the log-odds ratio between the messages that carry the
// output and those that do not, with an informative Dirichlet prior, over its
// standard deviation: Monroe, Colaresi and Quinn, "Fightin' Words" (Political
// Analysis 16(4), 2008), equations 16, 18, 20 and 22, with messages in the place of word tokens.
// The arithmetic is in integers and ties go by text, so that the same messages
// in any order give the same list on every machine.
//
// A phrase that is mostly used as part of a longer one is left to the longer one,
// and of two phrases of which one is part of the other only the better is
// listed, unless the shorter is used twice as much.
func (c *Collector) Top(output label.Output, language string, k, n int) []Phrase {
	cp := c.corpora[language]
	if cp == nil {
		return nil
	}
	at, err := label.OutputIndex(output)
	if err != nil && output != (label.Output{}) {
		return nil
	}
	if output == (label.Output{}) {
		at = whole
	}
	ranked := withoutParts(cp.rank(at, max(k, 1)))
	slices.SortFunc(ranked, func(a, b rankedPhrase) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.Messages, a.Messages), cmp.Compare(a.key, b.key))
	})
	var out []Phrase
	for _, r := range pick(ranked, n) {
		out = append(out, r.Phrase)
	}
	return out
}

// whole stands for all messages of a language, in place of an output's number.
const whole = -1

type rankedPhrase struct {
	Phrase
	key   string
	score int64
}

// rank returns the phrases that k people use, in no order.
func (cp *corpus) rank(output, k int) []rankedPhrase {
	var ranked []rankedPhrase
	for key, e := range cp.phrases {
		r := rankedPhrase{key: key}
		if output == whole {
			r.Messages, r.Authors, r.score = len(e.users), e.people(), int64(len(e.users))
		} else if in := e.by[output]; in != nil {
			r.Messages, r.Authors = len(in.evidence), in.evidence.people()
			r.score = logOdds(
				count{r.Messages, cp.carrying[output]},
				count{len(e.users) - in.anywhere, cp.messages - cp.carrying[output]},
				count{len(e.users), cp.messages})
		}
		if r.Authors < k || r.score < 0 {
			continue
		}
		r.Text = e.spelling()
		ranked = append(ranked, r)
	}
	return ranked
}

// withoutParts leaves out the phrases that three in four times stand in a longer
// phrase of the list.
func withoutParts(ranked []rankedPhrase) []rankedPhrase {
	longer := map[string]int{} // messages of the most used phrase that holds the key
	for _, r := range ranked {
		words := strings.Fields(r.key)
		for i := range words {
			for j := i + 1; j <= len(words); j++ {
				if part := strings.Join(words[i:j], " "); part != r.key {
					longer[part] = max(longer[part], r.Messages)
				}
			}
		}
	}
	return slices.DeleteFunc(ranked, func(r rankedPhrase) bool { return longer[r.key]*4 >= r.Messages*3 })
}

// people returns the number of distinct authors.
func (u users) people() int {
	sorted := slices.Clone(u)
	slices.Sort(sorted)
	return len(slices.Compact(sorted))
}

// spelling returns the spelling that most messages use; the last in byte order
// of equals, which has the fewest capitals.
func (e *entry) spelling() string {
	best := ""
	for s, n := range e.spellings {
		if m := e.spellings[best]; n > m || n == m && s > best {
			best = s
		}
	}
	return best
}

// pick returns the first n that repeat none before them.
func pick(ranked []rankedPhrase, n int) (kept []rankedPhrase) {
	for _, r := range ranked {
		if len(kept) >= n {
			break
		}
		if !slices.ContainsFunc(kept, r.repeats) {
			kept = append(kept, r)
		}
	}
	return kept
}

// repeats reports whether one of the phrases is part of the other and they are
// used about as much.
func (r rankedPhrase) repeats(o rankedPhrase) bool {
	few, many := min(r.Messages, o.Messages), max(r.Messages, o.Messages)
	return many < 2*few && (within(r.key, o.key) || within(o.key, r.key))
}

// within reports whether the words of part stand in a row in key.
func within(part, key string) bool { return strings.Contains(" "+key+" ", " "+part+" ") }

// spelling writes a phrase on one line with single spaces.
func spelling(s string) string { return strings.Join(strings.Fields(s), " ") }
