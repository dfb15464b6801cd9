package token

import (
	"unicode"
	"unicode/utf8"
)

// plain holds the unaccented lower-case letter for U+00C0 to U+017F, in order;
// a full stop marks runes that fold to themselves.
const plain = "" +
	"aaaaaa.ceeeeiiiidnooooo.ouuuuy.." + // U+00C0
	"aaaaaa.ceeeeiiiidnooooo.ouuuuy.y" + // U+00E0
	"aaaaaaccccccccddddeeeeeeeeeegggg" + // U+0100
	"gggghhhhiiiiiiiiii..jjkk.lllllll" + // U+0120
	"lllnnnnnn...oooooo..rrrrrrssssss" + // U+0140
	"ssttttttuuuuuuuuuuuuwwyyyzzzzzz." //   U+0160

const plainFirst, plainLast = 0xC0, 0x17F

// fold returns the lower-case form of r and that form without its diacritics.
func fold(r rune) (lower, folded rune) {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A', r + 'a' - 'A'
	case r < utf8.RuneSelf:
		return r, r
	}
	lower = unicode.ToLower(r)
	if lower < plainFirst || lower > plainLast || plain[lower-plainFirst] == '.' {
		return lower, lower
	}
	return lower, rune(plain[lower-plainFirst])
}
