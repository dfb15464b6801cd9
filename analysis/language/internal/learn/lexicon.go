//go:build generate

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"unicode"
)

// lexicon draws words as often as they are written.
type lexicon struct {
	words []string
	upTo  []float64 // running sum of their frequencies
}

// newLexicon keeps the Latin words of a list in steps of a centibel: the words
// of list i are written 10^(-i/100) times a word.
func newLexicon(list [][]string) *lexicon {
	l, total := &lexicon{}, 0.0
	for i, words := range list {
		f := math.Pow(10, -float64(i)/100)
		for _, w := range words {
			if isLatin(w) {
				total += f
				l.words = append(l.words, w)
				l.upTo = append(l.upTo, total)
			}
		}
	}
	return l
}

func isLatin(word string) bool {
	return strings.IndexFunc(word, func(c rune) bool { return c != '\'' && c != '-' && !unicode.Is(unicode.Latin, c) }) < 0
}

func (l *lexicon) draw(dice *rand.Rand) string {
	x := dice.Float64() * l.upTo[len(l.upTo)-1]
	return l.words[min(sort.SearchFloat64s(l.upTo, x), len(l.words)-1)]
}

// profile writes words letter by letter, by how often three letters follow each
// other in a language.
type profile struct {
	next map[string][]follow // by the two letters before
}

type follow struct {
	letter rune
	upTo   float64
}

func newProfile(file []byte) (*profile, error) {
	var in struct {
		Freq map[string]float64 `json:"freq"`
	}
	if err := json.Unmarshal(file, &in); err != nil {
		return nil, err
	}
	grams := make([]string, 0, len(in.Freq))
	for g := range in.Freq {
		grams = append(grams, g)
	}
	slices.Sort(grams)
	p := &profile{next: map[string][]follow{}}
	for _, g := range grams {
		r := []rune(strings.ToLower(g))
		switch len(r) {
		case 2: // of which only the first letters of words are used
			if r[0] == ' ' {
				p.add(" ", r[1], in.Freq[g])
			}
		case 3:
			p.add(string(r[:2]), r[2], in.Freq[g])
		}
	}
	return p, nil
}

func (p *profile) add(before string, letter rune, n float64) {
	list := p.next[before]
	if len(list) > 0 {
		n += list[len(list)-1].upTo
	}
	p.next[before] = append(list, follow{letter, n})
}

func (p *profile) draw(dice *rand.Rand) string {
	for {
		word := []rune{' '}
		for before := " "; len(word) < 16; before = string(word[max(len(word)-2, 0):]) {
			list := p.next[before]
			if len(list) == 0 {
				break
			}
			x := dice.Float64() * list[len(list)-1].upTo
			i := sort.Search(len(list), func(i int) bool { return list[i].upTo >= x })
			if list[i].letter == ' ' {
				break
			}
			word = append(word, list[i].letter)
		}
		if len(word) > 2 {
			return string(word[1:])
		}
	}
}

// centibels reads the format of wordfreq: a MessagePack array of a header and
// then arrays of words, each a centibel rarer than the one before.
func centibels(b []byte) ([][]string, error) {
	m := msgpack{b}
	n, err := m.array()
	if err != nil {
		return nil, err
	}
	if err := m.skipMap(); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	lists := make([][]string, n-1)
	for i := range lists {
		k, err := m.array()
		if err != nil {
			return nil, err
		}
		for range k {
			w, err := m.str()
			if err != nil {
				return nil, err
			}
			lists[i] = append(lists[i], w)
		}
	}
	return lists, nil
}

// msgpack reads the few kinds of MessagePack value that occur.
type msgpack struct{ b []byte }

var errFormat = errors.New("not the MessagePack that was expected")

func (m *msgpack) size(fix, fixMask byte, wide ...byte) (int, error) {
	if len(m.b) == 0 {
		return 0, errFormat
	}
	c := m.b[0]
	m.b = m.b[1:]
	if c&^fixMask == fix {
		return int(c & fixMask), nil
	}
	for i, w := range wide {
		if n := 1 << i; w != 0 && c == w && len(m.b) >= n {
			size := 0
			for _, d := range m.b[:n] {
				size = size<<8 | int(d)
			}
			m.b = m.b[n:]
			return size, nil
		}
	}
	return 0, errFormat
}

func (m *msgpack) array() (int, error) { return m.size(0x90, 0x0f, 0, 0xdc, 0xdd) }

func (m *msgpack) str() (string, error) {
	n, err := m.size(0xa0, 0x1f, 0xd9, 0xda, 0xdb)
	if err != nil || len(m.b) < n {
		return "", errFormat
	}
	s := string(m.b[:n])
	m.b = m.b[n:]
	return s, nil
}

// skipMap passes over a map of strings to strings or small numbers.
func (m *msgpack) skipMap() error {
	n, err := m.size(0x80, 0x0f)
	for range 2 * n {
		if len(m.b) > 0 && m.b[0] < 0x80 {
			m.b = m.b[1:]
		} else if _, err = m.str(); err != nil {
			return err
		}
	}
	return err
}
