package sqs_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"paradox/infra/queue"
)

// A receive whose answer is lost hides what it took from every look for two minutes.
// No look says meanwhile that nothing is there, nor that an id is unknown.
func TestLostLook(t *testing.T) {
	q, r := recorded(t)
	ids := asideWith(t, q, "first", "second")
	lost := false
	r.answer = func(a asked) (object, int, error) {
		if a.operation != "ReceiveMessage" || lost {
			return nil, 0, nil
		}
		lost = true
		a.in["MaxNumberOfMessages"] = 1
		a.ask(a.in) // it is applied, and nobody hears of it
		return nil, 0, timeout{}
	}
	var seen []string
	var hidden queue.HiddenError
	for m, err := range q.Quarantined(t.Context()) {
		if err == nil {
			seen = append(seen, m.ID)
			continue
		}
		if !errors.As(err, &hidden) || hidden.N != 1 || len(seen) != 1 {
			t.Errorf("Quarantined ends with %v after %v", err, seen)
		}
	}
	if len(seen) != 1 || hidden.N != 1 {
		t.Fatalf("seen %v, %d hidden; want one of each", seen, hidden.N)
	}
	gone := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == seen[0] })[0]
	n, err := q.Redrive(t.Context(), ids...)
	if n != 1 || !errors.As(err, &hidden) || hidden.N != 1 || errors.Is(err, queue.ErrNotAside) || !strings.Contains(err.Error(), gone) || strings.Contains(err.Error(), seen[0]) {
		t.Errorf("Redrive = %d, %v; want 1, and that %s may be hidden", n, err, gone)
	}
	for _, err := range q.Quarantined(t.Context()) {
		if !errors.As(err, &hidden) {
			t.Errorf("looking again: %v", err)
		}
	}
}

// What a look holds itself is not hidden from it; what cannot be asked is no answer.
func TestNothingIsHidden(t *testing.T) {
	q, r := recorded(t)
	ids := asideWith(t, q, "first", "second")
	if got := bodiesAside(t, q); got != "first second" {
		t.Errorf("aside: %q", got)
	}
	if n, err := q.Redrive(t.Context(), ids[0], "no-such-id"); n != 1 || !errors.Is(err, queue.ErrNotAside) {
		t.Errorf("Redrive = %d, %v; want 1, and that the other is not there", n, err)
	}
	r.answer = func(a asked) (object, int, error) {
		if a.operation == "GetQueueAttributes" {
			return refuse("AccessDenied"), 403, nil
		}
		return nil, 0, nil
	}
	n, last := 0, error(nil)
	for _, err := range q.Quarantined(t.Context()) {
		if last = err; err == nil {
			n++
		}
	}
	if n != 1 || last == nil || !strings.Contains(last.Error(), "AccessDenied") {
		t.Errorf("%d seen, then %v; want the message and the refusal", n, last)
	}
	if n, err := q.Redrive(t.Context(), ids[1]); n != 1 || err != nil { // who finds all needs not ask
		t.Errorf("Redrive = %d, %v; want 1", n, err)
	}
}
