package storetest

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"path/filepath"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Copier copies what the store of one name holds to one of another, as a backup
// does. Nobody has either of them open.
type Copier func(t *testing.T, from, to string)

// RunRestore loses a store, restores an older copy, and expects that the ledger's
// replay takes out again everything that was erased since.
func RunRestore(t *testing.T, open Opener, openLedger LedgerOpener, copyStore Copier) {
	t.Run("nothing erased comes back", func(t *testing.T) { restored(t, open, openLedger, copyStore) })
	t.Run("an erasure is noted before it is done", func(t *testing.T) { notedFirst(t, open, openLedger) })
	t.Run("what is noted and not done is done by a replay", func(t *testing.T) { replayed(t, open, openLedger) })
	t.Run("a replay takes what its order took and spares what came later", func(t *testing.T) { spared(t, open, openLedger, copyStore) })
	t.Run("what is dated ahead is noted before it is erased", func(t *testing.T) { aheadNotedFirst(t, open, openLedger) })
}

func openBook(t *testing.T, open LedgerOpener) *book {
	t.Helper()
	l := &book{t: t, ctx: t.Context(), open: open, name: filepath.Join(t.TempDir(), "ledger")}
	l.reopen()
	t.Cleanup(func() { l.Close() })
	return l
}

func restored(t *testing.T, open Opener, openLedger LedgerOpener, copyStore Copier) {
	dir, l := t.TempDir(), openBook(t, openLedger)
	name, backup := filepath.Join(dir, "store"), filepath.Join(dir, "backup")
	e := named(t, open, name)
	early, late := plains(0, 60, author(1)), plains(100, 120, author(2))
	early = append(early, plains(60, 100, "")...)
	for i := range 10 { // these expire after the copy and before some erasures
		early[60+i].Reaction.Expires = start.Add(time.Hour)
	}
	e.record(append(early, full()), slices.Repeat([]store.Outcome{store.Recorded}, len(early)+1)...)
	e.do(l, at(-10, 99)) // before the copy: in it, and in the ledger
	if err := e.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	copyStore(t, name, backup)
	taken := e.clock.now()
	e.Store = e.open()

	e.record(late, slices.Repeat([]store.Outcome{store.Recorded}, len(late))...)
	e.clock.move(2 * time.Hour)
	e.sweep(10)
	e.do(l, at(121, 60))               // a stub
	e.do(l, at(122, 70), at(122, 100)) // one in the copy, one later
	e.do(l, at(123, 7777))             // one that has not arrived
	e.do(l, store.Erasure{At: e.clock.now(), Author: author(1), Until: start})
	e.do(l, store.Erasure{At: e.clock.now(), Author: author(3), Until: start, Objection: true})
	want := all(e)
	if err := e.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}

	e.open = opening(t, open, backup, e.clock)
	e.Store = e.open()
	l.reopen()
	if n := wholes(ofAuthor(e, author(1))); n != 60 {
		t.Fatalf("the copy has %d reactions of the author, want 60: it is not as it was", n)
	}
	for again, turned := range []int{62, 0} {
		n, got, err := store.Replay(e.ctx, l, e, taken)
		if err != nil || got != turned || n != 6 {
			t.Fatalf("Replay %d = %d erasures, %d turned, %v; want 6, %d", again+1, n, got, err, turned)
		}
		e.counted("after the replay")
		e.record(late, restoredOutcomes(late, again)...) // the queue delivers what the copy lacks
		e.record([]store.Entry{plain(7777, author(3)), plain(60, ""), plain(8888, author(3)), early[0]},
			slices.Repeat([]store.Outcome{store.Erased}, 4)...)
		if again == 0 {
			e.sweep(9)
		}
		if diff := gocmp.Diff(want, all(e), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("replay %d: stored (-lost +restored):\n%s", again+1, diff)
		}
		e.counted("after the import")
	}
	if _, _, err := store.Replay(e.ctx, l, e, time.Time{}); err != nil { // the whole ledger does no harm
		t.Fatalf("Replay: %v", err)
	}
	if diff := gocmp.Diff(want, all(e), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("stored (-lost +restored):\n%s", diff)
	}
}

// restoredOutcomes are those of a redelivery after the copy: all but the first,
// which was erased, are new the first time.
func restoredOutcomes(es []store.Entry, again int) []store.Outcome {
	os := slices.Repeat([]store.Outcome{cmp.Or(store.Outcome(again)*store.Duplicate, store.Recorded)}, len(es))
	os[0] = store.Erased
	return os
}

// do notes and carries out erasures.
func (e *env) do(l store.Ledger, orders ...store.Erasure) {
	e.t.Helper()
	for _, o := range orders {
		if _, err := o.Do(e.ctx, l, e); err != nil {
			e.t.Fatalf("Do: %v", err)
		}
	}
}

// closedLedger takes no notes.
type closedLedger struct{ store.Ledger }

var errFull = errors.New("the ledger is full")

func (closedLedger) Note(context.Context, store.Erasure) error { return errFull }

func notedFirst(t *testing.T, open Opener, openLedger LedgerOpener) {
	e, l := fresh(t, open), openBook(t, openLedger)
	e.record([]store.Entry{plain(1, author(1)), plain(2, "")}, store.Recorded, store.Recorded)
	for _, o := range []store.Erasure{at(0, 2), {At: start, Author: author(1), Until: start}} {
		if n, err := o.Do(e.ctx, closedLedger{l}, e); n != 0 || !errors.Is(err, errFull) || !errors.Is(err, store.ErrNotNoted) {
			t.Errorf("Do with a full ledger = %d, %v; want ErrNotNoted", n, err)
		}
	}
	e.verify(2, 0, 0)
	for _, o := range []store.Erasure{{At: start}, {At: start, ID: id(1), Author: author(1)}, {At: start, ID: "a|b"}} {
		if n, err := o.Do(e.ctx, l, e); n != 0 || !errors.Is(err, store.ErrInvalid) {
			t.Errorf("Do of %+v = %d, %v; want ErrInvalid", o, n, err)
		}
	}
	l.noted(time.Time{})
	for i, want := range []int{1, 0} {
		if n, err := at(i, 2).Do(e.ctx, l, e); n != want || err != nil {
			t.Errorf("Do, time %d = %d, %v; want %d", i+1, n, err, want)
		}
	}
	if n, err := (store.Erasure{At: start, Author: author(1), Until: start}).Do(e.ctx, l, e); n != 1 || err != nil {
		t.Errorf("Do of an author = %d, %v; want 1", n, err)
	}
	e.verify(0, 0, 2)
}

// shakyStore fails every erasure.
type shakyStore struct{ store.Store }

var errShaky = errors.New("the store is away")

func (shakyStore) Erase(context.Context, reaction.ID) (bool, error) { return false, errShaky }

func replayed(t *testing.T, open Opener, openLedger LedgerOpener) {
	e, l := fresh(t, open), openBook(t, openLedger)
	e.record(plains(1, 4, ""), store.Recorded, store.Recorded, store.Recorded)
	if _, err := at(5, 2).Do(e.ctx, l, shakyStore{e}); !errors.Is(err, errShaky) || errors.Is(err, store.ErrNotNoted) {
		t.Errorf("Do on a store that is away = %v", err)
	}
	l.note(at(6, 3), at(4, 1))
	if n, turned, err := store.Replay(e.ctx, l, shakyStore{e}, start); n != 0 || turned != 0 || !errors.Is(err, errShaky) {
		t.Errorf("Replay on a store that is away = %d, %d, %v", n, turned, err)
	}
	e.verify(3, 0, 0)
	for _, want := range []int{2, 0} {
		if n, turned, err := store.Replay(e.ctx, l, e, start.Add(5*time.Minute)); n != 2 || turned != want || err != nil {
			t.Errorf("Replay = %d, %d, %v; want 2, %d", n, turned, err, want)
		}
		e.verify(1, 0, 2)
	}
	if _, _, err := store.Replay(e.ctx, tornLedger{l}, e, start); !errors.Is(err, errFull) {
		t.Errorf("Replay of a ledger that ends in an error = %v", err)
	}
}

// tornLedger cannot be read.
type tornLedger struct{ store.Ledger }

func (tornLedger) Erasures(context.Context, time.Time) iter.Seq2[store.Erasure, error] {
	return func(yield func(store.Erasure, error) bool) { yield(store.Erasure{}, errFull) }
}
