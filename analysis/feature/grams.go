package feature

// grams makes character n-grams over the folded words of a clause, joined by
// single spaces. prefix[n] is the running hash of the last n characters.
type grams struct {
	prefix [maxGram + 1]uint64
	long   int    // how many characters have been seen, up to maxGram
	seed   uint64 // keeps the n-grams of denied words apart
}

const minGram, maxGram = 2, 5

// add adds the n-grams that end in the word. Those of a denied word do not reach
// back over its beginning.
func (g *grams) add(dst []uint32, word string, denied bool) []uint32 {
	g.seed = 0
	if denied {
		*g = grams{seed: seedNot}
	}
	dst = g.step(dst, ' ')
	for _, r := range word {
		dst = g.step(dst, r)
	}
	return dst
}

func (g *grams) step(dst []uint32, r rune) []uint32 {
	if g.long < maxGram {
		g.long++
	}
	for n := g.long; n >= minGram; n-- {
		g.prefix[n] = (g.prefix[n-1] ^ uint64(r)) * prime
		dst = append(dst, fingerprint(g.prefix[n]+uint64(n)*seedGram+g.seed))
	}
	g.prefix[1] = (seedGram ^ uint64(r)) * prime
	return dst
}
