package queuetest

import (
	"context"
	"errors"
	"time"

	"paradox/infra/queue"
)

var settleCases = []testCase{
	{"acknowledged is gone for good", func(e *env) {
		e.send("a", "b", "c")
		ds := e.receive("a", "b", "c")
		e.ack(ds[2], ds[0]) // in any order
		e.reopen()
		e.ack(e.back(string(ds[1].Body))...)
		e.quiet(e.visibility * 3 / 2)
		e.reopen()
		e.empty()
	}},
	{"acknowledging twice is the same as once", func(e *env) {
		e.send("a", "b")
		ds := e.receive("a", "b")
		e.ack(ds[0], ds[0])
		e.ackGone(ds[0])
		e.ackGone(ds...)
		e.ack()
		e.quiet(e.visibility * 3 / 2)
	}},
	{"a delivery that another took over is lost to its consumer", func(e *env) {
		e.send("a", "b")
		ds := e.receive("a", "b")
		e.again("a", "b")
		e.long() // whoever holds them now does for long
		fresh := e.back("a", "b")
		e.lost("Ack", e.Ack(e.ctx, ds[0]))
		e.lost("Retry", e.Retry(e.ctx, 0, ds[0]))
		e.lost("Hold", e.Hold(e.ctx, ds[0]))
		e.lost("Quarantine", e.Quarantine(e.ctx, ds[0], queue.Invalid))
		e.empty() // those who hold them now still do
		if got := e.aside(); len(got) != 0 {
			e.t.Errorf("quarantine = %q, want none", got)
		}
		e.ack(fresh...)
		e.empty()
	}},
	{"one lost among others does not keep them", func(e *env) {
		e.send("a")
		old := e.receive("a")[0]
		e.again("a")
		e.long()
		e.back("a")
		e.send("b", "c")
		fine := e.receive("b", "c")
		e.lost("Hold", e.Hold(e.ctx, fine[0], old, fine[1]))
		e.lost("Ack", e.Ack(e.ctx, fine[0], old, fine[1]))
		e.ackGone(fine...)
		e.empty()
	}},
	{"a failure is not hidden by one that is lost", func(e *env) {
		e.send("a")
		old := e.receive("a")[0]
		e.again("a")
		e.long()
		e.back("a")
		e.send("b")
		fine := e.receive("b")[0]
		ctx, cancel := context.WithCancel(e.ctx)
		cancel()
		if err := e.Ack(ctx, fine, old); !errors.Is(err, context.Canceled) || errors.Is(err, queue.ErrLost) {
			e.t.Errorf("Ack of one that is held and one that is lost = %v, want context.Canceled alone", err)
		}
	}},
	{"retried comes after the wait", func(e *env) {
		e.long()
		e.send("a")
		d := e.receive("a")[0]
		began := time.Now()
		if err := e.Retry(e.ctx, 3*time.Second, d); err != nil {
			e.t.Fatalf("Retry: %v", err)
		}
		e.quiet(1500 * time.Millisecond)
		if d := e.again("a")[0]; d.Received != 2 {
			e.t.Errorf("received %d times, want 2", d.Received)
		}
		e.took("the retried", began, 3*time.Second)
	}},
	{"a wait of less than a second is a wait", func(e *env) {
		e.long()
		e.send("a")
		began := time.Now()
		if err := e.Retry(e.ctx, time.Millisecond, e.receive("a")...); err != nil {
			e.t.Fatalf("Retry: %v", err)
		}
		e.again("a")
		if d := time.Since(began); d < time.Millisecond {
			e.t.Errorf("it came after %v", d)
		}
	}},
	{"retried without a wait comes at once", func(e *env) {
		e.long()
		e.send("a", "b")
		for i, wait := range []time.Duration{0, -time.Minute} {
			if err := e.Retry(e.ctx, wait, e.receive("a", "b")...); err != nil {
				e.t.Fatalf("Retry: %v", err)
			}
			if i == 0 {
				continue
			}
			for _, d := range e.receive("a", "b") {
				if d.Received != 3 {
					e.t.Errorf("received %d times, want 3", d.Received)
				}
			}
		}
	}},
	{"many are settled in one call", func(e *env) {
		e.long()
		var bodies []string
		for i := range 23 {
			bodies = append(bodies, string(rune('a'+i)))
		}
		e.send(bodies...)
		if err := e.Retry(e.ctx, 0, e.receive(bodies...)...); err != nil {
			e.t.Fatalf("Retry: %v", err)
		}
		ds := e.receive(bodies...)
		if err := e.Hold(e.ctx, ds...); err != nil {
			e.t.Fatalf("Hold: %v", err)
		}
		e.ack(ds...)
		e.reopen()
		e.empty()
	}},
}
