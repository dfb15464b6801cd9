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

	mu     sync.Mutex
	closed bool
	made   int                          // environments so far
	slots  int                          // environments that are there or being started
	all    map[int]*environment         // by number
	idle   []*environment               // the last used one is last
	busy   map[*environment]*invocation // what each serves
	under  sync.WaitGroup               // invocations under way
}

// Start checks what it is told and returns the function. No process is started until
// the first invocation needs one. Close it.
func Start(c Config) (*Function, error) {
	c, err := c.checked()
	if err != nil {
		return nil, err
	}
	return &Function{
		c: c, out: &output{w: c.Output},
		all: map[int]*environment{}, busy: map[*environment]*invocation{},
	}, nil
}

// Name is the function's.
func (f *Function) Name() string { return f.c.Name }

// Invoke passes payload, JSON, to an environment and returns the answer. What the
// function did wrong, or what befell it, is an [*Error]. When ctx ends before the
// answer, so does the wait, with ctx's error; the invocation goes on, as it does on
// Lambda, and holds its environment.
func (f *Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if len(payload) > MaxPayload {
		return nil, f.error("", &problem{
			Type: "RequestTooLargeException", Message: fmt.Sprintf("the payload has %d bytes", len(payload)), kind: ErrTooLarge,
		})
	}
	inv := &invocation{id: requestID(), trace: traceID(time.Now()), payload: payload, answer: make(chan answer, 1)}
	e, first, err := f.take(inv)
	if err != nil {
		return nil, err
	}
	type outcome struct {
		payload []byte
		err     error
	}
	over := make(chan outcome, 1)
	go func() {
		defer f.under.Done()
		init, took, a := e.serve(inv, first)
		var err error
		if a.problem != nil {
			err = f.error(inv.id, a.problem)
		}
		f.free(e)
		if f.c.Ended != nil {
			seen := e.seen(inv, init)
			seen.Duration, seen.Err = took, err
			f.c.Ended(seen)
		}
		over <- outcome{a.payload, err}
	}()
	select {
	case o := <-over:
		return o.payload, o.err
	case <-ctx.Done():
		return nil, fmt.Errorf("invoking %s: %w", f.c.Name, ctx.Err())
	}
}

// Close ends every environment, those that serve an invocation too, and returns when
// the processes are gone. Closing again does nothing.
func (f *Function) Close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.Kill()
	f.under.Wait()
	f.Kill() // what was being started meanwhile
}

func (f *Function) error(id string, p *problem) error {
	return &Error{Function: f.c.Name, RequestID: id, Type: p.Type, Message: p.Message, kind: p.kind}
}
