package bolt_test

import (
	"errors"
	"testing"

	"paradox/infra/queue"
	"paradox/infra/queue/bolt"
)

// What is put back comes behind what waits, the oldest first, and takes turns in its
// own group.
func TestRedriveOrder(t *testing.T) {
	q := open(t)
	send(t, q, "a", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10")
	send(t, q, "b", "b1")
	ds, _ := receive(t, q, 11)
	var ids []string
	for i := len(ds) - 1; i >= 0; i-- {
		ids = append(ids, ds[i].ID)
		if err := q.Quarantine(t.Context(), ds[i], queue.Invalid); err != nil {
			t.Fatalf("Quarantine: %v", err)
		}
	}
	send(t, q, "a", "a11")
	if n, err := q.Redrive(t.Context(), ids...); n != 11 || err != nil {
		t.Fatalf("Redrive = %d, %v; want 11", n, err)
	}
	if got, want := q.Depth(), (bolt.Depth{Visible: 12}); got != want {
		t.Errorf("Depth = %v, want %v", got, want)
	}
	if _, got := receive(t, q, 12); got != "a11 b1 a1 a2 a3 a4 a5 a6 a7 a8 a9 a10" {
		t.Errorf("received %q", got)
	}
}

// Whoever waits for a message is woken.
func TestRedriveWakes(t *testing.T) {
	q := open(t)
	send(t, q, "a", "1")
	ds, _ := receive(t, q, 1)
	if err := q.Quarantine(t.Context(), ds[0], queue.Invalid); err != nil {
		t.Fatalf("Quarantine: %v", err)
	}
	came := make(chan string)
	go func() {
		ds, err := q.Receive(t.Context(), 1)
		if err != nil || len(ds) != 1 {
			came <- "nothing"
			return
		}
		came <- string(ds[0].Body)
	}()
	if _, err := q.Redrive(t.Context(), ds[0].ID); err != nil {
		t.Fatalf("Redrive: %v", err)
	}
	if got := <-came; got != "1" {
		t.Errorf("received %q", got)
	}
}

// The bytes that a message leaves in the quarantine go with the next Scrub.
func TestRedriveScrub(t *testing.T) {
	q := open(t)
	send(t, q, "a", "1")
	ds, _ := receive(t, q, 1)
	if err := q.Quarantine(t.Context(), ds[0], queue.Invalid); err != nil {
		t.Fatalf("Quarantine: %v", err)
	}
	for _, want := range []bool{true, false} {
		if did, err := q.Scrub(); did != want || err != nil {
			t.Fatalf("Scrub = %t, %v; want %t", did, err, want)
		}
	}
	if _, err := q.Redrive(t.Context(), ds[0].ID); err != nil {
		t.Fatalf("Redrive: %v", err)
	}
	if did, err := q.Scrub(); !did || err != nil {
		t.Errorf("Scrub = %t, %v; want it done", did, err)
	}
}

// An error of the file leaves everything where it was.
func TestRedriveClosed(t *testing.T) {
	q := open(t)
	send(t, q, "a", "1")
	ds, _ := receive(t, q, 1)
	if err := q.Quarantine(t.Context(), ds[0], queue.Invalid); err != nil {
		t.Fatalf("Quarantine: %v", err)
	}
	if err := q.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if n, err := q.Redrive(t.Context(), ds[0].ID); n != 0 || !errors.Is(err, bolt.ErrClosed) {
		t.Errorf("Redrive of a closed queue = %d, %v", n, err)
	}
}
