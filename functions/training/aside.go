package training

import (
	"slices"
	"strings"
	"unicode"

	"paradox/analysis/labelled"
)

// setAside returns the words of every test message. Two people write the same short
// sentence now and then: such a message must not be trained on, whoever wrote it.
func (f Folders) setAside(sets []Set) (map[string]bool, error) {
	aside := map[string]bool{}
	for _, s := range sets {
		if s.Role != Test {
			continue
		}
		ms, err := f.load(s)
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			aside[wordsOf(m.Text)] = true
		}
	}
	return aside, nil
}

// without returns the messages whose words are not among those set aside.
func without(ms []labelled.Message, aside map[string]bool) []labelled.Message {
	return slices.DeleteFunc(ms, func(m labelled.Message) bool { return aside[wordsOf(m.Text)] })
}

// wordsOf is a text without case, punctuation and spacing.
func wordsOf(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, " ")
}
