package phrases

import (
	"strings"
	"sync"

	"github.com/jdkato/prose/v2"
)

// tagger holds the one model of prose that all messages share. A document that
// is given no model loads one, which takes a quarter of a second; the sentence
// splitter and the finder of names are left out for the same reason. Tagging
// only reads the model, so documents may share it at the same time.
var tagger = sync.OnceValue(func() *prose.Model {
	doc, err := prose.NewDocument("", prose.WithSegmentation(false), prose.WithExtraction(false))
	if err != nil {
		panic("prose: its own model: " + err.Error()) // embedded in prose; a test loads it
	}
	return doc.Model
})

// maxRun is the longest phrase, in words.
const maxRun = 3

// english returns the runs of adjectives and nouns in text: a word that stands
// alone, and every part of two or three words that ends in a noun.
func english(text string) []candidate {
	plain := plainOf(text)
	doc, err := prose.NewDocument(plain.text, prose.WithSegmentation(false), prose.WithExtraction(false), prose.UsingModel(tagger()))
	if err != nil {
		return nil // prose returns none
	}
	var found []candidate
	var run []word
	at, before := 0, ""
	for _, tok := range doc.Tokens() {
		i := strings.Index(plain.text[at:], tok.Text)
		if i < 0 {
			continue
		}
		from := at + i
		// Prose drops what follows some apostrophes; a phrase has no holes.
		gap := len(run) > 0 && strings.TrimSpace(plain.text[run[len(run)-1].to:from]) != ""
		at = from + len(tok.Text)
		w := word{tok.Text, participle(tok, before), from, at}
		before = w.tag
		if gap || !w.carries() {
			found = plain.cut(found, run)
			run = run[:0]
		}
		if w.carries() {
			run = append(run, w)
		}
	}
	return plain.cut(found, run)
}

// word is a word of an English run, at bytes [from, to) of the plain text.
type word struct {
	text, tag string
	from, to  int
}

// participle returns the tag of a token after one tagged before: a past tense
// right after an article, an adjective or a mark is a participle that the tagger
// took for a verb ("unwanted targeted ads").
func participle(tok prose.Token, before string) string {
	if tok.Tag == "VBD" && strings.HasSuffix(tok.Text, "ed") {
		switch before {
		case "", "DT", "JJ", "PRP$", "IN", ",", ".", ":":
			return "VBN"
		}
	}
	return tok.Tag
}

func (w word) noun() bool { return strings.HasPrefix(w.tag, "NN") }

// carries reports whether the word may stand in a phrase: an adjective, a
// participle or a noun of at least two letters that is not a filler.
func (w word) carries() bool {
	switch {
	case len(w.text) < 2, !isWord(w.text), fillers[strings.ToLower(w.text)]:
		return false
	case w.noun(), strings.HasPrefix(w.tag, "JJ"), w.tag == "VBN", w.tag == "VBG":
		return true
	}
	return false
}

// isWord reports whether s is letters with hyphens inside. A word with an
// apostrophe is a contraction that the tagger was not made for.
func isWord(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) && (s[i] != '-' || i == 0 || i == len(s)-1) {
			return false
		}
	}
	return true
}

// fillers are tagged as adjectives or nouns and say nothing of their own.
var fillers = wordSet(`
	same other such own much many more most few less least several various certain able sure next last
	first second third whole else etc very really just lot lots bit thing things stuff way ways kind sort
	time times day days week weeks month months year years hour hours minute minutes today tomorrow
	yesterday morning evening night something anything nothing everything someone somebody anybody nobody others mine yours anyone everyone nobody
	one ones two three some any all both each every another i im ive id ill dont didnt doesnt cant wont isnt
	u ur dear sir madam team regards person people guy guys man woman pls please thanks thank ok okay yes no lol omg hey hi hello yeah true full good great bad nice
	being having doing going getting been done got gone let point case place part side end fact reason problem name new old big small little long short
`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// cut adds the phrases of a run.
func (p plainText) cut(found []candidate, run []word) []candidate {
	if len(run) == 1 && len(run[0].text) > 2 && run[0].tag[0] != 'V' {
		return append(found, candidate{singular(strings.ToLower(run[0].text)), p.at[run[0].from], p.at[run[0].to]})
	}
	for i := range run {
		var key strings.Builder
		for n := 0; n < maxRun && i+n < len(run); n++ {
			w := run[i+n]
			if n > 0 {
				key.WriteByte(' ')
			}
			key.WriteString(singular(strings.ToLower(w.text)))
			if n > 0 && w.noun() {
				found = append(found, candidate{key.String(), p.at[run[i].from], p.at[w.to]})
			}
		}
	}
	return found
}

// singular takes the plural ending off: "companies" and "company" are one word.
func singular(w string) string {
	switch {
	case len(w) < 3, strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"):
		return w[:len(w)-2]
	}
	return strings.TrimSuffix(w, "s")
}
