package feature

import "paradox/analysis/token"

// Append appends the features of one clause of a text to dst and returns it.
// A feature that occurs twice is appended twice. Pairs and character n-grams
// belong to the clause in which they end.
func Append(dst []uint32, toks []token.Token, c token.Clause) []uint32 {
	w := words{dst: dst}
	if c.First > 0 && !c.Sentence {
		w.last = hash(seedPair, toks[c.First-1].Folded)
	}
	var g grams
	for _, t := range toks[c.First:c.Last] {
		denied := false
		if t.Kind != token.Mark {
			denied = w.add(t)
		} else if t.Folded != "!" && t.Folded != "?" && t.Folded != "…" {
			continue
		}
		w.dst = g.add(w.dst, t.Folded, denied)
	}
	return g.step(w.dst, ' ')
}

// Seeds keep the kinds of feature apart. Changing one changes every model.
const (
	seedWord  = 0x9E3779B97F4A7C15
	seedPair  = 0xC2B2AE3D27D4EB4F
	seedSkip  = 0x94D049BB133111EB
	seedLower = 0x165667B19E3779F9
	seedNot   = 0x27D4EB2F165667C5
	seedGram  = 0x85EBCA77C2B2AE63
)

const prime = 0x100000001b3 // FNV-1a, 64 bits

func hash(seed uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		seed = (seed ^ uint64(s[i])) * prime
	}
	return seed
}

// fingerprint spreads a hash over 32 bits (finaliser of MurmurHash3).
func fingerprint(h uint64) uint32 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	return uint32(h >> 16)
}

// words makes the features of whole words: the word, the pair with the word
// before it and with the one before that, the spelling with diacritics, and the
// word as negated.
type words struct {
	dst          []uint32
	last, before uint64 // hashes of the two words before
	negated      int    // how many more words stand under a negation
}

// negationReach is how many words after a negator it is taken to negate.
const negationReach = 3

// add adds the features of a word. It reports whether the word is denied: right
// after a negator it is another word, "nie śledzą" no kind of "śledzą".
func (w *words) add(t token.Token) (denied bool) {
	denied = w.negated == negationReach
	if w.negated > 0 {
		w.dst = append(w.dst, fingerprint(hash(seedNot, t.Folded)))
		w.negated--
	}
	if !denied {
		w.dst = append(w.dst, fingerprint(hash(seedWord, t.Folded)))
	}
	w.dst = append(w.dst,
		fingerprint(hash((w.last^seedPair)*31, t.Folded)),
		fingerprint(hash((w.before^seedSkip)*37, t.Folded)))
	if t.Lower != t.Folded {
		w.dst = append(w.dst, fingerprint(hash(seedLower, t.Lower)))
	}
	if token.Negates(t) {
		w.negated = negationReach
	}
	w.before, w.last = w.last, hash(seedPair, t.Folded)
	return denied
}
