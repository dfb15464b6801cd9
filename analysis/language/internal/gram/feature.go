package gram

import "unicode/utf8"

// Longest is the length of the longest n-gram, the spaces around a word counted.
const Longest = 4

// MaxFeatures is the largest number of features of one word.
const MaxFeatures = 1 + (MaxWord+2)*Longest

// Features appends to keys the fingerprint of every feature of a word as
// [Reader.Word] returns it: the whole word, its letters outside ASCII, and its
// n-grams of two to [Longest] runes with the spaces at its ends.
func Features(keys []uint32, word []rune) []uint32 {
	h := uint32(seed)
	for _, c := range word {
		h = step(h, c)
	}
	keys = append(keys, finish(h, 0))
	for i, c := range word {
		h := step(seed, c)
		if c >= utf8.RuneSelf {
			keys = append(keys, finish(h, 1))
		}
		for n, c := range word[i+1 : min(i+Longest, len(word))] {
			h = step(h, c)
			keys = append(keys, finish(h, uint32(n+2)))
		}
	}
	return keys
}

// Whole returns the fingerprint of a whole word in lower case, the first that
// [Features] appends for it.
func Whole(word string) uint32 {
	h := step(seed, ' ')
	for _, c := range word {
		h = step(h, c)
	}
	return finish(step(h, ' '), 0)
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
