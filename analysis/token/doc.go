// Package token cuts a text into tokens and clauses: the units that the
// analysis reads. It is pure and keeps no state between calls.
//
// Any string is an ordinary input: empty, with broken UTF-8, NUL bytes,
// right-to-left script or emoji. Tokens and clauses are named by byte offsets
// into the text as given; the offsets lie on rune boundaries, rise, and never
// overlap.
//
// Every token has two spellings. Lower is the lower-case form; Folded has its
// diacritics taken off as well ("śledzą" is "sledza", "ł" is "l"), because many
// people type Polish without them.
package token
