// Package gram reads a text as the language model sees it: which scripts its
// letters belong to, and the features of its Latin words. The detector and the
// program that learns its table share it, so that both see the same.
package gram

import (
	"unicode"
	"unicode/utf8"
)

// MaxWord is the number of letters of a word that count; longer words are no
// words of a sentence, and what follows adds nothing to what they tell.
const MaxWord = 24

// Reader reads words one by one. The zero value is ready; it keeps no text and
// is not safe for concurrent use.
type Reader struct {
	Latin  int               // Latin letters read
	Words  int               // Latin words read
	Others [NumScripts]int32 // letters of other scripts

	word [MaxWord + 2]rune
	n    int
}

// Read calls each with the word of every Latin word in text: its letters in
// lower case between two spaces. The slice is valid only during the call.
// Links, addresses, handles and typed markers such as [email] hold no language
// and are left out; so is a word with a digit in it.
func (r *Reader) Read(text string, each func(word []rune)) {
	for i := 0; i < len(text); {
		if n := skip(text, i); n > 0 {
			i += n
			continue
		}
		c, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case c == utf8.RuneError && n == 1, !unicode.IsLetter(c):
			i += n
		default:
			i += r.token(text[i:], each)
		}
	}
}

// token reads one run of letters, digits, marks and inner apostrophes and
// returns its length in bytes.
func (r *Reader) token(text string, each func([]rune)) int {
	r.n = 1
	r.word[0] = ' '
	latin, digits, i := 0, false, 0
	for i < len(text) {
		c, n := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case 'a' <= c && c <= 'z':
			latin++
			r.push(c)
		case 'A' <= c && c <= 'Z':
			latin++
			r.push(c + 'a' - 'A')
		case '0' <= c && c <= '9':
			digits = true
		case c == '\'' || c == '’':
			if next, _ := utf8.DecodeRuneInString(text[i+n:]); !unicode.IsLetter(next) {
				return r.finish(i, latin, digits, each)
			}
			r.push('\'')
		case c < utf8.RuneSelf || c == utf8.RuneError:
			return r.finish(i, latin, digits, each)
		case unicode.Is(unicode.Mn, c): // a loose accent shapes the letter before it
		case unicode.Is(unicode.Latin, c):
			latin++
			r.push(unicode.ToLower(c))
		case unicode.IsLetter(c):
			r.Others[scriptOf(c)]++
			digits = true // a word of two scripts is no Latin word
		default:
			return r.finish(i, latin, digits, each)
		}
		i += n
	}
	return r.finish(i, latin, digits, each)
}

// push adds a letter; a letter said more than twice in a row counts twice.
func (r *Reader) push(c rune) {
	if r.n >= 3 && r.word[r.n-1] == c && r.word[r.n-2] == c {
		return
	}
	if r.n <= MaxWord {
		r.word[r.n] = c
		r.n++
	}
}

func (r *Reader) finish(length, latin int, broken bool, each func([]rune)) int {
	if latin > 0 && !broken {
		r.Latin += latin
		r.Words++
		r.word[r.n] = ' '
		each(r.word[:r.n+1])
	}
	return length
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
