package storetest

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"paradox/infra/store"
)

// spared erases an author of whom a message is dated ahead, and who writes again. In
// the store and in a copy of before, a replay takes what the order took and no more.
func spared(t *testing.T, open Opener, openLedger LedgerOpener, copyStore Copier) {
	dir, l := t.TempDir(), openBook(t, openLedger)
	name, backup := filepath.Join(dir, "store"), filepath.Join(dir, "backup")
	e := named(t, open, name)
	written := func(number int, after time.Duration) store.Entry {
		x := plain(number, author(1))
		x.Reaction.Time = start.Add(after)
		return x
	}
	old, ahead, later := written(1, -time.Hour), written(2, 20*time.Hour), written(3, time.Minute)
	e.record([]store.Entry{old, ahead, plain(4, author(2))}, store.Recorded, store.Recorded, store.Recorded)
	if err := e.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	copyStore(t, name, backup)
	e.Store = e.open()
	order := store.Erasure{At: start, Author: author(1), Until: start}
	if n, err := order.Do(e.ctx, l, e); n != 2 || err != nil {
		t.Fatalf("Do = %d, %v; want 2, with what is dated ahead", n, err)
	}
	l.noted(time.Time{}, order, store.Erasure{At: start, ID: ahead.Reaction.ID})
	e.clock.move(2 * time.Minute)

	replay := func(erasures, turned int) {
		t.Helper()
		if n, got, err := store.Replay(e.ctx, l, e, time.Time{}); n != erasures || got != turned || err != nil {
			t.Fatalf("Replay = %d, %d, %v; want %d, %d", n, got, err, erasures, turned)
		}
	}
	e.record([]store.Entry{old, ahead, later}, store.Erased, store.Erased, store.Recorded)
	replay(2, 0)
	e.verify(2, 0, 2)
	if err := e.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	e.open = opening(t, open, backup, e.clock)
	e.Store = e.open()
	e.verify(3, 0, 0)
	e.record([]store.Entry{later}, store.Recorded) // before the replay, as the queue delivers it
	replay(2, 2)
	e.verify(2, 0, 2)
	e.record([]store.Entry{old, ahead, later}, store.Erased, store.Erased, store.Duplicate)

	objection := store.Erasure{At: start.Add(time.Minute), Author: author(1), Until: start.Add(-time.Minute), Objection: true}
	if n, err := objection.Do(e.ctx, l, e); n != 1 || err != nil {
		t.Fatalf("Do of an objection = %d, %v; want 1", n, err)
	}
	replay(3, 0)
	e.record([]store.Entry{later, written(5, 48*time.Hour)}, store.Erased, store.Erased)
	e.verify(1, 0, 3)
}

// lastLine is a ledger that has room for one note.
type lastLine struct {
	store.Ledger
	full bool
}

func (l *lastLine) Note(ctx context.Context, e store.Erasure) error {
	if l.full {
		return errFull
	}
	l.full = true
	return l.Ledger.Note(ctx, e)
}

// aheadNotedFirst lets the ledger run full between the order and what is dated ahead:
// that is not erased, and the order is not said to be unknown.
func aheadNotedFirst(t *testing.T, open Opener, openLedger LedgerOpener) {
	e, l := fresh(t, open), openBook(t, openLedger)
	ahead := plain(2, author(1))
	ahead.Reaction.Time = start.Add(20 * time.Hour)
	e.record([]store.Entry{plain(1, author(1)), ahead}, store.Recorded, store.Recorded)
	order := store.Erasure{At: start, Author: author(1), Until: start}
	if n, err := order.Do(e.ctx, &lastLine{Ledger: l}, e); n != 1 || !errors.Is(err, errFull) || errors.Is(err, store.ErrNotNoted) {
		t.Errorf("Do = %d, %v; want 1 and that the ledger is full, of an order that is noted", n, err)
	}
	e.verify(1, 0, 1)
	if n, err := order.Do(e.ctx, l, e); n != 1 || err != nil {
		t.Errorf("Do again = %d, %v; want 1", n, err)
	}
	e.verify(0, 0, 2)
	l.noted(time.Time{}, order, order, store.Erasure{At: start, ID: ahead.Reaction.ID})
}
