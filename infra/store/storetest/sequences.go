package storetest

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

var background = context.Background()

// sequences does everything that happens to reactions in random order, on few ids
// and authors so that they meet, and compares store and model after each step.
func sequences(t *testing.T, open Opener) {
	dir, n := t.TempDir(), 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		m := &machine{clock: &clock{t: start}, model: newModel()}
		m.open = func() (store.Store, error) {
			return open(filepath.Join(dir, fmt.Sprint("store", n)), m.clock.now)
		}
		m.reopen(r)
		defer func() { m.store.Close() }()
		r.Repeat(map[string]func(*rapid.T){
			"":                   m.compare,
			"record":             m.record,
			"record again":       m.recordAgain,
			"erase what is":      m.eraseKnown,
			"erase early":        m.eraseEarly,
			"erase author":       m.eraseAuthor,
			"expire":             m.expire,
			"let time pass":      m.tick,
			"close and open":     m.reopen,
			"let time and sweep": func(r *rapid.T) { m.tick(r); m.expire(r) },
		})
	})
}

// machine drives a store and a model side by side.
type machine struct {
	open  func() (store.Store, error)
	store store.Store
	clock *clock
	model *model
	past  []store.Entry // everything that Record was ever given
}

const (
	someIDs     = 8
	someAuthors = 3
)

func drawEntry(r *rapid.T, now time.Time) store.Entry {
	x := plain(rapid.IntRange(0, someIDs-1).Draw(r, "id"), "")
	if a := rapid.IntRange(0, someAuthors).Draw(r, "author"); a > 0 {
		x.Reaction.Author = author(a)
	}
	hours := func(from, to int, name string) time.Duration {
		return time.Duration(rapid.IntRange(from, to).Draw(r, name)) * time.Hour
	}
	x.Reaction.Time = now.Add(hours(-72, 24, "time"))
	x.Reaction.Expires = x.Reaction.Time.Add(hours(24, 144, "retention"))
	x.Dims = store.Dims{
		Campaign: rapid.SampledFrom([]string{"spring", "autumn", reaction.Unassigned}).Draw(r, "campaign"),
		Day:      store.DayOf(x.Reaction.Time, time.UTC),
		Channel:  rapid.SampledFrom(reaction.Channels[:2]).Draw(r, "channel"),
		Language: rapid.SampledFrom([]string{"en", "pl", "und"}).Draw(r, "language"),
		Source:   rapid.SampledFrom([]string{"shop", reaction.Unassigned}).Draw(r, "source"),
	}
	x.Labels = map[string]label.Result{}
	for _, g := range rapid.SampledFrom([][]string{{gen1}, {gen2}, {gen1, gen2}}).Draw(r, "generations") {
		x.Labels[g] = rapid.SampledFrom(results).Draw(r, "result "+g)
	}
	return x
}

func (m *machine) record(r *rapid.T) {
	draw := rapid.Custom(func(r *rapid.T) store.Entry { return drawEntry(r, m.clock.now()) })
	m.give(r, rapid.SliceOfN(draw, 1, 6).Draw(r, "entries"))
}

// recordAgain is a retry, a re-import, or what was in flight during an erasure.
func (m *machine) recordAgain(r *rapid.T) {
	if len(m.past) == 0 {
		return
	}
	m.give(r, rapid.SliceOfN(rapid.SampledFrom(m.past), 1, 6).Draw(r, "entries"))
}

func (m *machine) give(r *rapid.T, es []store.Entry) {
	got, err := m.store.Record(background, es)
	if err != nil || len(got) != len(es) {
		r.Fatalf("Record(%d entries) = %d outcomes, %v", len(es), len(got), err)
	}
	for i, e := range es {
		if err := m.model.record(e, got[i], m.clock.now()); err != nil {
			r.Fatalf("Record, entry %d: %v", i, err)
		}
	}
	m.past = append(m.past, es...)
}

func (m *machine) eraseKnown(r *rapid.T) {
	if len(m.model.kept) == 0 {
		return
	}
	k := rapid.SampledFrom(m.model.kept).Draw(r, "kept")
	m.eraseRef(r, store.Ref{Author: k.author, ID: k.entry.Reaction.ID})
}

// eraseEarly erases ids of which nothing lies under another author: what a store
// does with those is its own affair.
func (m *machine) eraseEarly(r *rapid.T) {
	ref := ref(drawEntry(r, m.clock.now()))
	if _, others := m.model.of(ref.ID, ref.Author); !others {
		m.eraseRef(r, ref)
	}
}

func (m *machine) eraseRef(r *rapid.T, ref store.Ref) {
	if _, others := m.model.of(ref.ID, ref.Author); others {
		return
	}
	want := m.model.erase(ref)
	if got, err := m.store.Erase(background, ref); err != nil || got != want {
		r.Fatalf("Erase(%v) = %v, %v; want %v", ref, got, err, want)
	}
}

func (m *machine) eraseAuthor(r *rapid.T) {
	a := author(rapid.IntRange(1, someAuthors).Draw(r, "author"))
	until := m.clock.now().Add(time.Duration(rapid.IntRange(-24, 24).Draw(r, "until")) * time.Hour)
	objection := rapid.IntRange(0, 9).Draw(r, "objection") == 0
	want := m.model.eraseAuthor(a, until, objection)
	if got, err := m.store.EraseAuthor(background, a, until, objection); err != nil || got != want {
		r.Fatalf("EraseAuthor(%s) = %d, %v; want %d", a, got, err, want)
	}
}

// expire sweeps in portions, as the nightly pass does.
func (m *machine) expire(r *rapid.T) {
	limit := rapid.IntRange(1, 5).Draw(r, "limit")
	want, total := m.model.expire(m.clock.now()), 0
	for {
		n, err := m.store.Expire(background, m.clock.now(), limit)
		if err != nil || n > limit {
			r.Fatalf("Expire(limit %d) = %d, %v", limit, n, err)
		}
		if total += n; n < limit {
			break
		}
	}
	if total != want {
		r.Fatalf("Expire turned %d, want %d", total, want)
	}
}

func (m *machine) tick(r *rapid.T) {
	m.clock.move(time.Duration(rapid.IntRange(1, 24).Draw(r, "hours")) * time.Hour)
}

func (m *machine) reopen(r *rapid.T) {
	if m.store != nil {
		if err := m.store.Close(); err != nil {
			r.Fatalf("Close: %v", err)
		}
	}
	s, err := m.open()
	if err != nil {
		r.Fatalf("Open: %v", err)
	}
	m.store = s
}

// compare checks the invariants: the store's audit agrees with itself, and the
// store with the model.
func (m *machine) compare(r *rapid.T) {
	audit, err := store.Verify(background, m.store, m.store)
	if err != nil || len(audit.Wrong) > 0 {
		r.Fatalf("Verify: %v, %v", err, audit.Wrong)
	}
	if diff := gocmp.Diff(m.model.figures(), countedIn(r, m.store)); diff != "" {
		r.Fatalf("counters (-model +store):\n%s", diff)
	}
	want, wantErased := m.model.stored(m.clock.now())
	var got []store.Stored
	var gotErased []reaction.ID
	for _, st := range collect(r, "All", m.store.All(background)) {
		if st.State == store.Tombstone {
			gotErased = append(gotErased, st.Reaction.ID)
			continue
		}
		got = append(got, st)
	}
	slices.Sort(gotErased)
	if diff := gocmp.Diff(wantErased, slices.Compact(gotErased)); diff != "" {
		r.Fatalf("tombstones (-model +store):\n%s", diff)
	}
	if diff := gocmp.Diff(sorted(want), sorted(got)); diff != "" {
		r.Fatalf("reactions (-model +store):\n%s", diff)
	}
}

// sorted orders by id, then author, then day: enough to compare.
func sorted(sts []store.Stored) []store.Stored {
	slices.SortFunc(sts, func(a, b store.Stored) int {
		return cmp.Or(cmp.Compare(a.Reaction.ID, b.Reaction.ID), cmp.Compare(a.Reaction.Author, b.Reaction.Author),
			cmp.Compare(fmt.Sprint(a.Dims), fmt.Sprint(b.Dims)))
	})
	return sts
}
