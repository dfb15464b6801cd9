// Package gram reads a text as the language model sees it: which scripts its
// letters belong to, and the features of its Latin words. The detector and the
// program that learns its table share it, so that both see the same.
package gram

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxWord is the number of letters of a word that count; longer words are no
// words of a sentence, and what follows adds nothing to what they tell.
const MaxWord = 24

// Reader reads the Latin words of a text one by one. Make it with [NewReader];
// it is not safe for concurrent use.
type Reader struct {
	Latin  int               // Latin letters read so far
	Words  int               // Latin words read so far
	Others [NumScripts]int32 // letters of other scripts read so far

	text string
	at   int
	word [MaxWord + 2]rune
	n    int
}

// NewReader returns a reader of text. Links, addresses, handles and typed
// markers such as [email] hold no language and are left out; so is a word with
// a digit or a letter of another script in it.
//
// Some keyboards send letters and accents apart; the reader puts them together
// first, which is the one case in which it allocates.
func NewReader(text string) Reader {
	if norm.NFC.QuickSpanString(text) < len(text) {
		text = norm.NFC.String(text)
	}
	return Reader{text: text}
}

// Next moves to the next word; it returns false at the end of the text.
func (r *Reader) Next() bool {
	for r.at < len(r.text) {
		if n := skip(r.text, r.at); n > 0 {
			r.at += n
			continue
		}
		c, n := utf8.DecodeRuneInString(r.text[r.at:])
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			r.at += n
			continue
		}
		if r.token() {
			return true
		}
	}
	return false
}

// Word returns the current word: its letters in lower case between two spaces.
// The slice is valid until the next call of Next.
func (r *Reader) Word() []rune { return r.word[:r.n] }

// token reads one run of letters, digits, marks and inner apostrophes and
// reports whether it is a Latin word.
func (r *Reader) token() bool {
	r.word[0], r.n = ' ', 1
	letters, broken := 0, false
	for r.at < len(r.text) {
		c, n := utf8.DecodeRuneInString(r.text[r.at:])
		switch {
		case 'a' <= c && c <= 'z':
			letters++
			r.push(c)
		case c == '\'' || c == '’':
			if next, _ := utf8.DecodeRuneInString(r.text[r.at+n:]); !unicode.IsLetter(next) {
				return r.finish(letters, broken)
			}
			r.push('\'')
		case unicode.Is(unicode.Latin, c):
			letters++
			r.push(unicode.ToLower(c))
		case unicode.IsLetter(c):
			r.Others[scriptOf(c)]++
			broken = true
		case unicode.IsDigit(c):
			broken = true
		case !unicode.Is(unicode.Mn, c): // an accent that no letter composes with
			return r.finish(letters, broken)
		}
		r.at += n
	}
	return r.finish(letters, broken)
}

func (r *Reader) finish(letters int, broken bool) bool {
	if letters == 0 || broken {
		return false
	}
	r.Latin += letters
	r.Words++
	r.word[r.n] = ' '
	r.n++
	return true
}

// push adds a letter; a letter said more than twice in a row counts twice.
func (r *Reader) push(c rune) {
	if r.n >= 3 && r.word[r.n-1] == c && r.word[r.n-2] == c {
		return
	}
	if r.n <= MaxWord { // one place is kept for the space at the end
		r.word[r.n] = c
		r.n++
	}
}

// skip returns the length of what starts at i and holds no language, or 0.
func skip(text string, i int) int {
	switch c := text[i]; {
	case c == '[':
		return marker(text[i:])
	case c == '@':
		return 1 + handle(text[i+1:])
	case (c == 'h' || c == 'w' || c == 'H' || c == 'W') && startsLink(text[i:]):
		return untilSpace(text[i:])
	case i == 0 || text[i-1] <= ' ':
		if n := untilSpace(text[i:]); isAddress(text[i : i+n]) {
			return n
		}
	}
	return 0
}

// marker returns the length of a typed marker such as [email] or [order no], or 0.
func marker(text string) int {
	for i := 1; i < len(text) && i < 24; i++ {
		switch c := text[i]; {
		case c == ']':
			return i + 1
		case ('a' > c || c > 'z') && c != ' ' && c != '_' && c != '-':
			return 0
		}
	}
	return 0
}

func handle(text string) int {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '_' && c != '.' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return i
		}
	}
	return len(text)
}

func startsLink(text string) bool {
	for _, p := range [...]string{"http://", "https://", "www."} {
		if len(text) >= len(p) && equalFold(text[:len(p)], p) {
			return true
		}
	}
	return false
}

func equalFold(s, lower string) bool {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

func untilSpace(text string) int {
	for i := range len(text) {
		if text[i] <= ' ' {
			return i
		}
	}
	return len(text)
}

// isAddress reports whether a run without spaces has an inner @, as an e-mail
// address has.
func isAddress(run string) bool {
	for i := 1; i < len(run)-1; i++ {
		if run[i] == '@' {
			return true
		}
	}
	return false
}

// OtherLetters returns the number of letters of scripts other than Latin.
func (r *Reader) OtherLetters() int {
	n := 0
	for _, c := range r.Others {
		n += int(c)
	}
	return n
}
