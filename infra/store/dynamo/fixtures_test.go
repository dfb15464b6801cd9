package dynamo_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

// start is when every test begins.
var start = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func atStart(o *dynamo.Options) { o.Now = func() time.Time { return start } }

const generation = "m1/t1/Europe/Warsaw"

// entry is an ordinary entry of that number: some hundred bytes of text, one label,
// with an author if named.
func entry(i int, author reaction.AuthorKey) store.Entry {
	return store.Entry{
		Reaction: reaction.Reaction{
			ID: id(i), Author: author, Time: start.Add(-time.Hour), Expires: start.Add(24 * time.Hour),
			Source: "shop", Channel: "email", Campaign: "spring",
			Text: fmt.Sprintf("%-400d", i),
		},
		Dims: store.Dims{Campaign: "spring", Day: "2026-03-10", Channel: "email", Language: "en", Source: "shop"},
		Labels: map[string]label.Result{generation: {
			Language: "en", Confidence: 9700, Model: "m1",
			Sentiment: label.Sentiment{
				Label: label.Negative, Score: -4210,
				Probabilities: label.Probabilities{Negative: 6100, Neutral: 2010, Positive: 1890},
			},
			Themes: []label.Found{
				{Output: label.Output{Code: "C2"}, Confidence: 8111, Spans: []label.Span{{0, 20}}},
				{Output: label.Output{Code: "R1", Polarity: label.Minus}, Confidence: 6021, Spans: []label.Span{{21, 40}}},
			},
		}},
	}
}

func id(i int) reaction.ID { return reaction.ID(fmt.Sprintf("%032x", i)) }

// entries are those numbered from to to-1.
func entries(from, to int, author reaction.AuthorKey) (es []store.Entry) {
	for i := from; i < to; i++ {
		es = append(es, entry(i, author))
	}
	return es
}

// record expects outcomes; one stands for all entries.
func record(t *testing.T, s *dynamo.Store, es []store.Entry, want ...store.Outcome) {
	t.Helper()
	if len(want) == 1 {
		want = slices.Repeat(want, len(es))
	}
	got, err := s.Record(t.Context(), es)
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("Record = %v, %v; want %v", got, err, want)
	}
}

// verify expects the counters to agree with what is stored, and that to be this much.
func verify(t *testing.T, s *dynamo.Store, reactions, stubs, tombstones int) {
	t.Helper()
	a, err := store.Verify(t.Context(), s, s)
	if err != nil {
		t.Fatalf("Verify: %v", err)
	}
	for _, m := range a.Wrong {
		t.Errorf("Verify: %v", m)
	}
	if got, want := [3]int{a.Reactions, a.Stubs, a.Tombstones}, [3]int{reactions, stubs, tombstones}; got != want {
		t.Fatalf("Verify found reactions, stubs, tombstones %v, want %v", got, want)
	}
}

// handler is what a test puts between a store and its engine: it answers a call
// itself, or lets send do it.
type handler func(ctx context.Context, input any, send func() (any, error)) (any, error)

// behind returns the client's twin behind h.
func (st stack) behind(h handler) func(*dynamo.Options) {
	add := func(stack *middleware.Stack) error {
		return stack.Serialize.Add(middleware.SerializeMiddlewareFunc("test", func(
			ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler,
		) (middleware.SerializeOutput, middleware.Metadata, error) {
			result, err := h(ctx, in.Parameters, func() (any, error) {
				out, _, err := next.HandleSerialize(ctx, in)
				return out.Result, err
			})
			return middleware.SerializeOutput{Result: result}, middleware.Metadata{}, err
		}), middleware.Before)
	}
	client := dynamodb.New(st.client.Options(), func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, add) })
	return func(o *dynamo.Options) { o.Client = client }
}

// calls collects what a store reports of its work.
type calls struct {
	mu  sync.Mutex
	all []dynamo.Call
}

func (c *calls) observe(o *dynamo.Options) {
	o.Observe = func(call dynamo.Call) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.all = append(c.all, call)
	}
}

// of returns those of an operation.
func (c *calls) of(operation string) (some []dynamo.Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, call := range c.all {
		if call.Operation == operation {
			some = append(some, call)
		}
	}
	return some
}

// waits counts the waits between tries instead of waiting.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
}

func (w *waits) wait(o *dynamo.Options) {
	o.Wait = func(ctx context.Context, d time.Duration) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.all = append(w.all, d)
		return ctx.Err()
	}
}
