package sqs

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// prefix starts a body that is not as it was sent.
const prefix = "base64:"

// Encode returns what SQS carries of a body: the same text, where it takes it, and
// otherwise "base64:" and the standard encoding. Otherwise is: an empty body, bytes
// that are no UTF-8, characters that XML 1.0 does not have, and what starts with
// "base64:" itself, so that no two bodies look alike.
func Encode(body []byte) string {
	if plain(body) {
		return string(body)
	}
	return prefix + base64.StdEncoding.EncodeToString(body)
}

// Decode returns the body that Encode was given. What Encode does not write is
// another's, and stays as it is.
func Decode(text string) []byte {
	if rest, coded := strings.CutPrefix(text, prefix); coded {
		if b, err := base64.StdEncoding.Strict().DecodeString(rest); err == nil {
			return b
		}
	}
	return []byte(text)
}

func plain(body []byte) bool {
	if len(body) == 0 || !utf8.Valid(body) || strings.HasPrefix(string(body), prefix) {
		return false
	}
	for _, r := range string(body) {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
		case r < ' ' || r == 0xFFFE || r == 0xFFFF:
			return false
		}
	}
	return true
}
