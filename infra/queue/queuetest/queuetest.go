// Package queuetest is the suite that every queue engine passes: a case for each
// sentence of the contract, concurrent consumers, programs that are killed after
// what they sent was accepted, and, for an engine that knows exactly who holds what,
// random sequences against a model.
//
// It states each behaviour once, for two clocks. An exact engine lives in a
// testing/synctest bubble, where waiting takes no time and a deadline is met to the
// nanosecond. Any other is waited for in earnest: what is to come is received with a
// deadline, and what is not to come is not there when a poll ends.
package queuetest

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"paradox/infra/queue"
)

// Queue is what is tested.
type Queue interface {
	queue.Queue
	Close() error
}

// Engine is how a queue under test is made and what may be asked of it.
type Engine struct {
	// Open opens the queue of that name, a path that no other test uses, or makes an
	// empty one, with that visibility timeout. Opened again after Close, or after its
	// program was killed, it has what was sent and neither acknowledged nor quarantined.
	Open func(name string, visibility time.Duration) (Queue, error)

	// Exact is an engine that waits with the time package's timers, does no network
	// input or output, knows of every delivery whether it is held, and that once
	// opened holds none.
	Exact bool
}

// visibility is the visibility timeout of most cases. It is what an engine in real
// time is waited for, and must be far longer than a busy machine's pauses.
func (e Engine) visibility() time.Duration {
	if e.Exact {
		return time.Minute
	}
	return 4 * time.Second
}

// never is a visibility timeout that no test waits for.
const never = 10 * time.Minute

// Run runs the whole suite. The cases of an engine in real time run all at once: they
// wait far more than they work.
func Run(t *testing.T, engine Engine) {
	cases := slices.Concat(deliveryCases, settleCases, holdCases, quarantineCases, redriveCases)
	var wg sync.WaitGroup
	run := func(name string, test func(*testing.T)) {
		if engine.Exact {
			t.Run(name, test)
			return
		}
		wg.Go(func() { t.Run(name, test) })
	}
	if engine.Exact {
		cases = append(cases, exactCases...)
		run("sequences", func(t *testing.T) { sequences(t, engine) })
	}
	run("consumers", func(t *testing.T) { consumers(t, engine) })
	run("killed", func(t *testing.T) { killed(t, engine) })
	for _, c := range cases {
		run(c.name, func(t *testing.T) {
			engine.clock(t, func(t *testing.T) { c.run(fresh(t, engine, engine.visibility())) })
		})
	}
	wg.Wait()
}

// clock runs a test in the engine's time.
func (e Engine) clock(t *testing.T, test func(*testing.T)) {
	if e.Exact {
		synctest.Test(t, test)
		return
	}
	test(t)
}

type testCase struct {
	name string
	run  func(*env)
}

// fresh makes an empty queue.
func fresh(t *testing.T, engine Engine, visibility time.Duration) *env {
	t.Helper()
	name := filepath.Join(t.TempDir(), "queue")
	e := &env{t: t, ctx: t.Context(), exact: engine.Exact, visibility: visibility}
	e.open = func() Queue {
		q, err := engine.Open(name, e.visibility)
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
