package phrases

import (
	"slices"

	"paradox/analysis/label"
)

// Message is one labelled message.
type Message struct {
	Language string        // "en" or "pl"; messages in other languages are passed over
	Text     string        // as analysed, that is redacted
	Themes   []label.Found // what it speaks of; without spans, all of Text is the evidence
	Author   string        // any key that is the same for the same person; "" where unknown
}

// Collector counts the phrases of messages. The zero value is ready to use. It
// grows with the number of different phrases, not with the messages' length
// alone, and keeps no message.
//
// Add must not run at the same time as any other method; calls of Top may run
// together.
type Collector struct {
	corpora map[string]*corpus
	authors map[string]int32 // number of each author, from 1
	unknown int32            // messages without author, numbered downwards from -1
}

// corpus holds what was counted in one language.
type corpus struct {
	messages int
	carrying [label.NumOutputs]int // messages that carry an output
	phrases  map[string]*entry     // by key: the stems of its words
}

// entry is one phrase.
type entry struct {
	spellings map[string]int // messages by the spelling of its first place
	users                    // of all messages
	by        map[int]*inOutput
}

// inOutput is what is known of a phrase among the messages of one output.
type inOutput struct {
	anywhere int // messages of the output that use the phrase, in evidence or not
	evidence users
}

// users lists who wrote the messages that use a phrase: one number a message,
// with repetitions where one author wrote several.
type users []int32

// candidate is a phrase at a place in a text.
type candidate struct {
	key        string
	start, end int // bytes of the text
}

// Add counts the phrases of a message, each once. Outputs that are not in the
// taxonomy and spans that lie outside the text are passed over.
func (c *Collector) Add(m Message) {
	var found []candidate
	switch m.Language {
	case "en":
		found = english(m.Text)
	case "pl":
		found = polish(m.Text)
	default:
		return
	}
	cp := c.corpus(m.Language)
	cp.messages++
	themes := byOutput(m.Themes)
	for i := range themes {
		if themes[i] != nil {
			cp.carrying[i]++
		}
	}
	author := c.number(m.Author)
	places := map[string][]candidate{}
	for _, f := range found {
		places[f.key] = append(places[f.key], f)
	}
	for key, at := range places { // each key on its own; the order leaves no trace
		cp.add(key, m.Text, at, &themes, author)
	}
}

func (c *Collector) corpus(language string) *corpus {
	if c.corpora == nil {
		c.corpora = map[string]*corpus{}
	}
	cp := c.corpora[language]
	if cp == nil {
		cp = &corpus{phrases: map[string]*entry{}}
		c.corpora[language] = cp
	}
	return cp
}

// number numbers an author; someone unknown is someone else each time.
func (c *Collector) number(author string) int32 {
	if author == "" {
		c.unknown--
		return c.unknown
	}
	if c.authors == nil {
		c.authors = map[string]int32{}
	}
	n, ok := c.authors[author]
	if !ok {
		n = int32(len(c.authors) + 1)
		c.authors[author] = n
	}
	return n
}

// byOutput returns the finding of each output, nil where there is none.
func byOutput(themes []label.Found) (by [label.NumOutputs]*label.Found) {
	for i := range themes {
		if o, err := label.OutputIndex(themes[i].Output); err == nil {
			by[o] = &themes[i]
		}
	}
	return by
}

// add counts one phrase of a message, which stands at the places given.
func (cp *corpus) add(key, text string, places []candidate, themes *[label.NumOutputs]*label.Found, author int32) {
	e := cp.phrases[key]
	if e == nil {
		e = &entry{spellings: map[string]int{}}
		cp.phrases[key] = e
	}
	e.users = append(e.users, author)
	e.spellings[spelling(text[places[0].start:places[0].end])]++
	for o, theme := range themes {
		if theme == nil {
			continue
		}
		in := e.in(o)
		in.anywhere++
		if slices.ContainsFunc(places, func(at candidate) bool { return inEvidence(at, theme.Spans) }) {
			in.evidence = append(in.evidence, author)
		}
	}
}

func (e *entry) in(output int) *inOutput {
	if e.by == nil {
		e.by = map[int]*inOutput{}
	}
	in := e.by[output]
	if in == nil {
		in = &inOutput{}
		e.by[output] = in
	}
	return in
}

func inEvidence(f candidate, spans []label.Span) bool {
	for _, sp := range spans {
		if sp[0] <= f.start && f.end <= sp[1] {
			return true
		}
	}
	return len(spans) == 0
}
