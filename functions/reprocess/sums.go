package reprocess

import (
	"cmp"
	"slices"

	"paradox/analysis/label"
	"paradox/analysis/phrases"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// cellKey names a summary.
type cellKey struct {
	Week  store.Day
	Slice store.Slice
}

// cell is a summary on its way.
type cell struct {
	Key        cellKey
	N, Authors int64
	Cluster    store.Cluster
	Of         uint64 // sum of the prints of all that it has, stubs included
}

// sums are the summaries of one generation on their way.
type sums struct {
	Cells []cell
	Hand  map[int]*hand // by segment: the author whose reactions are being read there
	Words *words
	Full  int // authors of whom not all phrases were counted

	at map[cellKey]uint32 // places in Cells; made from them
}

// hand is an author in hand: all of an author's reactions follow each other, so that
// one at a time is all that is ever known of anybody.
type hand struct {
	Author reaction.AuthorKey
	Shares map[uint32]share // by cell
	Uses   map[uint64]bool  // phrases by cell that this author has been counted for
	Full   bool             // there were more than maxUses
}

// share is what one author has said in a cell.
type share struct{ Ambivalent, Relevant int64 }

// maxUses is how many phrases by cell one author is counted for: enough for
// hundreds of long messages, and a bound on what a bot can fill.
const maxUses = 50_000

func newSums() *sums {
	return &sums{Hand: map[int]*hand{}, Words: newWords(), at: map[cellKey]uint32{}}
}

// index makes what is not stored, and maps where nothing was stored of them.
func (s *sums) index() {
	if s.Hand == nil {
		s.Hand = map[int]*hand{}
	}
	for _, h := range s.Hand {
		if h.Shares == nil {
			h.Shares = map[uint32]share{}
		}
		if h.Uses == nil {
			h.Uses = map[uint64]bool{}
		}
	}
	s.at = make(map[cellKey]uint32, len(s.Cells))
	for i, c := range s.Cells {
		s.at[c.Key] = uint32(i)
	}
	s.Words.index()
}

// slicesOf are the slices that a reaction belongs to.
func slicesOf(d store.Dims) [6]store.Slice {
	return [...]store.Slice{
		{}, {Campaign: d.Campaign}, {Channel: d.Channel}, {Language: d.Language}, {Source: d.Source},
		{Campaign: d.Campaign, Channel: d.Channel},
	}
}

// enter enters a classified reaction, a stub or a whole one, in the cells that it
// belongs to.
func (s *sums) enter(st store.Stored) (cells [6]uint32) {
	d, print := st.Dims, printOf(st.Reaction.ID)
	week := d.Day.Monday()
	for i, slice := range slicesOf(d) {
		key := cellKey{week, slice}
		n, ok := s.at[key]
		if !ok {
			n = uint32(len(s.Cells))
			s.at[key] = n
			s.Cells = append(s.Cells, cell{Key: key})
		}
		s.Cells[n].Of += print
		cells[i] = n
	}
	return cells
}

// whole enters and counts a whole, classified reaction that was read in a segment.
func (s *sums) whole(segment int, st store.Stored, r label.Result, uses []phrases.Use) {
	h := s.Hand[segment]
	if h == nil || h.Author != st.Reaction.Author || h.Author == "" {
		s.letGo(segment)
		h = &hand{Author: st.Reaction.Author, Shares: map[uint32]share{}, Uses: map[uint64]bool{}}
		s.Hand[segment] = h
	}
	stance := r.Stance()
	var said share
	if stance == label.Ambivalent {
		said.Ambivalent = 1
	}
	if stance == label.Ambivalent || stance == label.Valued || stance == label.Concerned {
		said.Relevant = 1
	}
	cells := s.enter(st)
	for _, c := range cells {
		s.Cells[c].N++
		sh := h.Shares[c]
		h.Shares[c] = share{sh.Ambivalent + said.Ambivalent, sh.Relevant + said.Relevant}
	}
	for _, u := range uses {
		id := s.Words.id(st.Dims.Language, u)
		for _, c := range cells {
			s.count(h, use(c, id))
		}
	}
}

// count counts an author for a phrase, once, and notes where that is too much.
func (s *sums) count(h *hand, u uint64) {
	switch {
	case h.Uses[u]:
	case len(h.Uses) < maxUses:
		h.Uses[u] = true
		s.Words.Counts[u]++
	case !h.Full:
		h.Full = true
		s.Full++
	}
}

// end adds up whoever is still in hand.
func (s *sums) end() {
	for segment := range s.Hand {
		s.letGo(segment)
	}
}

// letGo adds up the author in hand in a segment: there is no more of them.
func (s *sums) letGo(segment int) {
	h := s.Hand[segment]
	if h == nil {
		return
	}
	delete(s.Hand, segment)
	for n, sh := range h.Shares { // sums: the order leaves no trace
		c := &s.Cells[n]
		c.Authors++
		c.Cluster.A2 += sh.Ambivalent * sh.Ambivalent
		c.Cluster.AR += sh.Ambivalent * sh.Relevant
		c.Cluster.R2 += sh.Relevant * sh.Relevant
	}
}

// byUse orders phrases, most used first.
func byUse(a, b store.Phrase) int {
	return cmp.Or(cmp.Compare(b.Authors, a.Authors), cmp.Compare(a.Language, b.Language), cmp.Compare(a.Text, b.Text))
}

// week is what was found out about one.
type week struct {
	summaries []store.Summary        // by slice; only of what is whole
	of        map[store.Slice]uint64 // what each slice has, stubs included
}

// weeks makes the summaries.
func (s *sums) weeks(k int64, phrases int) map[store.Day]*week {
	top := s.Words.top(k, phrases)
	weeks := map[store.Day]*week{}
	for i, c := range s.Cells {
		w := weeks[c.Key.Week]
		if w == nil {
			w = &week{of: map[store.Slice]uint64{}}
			weeks[c.Key.Week] = w
		}
		w.of[c.Key.Slice] = c.Of
		if c.N > 0 {
			w.summaries = append(w.summaries, store.Summary{
				Week: c.Key.Week, Slice: c.Key.Slice, Of: c.Of, N: c.N, Authors: c.Authors, Cluster: c.Cluster, Phrases: top[uint32(i)],
			})
		}
	}
	for _, w := range weeks {
		slices.SortFunc(w.summaries, bySlice)
	}
	return weeks
}

func bySlice(x, y store.Summary) int {
	a, b := x.Slice, y.Slice
	return cmp.Or(cmp.Compare(a.Campaign, b.Campaign), cmp.Compare(a.Channel, b.Channel),
		cmp.Compare(a.Language, b.Language), cmp.Compare(a.Source, b.Source))
}
