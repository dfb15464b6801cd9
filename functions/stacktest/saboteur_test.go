package stacktest_test

import (
	"errors"
	"sync"

	"paradox/infra/lambdalocal"
	"paradox/infra/lambdalocal/calls"
	"paradox/infra/lambdalocal/eventsource"
)

// watch sees invocations. The zero value is ready; it is safe for concurrent use.
type watch struct {
	mu   sync.Mutex
	seen []lambdalocal.Invocation
}

func (w *watch) add(i lambdalocal.Invocation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, i)
}

// all are those that have ended, in that order.
func (w *watch) all() []lambdalocal.Invocation {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen[:len(w.seen):len(w.seen)]
}

// last is the function's one that ended last.
func (w *watch) last(function string) (last lambdalocal.Invocation) {
	for _, i := range w.all() {
		if i.Function == function {
			last = i
		}
	}
	return last
}

// crashes is how many of a function's invocations found their process dead.
func (w *watch) crashes(function string) (n int) {
	for _, i := range w.all() {
		if i.Function == function && errors.Is(i.Err, lambdalocal.ErrCrashed) {
			n++
		}
	}
	return n
}

// act is what is done about a call.
type act int

const (
	pass      act = iota
	killFirst     // kill the function; the call is never made
	killAfter     // let the engine do it, keep the answer, and kill the function at its next call
	throttle
	conflict
	drop
	lose
)

var acts = [...]string{"passed", "killed before", "killed after", "throttled", "in conflict", "dropped", "answer lost"}

// fault is what the proxy is told.
var fault = [...]calls.Fault{calls.None, calls.Drop, calls.Lose, calls.Throttle, calls.Conflict, calls.Drop, calls.Lose}

// saboteur makes calls fail and kills who makes them, by a plan. It kills all processes
// of the function: a call does not say which of them made it.
type saboteur struct {
	done tally

	mu     sync.Mutex
	rig    *rig
	plan   func(calls.Request) act
	doomed map[string]bool // functions whose next call finds them dead
	hung   chan struct{}   // until it is closed, what is on hold is not made
	onHold func(calls.Request) bool
	letGo  func(eventsource.Batch)
}

// lettingGo says how what a killed function held comes again.
func (s *saboteur) lettingGo(letGo func(eventsource.Batch)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letGo = letGo
}

// giveBack is told of a batch whose function was killed.
func (s *saboteur) giveBack(b eventsource.Batch) {
	s.mu.Lock()
	letGo := s.letGo
	s.mu.Unlock()
	if letGo != nil {
		letGo(b)
	}
}

// hang lets calls wait, until the channel is closed.
func (s *saboteur) hang(until chan struct{}, which func(calls.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hung, s.onHold = until, which
}

// wait returns when the call may be made.
func (s *saboteur) wait(q calls.Request) {
	s.mu.Lock()
	hung := s.hung
	held := s.onHold != nil && s.onHold(q)
	s.mu.Unlock()
	if held {
		<-hung
	}
}

// set makes a plan, called for one call at a time; nil ends all sabotage.
func (s *saboteur) set(r *rig, plan func(calls.Request) act) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rig, s.plan, s.doomed = r, plan, map[string]bool{}
}

// decide is what befalls the call.
func (s *saboteur) decide(q calls.Request) (act, *rig) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.plan == nil {
		return pass, nil
	}
	if s.doomed[q.Function] {
		delete(s.doomed, q.Function)
		return killFirst, s.rig
	}
	a := s.plan(q)
	s.doomed[q.Function] = a == killAfter
	return a, s.rig
}

// fault is for sandbox.Options.
func (s *saboteur) fault(q calls.Request) calls.Fault {
	s.wait(q)
	a, r := s.decide(q)
	if a != pass {
		s.done.add(q.Function+" "+q.Operation+" "+acts[a], 1)
	}
	if a == killFirst {
		r.Function(q.Function).Kill()
	}
	return fault[a]
}

// about reports whether a call is made on rows or a queue of that kind: the beginning
// of a key, or the name of a queue in the template.
func about(r *rig, q calls.Request, what string) bool {
	name := r.Provided[what].Attributes["QueueName"]
	for _, c := range q.Calls {
		if c.Leading == what || name != "" && c.Resource == name {
			return true
		}
	}
	return false
}
