package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// feature is something that a text has; detectors that need what it lacks are
// not run.
type feature uint8

const (
	hasDigit feature = 1 << iota
	hasAt
	hasSlash // or a backslash
	hasColon
	hasLetter
	hasCue
)

// view is a text as the detectors see it: digits of every script and width are
// ASCII digits, hyphens and spaces of every kind are "-" and " ", characters
// without width are gone, and a marker is a single byte (see isMarker).
// Everything else stands as it is, in the same case.
type view struct {
	src      string
	s        string
	at       []int32 // at[i] is where s[i] comes from in src; nil: the same place
	markers  []Marker
	features feature
}

// isMarker reports whether a byte of a view stands for a marker. Control
// characters of the text itself are spaces in the view.
func isMarker(b byte) bool { return 0 < b && int(b) <= len(kinds)+1 && b != '\n' }

// source is the place in src of place i in s.
func (v *view) source(i int) int {
	if v.at == nil {
		return i
	}
	return int(v.at[i])
}

func newView(text string) view {
	v := view{src: text, s: text}
	i := plain(text, &v.features)
	if i == len(text) {
		return v
	}
	b := make([]byte, i, len(text))
	copy(b, text)
	v.at = make([]int32, i, len(text)+1)
	for k := range v.at {
		v.at[k] = int32(k)
	}
	for i < len(text) {
		if k, n := markerAt(text[i:]); n > 0 {
			v.markers = append(v.markers, Marker{kinds[k], i, i + n})
			b, v.at = append(b, markerByte(k)), append(v.at, int32(i))
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if f := fold(r); f == r {
			b = append(b, text[i:i+n]...)
			for k := range n {
				v.at = append(v.at, int32(i+k))
			}
		} else if f >= 0 {
			b, v.at = append(b, byte(f)), append(v.at, int32(i))
		}
		i += n
	}
	v.at = append(v.at, int32(len(text)))
	v.s = string(b)
	v.features = 0
	for k := range len(v.s) {
		v.features |= features[v.s[k]]
	}
	return v
}

// plain returns the length of the prefix of text that is its own view, and
// gathers its features.
func plain(text string, f *feature) int {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '[':
			if _, n := markerAt(text[i:]); n > 0 {
				return i
			}
		case c < ' ' && c != '\n' || c == 0x7F:
			return i
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(text[i:])
			if fold(r) != r {
				return i
			}
			*f |= hasLetter
			i += n
			continue
		}
		*f |= features[c]
		i++
	}
	return len(text)
}

// features by byte of a view.
var features = func() (t [256]feature) {
	for c := range t {
		switch {
		case '0' <= c && c <= '9':
			t[c] = hasDigit
		case isLetter(byte(c)):
			t[c] = hasLetter
		}
	}
	t['@'], t['/'], t['\\'], t[':'] = hasAt, hasSlash, hasSlash, hasColon
	return t
}()

// markerAt returns the index of the kind whose marker s begins with and the
// length of the marker, or a length of 0.
func markerAt(s string) (kind, n int) {
	if s[0] != '[' {
		return 0, 0
	}
	for k, name := range kinds {
		if n := len(name) + 2; len(s) >= n && s[n-1] == ']' && s[1:n-1] == string(name) {
			return k, n
		}
	}
	return 0, 0
}

// markerByte is the byte of kinds[k] in a view; it steps over the newline.
func markerByte(k int) byte {
	if k+1 >= '\n' {
		return byte(k + 2)
	}
	return byte(k + 1)
}

// drop is what fold returns for a character that a view leaves out.
const drop rune = -1

// fold returns what a view shows for r: r itself, an ASCII character or drop.
func fold(r rune) rune {
	switch {
	case r < ' ' && r != '\n', r == 0x7F:
		return ' '
	case r < 0xA0, 0xC0 <= r && r < 0x300:
		return r
	case r == 0xAD, unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r), unicode.Is(unicode.Cf, r):
		return drop
	case unicode.Is(unicode.Nd, r):
		return '0' + digitValue(r)
	case unicode.Is(unicode.Pd, r), r == 0x2212:
		return '-'
	case unicode.IsSpace(r):
		return ' '
	case r < 0x2000:
		return r
	}
	return compatible(r)
}

// compatible folds what Unicode calls a compatibility form of one ASCII
// character: full-width and mathematical letters, circled digits and the like.
func compatible(r rune) rune {
	var in, out [utf8.UTFMax * 2]byte
	n := utf8.EncodeRune(in[:], r)
	if f := norm.NFKC.Append(out[:0], in[:n]...); len(f) == 1 && f[0] >= ' ' {
		return rune(f[0])
	}
	return r
}

// digitValue is the value of a decimal digit; Unicode keeps the ten of a script
// together and in order.
func digitValue(r rune) rune {
	v := rune(0)
	for unicode.Is(unicode.Nd, r-v-1) && v < 9 {
		v++
	}
	return v
}

func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isUpper(b byte) bool  { return 'A' <= b && b <= 'Z' }
func isLetter(b byte) bool { return isUpper(b) || 'a' <= b && b <= 'z' }
func isAlnum(b byte) bool  { return isLetter(b) || isDigit(b) }

// letterBefore and letterAfter report whether the character next to place i is a letter.
func (v *view) letterBefore(i int) bool {
	if i > 0 && v.s[i-1] < utf8.RuneSelf {
		return isLetter(v.s[i-1])
	}
	r, _ := utf8.DecodeLastRuneInString(v.s[:i])
	return unicode.IsLetter(r)
}

func (v *view) letterAfter(i int) bool {
	if i < len(v.s) && v.s[i] < utf8.RuneSelf {
		return isLetter(v.s[i])
	}
	r, _ := utf8.DecodeRuneInString(v.s[i:])
	return unicode.IsLetter(r)
}

// digitBefore and digitAfter report whether the byte next to place i is a digit.
func (v *view) digitBefore(i int) bool { return i > 0 && isDigit(v.s[i-1]) }
func (v *view) digitAfter(i int) bool  { return i < len(v.s) && isDigit(v.s[i]) }

// has reports whether the view goes on with lit at place i.
func (v *view) has(i int, lit string) bool {
	return i >= 0 && i <= len(v.s) && strings.HasPrefix(v.s[i:], lit)
}
