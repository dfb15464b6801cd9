package phrases

import (
	"strings"

	"paradox/analysis/token"
)

// plainText is a text as prose can bear it: in ASCII, because its tokenizer finds
// places in a lower-case copy and uses them in the original, and with its marks
// set apart, because the tokenizer peels them off one by one, which takes the
// square of their number.
type plainText struct {
	text string
	at   []int // for each byte, where its rune begins in the original; at the end, the original's length
}

func plainOf(text string) plainText {
	text = blankMarkers(text)
	b, at := make([]byte, 0, len(text)+64), make([]int, 0, len(text)+64)
	apostrophe := false // in the word so far
	opens := true       // the next letter begins a sentence
	for i, c := range text {
		s := asciiFor(c)
		if s == "'" || s == "-" {
			joins := len(b) > 0 && isLetter(b[len(b)-1]) && i+1 < len(text) && !(s == "'" && apostrophe)
			apostrophe = apostrophe || s == "'"
			if !joins {
				s = pause
			}
		}
		if s[0] == ' ' {
			apostrophe = false
		}
		if s[0] != ' ' && opens {
			// Prose takes a word with a capital for a name.
			s, opens = strings.ToLower(s), false
		} else if strings.Trim(s, " .!?;") == "" && s != " " {
			opens = true
		}
		for _, p := range []byte(s) {
			b, at = append(b, p), append(at, i)
		}
	}
	return plainText{string(b), append(at, len(text))}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// pause stands for what parts phrases and has no plain form.
const pause = " ; "

// asciiFor folds a letter to its plain form and any other rune outside ASCII to
// a pause. It never returns "".
func asciiFor(c rune) string {
	switch {
	case c == '’' || c == '‘' || c == '\'':
		return "'"
	case c == ' ' || c == '\t' || c == 0xa0:
		return " "
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-':
		return string(c)
	case c == ',' || c == '.' || c == '!' || c == '?' || c == ':' || c == '(' || c == ')':
		return " " + string(c) + " " // the tagger knows them
	case c < 0x80:
		return pause
	}
	if t := token.Tokens(string(c)); len(t) == 1 && t[0].Kind == token.Word && len(t[0].Folded) == 1 {
		return t[0].Folded
	}
	return pause
}

// blankMarkers puts a mark that parts phrases in place of every byte of a
// redaction marker such as [email], so that no word of it is read.
func blankMarkers(text string) string {
	if !strings.Contains(text, "[") {
		return text
	}
	b := []byte(text)
	for i := range b {
		if b[i] == '[' {
			for j := i + markerLength(text[i:]) - 1; j >= i; j-- {
				b[j] = ';'
			}
		}
	}
	return string(b)
}

// markerLength returns the length of the marker that text begins with, 0 if none.
func markerLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == ']':
			return i + 1
		case (c < 'a' || c > 'z') && c != ' ' && c != '_' && c != '-' || i > 24:
			return 0
		}
	}
	return 0
}
