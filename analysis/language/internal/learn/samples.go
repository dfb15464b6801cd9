//go:build generate

package main

import (
	"math/rand/v2"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// sample is one training text: its language and the features it has.
type sample struct {
	language int
	keys     []uint32
}

// How many samples a language gets, and how many words they have.
const (
	ofMain, ofOther, ofUnd = 50000, 9000, 14000
	mostWords              = 24
)

// samples draws the training texts: windows of messages and runs of words drawn
// by frequency. English and Polish have both.
func (s *source) samples() []sample {
	dice := rand.New(rand.NewPCG(1, 2))
	var all []sample
	for i, tag := range s.languages {
		for n := range s.count(tag) {
			words := s.draw(tag, n, dice)
			all = append(all, sample{i, features(strings.Join(words, " "))})
		}
	}
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func (s *source) count(tag string) int {
	switch {
	case tag == und:
		return ofUnd
	case s.messages[tag] != nil:
		return ofMain
	}
	return ofOther
}

func (s *source) draw(tag string, n int, dice *rand.Rand) []string {
	length := 1 + int(float64(mostWords)*dice.Float64()*dice.Float64())
	var words []string
	switch m := s.messages[tag]; {
	case tag == und:
		return mash(length, dice)
	case m != nil && n%4 != 0:
		words = window(m[dice.IntN(len(m))], length, dice)
	default:
		for range length {
			words = append(words, s.word(tag, dice))
		}
	}
	if tag != "en" && dice.IntN(3) == 0 {
		s.borrow(words, dice)
	}
	if len(words) > 3 && dice.IntN(12) == 0 {
		words[dice.IntN(len(words))] = mash(1, dice)[0] // a name, a slip of the whole hand
	}
	return spoil(words, dice)
}

func (s *source) word(tag string, dice *rand.Rand) string {
	if l := s.lexicons[tag]; l != nil {
		return l.draw(dice)
	}
	return s.profiles[tag].draw(dice)
}

func window(words []string, length int, dice *rand.Rand) []string {
	if len(words) > length {
		at := dice.IntN(len(words) - length + 1)
		words = words[at : at+length]
	}
	return append([]string(nil), words...)
}

// borrow puts English words in place of up to a quarter of the words of another language.
func (s *source) borrow(words []string, dice *rand.Rand) {
	for range len(words) / 4 {
		words[dice.IntN(len(words))] = s.word("en", dice)
	}
}

var plain = transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)

var letters = strings.NewReplacer("ł", "l", "Ł", "L", "ø", "o", "đ", "d", "ı", "i", "ß", "ss", "æ", "ae")

// spoil types words as people do: a third without diacritics, some with a slip.
func spoil(words []string, dice *rand.Rand) []string {
	bare := dice.IntN(3) == 0
	slips := dice.IntN(3) == 0
	for i, w := range words {
		if bare {
			w, _, _ = transform.String(plain, letters.Replace(w))
		}
		if slips && dice.IntN(8) == 0 {
			w = slip(w, dice)
		}
		words[i] = w
	}
	return words
}

// slip drops, doubles or swaps a letter.
func slip(w string, dice *rand.Rand) string {
	r := []rune(w)
	if len(r) < 4 {
		return w
	}
	i := 1 + dice.IntN(len(r)-2)
	switch dice.IntN(3) {
	case 0:
		r = append(r[:i], r[i+1:]...)
	case 1:
		r = append(r[:i+1], r[i:]...)
	default:
		r[i], r[i+1] = r[i+1], r[i]
	}
	return string(r)
}

var rows = [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// mash makes words of no language: letters at random, and fingers running along
// the keyboard.
func mash(length int, dice *rand.Rand) []string {
	words := make([]string, 1+length/3)
	for i := range words {
		n := 2 + dice.IntN(9)
		row := rows[dice.IntN(len(rows))]
		switch dice.IntN(4) {
		case 0:
			words[i] = walk(row, n, dice)
		case 1:
			words[i] = pick(row, n, dice)
		case 2:
			words[i] = strings.Repeat(pick("abcdefghijklmnopqrstuvwxyz", 1+dice.IntN(3), dice), 1+dice.IntN(4))
		default:
			words[i] = pick("abcdefghijklmnopqrstuvwxyz", n, dice)
		}
	}
	return words
}

func walk(row string, n int, dice *rand.Rand) string {
	from := dice.IntN(len(row) - 2)
	w := row[from:min(from+n, len(row))]
	if dice.IntN(3) == 0 {
		b := []byte(w)
		for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
		w = string(b)
	}
	return w
}

func pick(from string, n int, dice *rand.Rand) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = from[dice.IntN(len(from))]
	}
	return string(b)
}
