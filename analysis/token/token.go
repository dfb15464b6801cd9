package token

import (
	"unicode"
	"unicode/utf8"
)

// Kind says what a token is made of.
type Kind uint8

// The kinds of token.
const (
	Word   Kind = iota // letters, digits and marks; an apostrophe inside a word is part of it
	Mark               // one ASCII or general punctuation rune
	Symbol             // one emoji or other sign
)

// Token is a word or a sign of a text.
type Token struct {
	Start, End    int    // half-open range of bytes in the text
	Lower, Folded string // spellings without capitals, and without diacritics as well
	Kind          Kind
}

// Tokens cuts text into its tokens, in order. White space, control characters
// and broken UTF-8 separate tokens and belong to none. In both spellings an
// apostrophe is dropped ("don't" is "dont") and each digit reads "0".
func Tokens(text string) []Token {
	s := scanner{text: text, toks: make([]Token, 0, len(text)/5+4)}
	s.marks = make([]mark, 0, cap(s.toks))
	s.lower = make([]byte, 0, len(text)+8)
	s.folded = make([]byte, 0, len(text)+8)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		s.rune(r, i, n)
		i += n
	}
	s.close()
	return s.finish()
}

// scanner collects the spellings of all tokens in two buffers, so that a text
// costs a few allocations and not two for each token.
type scanner struct {
	text          string
	toks          []Token
	marks         []mark
	lower, folded []byte
	open          bool // the last token is a word that may go on
}

// mark is where a token's spellings end in the two buffers.
type mark struct{ lower, folded int }

func (s *scanner) rune(r rune, at, n int) {
	switch {
	case r == utf8.RuneError && n == 1, r == 0xFEFF, r == 0x200D, 0xFE00 <= r && r <= 0xFE0F:
		// Broken bytes, and joiners and selectors that only shape what stands before them.
		if n == 1 {
			s.close()
		}
	case unicode.Is(unicode.Mn, r):
		if s.open {
			s.toks[len(s.toks)-1].End = at + n // a combining accent: part of the word, not of its spelling
		}
	case unicode.IsLetter(r):
		s.letter(r, at, n)
	case unicode.IsDigit(r):
		s.letter('0', at, n)
	case (r == '\'' || r == '’') && s.open && startsWithLetter(s.text[at+n:]):
		s.toks[len(s.toks)-1].End = at + n
	case unicode.IsSpace(r) || unicode.IsControl(r):
		s.close()
	case unicode.IsPunct(r):
		s.sign(r, at, n, Mark)
	default:
		s.sign(r, at, n, Symbol)
	}
}

func startsWithLetter(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r)
}

func (s *scanner) letter(r rune, at, n int) {
	if !s.open {
		s.toks = append(s.toks, Token{Start: at, Kind: Word})
		s.open = true
	}
	lower, folded := fold(r)
	s.lower = utf8.AppendRune(s.lower, lower)
	s.folded = utf8.AppendRune(s.folded, folded)
	s.toks[len(s.toks)-1].End = at + n
}

func (s *scanner) sign(r rune, at, n int, kind Kind) {
	s.close()
	s.toks = append(s.toks, Token{Start: at, End: at + n, Kind: kind})
	s.lower = utf8.AppendRune(s.lower, r)
	s.folded = utf8.AppendRune(s.folded, r)
	s.mark()
}

func (s *scanner) close() {
	if s.open {
		s.open = false
		s.mark()
	}
}

func (s *scanner) mark() {
	s.marks = append(s.marks, mark{len(s.lower), len(s.folded)})
}

func (s *scanner) finish() []Token {
	lower, folded := string(s.lower), string(s.folded)
	var from mark
	for i, to := range s.marks {
		s.toks[i].Lower = lower[from.lower:to.lower]
		s.toks[i].Folded = folded[from.folded:to.folded]
		from = to
	}
	return s.toks
}
