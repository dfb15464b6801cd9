package storetest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// history is what several writers did to one id side by side.
type history struct {
	entries    []store.Entry
	outcomes   []store.Outcome
	recorded   int // of those, Recorded
	erased     bool
	swept      bool
	labels     map[string][]label.Result
	unlabelled map[string]bool
}

// court judges a phase of several writers: by what was there before, what they did,
// and what is there now, whoever came first.
type court struct {
	before  *model
	plan    *plan
	now     time.Time
	ids     map[reaction.ID]*history
	authors map[reaction.AuthorKey][]op // their erasures
	turned  int                         // by erasures, as reported
	doubt   bool
	snap    *snapshot
	nothing history
}

// judge returns the first Violation of a phase, or goes on from what is stored.
func (d *driver) judge(logs [][]done, snap *snapshot) error {
	c := &court{
		before: d.model, plan: &d.plan, now: d.clock.now(), snap: snap,
		ids: map[reaction.ID]*history{}, authors: map[reaction.AuthorKey][]op{},
	}
	for _, log := range logs {
		for _, got := range log {
			c.hear(got)
		}
	}
	for _, id := range ordered(c.before.kept, snap.items, c.ids) {
		if err := c.judgeID(id); err != nil {
			return err
		}
	}
	if err := c.judgeErasures(); err != nil {
		return err
	}
	d.model = c.after()
	return nil
}

// hear takes down what one operation did to each of its ids.
func (c *court) hear(got done) {
	c.doubt = c.doubt || got.doubt
	for i, e := range got.entries {
		h := c.of(e.Reaction.ID)
		h.entries, h.outcomes = append(h.entries, e), append(h.outcomes, got.outcomes[i])
		if got.outcomes[i] == store.Recorded {
			h.recorded++
		}
	}
	for _, l := range got.labels {
		h := c.of(l.ID)
		h.labels[got.generation] = append(h.labels[got.generation], l.Result)
	}
	for _, id := range got.ids {
		h := c.of(id)
		switch got.kind {
		case erasing:
			h.erased = true
		case sweeping:
			h.swept = true
		case unlabelling:
			h.unlabelled[got.generation] = true
		}
	}
	switch got.kind {
	case erasingAuthor:
		c.authors[got.author] = append(c.authors[got.author], got.op)
		c.turned += got.n
	case erasing:
		c.turned += got.n
	}
}

func (c *court) of(id reaction.ID) *history {
	if c.ids[id] == nil {
		c.ids[id] = &history{labels: map[string][]label.Result{}, unlabelled: map[string]bool{}}
	}
	return c.ids[id]
}

func (c *court) judgeID(id reaction.ID) error {
	h := c.ids[id]
	if h == nil {
		h = &c.nothing
	}
	had, st := c.before.kept[id], c.snap.items[id]
	checks := []func(reaction.ID, *kept, *history, store.Stored) error{c.judgeOutcomes, c.judgePresence, c.judgeTombstone}
	if st.State == store.Whole || st.State == store.Stub {
		checks = append(checks, c.judgeContent)
	}
	for _, check := range checks {
		if err := check(id, had, h, st); err != nil {
			return err
		}
	}
	return nil
}

// judgeOutcomes asks whether what writers were told of an id can be so.
func (c *court) judgeOutcomes(id reaction.ID, had *kept, h *history, st store.Stored) error {
	switch {
	case h.recorded > 0 && had != nil && had.state == store.Tombstone:
		return violation(3, "%s was erased and is recorded again", id)
	case h.recorded > 0 && had != nil, h.recorded > 1:
		return violation(2, "%s was recorded %d times, and before: %v", id, h.recorded, had != nil)
	}
	for i, o := range h.outcomes {
		r := h.entries[i].Reaction
		known := had != nil && had.state != store.Tombstone
		ok := false
		switch o {
		case store.Recorded:
			if had == nil && !r.Expires.After(c.now) {
				return violation(4, "%s was recorded past its retention", id)
			}
			ok = true
		case store.Duplicate:
			ok = known || h.recorded > 0 || c.doubt
		case store.Erased:
			ok = had != nil && had.state == store.Tombstone || h.erased || st.State == store.Tombstone ||
				c.before.stops(r) || c.stopped(r)
		case store.Expired:
			ok = !known && !r.Expires.After(c.now)
		}
		if !ok {
			return violation(6, "%s has the outcome %v without a reason", id, o)
		}
	}
	return nil
}

// judgePresence asks whether an id is there, or away, with reason.
func (c *court) judgePresence(id reaction.ID, had *kept, h *history, st store.Stored) error {
	taken := h.recorded > 0 || slices.Contains(h.outcomes, store.Duplicate)
	switch {
	case st.State == "" && had != nil:
		return violation(wrongState(had.state, ""), "%s was %s and is nowhere", id, had.state)
	case st.State == "" && h.erased:
		return violation(3, "%s was erased and has no tombstone", id)
	case st.State == "" && taken:
		return violation(6, "%s was taken (%v) and is nowhere", id, h.outcomes)
	case st.State != "" && st.State != store.Tombstone && had == nil && !taken:
		return violation(6, "%s is %s, and nobody was told that it was taken (%v)", id, st.State, h.outcomes)
	}
	return nil
}

// judgeTombstone asks whether an id is a tombstone for a reason, and not where there
// is none.
func (c *court) judgeTombstone(id reaction.ID, had *kept, h *history, st store.Stored) error {
	was := had != nil && had.state == store.Tombstone
	if st.State != store.Tombstone {
		if was || h.erased {
			return violation(3, "%s was erased and is %q", id, st.State)
		}
		return nil
	}
	ordered := was || h.erased || had != nil && c.stopped(had.entry.Reaction)
	if had == nil {
		for _, e := range h.entries {
			ordered = ordered || c.stopped(e.Reaction)
		}
	}
	if !ordered {
		return violation(3, "%s was erased and nobody ordered it", id)
	}
	return nil
}

// judgeContent compares what is stored with what was given.
func (c *court) judgeContent(id reaction.ID, had *kept, h *history, st store.Stored) error {
	e, given := c.plan.given(id, st.Dims)
	if had != nil {
		if had.entry.Dims != st.Dims {
			return violation(2, "%s was counted in %v and is now in %v", id, had.entry.Dims, st.Dims)
		}
		e.Labels = had.entry.Labels
	}
	if !given || e.Dims != st.Dims {
		return violation(2, "%s is stored with places that were never given: %v", id, st.Dims)
	}
	if err := c.judgeExpiry(id, had, h, st, e.Reaction); err != nil {
		return err
	}
	want := e.Reaction
	if st.State == store.Stub {
		want = reaction.Reaction{ID: id}
	}
	if !sameReaction(want, st.Reaction) {
		return violation(2, "%s is a %s (-given +stored):\n%s", id, st.State, gocmp.Diff(want, st.Reaction))
	}
	if st.State == store.Whole || c.snap.overdue[id] {
		if err := c.judgeAuthor(id, had, e.Reaction); err != nil {
			return err
		}
	}
	return c.judgeLabels(id, had, h, st, e)
}

// judgeExpiry asks whether a reaction is shown whole, overdue or expired as it is due.
func (c *court) judgeExpiry(id reaction.ID, had *kept, h *history, st store.Stored, r reaction.Reaction) error {
	due, overdue := !r.Expires.After(c.now), c.snap.overdue[id]
	wasStub := had != nil && had.state == store.Stub
	switch {
	case st.State == store.Whole && (due || wasStub):
		return violation(4, "%s has expired and is whole", id)
	case st.State == store.Stub && !due && !wasStub:
		return violation(4, "%s is a stub before its time", id)
	case overdue && (wasStub || h.swept && had != nil):
		return violation(4, "%s was swept and is not expired", id)
	case st.State == store.Stub && !overdue && !wasStub && !h.swept:
		return violation(4, "%s has expired and nobody swept it", id)
	}
	return nil
}

// judgeAuthor asks whether something that knows its author may still be there.
func (c *court) judgeAuthor(id reaction.ID, had *kept, r reaction.Reaction) error {
	if r.Author == "" {
		return nil
	}
	if c.stopped(r) || had == nil && c.before.stops(r) {
		return violation(3, "%s of %s, whose author was erased, is stored", id, r.Time.Format(time.RFC3339))
	}
	return nil
}

// stopped reports whether an erasure of this phase stops r.
func (c *court) stopped(r reaction.Reaction) bool {
	return slices.ContainsFunc(c.authors[r.Author], func(o op) bool { return o.objection || !r.Time.After(o.until) })
}

// judgeLabels compares labels with those that were given with the entry or after it.
func (c *court) judgeLabels(id reaction.ID, had *kept, h *history, st store.Stored, e store.Entry) error {
	for _, g := range generations {
		base, first := e.Labels[g]
		got, has := st.Labels[g]
		may := slices.Clone(h.labels[g])
		if first {
			may = append(may, base)
		}
		switch {
		case has && !c.isOne(got, may, st.State):
			return violation(2, "%s has a label of %s that was never given", id, g)
		case h.unlabelled[g]:
		case first && (!has || !c.isOne(got, []label.Result{base}, st.State)):
			return violation(2, "the label of %s that %s had was changed or taken away", g, id)
		case had != nil && len(h.labels[g]) > 0 && !has:
			return violation(6, "%s was labelled under %s and has no such label", id, g)
		}
	}
	return nil
}

func (c *court) isOne(got label.Result, may []label.Result, state store.State) bool {
	return slices.ContainsFunc(may, func(r label.Result) bool {
		if state == store.Stub {
			r = bareResult(r)
		}
		return sameResult(r, got)
	})
}

// judgeErasures compares how many reactions erasures reported with how many are gone.
func (c *court) judgeErasures() error {
	gone := 0
	for id, st := range c.snap.items {
		had := c.before.kept[id]
		if st.State != store.Tombstone || had != nil && had.state == store.Tombstone {
			continue
		}
		if h := c.ids[id]; had != nil || h != nil && (h.recorded > 0 || c.doubt) {
			gone++
		}
	}
	if c.turned > gone || c.turned < gone && !c.doubt {
		return violation(3, "erasures report %d reactions, and %d are gone", c.turned, gone)
	}
	return nil
}

// after is the model of what is stored now.
func (c *court) after() *model {
	m := newModel()
	m.erased, m.objects = maps.Clone(c.before.erased), maps.Clone(c.before.objects)
	for a, ops := range c.authors {
		for _, o := range ops {
			m.stop(a, o.until, o.objection)
		}
	}
	for id, st := range c.snap.items {
		k := &kept{st.State, st.Entry}
		k.entry.Labels = maps.Clone(st.Labels)
		if c.snap.overdue[id] {
			e, _ := c.plan.given(id, st.Dims)
			k.state, k.entry.Reaction = store.Whole, e.Reaction
		}
		m.kept[id] = k
	}
	return m
}

func violation(invariant int, format string, args ...any) error {
	return &Violation{Invariant: invariant, What: fmt.Sprintf(format, args...)}
}

// ordered are the ids of maps, each once, in order.
func ordered(kepts map[reaction.ID]*kept, items map[reaction.ID]store.Stored, more ...map[reaction.ID]*history) []reaction.ID {
	ids := slices.AppendSeq(slices.Collect(maps.Keys(kepts)), maps.Keys(items))
	for _, m := range more {
		ids = slices.AppendSeq(ids, maps.Keys(m))
	}
	slices.SortFunc(ids, cmp.Compare[reaction.ID])
	return slices.Compact(ids)
}
