// Package queuetest is the suite that every queue engine passes: a case for each
// sentence of the contract, random sequences against a model, concurrent consumers,
// and programs that are killed after what they sent was accepted.
//
// Time in it is that of a testing/synctest bubble: an engine under test waits with
// the time package's timers and does no network input or output.
package queuetest

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/queue"
)

// Queue is what is tested: the contract, with what an operator needs besides.
type Queue interface {
	queue.Queue
	Close() error
}

// Visibility is the visibility timeout that engines are opened with.
const Visibility = time.Minute

// Opener opens the queue of that name, a path that no other test uses, or makes an
// empty one. Opened again after Close, or after its program was killed, it has what
// was sent and neither acknowledged nor quarantined, all of it visible.
type Opener func(name string) (Queue, error)

// Run runs the whole suite.
func Run(t *testing.T, open Opener) {
	for _, c := range slices.Concat(deliveryCases, settleCases) {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { c.run(fresh(t, open)) })
		})
	}
	t.Run("sequences", func(t *testing.T) { sequences(t, open) })
	t.Run("consumers", func(t *testing.T) { consumers(t, open) })
	t.Run("killed", func(t *testing.T) { killed(t, open) })
}

type testCase struct {
	name string
	run  func(*env)
}

// env is a queue under test. Its methods fail the test on an unexpected error.
type env struct {
	Queue
	t    *testing.T
	ctx  context.Context
	open func() Queue
}

func fresh(t *testing.T, open Opener) *env {
	t.Helper()
	name := filepath.Join(t.TempDir(), "queue")
	e := &env{t: t, ctx: t.Context()}
	e.open = func() Queue {
		q, err := open(name)
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		return q
	}
	e.Queue = e.open()
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return e
}

// reopen is what a consumer's crash and a new start come to.
func (e *env) reopen() {
	e.t.Helper()
	if err := e.Close(); err != nil {
		e.t.Fatalf("Close: %v", err)
	}
	e.Queue = e.open()
}

// pass lets time pass.
func pass(d time.Duration) { <-time.After(d) }

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

// receive expects these bodies, in any order, from one call or several.
func (e *env) receive(want ...string) []queue.Delivery {
	e.t.Helper()
	var ds []queue.Delivery
	for len(ds) < len(want) {
		ctx, cancel := context.WithTimeout(e.ctx, time.Nanosecond)
		more, err := e.Receive(ctx, len(want)-len(ds))
		cancel()
		if err != nil {
			e.t.Fatalf("Receive: %v, after %d of %d", err, len(ds), len(want))
		}
		ds = append(ds, more...)
	}
	var got []string
	for _, d := range ds {
		got = append(got, string(d.Body))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		e.t.Fatalf("bodies received (-want +got):\n%s", diff)
	}
	return ds
}

// empty expects nothing to be visible.
func (e *env) empty() {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.ctx, time.Nanosecond)
	defer cancel()
	if ds, err := e.Receive(ctx, 10); !errors.Is(err, context.DeadlineExceeded) {
		e.t.Fatalf("Receive = %d messages, %v; want none until the deadline", len(ds), err)
	}
}

func (e *env) ack(ds ...queue.Delivery) {
	e.t.Helper()
	if err := e.Ack(e.ctx, ds...); err != nil {
		e.t.Fatalf("Ack: %v", err)
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
