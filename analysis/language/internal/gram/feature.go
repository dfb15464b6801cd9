package gram

// Longest is the length of the longest n-gram, the spaces around a word counted.
const Longest = 4

// Features calls each with the fingerprint of every feature of a word as
// [Reader.Read] hands it over: the whole word, its letters outside ASCII, and
// its n-grams of two to [Longest] runes with the spaces at its ends.
func Features(word []rune, each func(key uint32)) {
	h := uint32(seed)
	for _, c := range word {
		h = step(h, c)
	}
	each(finish(h, 0))
	for i := range word {
		if word[i] >= 0x80 {
			each(finish(step(seed, word[i]), 1))
		}
		h := uint32(seed)
		for n := 1; n <= Longest && i+n <= len(word); n++ {
			h = step(h, word[i+n-1])
			if n > 1 {
				each(finish(h, uint32(n)))
			}
		}
	}
}

// FNV-1a over runes, then the finalizer of MurmurHash3 (public domain), because
// FNV alone leaves the keys of short strings close together.
const seed, prime = 2166136261, 16777619

func step(h uint32, c rune) uint32 { return (h ^ uint32(c)) * prime }

func finish(h, kind uint32) uint32 {
	h ^= kind * 0x9e3779b9
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}
