package bolt

import (
	"container/heap"
	"slices"
	"time"
)

// where a message is.
type where int

const (
	visible where = iota
	moving        // a transaction about it is under way: nobody else may touch it
	held          // by a consumer, or put back with a wait, until item.until
)

// item is a message as the list knows it; its body is in the file.
type item struct {
	seq      uint64
	group    string
	received int
	receipt  string // of the delivery that holds it; "" where nobody does
	where    where
	until    time.Time // while held
	index    int       // in the heap that it is in
}

// list knows where every message is. It is not safe for concurrent use.
type list struct {
	items       map[uint64]*item
	groups      map[string]*bySeq // visible messages; no empty ones
	turns       []string          // the groups' names, the next to be served first
	holding     byUntil
	visible     int
	quarantined int
}

func newList() list { return list{items: map[uint64]*item{}, groups: map[string]*bySeq{}} }

func (l *list) depth() Depth {
	return Depth{Visible: l.visible, InFlight: len(l.items) - l.visible, Quarantined: l.quarantined}
}

// add lists a new message and makes it visible.
func (l *list) add(it *item) {
	l.items[it.seq] = it
	l.show(it)
}

// show makes a message visible that is in no heap.
func (l *list) show(it *item) {
	it.where, it.receipt = visible, ""
	g := l.groups[it.group]
	if g == nil {
		g = &bySeq{}
		l.groups[it.group] = g
		l.turns = append(l.turns, it.group)
	}
	heap.Push(g, it)
	l.visible++
}

// take picks up to max visible messages, a group at a time in turn, and marks them
// moving.
func (l *list) take(max int) []*item {
	var its []*item
	for len(its) < max && len(l.turns) > 0 {
		name := l.turns[0]
		l.turns = l.turns[1:]
		g := l.groups[name]
		it := heap.Pop(g).(*item)
		if g.Len() == 0 {
			delete(l.groups, name)
		} else {
			l.turns = append(l.turns, name)
		}
		it.where = moving
		its = append(its, it)
	}
	l.visible -= len(its)
	return its
}

// hold makes a moving message invisible until a time.
func (l *list) hold(it *item, until time.Time) {
	it.where, it.until = held, until
	heap.Push(&l.holding, it)
}

// grab marks the message moving if the receipt still holds it.
func (l *list) grab(it *item, receipt string) bool {
	if it.where != held || it.receipt == "" || it.receipt != receipt {
		return false
	}
	heap.Remove(&l.holding, it.index)
	it.where = moving
	return true
}

// release makes visible what was held until now, and reports whether there was any.
func (l *list) release(now time.Time) bool {
	any := false
	for len(l.holding) > 0 && !l.holding[0].until.After(now) {
		l.show(heap.Pop(&l.holding).(*item))
		any = true
	}
	return any
}

// next is when the first held message becomes visible; false if none is held.
func (l *list) next() (time.Time, bool) {
	if len(l.holding) == 0 {
		return time.Time{}, false
	}
	return l.holding[0].until, true
}

// drop forgets a moving message.
func (l *list) drop(it *item) { delete(l.items, it.seq) }

// bySeq has the oldest message on top.
type bySeq []*item

func (h bySeq) Len() int           { return len(h) }
func (h bySeq) Less(i, j int) bool { return h[i].seq < h[j].seq }
func (h bySeq) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *bySeq) Push(x any)        { *h = append(*h, x.(*item)) }
func (h *bySeq) Pop() any          { return pop((*[]*item)(h)) }

// byUntil has the message on top that becomes visible first.
type byUntil []*item

func (h byUntil) Len() int           { return len(h) }
func (h byUntil) Less(i, j int) bool { return h[i].until.Before(h[j].until) }
func (h byUntil) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
func (h *byUntil) Push(x any) {
	it := x.(*item)
	it.index = len(*h)
	*h = append(*h, it)
}
func (h *byUntil) Pop() any { return pop((*[]*item)(h)) }

func pop(h *[]*item) *item {
	last := len(*h) - 1
	it := (*h)[last]
	*h = slices.Delete(*h, last, last+1) // clears the slot
	return it
}
