package storetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// figures are counter values by "generation|campaign|day|channel|language|source|attribute",
// without zeros. They are counted here from the words of the taxonomy, not with the
// store's own helpers, so that a mistake there shows.
type figures map[string]int64

// add counts an entry, or takes it away with sign -1.
func (f figures) add(e store.Entry, sign int64) {
	d := e.Dims
	for generation, r := range e.Labels {
		for _, campaign := range []string{d.Campaign, "*"} {
			row := strings.Join([]string{generation, campaign, string(d.Day), d.Channel, d.Language, d.Source}, "|")
			for attr, v := range attributes(r) {
				f.move(row+"|"+attr, sign*v)
			}
		}
	}
}

func (f figures) move(key string, by int64) {
	if f[key] += by; f[key] == 0 {
		delete(f, key)
	}
}

func attributes(r label.Result) map[string]int64 {
	if r.Unclassified {
		return map[string]int64{"n": 1, "unclassified": 1}
	}
	a := map[string]int64{"n": 1, r.Sentiment.Label: 1, "score_sum": int64(r.Sentiment.Score)}
	var value, concern, demand bool
	for _, f := range r.Themes {
		o := f.Output.String()
		a[o] = 1
		value = value || o == "V1+" || o == "V2" || o == "V3"
		concern = concern || o[0] == 'C'
		demand = demand || o == "R1-" || o == "R2-"
	}
	if r.Irritation {
		a["irritation"] = 1
	}
	if r.Resignation {
		a["resignation"] = 1
	}
	switch {
	case value && concern:
		a["ambivalent"] = 1
	case value:
		a["valued"] = 1
		if demand {
			a["demand_valued"] = 1
		}
	case concern:
		a["concerned"] = 1
	case len(r.Themes) > 0 || r.Irritation || r.Resignation:
		a["other"] = 1
		if demand {
			a["demand_other"] = 1
		}
	default:
		a["off_topic"] = 1
	}
	return a
}

// countedIn are the counters as the store has them.
func countedIn(t fataler, s store.Store) figures {
	t.Helper()
	f := figures{}
	for _, row := range collect(t, "AllRows", s.AllRows(background)) {
		k := row.Key
		name := strings.Join([]string{k.Generation, k.Campaign, string(k.Day), k.Channel, k.Language, k.Source}, "|")
		if row.Counts == (store.Counts{}) {
			t.Fatalf("AllRows yields a row of zeros: %s", name)
		}
		for a := range store.NumAttrs {
			f.move(name+"|"+a.String(), row.Counts[a])
		}
	}
	return f
}

// kept is one reaction in the model.
type kept struct {
	author reaction.AuthorKey // "" where it lies under its id alone
	state  store.State
	entry  store.Entry // as recorded; of a tombstone only the id matters
}

// model is what the contract says a store holds, kept in the plainest way.
type model struct {
	kept   []*kept
	erased map[reaction.AuthorKey]time.Time
	object map[reaction.AuthorKey]bool
}

func newModel() *model {
	return &model{erased: map[reaction.AuthorKey]time.Time{}, object: map[reaction.AuthorKey]bool{}}
}

// of is what is kept of an id under the author or under none, and whether there is
// more of it under others.
func (m *model) of(id reaction.ID, author reaction.AuthorKey) (own []*kept, others bool) {
	for _, k := range m.kept {
		switch {
		case k.entry.Reaction.ID != id:
		case k.author == "" || k.author == author:
			own = append(own, k)
		default:
			others = true
		}
	}
	return own, others
}

// record follows what the store did with e, or says what it ought to have done.
func (m *model) record(e store.Entry, got store.Outcome, now time.Time) error {
	want := m.outcomes(e, now)
	if !slices.Contains(want, got) {
		return fmt.Errorf("%s of %q: outcome %v, want one of %v", e.Reaction.ID, e.Reaction.Author, got, want)
	}
	if got == store.Recorded {
		m.kept = append(m.kept, &kept{e.Reaction.Author, store.Whole, e})
	}
	return nil
}

// outcomes are those that the contract allows: one, unless the id is known under
// another author.
func (m *model) outcomes(e store.Entry, now time.Time) []store.Outcome {
	r := e.Reaction
	own, others := m.of(r.ID, r.Author)
	if len(own) > 0 {
		if own[0].state == store.Tombstone {
			return []store.Outcome{store.Erased}
		}
		return []store.Outcome{store.Duplicate}
	}
	want := store.Recorded
	until, erased := m.erased[r.Author]
	switch {
	case m.object[r.Author] || erased && !r.Time.After(until):
		want = store.Erased
	case !r.Expires.After(now):
		want = store.Expired
	}
	if others {
		return []store.Outcome{want, store.Duplicate, store.Erased}
	}
	return []store.Outcome{want}
}

// erase returns whether something was there to erase.
func (m *model) erase(ref store.Ref) bool {
	found := false
	own, _ := m.of(ref.ID, ref.Author)
	for _, k := range own {
		found = found || k.state != store.Tombstone
		k.state = store.Tombstone
	}
	if len(own) == 0 {
		bare := store.Entry{Reaction: reaction.Reaction{ID: ref.ID}}
		m.kept = append(m.kept, &kept{ref.Author, store.Tombstone, bare})
	}
	return found
}

func (m *model) eraseAuthor(author reaction.AuthorKey, until time.Time, objection bool) int {
	if old, known := m.erased[author]; !known || until.After(old) {
		m.erased[author] = until
	}
	m.object[author] = m.object[author] || objection
	n := 0
	for _, k := range m.kept {
		if k.author == author && k.state == store.Whole {
			k.state = store.Tombstone
			n++
		}
	}
	return n
}

// expire turns everything that is due.
func (m *model) expire(now time.Time) int {
	n := 0
	for _, k := range m.kept {
		if k.state == store.Whole && !k.entry.Reaction.Expires.After(now) {
			k.state, k.author = store.Stub, ""
			n++
		}
	}
	return n
}

// figures recounts.
func (m *model) figures() figures {
	f := figures{}
	for _, k := range m.kept {
		if k.state != store.Tombstone {
			f.add(k.entry, 1)
		}
	}
	return f
}

// stored is what All is to yield at now, without the tombstones, and their ids.
func (m *model) stored(now time.Time) (sts []store.Stored, tombstones []reaction.ID) {
	for _, k := range m.kept {
		due := !k.entry.Reaction.Expires.After(now)
		switch {
		case k.state == store.Tombstone:
			tombstones = append(tombstones, k.entry.Reaction.ID)
		case k.state == store.Stub || due:
			sts = append(sts, store.Stored{Entry: bare(k.entry), State: store.Stub})
		default:
			sts = append(sts, store.Stored{Entry: k.entry, State: store.Whole})
		}
	}
	slices.Sort(tombstones)
	return sts, slices.Compact(tombstones)
}
