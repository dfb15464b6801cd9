package dynamo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	firstWait = 25 * time.Millisecond // at most, before the second try; doubled with each
	lastWait  = time.Second           // what that grows to
	patience  = 20 * time.Second      // for all tries, where the context has no deadline
	oneTry    = 5 * time.Second       // after which a try counts as lost
)

// Call is a piece of work that is over: one call of DynamoDB, or one transaction,
// with all the tries that it took.
type Call struct {
	Operation   string  // of DynamoDB, as "TransactWriteItems"
	Tries       int     // 1 if nothing went wrong
	Conflicts   int     // tries refused because another transaction had a row in hand
	Throttles   int     // tries refused because there were too many
	Read, Write float64 // units, as far as the engine says
	Err         error   // what it ended with
}

// effort is a piece of work under way.
type effort struct {
	store  *Store
	call   Call
	shard  int           // of the counters that it moves
	failed int           // tries since the last that got on
	last   error         // what the last of them met
	waited time.Duration // between tries
	bound  bool          // the context has a deadline of the caller's
	cancel context.CancelFunc
}

// begin starts a piece of work; end it. What it does it does under the context that
// is returned.
func (s *Store) begin(ctx context.Context, operation string) (context.Context, *effort) {
	e := &effort{store: s, call: Call{Operation: operation}, shard: s.home}
	if _, e.bound = ctx.Deadline(); e.bound {
		ctx, e.cancel = context.WithCancel(ctx)
	} else {
		ctx, e.cancel = context.WithTimeout(ctx, patience)
	}
	return ctx, e
}

func (e *effort) end(err error) {
	e.cancel()
	if e.store.observe != nil {
		e.call.Err = err
		e.store.observe(e.call)
	}
}

// do calls an operation until it succeeds, there is no use in going on, or the time
// is up. The same input is sent each time: the operation must be one that may be done
// twice.
func do[In, Out any](ctx context.Context, s *Store, name string, call operation[In, Out], in *In) (out *Out, err error) {
	ctx, e := s.begin(ctx, name)
	defer func() { e.end(err) }()
	err = e.insist(ctx, func(ctx context.Context) (err error) {
		out, err = call(ctx, in, once)
		return err
	})
	if err != nil {
		return nil, err
	}
	e.consumed(out)
	return out, nil
}

// once switches the SDK's own retries off.
func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

// insist tries until call succeeds, or fails in a way that no identical try mends.
func (e *effort) insist(ctx context.Context, call func(context.Context) error) error {
	for {
		if err := e.pause(ctx); err != nil {
			return err
		}
		e.call.Tries++
		err := oneTryOf(ctx, call)
		if err == nil {
			e.failed, e.last = 0, nil
			return nil
		}
		e.count(err)
		if ctx.Err() != nil || !mends(err) {
			return refused(e.call.Operation, err)
		}
		e.failed, e.last = e.failed+1, err
	}
}

func oneTryOf(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, oneTry)
	defer cancel()
	return call(ctx)
}

// pause waits before a try: not at all before the first and after one that got on,
// else at random up to a bound that doubles, so that those who met do not meet again.
func (e *effort) pause(ctx context.Context) error {
	if e.store.closed.Load() {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return e.giveUp(err)
	}
	if e.failed == 0 {
		return nil
	}
	most := lastWait
	if doublings := e.failed - 1; doublings < 6 {
		most = min(lastWait, firstWait<<doublings)
	}
	wait := rand.N(most)
	if e.waited += wait; !e.bound && e.waited > patience {
		return e.giveUp(context.DeadlineExceeded)
	}
	if err := e.store.wait(ctx, wait); err != nil {
		return e.giveUp(err)
	}
	return nil
}

// giveUp says why no further try is made, and what the last one met. That is not
// wrapped: it answered a try before, and must not be taken for the answer to this one.
func (e *effort) giveUp(why error) error {
	if e.last == nil {
		return why
	}
	return fmt.Errorf("gave up after %d tries: %w: %v", e.call.Tries, why, refused(e.call.Operation, e.last))
}

// measure asks for consumed units where somebody wants to know them.
func (s *Store) measure() types.ReturnConsumedCapacity {
	if s.observe == nil {
		return types.ReturnConsumedCapacityNone
	}
	return types.ReturnConsumedCapacityTotal
}

// consumed notes what a call cost, as far as its answer says so.
func (e *effort) consumed(out any) {
	switch out := out.(type) {
	case *dynamodb.QueryOutput:
		e.call.Read += units(out.ConsumedCapacity)
	case *dynamodb.ScanOutput:
		e.call.Read += units(out.ConsumedCapacity)
	case *dynamodb.GetItemOutput:
		e.call.Read += units(out.ConsumedCapacity)
	case *dynamodb.BatchGetItemOutput:
		e.call.Read += units(each(out.ConsumedCapacity)...)
	case *dynamodb.TransactGetItemsOutput:
		e.call.Read += units(each(out.ConsumedCapacity)...)
	case *dynamodb.PutItemOutput:
		e.call.Write += units(out.ConsumedCapacity)
	case *dynamodb.UpdateItemOutput:
		e.call.Write += units(out.ConsumedCapacity)
	case *dynamodb.DeleteItemOutput:
		e.call.Write += units(out.ConsumedCapacity)
	case *dynamodb.BatchWriteItemOutput:
		e.call.Write += units(each(out.ConsumedCapacity)...)
	case *dynamodb.TransactWriteItemsOutput:
		for _, c := range out.ConsumedCapacity { // of one that was done before, read units
			read := aws.ToFloat64(c.ReadCapacityUnits)
			e.call.Read += read
			e.call.Write += aws.ToFloat64(c.CapacityUnits) - read
		}
	}
}

func each(cs []types.ConsumedCapacity) []*types.ConsumedCapacity {
	ps := make([]*types.ConsumedCapacity, len(cs))
	for i := range cs {
		ps[i] = &cs[i]
	}
	return ps
}

func units(cs ...*types.ConsumedCapacity) (sum float64) {
	for _, c := range cs {
		if c != nil {
			sum += aws.ToFloat64(c.CapacityUnits)
		}
	}
	return sum
}
