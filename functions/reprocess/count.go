package reprocess

import (
	"hash/fnv"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// counting recounts what is read and tells what is seen a second time. A reaction
// that expires while a scan runs moves from its author's place to its own, so that
// a scan may come upon it again; what may still expire while this one runs is
// remembered, which is little: what is overdue and what falls due soon.
type counting struct {
	recount store.Recount // stored row by row
	Horizon time.Time
	Near    map[uint64]bool // ids of what is due by Horizon
}

func newCounting(began time.Time) *counting {
	return &counting{Horizon: began.Add(2 * longest), Near: map[uint64]bool{}}
}

// add counts a stored reaction and reports whether this was the first time that it
// was seen.
func (c *counting) add(st store.Stored, overdue bool) bool {
	id := printOf(st.Reaction.ID)
	if st.State != store.Tombstone && c.Near[id] {
		return false
	}
	if overdue || st.State == store.Whole && !st.Reaction.Expires.After(c.Horizon) {
		c.Near[id] = true
	}
	c.recount.Add(st)
	return true
}

// printOf is 64 bits of an id. Ids are MACs; of a million that are near, two have
// the same print once in 10^7 scans.
func printOf(id reaction.ID) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id))
	return h.Sum64()
}

// overdueIn are the overdue ones of a page.
func overdueIn(page store.Page) map[reaction.ID]bool {
	overdue := make(map[reaction.ID]bool, len(page.Overdue))
	for _, id := range page.Overdue {
		overdue[id] = true
	}
	return overdue
}
