package reprocess

import (
	"maps"
	"slices"

	"paradox/analysis/phrases"
	"paradox/infra/store"
)

// words counts, for each week and slice, how many authors use which phrase. It holds
// a bounded number of counts: when they are too many, the smallest go, as in lossy
// counting (Manku and Motwani, VLDB 2002). A count that went and comes again begins
// anew, so that a figure may be too low and never too high: a phrase of fewer
// authors than a summary asks for is never in it.
type words struct {
	Counts  map[uint64]uint32 // by cell and phrase
	Phrases map[uint32]*spelt
	Next    uint32 // number of the next phrase
	Cut     int    // how often small counts went

	ids map[string]uint32 // numbers by language and key; made from Phrases
}

// spelt is a phrase with its spellings: most have one.
type spelt struct {
	Language, Key string
	Text          string
	N             uint32            // messages that spell it like Text
	Others        map[string]uint32 // messages by other spellings
}

func newWords() *words {
	return &words{Counts: map[uint64]uint32{}, Phrases: map[uint32]*spelt{}, ids: map[string]uint32{}}
}

// index makes what is not stored.
func (w *words) index() {
	if w.Counts == nil {
		w.Counts = map[uint64]uint32{}
	}
	if w.Phrases == nil {
		w.Phrases = map[uint32]*spelt{}
	}
	w.ids = make(map[string]uint32, len(w.Phrases))
	for id, p := range w.Phrases {
		w.ids[p.Language+"\x00"+p.Key] = id
	}
}

// id numbers a use and notes its spelling.
func (w *words) id(language string, u phrases.Use) uint32 {
	key := language + "\x00" + u.Key
	id, ok := w.ids[key]
	if !ok {
		id = w.Next
		w.Next++
		w.ids[key] = id
		w.Phrases[id] = &spelt{Language: language, Key: u.Key, Text: u.Text}
	}
	w.Phrases[id].spell(u.Text)
	return id
}

func (s *spelt) spell(text string) {
	if text == s.Text {
		s.N++
		return
	}
	if s.Others == nil {
		s.Others = map[string]uint32{}
	}
	s.Others[text]++
}

// most is the spelling that most messages use; the last in byte order of equals,
// which has the fewest capitals.
func (s *spelt) most() string {
	best, n := s.Text, s.N
	for _, text := range slices.Sorted(maps.Keys(s.Others)) {
		if m := s.Others[text]; m > n || m == n && text > best {
			best, n = text, m
		}
	}
	return best
}

func use(cell, phrase uint32) uint64 { return uint64(cell)<<32 | uint64(phrase) }

// bound lets the smallest counts go until at most three quarters of limit are left,
// and the phrases that nothing counts any more, unless they are in hand.
func (w *words) bound(limit int, inHand map[int]*hand) {
	if len(w.Counts) <= limit {
		return
	}
	for least := uint32(1); len(w.Counts) > limit*3/4; least++ {
		maps.DeleteFunc(w.Counts, func(_ uint64, n uint32) bool { return n <= least })
	}
	w.Cut++
	w.Counts = maps.Clone(w.Counts) // a map does not shrink by itself
	used := make(map[uint32]bool, len(w.Phrases))
	for u := range w.Counts {
		used[uint32(u)] = true
	}
	for _, h := range inHand {
		for u := range h.Uses {
			used[uint32(u)] = true
		}
	}
	maps.DeleteFunc(w.Phrases, func(id uint32, _ *spelt) bool { return !used[id] })
	w.Phrases = maps.Clone(w.Phrases)
	w.index()
}

// top returns, for each cell, the phrases that k authors use: of each language the n
// most used at most, most used first.
func (w *words) top(k int64, n int) map[uint32][]store.Phrase {
	type group struct {
		cell     uint32
		language string
	}
	groups := map[group][]phrases.Counted{}
	for u, authors := range w.Counts {
		if int64(authors) < k {
			continue
		}
		p := w.Phrases[uint32(u)]
		g := group{uint32(u >> 32), p.Language}
		groups[g] = append(groups[g], phrases.Counted{Use: phrases.Use{Key: p.Key, Text: p.most()}, Authors: int(authors)})
	}
	top := map[uint32][]store.Phrase{}
	for g, counted := range groups { // the order is made by whoever reads a cell's phrases
		for _, c := range phrases.Pick(counted, n) {
			top[g.cell] = append(top[g.cell], store.Phrase{Text: c.Text, Language: g.language, Authors: int64(c.Authors)})
		}
	}
	for _, ps := range top {
		slices.SortFunc(ps, byUse)
	}
	return top
}
