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
	if c.inProgress() {
		return nil, stillInProgress()
	}
	claims := itemsOf(c.input)
	if at, taken := f.hands.take(claims); taken {
		f.met[Contended].Add(1)
		return nil, c.conflictAt(at)
	}
	result, err := c.send(ctx, c.shortened())
	f.hands.release(claims)
	if c.life.Dead() {
		return nil, f.dead
	}
	return result, c.halved(err)
}

// doubtful ends the call with err, carried out or not.
func (c *call) doubtful(ctx context.Context, done bool, err error) (any, error) {
	if done {
		if _, refusal := c.carryOut(ctx); c.life.Dead() {
			return nil, refusal
		}
	}
	if t, ok := c.input.(*dynamodb.TransactWriteItemsInput); ok && c.draw.IntN(4) == 0 {
		c.life.faults.mu.Lock()
		c.life.faults.doubt[aws.ToString(t.ClientRequestToken)] = true
		c.life.faults.mu.Unlock()
	}
	return nil, err
}

// inProgress reports, once, that a transaction whose end is in doubt is still under
// way when it is sent again.
func (c *call) inProgress() bool {
	t, ok := c.input.(*dynamodb.TransactWriteItemsInput)
	if !ok {
		return false
	}
	f, token := c.life.faults, aws.ToString(t.ClientRequestToken)
	f.mu.Lock()
	defer f.mu.Unlock()
	known := f.doubt[token]
	delete(f.doubt, token)
	return known
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
	var err error
	if c.draw.IntN(2) == 0 {
		_, err = c.carryOut(ctx)
	}
	if c.life.Dead() {
		return nil, err
	}
	ctx.Value(cancelKey{}).(context.CancelFunc)()
	return nil, &aws.RequestCanceledError{Err: context.Canceled}
}
