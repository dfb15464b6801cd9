package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalize returns text in NFC with "\n" line ends, without what cannot be
// seen and only misleads those who read or match it (control characters, zero
// width spaces, soft hyphens, direction overrides), and trimmed. Joiners that
// emoji and scripts need, and direction marks, stay. text must be valid UTF-8.
func Normalize(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	text = strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(norm.NFC.String(text))
}

func invisible(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r):
		return true
	case r == '\u00ad', r == '\u200b', r == '\u2060', r == '\ufeff':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}
