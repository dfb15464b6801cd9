package storetest

import (
	"fmt"
	"maps"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// kept is one reaction in the model. Its state is Whole until it is swept.
type kept struct {
	state store.State
	entry store.Entry // of a tombstone only the id matters
}

// model is what the contract says a store holds, kept in the plainest way.
type model struct {
	kept    map[reaction.ID]*kept
	erased  map[reaction.AuthorKey]time.Time
	objects map[reaction.AuthorKey]bool
}

func newModel() *model {
	return &model{
		kept:    map[reaction.ID]*kept{},
		erased:  map[reaction.AuthorKey]time.Time{},
		objects: map[reaction.AuthorKey]bool{},
	}
}

// follow does what the store did and returns the Violation, if any, that lies in
// what the store returned.
func (m *model) follow(got done, now time.Time) error {
	invariant, want := 0, 0
	switch got.kind {
	case recording:
		return m.followRecord(got, now)
	case erasing:
		invariant, want = 3, m.erase(got.ids[0])
	case erasingAuthor:
		invariant, want = 3, m.eraseAuthor(got.author, got.until, got.objection)
	case sweeping:
		invariant, want = 4, m.expire(now, got.ids)
	case labelling:
		invariant, want = 2, m.label(got.generation, got.labels)
	case unlabelling:
		invariant, want = 1, m.unlabel(got.generation, got.ids)
	}
	if got.n == want || got.doubt && 0 <= got.n && got.n < want {
		return nil
	}
	if got.kind == compacting {
		return nil
	}
	return &Violation{Invariant: invariant, What: fmt.Sprintf("%s of %v %s returned %d, want %d", got.kind, got.ids, got.author, got.n, want)}
}

// followRecord allows, where a try before may have stored some of the batch, for what
// is then a Duplicate: of the entries of one id the first that can be is recorded, and
// on the next try those before it, too, find it there.
func (m *model) followRecord(got done, now time.Time) error {
	want := make([]store.Outcome, len(got.entries))
	for i, e := range got.entries {
		want[i] = m.record(e, now)
	}
	for i, e := range got.entries {
		if o := got.outcomes[i]; o != want[i] && !(got.doubt && o == store.Duplicate && recordedFrom(i, got.entries, want)) {
			return &Violation{
				Invariant: wrongOutcome(o, want[i]),
				What:      fmt.Sprintf("%s was %v, want %v", e.Reaction.ID, o, want[i]),
			}
		}
	}
	return nil
}

// recordedFrom reports whether entry i, or one of the same id behind it, was due to be
// recorded: a try that failed may have done that, and then all of them are duplicates.
func recordedFrom(i int, es []store.Entry, want []store.Outcome) bool {
	for j := i; j < len(es); j++ {
		if es[j].Reaction.ID == es[i].Reaction.ID && want[j] == store.Recorded {
			return true
		}
	}
	return false
}

// wrongOutcome is the invariant that an outcome breaks where another was due.
func wrongOutcome(got, want store.Outcome) int {
	switch {
	case want == store.Erased:
		return 3
	case want == store.Duplicate:
		return 2
	case want == store.Expired && got == store.Recorded:
		return 4
	}
	return 6
}

func (m *model) record(e store.Entry, now time.Time) store.Outcome {
	r := e.Reaction
	switch k := m.kept[r.ID]; {
	case k != nil && k.state == store.Tombstone:
		return store.Erased
	case k != nil:
		return store.Duplicate
	case m.stops(r):
		return store.Erased
	case !r.Expires.After(now):
		return store.Expired
	}
	e.Labels = maps.Clone(e.Labels)
	m.kept[r.ID] = &kept{store.Whole, e}
	return store.Recorded
}

// stops reports whether r's author was erased at or after its time.
func (m *model) stops(r reaction.Reaction) bool {
	until, erased := m.erased[r.Author]
	return m.objects[r.Author] || erased && !r.Time.After(until)
}

func (m *model) erase(id reaction.ID) int {
	k := m.kept[id]
	m.kept[id] = &kept{store.Tombstone, store.Entry{Reaction: reaction.Reaction{ID: id}}}
	if k == nil || k.state == store.Tombstone {
		return 0
	}
	return 1
}

func (m *model) eraseAuthor(author reaction.AuthorKey, until time.Time, objection bool) int {
	m.stop(author, until, objection)
	n := 0
	for id, k := range m.kept {
		r := k.entry.Reaction
		if k.state == store.Whole && r.Author == author && (objection || !r.Time.After(until)) {
			n += m.erase(id)
		}
	}
	return n
}

func (m *model) stop(author reaction.AuthorKey, until time.Time, objection bool) {
	if old, known := m.erased[author]; !known || until.After(old) {
		m.erased[author] = until
	}
	m.objects[author] = m.objects[author] || objection
}

func (m *model) expire(now time.Time, ids []reaction.ID) int {
	n := 0
	for _, id := range ids {
		k := m.kept[id]
		if k != nil && k.state == store.Whole && !k.entry.Reaction.Expires.After(now) {
			k.state, k.entry = store.Stub, bare(k.entry)
			n++
		}
	}
	return n
}

func (m *model) label(generation string, ls []store.Labelled) int {
	n := 0
	for _, l := range ls {
		k := m.kept[l.ID]
		if k == nil || k.state == store.Tombstone {
			continue
		}
		if _, has := k.entry.Labels[generation]; has {
			continue
		}
		if k.state == store.Stub {
			l.Result = bareResult(l.Result)
		}
		k.entry.Labels[generation] = l.Result
		n++
	}
	return n
}

func (m *model) unlabel(generation string, ids []reaction.ID) int {
	n := 0
	for _, id := range ids {
		if k := m.kept[id]; k != nil && k.state != store.Tombstone {
			if _, has := k.entry.Labels[generation]; has {
				delete(k.entry.Labels, generation)
				n++
			}
		}
	}
	return n
}

// shown is what readers may see of k at now.
func (k *kept) shown(now time.Time) store.Stored {
	if k.state == store.Whole && !k.entry.Reaction.Expires.After(now) {
		return store.Stored{Entry: bare(k.entry), State: store.Stub}
	}
	return store.Stored{Entry: k.entry, State: k.state}
}
