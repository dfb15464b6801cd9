// Package storetest is the suite that every store engine passes: a full round
// trip, a case for each sentence of the contract, sequences by seed of everything
// that happens to reactions against a model and a recount kept beside them, by one
// writer and by several, and programs that are killed while they write. [RunLedger]
// and [RunRestore] are for the ledger of erasures; [Sequence] is for whoever breaks
// an engine on purpose.
package storetest

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Opener opens the store of that name, a path that no other test uses, or makes
// an empty one. Opened again after Close, or after its program was killed, it has
// what was stored. now is the clock that it goes by.
type Opener func(name string, now func() time.Time) (store.Store, error)

// Run runs the whole suite, with that many sequences; see [Seeds].
//
// The killed case runs the test binary again as its victim, with the test of the
// same name and the environment that it finds. An engine that lives in a process of
// its own leaves its address in a variable before, for open to take it up there
// instead of starting another.
func Run(t *testing.T, seeds int, open Opener) {
	groups := []struct {
		name  string
		cases []testCase
	}{
		{"record", recordCases}, {"erase", eraseCases}, {"expire", expireCases},
		{"relabel", relabelCases}, {"scan", scanCases}, {"read", readCases}, {"control", controlCases},
		{"compact", compactCases}, {"summaries", summaryCases}, {"race", raceCases},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			for _, c := range g.cases {
				t.Run(c.name, func(t *testing.T) { c.run(fresh(t, open)) })
			}
		})
	}
	t.Run("sequences", func(t *testing.T) { sequences(t, seeds, open) })
	t.Run("killed", func(t *testing.T) { killed(t, open) })
}

type testCase struct {
	name string
	run  func(*env)
}

// start is when every test begins.
var start = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// fataler is what testing.T and rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// env is a store under test. Its methods fail the test on an unexpected error.
type env struct {
	store.Store
	t     *testing.T
	ctx   context.Context
	clock *clock
	open  func() store.Store
}

func fresh(t *testing.T, open Opener) *env {
	t.Helper()
	e := named(t, open, filepath.Join(t.TempDir(), "store"))
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return e
}

// named opens the store of that name; the test closes it.
func named(t *testing.T, open Opener, name string) *env {
	t.Helper()
	e := &env{t: t, ctx: t.Context(), clock: &clock{t: start}}
	e.open = opening(t, open, name, e.clock)
	e.Store = e.open()
	return e
}

func opening(t *testing.T, open Opener, name string, c *clock) func() store.Store {
	return func() store.Store {
		t.Helper()
		s, err := open(name, c.now)
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		return s
	}
}

// reopen closes the store and opens it again.
func (e *env) reopen() {
	e.t.Helper()
	if err := e.Close(); err != nil {
		e.t.Fatalf("Close: %v", err)
	}
	e.Store = e.open()
}

// record expects these outcomes.
func (e *env) record(es []store.Entry, want ...store.Outcome) {
	e.t.Helper()
	got, err := e.Record(e.ctx, es)
	if err != nil {
		e.t.Fatalf("Record(%d entries): %v", len(es), err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		e.t.Fatalf("Record(%d entries), outcomes (-want +got):\n%s", len(es), diff)
	}
}

func (e *env) recordOne(x store.Entry, want store.Outcome) {
	e.t.Helper()
	e.record([]store.Entry{x}, want)
}

func (e *env) erase(id reaction.ID, want bool) {
	e.t.Helper()
	got, err := e.Erase(e.ctx, id)
	if err != nil || got != want {
		e.t.Fatalf("Erase(%v) = %v, %v; want %v", id, got, err, want)
	}
}

// sweep expires what a scan says is overdue, as the nightly pass does.
func (e *env) sweep(want int) {
	e.t.Helper()
	var ids []reaction.ID
	for _, page := range collect(e.t, "Scan", e.Scan(e.ctx, store.Segment{Of: 1})) {
		ids = append(ids, page.Overdue...)
	}
	if len(ids) != want {
		e.t.Fatalf("Scan says that %d are overdue, want %d", len(ids), want)
	}
	e.expire(want, ids...)
}

func (e *env) expire(want int, ids ...reaction.ID) {
	e.t.Helper()
	got, err := e.Expire(e.ctx, e.clock.now(), ids...)
	if err != nil || got != want {
		e.t.Fatalf("Expire(%d ids) = %d, %v; want %d", len(ids), got, err, want)
	}
}

// verify expects the audit to agree, and to have found these.
func (e *env) verify(reactions, stubs, tombstones int) {
	e.t.Helper()
	a, err := store.Verify(e.ctx, e, e)
	if err != nil {
		e.t.Fatalf("Verify: %v", err)
	}
	for _, m := range a.Wrong {
		e.t.Errorf("Verify: %v", m)
	}
	got, want := [3]int{a.Reactions, a.Stubs, a.Tombstones}, [3]int{reactions, stubs, tombstones}
	if got != want {
		e.t.Fatalf("Verify found reactions, stubs, tombstones %v, want %v", got, want)
	}
}
