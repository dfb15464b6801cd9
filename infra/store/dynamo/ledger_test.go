package dynamo_test

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/store/dynamo/faults"
)

func (st stack) ledger(t *testing.T) *dynamo.Ledger {
	t.Helper()
	l, err := dynamo.NewLedger(st.client, st.tables.Erasures)
	if err != nil {
		t.Fatalf("NewLedger: %v", err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func collect[T any](t *testing.T, seq iter.Seq2[T, error]) (all []T) {
	t.Helper()
	for one, err := range seq {
		if err != nil {
			t.Fatalf("after %d: %v", len(all), err)
		}
		all = append(all, one)
	}
	return all
}

// What is noted is read again in the order of its time, that which has the same time
// in the order in which it was noted, once each, whatever went wrong.
func TestLedger(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		f := faults.New(2, faults.Rates{faults.Lost: 0.2, faults.ShortPage: 0.5}, errors.New("dead"))
		l := st.in(f).ledger(t)
		start := start.Add(123456789)
		warsaw := time.FixedZone("", 3600)
		want := []store.Erasure{
			{At: start.Add(-time.Hour).In(warsaw), ID: "early"},
			{At: start, Author: "a", Until: start.Add(time.Second), Objection: true},
			{At: start, ID: "b"}, {At: start, ID: "c"},
			{At: start.Add(1), ID: "later"},
			{At: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Author: "d"},
		}
		for _, i := range []int{5, 1, 2, 3, 0, 4} {
			if err := l.Note(t.Context(), want[i]); err != nil {
				t.Fatalf("Note(%v): %v", want[i], err)
			}
		}
		if diff := cmp.Diff(want, collect(t, l.Erasures(t.Context(), time.Time{}))); diff != "" {
			t.Errorf("all erasures (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want[1:], collect(t, l.Erasures(t.Context(), start.In(warsaw)))); diff != "" {
			t.Errorf("erasures since %v (-want +got):\n%s", start, diff)
		}
	})
}

func TestLedgerRefuses(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	l := st.ledger(t)
	for _, e := range []store.Erasure{
		{At: start}, {At: start, ID: "x", Author: "y"}, {At: start, ID: "a|b"},
		{At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), ID: "x"},
		{At: start, Author: reaction.AuthorKey(strings.Repeat("x", 200))},
	} {
		if err := l.Note(t.Context(), e); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("Note(%v) = %v, want ErrInvalid", e, err)
		}
	}
	l.Close()
	if err := l.Note(t.Context(), store.Erasure{At: start, ID: "x"}); !errors.Is(err, dynamo.ErrClosed) {
		t.Errorf("Note after Close = %v, want ErrClosed", err)
	}
	for _, err := range l.Erasures(t.Context(), start) {
		if !errors.Is(err, dynamo.ErrClosed) {
			t.Errorf("Erasures after Close = %v, want ErrClosed", err)
		}
	}
}

// A ledger of more than one page is read to its end.
func TestLongLedger(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	l := st.ledger(t)
	const n = 300
	for i := range n {
		if err := l.Note(t.Context(), store.Erasure{At: start.Add(time.Duration(i)), ID: reaction.ID(fmt.Sprint(i))}); err != nil {
			t.Fatalf("Note: %v", err)
		}
	}
	short := st.in(faults.New(3, faults.Rates{faults.ShortPage: 1}, errors.New("dead"))).ledger(t)
	for i, e := range collect(t, short.Erasures(t.Context(), start)) {
		if e.ID != reaction.ID(fmt.Sprint(i)) {
			t.Fatalf("erasure %d has id %s", i, e.ID)
		}
	}
	if got := len(collect(t, short.Erasures(t.Context(), start))); got != n {
		t.Errorf("%d erasures, want %d", got, n)
	}
}
