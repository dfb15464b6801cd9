package token

// Clause is a run of tokens that is judged as one.
type Clause struct {
	First, Last int  // half-open range of tokens
	Sentence    bool // a sentence begins here
}

// minWords is how many words each side of a comma needs to stand as a clause of its
// own: fewer, as in a list, say nothing alone. Before a contrast two are enough
// ("so handy, but …").
const minWords, minBeforeContrast = 3, 2

// contrast holds words, folded, that turn a sentence from one side to the other.
var contrast = map[string]bool{
	"but": true, "however": true, "although": true, "though": true, "yet": true,
	"except": true, "whereas": true, "nevertheless": true, "nonetheless": true, "while": true,
	"ale": true, "lecz": true, "jednak": true, "jednakze": true, "choc": true, "chociaz": true,
	"natomiast": true, "aczkolwiek": true, "tylko": true, "tyle": true, "szkoda": true,
	"mimo": true, "niestety": true, "byle": true, "just": true,
}

// Clauses groups the tokens into clauses that cover all of them, in order.
// They end at sentence ends, line-long pauses (; : – —), commas between groups
// of words, and before words of contrast ("but", "ale").
func Clauses(text string, toks []Token) []Clause {
	if len(toks) == 0 {
		return nil
	}
	out := make([]Clause, 1, 8)
	out[0] = Clause{Sentence: true}
	words := 0 // since the last cut
	for i, t := range toks {
		if t.Kind == Word {
			words++
		}
		kind := cutAfter(text, toks, i)
		if kind != fullCut && !standsApart(toks, i, words, kind) {
			continue
		}
		out[len(out)-1].Last = i + 1
		out = append(out, Clause{First: i + 1, Sentence: kind == fullCut})
		words = 0
	}
	last := len(out) - 1
	if out[last].First == len(toks) {
		return out[:last]
	}
	out[last].Last = len(toks)
	return out
}

// standsApart reports whether a clause of so many words may end after token i,
// inside a sentence.
func standsApart(toks []Token, i, words int, kind cut) bool {
	ahead := toks[i+1:]
	if len(ahead) > 0 && contrast[ahead[0].Folded] {
		return words >= minBeforeContrast && wordsAhead(ahead)
	}
	return kind == softCut && words >= minWords && wordsAhead(ahead)
}

type cut uint8

const (
	noCut   cut = iota
	softCut     // only between groups of words
	fullCut     // a sentence ends
)

// cutAfter says whether the text may be cut after token i.
func cutAfter(text string, toks []Token, i int) cut {
	gap := text[toks[i].End:]
	if i+1 < len(toks) {
		gap = text[toks[i].End:toks[i+1].Start]
	}
	for _, c := range []byte(gap) {
		if c == '\n' {
			return fullCut
		}
	}
	if toks[i].Kind != Mark {
		return noCut
	}
	switch toks[i].Folded {
	case ".", "!", "?", "…":
		// "3.50" and "?!" go on: a full stop ends a sentence before a space only,
		// the others before anything but a mark.
		if gap == "" && i+1 < len(toks) && (toks[i].Folded == "." || toks[i+1].Kind == Mark) {
			return noCut
		}
		return fullCut
	case ",", ";", ":", "–", "—", "-", "(", ")":
		if gap == "" && i+1 < len(toks) && toks[i].Folded == "-" {
			return noCut
		}
		return softCut
	}
	return noCut
}

// wordsAhead reports whether at least minWords words come before the next mark.
func wordsAhead(toks []Token) bool {
	n := 0
	for _, t := range toks {
		if t.Kind == Mark {
			return false
		}
		if t.Kind == Word {
			if n++; n == minWords {
				return true
			}
		}
	}
	return false
}
