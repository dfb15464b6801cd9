package main

import (
	"bufio"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"paradox/analysis/label"
)

// message is a text with what its writer said of it.
type message struct {
	ID         string  `json:"id"`
	Language   string  `json:"language"`
	Channel    string  `json:"channel"`
	Text       string  `json:"text"`
	Stance     string  `json:"stance"` // "" where the text must end as unclassified
	Irritation bool    `json:"irritation"`
	Themes     []theme `json:"themes"`
	Phase      string  `json:"phase"` // of texts written for the demo: the only phase they fit, or ""

	strangeness int
	used        bool
}

type theme struct {
	Code     string `json:"code"`
	Polarity string `json:"polarity"`
}

// carries reports whether m has one of the outputs or facets.
func (m *message) carries(outputs []string) bool {
	for _, t := range m.Themes {
		if slices.Contains(outputs, t.Code+t.Polarity) {
			return true
		}
	}
	return m.Irritation && slices.Contains(outputs, irritation)
}

const irritation = "irritation"

// setAside are the writers whose messages are test data: they stay out of
// everything that anybody looks at while building. Behind them are those who wrote
// after the demo was made, which is not to change with every writer.
var setAside = []string{"en-w4", "en-w15", "en-w32", "pl-w8", "pl-w18", "pl-w31", "en-w29", "pl-w30"}

// noChannel is the label of messages that speak of no personalised communication.
const noChannel = "none"

// cell names the messages that may stand in for each other.
type cell struct{ channel, stance, language string }

// pool holds the messages of a cell, in the order in which they are to be taken.
type pool map[cell][]*message

// readPool reads the labelled messages below dir, without those set aside, and
// puts each cell in a random order in which texts of other worlds come last.
func readPool(dir string, d dice) (pool, error) {
	files, err := filepath.Glob(filepath.Join(dir, "??-w*.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	p := pool{}
	for _, f := range files {
		if slices.Contains(setAside, strings.TrimSuffix(filepath.Base(f), ".jsonl")) {
			continue
		}
		ms, err := readFile(f)
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			c := cell{m.Channel, m.Stance, m.Language}
			p[c] = append(p[c], m)
		}
	}
	if len(p) == 0 {
		return nil, fmt.Errorf("no labelled messages in %s", dir)
	}
	for _, c := range slices.SortedFunc(mapKeys(p), compareCells) {
		shuffle(d, p[c])
		slices.SortStableFunc(p[c], func(a, b *message) int { return cmp.Compare(a.strangeness, b.strangeness) })
	}
	return p, nil
}

func mapKeys(p pool) func(func(cell) bool) {
	return func(yield func(cell) bool) {
		for c := range p {
			if !yield(c) {
				return
			}
		}
	}
}

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.channel, b.channel), cmp.Compare(a.stance, b.stance), cmp.Compare(a.language, b.language))
}

func readFile(name string) ([]*message, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading labelled messages: %w", err)
	}
	defer f.Close()
	ms, err := readMessages(f)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return ms, nil
}

// readMessages reads one message a line.
func readMessages(r io.Reader) ([]*message, error) {
	var ms []*message
	for dec := json.NewDecoder(bufio.NewReader(r)); ; {
		m := new(message)
		switch err := dec.Decode(m); {
		case errors.Is(err, io.EOF):
			return ms, nil
		case err != nil:
			return nil, fmt.Errorf("message %d: %w", len(ms)+1, err)
		case m.ID == "" || m.Text == "" || m.Channel == "":
			return nil, fmt.Errorf("message %d: id, text and channel must be there", len(ms)+1)
		}
		m.strangeness = strangeness(m.Text)
		ms = append(ms, m)
	}
}

// take uses up n messages of the channel and stance, half of them English: most by
// the wish, some as they come, since no week of real life speaks of one thing only.
func (p pool) take(channel, stance string, n int, w wish) ([]*message, error) {
	some := n * unwished / 100
	taken := p.takeBest(channel, stance, n-some, w)
	taken = append(taken, p.takeBest(channel, stance, some, wish{extraEnglish: !w.extraEnglish})...)
	if len(taken) < n {
		return nil, fmt.Errorf("%d %s messages of channel %s wanted, %d left", n, stance, channel, len(taken))
	}
	return taken, nil
}

// unwished is how many of a hundred messages come as they come.
const unwished = 12

// takeBest takes up to n messages by the wish. A language that runs dry is made up
// for by the other.
func (p pool) takeBest(channel, stance string, n int, w wish) []*message {
	english := n / 2
	if w.extraEnglish {
		english = n - n/2
	}
	var taken []*message
	for _, share := range []struct {
		language string
		n        int
	}{{"en", english}, {"pl", n - english}, {"en", n}, {"pl", n}} {
		free := slices.DeleteFunc(p.free(channel, stance, share.language), func(m *message) bool { return m.used })
		slices.SortStableFunc(free, func(a, b *message) int { return cmp.Compare(w.rank(a), w.rank(b)) })
		for _, m := range free[:min(share.n, len(free), n-len(taken))] {
			m.used = true
			taken = append(taken, m)
		}
	}
	return taken
}

// free copies what may stand for the channel: its own messages; then, for a remark
// off the subject, those that belong to no channel, since people write them under
// anything. Only "other" also takes on-topic messages of no channel.
func (p pool) free(channel, stance, language string) []*message {
	own := p[cell{channel, stance, language}]
	if channel == "other" || stance == string(label.OffTopic) {
		return slices.Concat(own, p[cell{noChannel, stance, language}])
	}
	return slices.Clone(own)
}

// wish says which messages fit a moment of the story best.
type wish struct {
	want, avoid  []string // outputs such as "C6" or "R1+"
	extraEnglish bool     // who gets the odd message
}

func (w wish) rank(m *message) int {
	rank := 0
	if len(w.want) > 0 && !m.carries(w.want) {
		rank++
	}
	if m.carries(w.avoid) {
		rank += 2
	}
	return rank
}

//go:embed otherworlds.txt
var otherWorldsFile string

// otherWorlds are beginnings of words, or whole words where they are short.
var otherWorlds = strings.Fields(otherWorldsFile)

// strangeness counts the words of m that a shop's customers would hardly write
// about the shop: of banks, airlines, clinics. The labelled messages speak of all
// these, the demo's retailer does not.
func strangeness(text string) int {
	n := 0
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if slices.ContainsFunc(otherWorlds, func(stem string) bool { return word == stem || len(stem) > 3 && strings.HasPrefix(word, stem) }) {
			n++
		}
	}
	return n
}
