package lambdalocal

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Function is one function and its environments. It is safe for concurrent use.
type Function struct {
	c   Config
	out *output

	mu       sync.Mutex
	closed   bool
	under    int                  // invocations under way
	made     int                  // environments so far
	starting int                  // of which so many have not asked yet
	all      map[int]*environment // by number
	idle     []*environment       // the last used one is last
	busy     map[*environment]bool
	waiting  []chan seat // invocations that wait for an environment, in their order

	work sync.WaitGroup // invocations, and environments that are being started
}

// Start checks what it is told and returns the function. No process is started until
// the first invocation needs one. Close it.
func Start(c Config) (*Function, error) {
	c, err := c.checked()
	if err != nil {
		return nil, err
	}
	return &Function{
		c: c, out: &output{w: c.Output}, all: map[int]*environment{}, busy: map[*environment]bool{},
	}, nil
}

// Invoke passes payload, JSON, to an environment and returns the answer. What the
// function did wrong, or what befell it, is an [*Error]. When ctx ends before the
// answer, so does the wait, with ctx's error; the invocation goes on, as it does on
// Lambda, and holds its environment.
func (f *Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	return f.InvokeWithin(ctx, f.c.Timeout, payload)
}

// InvokeWithin is Invoke with another time than the function's timeout, from the
// hand-over: for what a function does that has little left.
func (f *Function) InvokeWithin(ctx context.Context, d time.Duration, payload []byte) ([]byte, error) {
	if len(payload) > MaxPayload {
		return nil, f.error("", &problem{
			Type: "RequestTooLargeException", Message: fmt.Sprintf("the payload has %d bytes", len(payload)), kind: ErrTooLarge,
		})
	}
	inv := &invocation{id: requestID(), trace: traceID(time.Now()), within: d, payload: payload, answer: make(chan answer, 1)}
	if p := f.admit(); p != nil {
		return nil, f.error(inv.id, p)
	}
	over := make(chan outcome, 1)
	go func() {
		defer f.work.Done()
		over <- f.through(inv)
	}()
	select {
	case o := <-over:
		return o.payload, o.err
	case <-ctx.Done():
		return nil, fmt.Errorf("invoking %s: %w", f.c.Name, ctx.Err())
	}
}

type outcome struct {
	payload []byte
	err     error
}

// through takes an invocation that was admitted to its end.
func (f *Function) through(inv *invocation) (o outcome) {
	seen := Invocation{Function: f.c.Name, RequestID: inv.id}
	s := <-f.seat()
	a := answer{problem: s.problem}
	if s.e != nil {
		seen.Environment, seen.Init = s.e.number, s.init
		if f.c.Began != nil {
			f.c.Began(seen)
		}
		start := time.Now()
		a = s.e.serve(inv)
		seen.Duration = time.Since(start)
	}
	f.leave(s.e)
	o.payload = a.payload
	if a.problem != nil {
		o.err = f.error(inv.id, a.problem)
	}
	if f.c.Ended != nil {
		seen.Err = o.err
		f.c.Ended(seen)
	}
	return o
}

// Close ends every environment, those that serve an invocation too, and returns when
// the processes are gone. Closing again does nothing.
func (f *Function) Close() {
	f.mu.Lock()
	f.closed = true
	for _, w := range f.waiting {
		w <- seat{problem: closed()}
	}
	f.waiting = nil
	f.mu.Unlock()
	f.Kill()
	f.work.Wait()
}

func (f *Function) error(id string, p *problem) error {
	return &Error{Function: f.c.Name, RequestID: id, Type: p.Type, Message: p.Message, kind: p.kind}
}
