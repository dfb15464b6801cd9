package faults

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
)

// handle is one call in this weather.
func (l *Life) handle(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (
	middleware.SerializeOutput, middleware.Metadata, error,
) {
	if l.Dead() {
		return middleware.SerializeOutput{}, middleware.Metadata{}, l.faults.dead
	}
	c := &call{life: l, input: in.Parameters, draw: l.faults.begin()}
	c.send = func(ctx context.Context, input any) (any, error) {
		in.Parameters = input
		out, _, err := next.HandleSerialize(ctx, in)
		return out.Result, err
	}
	result, err := c.run(ctx)
	return middleware.SerializeOutput{Result: result}, middleware.Metadata{}, err
}

// call is one request under way.
type call struct {
	life  *Life
	draw  draw
	input any
	send  func(ctx context.Context, input any) (any, error)
}

// run lets at most one fault befall the call.
func (c *call) run(ctx context.Context) (any, error) {
	f := c.life.faults
	k, unlucky := f.fault(c.draw, c.possible(ctx))
	if !unlucky {
		return c.carryOut(ctx)
	}
	f.met[k].Add(1)
	switch k {
	case Conflict:
		return nil, c.conflict()
	case Throttle:
		return nil, c.throttle()
	case Unprocessed:
		return c.someOf(ctx)
	case Internal:
		return c.doubtful(ctx, c.draw.IntN(2) == 0, internal())
	case Unsent:
		return c.doubtful(ctx, false, timeout(c.draw))
	case Lost:
		return c.doubtful(ctx, true, timeout(c.draw))
	case Late:
		return c.belated(ctx)
	case Cancel:
		return c.cancelled(ctx)
	case DieAfter:
		c.carryOut(ctx) // whatever comes of it, nobody hears of it
	}
	c.life.over.Store(true)
	return nil, f.dead
}

// possible are the faults that can befall the call.
func (c *call) possible(ctx context.Context) []Kind {
	ks := []Kind{Throttle, Unsent, Lost, Internal, DieBefore, DieAfter}
	if _, ok := ctx.Value(cancelKey{}).(context.CancelFunc); ok {
		ks = append(ks, Cancel)
	}
	if c.writes() {
		ks = append(ks, Late)
	}
	if c.writes() && c.progress() != finished {
		ks = append(ks, Conflict)
	}
	switch c.input.(type) {
	case *dynamodb.BatchGetItemInput, *dynamodb.BatchWriteItemInput:
		ks = append(ks, Unprocessed)
	}
	return ks
}

// carryOut sends the request, unless what it writes is in other hands. Whoever died
// meanwhile does not hear the answer.
func (c *call) carryOut(ctx context.Context) (any, error) {
	f := c.life.faults
	if c.life.Dead() {
		return nil, f.dead
	}
	known := c.progress()
	if known == underWay { // once: the next try finds the end
		c.note(unknown)
		return nil, stillInProgress()
	}
	claims := itemsOf(c.input)
	if known == finished {
		claims.keys = nil
	}
	if at, taken := f.hands.take(claims); taken {
		f.met[Contended].Add(1)
		return nil, c.conflictAt(at)
	}
	result, err := c.send(ctx, c.shortened())
	f.hands.release(claims)
	if err == nil {
		c.note(finished)
	}
	if c.life.Dead() {
		return nil, f.dead
	}
	return result, c.halved(err)
}

// doubtful ends the call with err, carried out or not.
func (c *call) doubtful(ctx context.Context, done bool, err error) (any, error) {
	if done {
		c.carryOut(ctx)
		if c.life.Dead() {
			return nil, c.life.faults.dead
		}
	} else if c.progress() == unknown && c.draw.IntN(4) == 0 {
		c.note(underWay)
	}
	return nil, err
}

// belated ends the call with a timeout and has the request arrive later, whether its
// sender lives or not.
func (c *call) belated(ctx context.Context) (any, error) {
	f := c.life.faults
	err := timeout(c.draw)
	after := f.calls.Load() + 1 + c.draw.Uint64N(6)
	ghost := &call{life: f.Live(), draw: c.draw, input: c.input, send: c.send}
	ctx = context.WithoutCancel(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.late = append(f.late, late{after, func() { ghost.carryOut(ctx) }})
	return nil, err
}

// progress is what is known of a transaction; unknown for every other call.
func (c *call) progress() progress {
	f := c.life.faults
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tokens[c.token()]
}

func (c *call) note(p progress) {
	f := c.life.faults
	f.mu.Lock()
	defer f.mu.Unlock()
	if token := c.token(); token != "" {
		f.tokens[token] = p
	}
}

// token is the client token of a transaction, "" for every other call.
func (c *call) token() string {
	if t, ok := c.input.(*dynamodb.TransactWriteItemsInput); ok {
		return aws.ToString(t.ClientRequestToken)
	}
	return ""
}

type cancelKey struct{}

// Cancellable returns a context that the weather may cancel. Without it no call is
// cancelled. The function releases the context's resources.
func Cancellable(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	return context.WithValue(ctx, cancelKey{}, cancel), cancel
}

// cancelled ends the caller's context, before the request or after it.
func (c *call) cancelled(ctx context.Context) (any, error) {
	if c.draw.IntN(2) == 0 {
		c.carryOut(ctx)
	}
	if c.life.Dead() {
		return nil, c.life.faults.dead
	}
	ctx.Value(cancelKey{}).(context.CancelFunc)()
	return nil, &aws.RequestCanceledError{Err: context.Canceled}
}
