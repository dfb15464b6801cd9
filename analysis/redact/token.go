package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a run of digits, a run of letters or a marker in a view.
type token struct {
	start, end int
	kind       tokenKind
	cue        cue
}

type tokenKind uint8

const (
	word tokenKind = iota
	number
	marker
)

// tokenise divides the view into tokens and looks up the cues of its words.
func (s *scan) tokenise() {
	s.tokens = make([]token, 0, 8+len(s.s)/5)
	for i := 0; i < len(s.s); {
		c := s.s[i]
		t := token{start: i}
		switch {
		case isDigit(c):
			t.kind, i = number, s.digitsEnd(i)
		case isMarker(c):
			t.kind = marker
			i++
		case isLetter(c) || c >= utf8.RuneSelf:
			if i = s.lettersEnd(i); i == t.start {
				_, n := utf8.DecodeRuneInString(s.s[i:])
				i += n
				continue
			}
			t.cue = cueOf(s.s[t.start:i])
			s.cues |= t.cue
		default:
			i++
			continue
		}
		t.end = i
		s.tokens = append(s.tokens, t)
	}
	if s.cues != 0 {
		s.features |= hasCue
	}
}

func (s *scan) digitsEnd(i int) int {
	for i < len(s.s) && isDigit(s.s[i]) {
		i++
	}
	return i
}

func (s *scan) lettersEnd(i int) int {
	for i < len(s.s) {
		if c := s.s[i]; c < utf8.RuneSelf {
			if !isLetter(c) {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s.s[i:])
		if !unicode.IsLetter(r) {
			return i
		}
		i += n
	}
	return i
}

// text of a token.
func (s *scan) text(t token) string { return s.s[t.start:t.end] }

// between is what stands between token i and the next.
func (s *scan) between(i int) string { return s.s[s.tokens[i].end:s.tokens[i+1].start] }

// before returns the cues of the up to n words before token i. It looks no
// further than a marker, the end of a sentence's line or a number, unless that
// is the last letter of a word, as in CVC2.
func (s *scan) before(i, n int) cue {
	var c cue
	for k := i - 1; k >= 0 && n > 0; k, n = k-1, n-1 {
		t := s.tokens[k]
		if t.kind == number && t.end-t.start == 1 && k > 0 && s.tokens[k-1].kind == word && s.between(k-1) == "" {
			continue
		}
		if t.kind != word || lineEnds(s.between(k)) || s.stops(k) {
			return c
		}
		c |= t.cue
	}
	return c
}

// thing returns what the n words before token i say it is the number of, within
// the clause: before, but no further than a comma.
func (s *scan) thing(i, n int) cue {
	for k := i - 1; k >= 0 && k >= i-n; k-- {
		if strings.Contains(s.between(k), ",") {
			n = i - 1 - k
		}
	}
	return s.before(i, n)
}

// stops reports whether a full stop behind token i ends a sentence: one behind a
// word of more than four letters is no abbreviation's.
func (s *scan) stops(i int) bool {
	t := s.tokens[i]
	return t.end-t.start > 4 && (s.has(t.end, ". ") || s.has(t.end, " . "))
}

// after returns the cues of the up to n words after token i, under the same limits.
func (s *scan) after(i, n int) cue {
	var c cue
	for k := i + 1; k < len(s.tokens) && n > 0; k, n = k+1, n-1 {
		t := s.tokens[k]
		if t.kind != word || lineEnds(s.between(k-1)) {
			return c
		}
		c |= t.cue
	}
	return c
}

func lineEnds(gap string) bool {
	for i := range len(gap) {
		if gap[i] == '\n' || gap[i] == '!' || gap[i] == '?' || gap[i] == ';' {
			return true
		}
	}
	return false
}

// capital reports whether a token begins with an upper-case letter.
func (s *scan) capital(t token) bool {
	if t.kind != word {
		return false
	}
	if c := s.s[t.start]; c < utf8.RuneSelf {
		return isUpper(c)
	}
	r, _ := utf8.DecodeRuneInString(s.s[t.start:])
	return unicode.IsUpper(r)
}

// titled reports whether a token is written as a name is: a capital, then at
// least one letter, none of them capital.
func (s *scan) titled(t token) bool {
	if !s.capital(t) {
		return false
	}
	n := 0
	for i, r := range s.text(t) {
		if i > 0 && unicode.IsUpper(r) {
			return false
		}
		n++
	}
	return n > 1
}

// folded is the text of token i as foldWord has it.
func (s *scan) folded(i int) string {
	return string(foldWord(make([]byte, 0, longestCue), s.text(s.tokens[i])))
}
