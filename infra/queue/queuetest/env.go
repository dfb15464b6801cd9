package queuetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/queue"
)

// env is a queue under test. Its methods fail the test on an unexpected error.
type env struct {
	Queue
	t          *testing.T
	ctx        context.Context
	exact      bool
	visibility time.Duration
	open       func() Queue
}

// patience is how long what must come at once, or what must come again in the end,
// is waited for.
func (e *env) patience() (atOnce, again time.Duration) {
	if e.exact {
		return time.Nanosecond, 2 * e.visibility
	}
	return 30 * time.Second, 30 * time.Second
}

// reopen is what a consumer's crash and a new start come to.
func (e *env) reopen() {
	e.t.Helper()
	if err := e.Close(); err != nil {
		e.t.Fatalf("Close: %v", err)
	}
	e.Queue = e.open()
}

// long opens the queue again with a visibility timeout that no test waits for: what
// comes then was not waited for.
func (e *env) long() {
	e.t.Helper()
	e.visibility = never
	e.reopen()
}

func (e *env) send(bodies ...string) {
	e.t.Helper()
	var ms []queue.Message
	for _, b := range bodies {
		ms = append(ms, queue.Message{Body: []byte(b), Group: "shop"})
	}
	if err := e.Send(e.ctx, ms...); err != nil {
		e.t.Fatalf("Send: %v", err)
	}
}

// receive expects these bodies to be visible, in any order, from one call or several.
func (e *env) receive(want ...string) []queue.Delivery {
	e.t.Helper()
	atOnce, _ := e.patience()
	return e.collect(atOnce, want)
}

// again expects these bodies to come when the time of those who hold them is over.
func (e *env) again(want ...string) []queue.Delivery {
	e.t.Helper()
	_, again := e.patience()
	return e.collect(again, want)
}

// back expects these bodies after a crash: at once from an exact engine, in the end
// from another.
func (e *env) back(want ...string) []queue.Delivery {
	e.t.Helper()
	if e.exact {
		return e.receive(want...)
	}
	return e.again(want...)
}

// collect receives until each of these is there, and nothing else. From an engine
// that is not exact a message may come again meanwhile; its last delivery counts.
func (e *env) collect(patience time.Duration, want []string) []queue.Delivery {
	e.t.Helper()
	var ds []queue.Delivery
	for len(ds) < len(want) {
		ctx, cancel := context.WithTimeout(e.ctx, patience)
		more, err := e.Receive(ctx, len(want)-len(ds))
		cancel()
		if err != nil {
			e.t.Fatalf("Receive: %v, after %d of %d", err, len(ds), len(want))
		}
		for _, d := range more {
			ds = slices.DeleteFunc(ds, func(old queue.Delivery) bool { return !e.exact && old.ID == d.ID })
			ds = append(ds, d)
		}
	}
	var got []string
	for _, d := range ds {
		got = append(got, string(d.Body))
	}
	want = slices.Sorted(slices.Values(want))
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		e.t.Fatalf("bodies received (-want +got):\n%s", diff)
	}
	return ds
}

// empty expects nothing to be visible.
func (e *env) empty() {
	e.t.Helper()
	e.quiet(min(e.visibility/10, 500*time.Millisecond))
}

// quiet expects nothing to become visible for a time.
func (e *env) quiet(d time.Duration) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.ctx, d)
	defer cancel()
	if ds, err := e.Receive(ctx, 10); !errors.Is(err, context.DeadlineExceeded) {
		e.t.Fatalf("Receive = %d messages, %v; want none until the deadline", len(ds), err)
	}
}

// took expects a time to have passed since: exactly, or no less and not far more.
func (e *env) took(what string, since time.Time, want time.Duration) {
	e.t.Helper()
	got := time.Since(since)
	_, late := e.patience()
	if e.exact && got != want || got < want || got > want+late {
		e.t.Errorf("%s came after %v, want %v", what, got, want)
	}
}

func (e *env) ack(ds ...queue.Delivery) {
	e.t.Helper()
	if err := e.Ack(e.ctx, ds...); err != nil {
		e.t.Fatalf("Ack: %v", err)
	}
}

// ackGone acknowledges what is gone: no error, but that an engine may not know.
func (e *env) ackGone(ds ...queue.Delivery) {
	e.t.Helper()
	if err := e.Ack(e.ctx, ds...); err != nil && (e.exact || !errors.Is(err, queue.ErrLost)) {
		e.t.Fatalf("Ack of what is gone: %v", err)
	}
}

func (e *env) lost(what string, err error) {
	e.t.Helper()
	if !errors.Is(err, queue.ErrLost) {
		e.t.Fatalf("%s = %v, want ErrLost", what, err)
	}
}

// aside are the quarantined bodies with their reasons, sorted.
func (e *env) aside() []string {
	e.t.Helper()
	var all []string
	for m, err := range e.Quarantined(e.ctx) {
		if err != nil {
			e.t.Fatalf("Quarantined: %v", err)
		}
		all = append(all, string(m.Body)+": "+string(m.Reason))
	}
	slices.Sort(all)
	return all
}
