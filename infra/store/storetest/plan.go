package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// The kinds of operations of a sequence.
const (
	recording     = "record"
	erasing       = "erase"
	erasingAuthor = "erase author"
	sweeping      = "sweep"
	labelling     = "label"
	unlabelling   = "unlabel"
	compacting    = "compact"
)

// op is one thing that a writer does.
type op struct {
	kind       string
	entries    []store.Entry
	ids        []reaction.ID
	author     reaction.AuthorKey
	until      time.Time
	objection  bool
	generation string
	labels     []store.Labelled
	before     store.Day
}

// generations are those that sequences record and label under.
var generations = [...]string{gen1, gen2, gen3}

const (
	someAuthors = 4
	window      = 24 // how many of the last entries meet again
)

// plan draws operations. It remembers what it ever gave out, so that it is
// delivered again, late, and out of order.
type plan struct {
	rng   *rand.Rand
	past  []store.Entry // every entry once, each variant of an id by itself
	early []reaction.ID // erased before they came
	ids   int           // given out so far
}

// draw draws an operation that is to be done at about now.
func (p *plan) draw(now time.Time) op {
	switch n := p.rng.IntN(100); {
	case n < 34:
		return op{kind: recording, entries: p.batch(now)}
	case n < 44:
		return op{kind: recording, entries: p.again()}
	case n < 56:
		return op{kind: erasing, ids: []reaction.ID{p.someID()}}
	case n < 60:
		p.early = append(p.early, p.newID())
		return op{kind: erasing, ids: p.early[len(p.early)-1:]}
	case n < 66:
		return op{
			kind: erasingAuthor, author: author(1 + p.rng.IntN(someAuthors)), objection: p.rng.IntN(12) == 0,
			until: now.Add(time.Duration(p.rng.IntN(49)-24) * time.Hour),
		}
	case n < 76:
		return op{kind: sweeping, ids: p.someIDs()}
	case n < 88:
		return p.relabel()
	case n < 95:
		return op{kind: unlabelling, generation: generations[p.rng.IntN(len(generations))], ids: p.someIDs()}
	}
	return op{
		kind: compacting, generation: generations[p.rng.IntN(len(generations))],
		before: store.DayOf(now, time.UTC).Add(7 - p.rng.IntN(21)),
	}
}

// batch mixes new entries with known ones, others of known ids, and repetitions.
func (p *plan) batch(now time.Time) []store.Entry {
	size := 1 + p.rng.IntN(5)
	if p.rng.IntN(40) == 0 {
		size = 30 + p.rng.IntN(30) // more than one transaction takes on some engines
	}
	var es []store.Entry
	for len(es) < size {
		switch n := p.rng.IntN(10); {
		case n < 6 || len(p.past) == 0:
			es = append(es, p.entry(p.unseenID(), 0, now))
		case n < 8:
			es = append(es, p.some())
		case n < 9:
			es = append(es, p.variant(p.some().Reaction.ID, now))
		case len(es) > 0:
			es = append(es, es[p.rng.IntN(len(es))])
		}
	}
	return es
}

// again is what was given before: a redelivery, a reordering, or an import of old.
func (p *plan) again() []store.Entry {
	if len(p.past) == 0 {
		return nil
	}
	from := p.rng.IntN(len(p.past))
	es := slices.Clone(p.past[from:min(len(p.past), from+1+p.rng.IntN(window))])
	if p.rng.IntN(2) == 0 {
		p.rng.Shuffle(len(es), func(i, j int) { es[i], es[j] = es[j], es[i] })
	}
	return es
}

// relabel gives some ids labels of a generation; one of them comes twice at times,
// and an id that no entry had.
func (p *plan) relabel() op {
	o := op{kind: labelling, generation: generations[p.rng.IntN(len(generations))]}
	for _, id := range append(p.someIDs(), id(1_000_000)) {
		o.labels = append(o.labels, store.Labelled{ID: id, Result: p.result(p.rng.IntN(10000))})
	}
	return o
}

func (p *plan) newID() reaction.ID {
	p.ids++
	return id(p.ids)
}

// unseenID is an id that no entry had yet, at times one that was erased early.
func (p *plan) unseenID() reaction.ID {
	if len(p.early) > 0 && p.rng.IntN(4) == 0 {
		early := p.early[0]
		p.early = slices.Clone(p.early[1:])
		return early
	}
	return p.newID()
}

// some is one of the entries given before, mostly of the last.
func (p *plan) some() store.Entry {
	if p.rng.IntN(5) == 0 {
		return p.past[p.rng.IntN(len(p.past))]
	}
	last := p.past[max(0, len(p.past)-window):]
	return last[p.rng.IntN(len(last))]
}

func (p *plan) someID() reaction.ID {
	if len(p.past) == 0 {
		return p.newID()
	}
	return p.some().Reaction.ID
}

func (p *plan) someIDs() []reaction.ID {
	ids := make([]reaction.ID, 1+p.rng.IntN(8))
	for i := range ids {
		ids[i] = p.someID()
	}
	return ids
}

// variant is another message under a known id: one of those given before, or new.
func (p *plan) variant(id reaction.ID, now time.Time) store.Entry {
	n := p.rng.IntN(len(reaction.Channels))
	for _, e := range p.past {
		if e.Reaction.ID == id && e.Dims.Channel == reaction.Channels[n] {
			return e
		}
	}
	return p.entry(id, n, now)
}

// entry draws an entry and remembers it. The variants of an id differ in their
// channel, by which a stub still tells which of them was recorded.
func (p *plan) entry(id reaction.ID, variant int, now time.Time) store.Entry {
	r := reaction.Reaction{
		ID: id, Source: "shop", Channel: reaction.Channels[variant], Campaign: "Wiosna",
		Time: now.Add(time.Duration(p.rng.IntN(96)-72) * time.Hour),
		Text: fmt.Sprintf("text of %s, variant %d", id, variant),
	}
	if a := p.rng.IntN(someAuthors + 1); a > 0 {
		r.Author = author(a)
	}
	r.Expires = r.Time.Add(time.Duration(24+p.rng.IntN(120)) * time.Hour)
	e := store.Entry{
		Reaction: r, Labels: map[string]label.Result{},
		Dims: store.Dims{
			Campaign: pick(p.rng, "spring", "autumn", reaction.Unassigned), Day: store.DayOf(r.Time, time.UTC),
			Channel: r.Channel, Language: pick(p.rng, "en", "pl", "und"), Source: pick(p.rng, "shop", reaction.Unassigned),
		},
	}
	for i := range 1 + p.rng.IntN(2) {
		e.Labels[generations[i]] = p.result(p.rng.IntN(10000))
	}
	p.past = append(p.past, e)
	return e
}

// result draws a result that its confidence tells from others.
func (p *plan) result(confidence int) label.Result {
	r := results[p.rng.IntN(len(results))]
	r.Confidence = label.Score(confidence)
	return r
}

func pick(rng *rand.Rand, from ...string) string { return from[rng.IntN(len(from))] }

// given is the entry of an id that was counted in those places, and whether there
// was one.
func (p *plan) given(id reaction.ID, d store.Dims) (store.Entry, bool) {
	for _, e := range p.past {
		if e.Reaction.ID == id && e.Dims.Channel == d.Channel {
			e.Labels = maps.Clone(e.Labels)
			return e, true
		}
	}
	return store.Entry{}, false
}
