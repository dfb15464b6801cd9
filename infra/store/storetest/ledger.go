package storetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/store"
)

// LedgerOpener opens the ledger of that name, a path that no other test uses, or
// makes an empty one. Opened again after Close it has what was noted.
type LedgerOpener func(name string) (store.Ledger, error)

// RunLedger runs the suite that every ledger passes.
func RunLedger(t *testing.T, open LedgerOpener) {
	for _, c := range ledgerCases {
		t.Run(c.name, func(t *testing.T) {
			l := &book{t: t, ctx: t.Context(), open: open, name: filepath.Join(t.TempDir(), "ledger")}
			l.reopen()
			t.Cleanup(func() {
				if err := l.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			c.run(l)
		})
	}
}

// book is a ledger under test.
type book struct {
	store.Ledger
	t    *testing.T
	ctx  context.Context
	open LedgerOpener
	name string
}

// at is the erasure of a reaction, noted some minutes after the start.
func at(minutes, number int) store.Erasure {
	return store.Erasure{At: start.Add(time.Duration(minutes) * time.Minute), ID: id(number)}
}

var ledgerCases = []struct {
	name string
	run  func(*book)
}{
	{"round trip, kept over a reopening", func(l *book) {
		want := []store.Erasure{
			at(0, 1),
			{At: start.Add(time.Minute), Author: author(1), Until: start.Add(time.Second)},
			{At: start.Add(2*time.Minute + 123456789*time.Nanosecond), Author: author(2), Until: start, Objection: true},
		}
		l.note(want...)
		l.noted(time.Time{}, want...)
		l.reopen()
		l.noted(time.Time{}, want...)
		l.note(at(9, 9))
		l.noted(start.Add(3*time.Minute), at(9, 9))
	}},
	{"an empty one", func(l *book) {
		l.noted(time.Time{})
		l.reopen()
		l.noted(start)
	}},
	{"oldest first, from a time on, that moment included", func(l *book) {
		l.note(at(3, 3), at(1, 1), at(2, 2), at(-60*24*400, 0), at(60*24*400, 4))
		l.noted(time.Time{}, at(-60*24*400, 0), at(1, 1), at(2, 2), at(3, 3), at(60*24*400, 4))
		l.noted(start.Add(2*time.Minute), at(2, 2), at(3, 3), at(60*24*400, 4))
		l.noted(start.Add(2*time.Minute+time.Nanosecond), at(3, 3), at(60*24*400, 4))
		l.noted(start.Add(60 * 24 * 401 * time.Minute))
	}},
	{"the same again, and others of the same moment, lose nothing", func(l *book) {
		l.note(at(1, 1), at(1, 1), at(1, 2), at(1, 1))
		seen := map[string]int{}
		for _, e := range collect(l.t, "Erasures", l.Erasures(l.ctx, start)) {
			seen[string(e.ID)]++
		}
		if seen[string(id(1))] < 1 || seen[string(id(2))] != 1 { // the same may be kept once
			l.t.Errorf("noted %v", seen)
		}
	}},
	{"beyond any page, noted by many at once", func(l *book) {
		const writers, each = 8, 150
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					if err := l.Note(l.ctx, at(w*each+i, w*each+i)); err != nil {
						l.t.Errorf("Note: %v", err)
					}
				}
			})
		}
		wg.Wait()
		l.reopen()
		var want []store.Erasure
		for i := range writers * each {
			want = append(want, at(i, i))
		}
		l.noted(start, want...)
	}},
	{"refuses what names nothing, or too much, or no name", func(l *book) {
		for name, e := range map[string]store.Erasure{
			"nothing":            {At: start},
			"both":               {At: start, ID: id(1), Author: author(1)},
			"an id with |":       {At: start, ID: "a|b"},
			"an author with NUL": {At: start, Author: "a\x00b"},
		} {
			if err := l.Note(l.ctx, e); !errors.Is(err, store.ErrInvalid) {
				l.t.Errorf("Note of %s = %v, want ErrInvalid", name, err)
			}
		}
		l.noted(time.Time{})
	}},
	{"a cancelled context ends it", func(l *book) {
		l.note(at(1, 1))
		ctx, cancel := context.WithCancel(l.ctx)
		cancel()
		if err := l.Note(ctx, at(2, 2)); !errors.Is(err, context.Canceled) {
			l.t.Errorf("Note = %v, want context.Canceled", err)
		}
		if errs := errorsOf(l.Erasures(ctx, time.Time{})); len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
			l.t.Errorf("Erasures: errors %v, want one context.Canceled", errs)
		}
	}},
	{"a reader may stop, and may note meanwhile", func(l *book) {
		for i := range 5 {
			l.note(at(i, i))
		}
		n := 0
		for _, err := range l.Erasures(l.ctx, start) {
			if err != nil {
				l.t.Fatalf("Erasures: %v", err)
			}
			l.note(at(100+n, 100+n))
			if n++; n == 3 {
				break
			}
		}
		if got := len(collect(l.t, "Erasures", l.Erasures(l.ctx, start))); got != 8 {
			l.t.Errorf("%d are noted, want 8", got)
		}
	}},
}

func (l *book) reopen() {
	l.t.Helper()
	if l.Ledger != nil {
		if err := l.Close(); err != nil {
			l.t.Fatalf("Close: %v", err)
		}
	}
	var err error
	if l.Ledger, err = l.open(l.name); err != nil {
		l.t.Fatalf("opening the ledger: %v", err)
	}
}

func (l *book) note(es ...store.Erasure) {
	l.t.Helper()
	for i, e := range es {
		if err := l.Note(l.ctx, e); err != nil {
			l.t.Fatalf("Note, %d of %d: %v", i+1, len(es), err)
		}
	}
}

func (l *book) noted(since time.Time, want ...store.Erasure) {
	l.t.Helper()
	got := collect(l.t, "Erasures", l.Erasures(l.ctx, since))
	if diff := cmp.Diff(want, got); diff != "" {
		l.t.Fatalf("Erasures since %s (-want +got):\n%s", fmt.Sprint(since), diff)
	}
}
