package queuetest

import (
	"time"

	"paradox/infra/queue"
)

// exactCases are what an engine that knows who holds what owes besides.
var exactCases = []testCase{
	{"a delivery is lost when its time ran out, though nobody else took it", func(e *env) {
		e.send("a", "b", "c", "d")
		ds := e.receive("a", "b", "c", "d")
		pass(e.visibility)
		e.lost("Ack", e.Ack(e.ctx, ds[0]))
		e.lost("Retry", e.Retry(e.ctx, time.Hour, ds[1]))
		e.lost("Hold", e.Hold(e.ctx, ds[2]))
		e.lost("Quarantine", e.Quarantine(e.ctx, ds[3], queue.Invalid))
		e.receive("a", "b", "c", "d")
	}},
	{"a delivery is lost when it was given back", func(e *env) {
		e.send("a")
		d := e.receive("a")[0]
		if err := e.Retry(e.ctx, time.Second, d); err != nil {
			e.t.Fatalf("Retry: %v", err)
		}
		e.lost("Ack", e.Ack(e.ctx, d))
		e.lost("Hold", e.Hold(e.ctx, d))
		pass(time.Second)
		e.receive("a")
	}},
	{"a delivery is held up to the last moment", func(e *env) {
		e.send("a")
		d := e.receive("a")[0]
		pass(e.visibility - 1)
		e.ack(d)
		pass(e.visibility)
		e.empty()
	}},
	{"a message of a visibility timeout that is over is nobody's", func(e *env) {
		e.send("a")
		e.receive("a")
		e.reopen()
		d := e.receive("a")[0] // at once: whoever held it is gone
		pass(e.visibility - time.Second)
		e.empty()
		e.ack(d)
	}},
}

// pass lets time pass.
func pass(d time.Duration) { <-time.After(d) }
