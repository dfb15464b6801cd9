package dynamo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"paradox/infra/enginetest"
	"paradox/infra/store/dynamo/faults"
	"paradox/infra/store/storetest"
)

// mutation breaks a rule of the protocol by rewriting what is sent or answered. The
// suite must see it. In weather of its own a mutation meets what makes it matter.
type mutation struct {
	name    string
	writers int // 1 for an exact model; several where the rule is about others
	more    faults.Rates
	make    func() handler // one for each pair of tables
	slow    bool           // time passes between what is read and what is written
}

// mutationSeeds and mutationOps bound how long the suite looks for a mutation.
const (
	mutationSeeds = 25
	mutationOps   = 200
)

// Every rule that is broken is seen, and by name.
func TestMutations(t *testing.T) {
	address := enginetest.MiniStack(t)
	for i, m := range mutations() {
		if testing.Short() && i%5 > 0 {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(mutationSeeds) {
				err := m.run(t, address, seed, true)
				var v *storetest.Violation
				switch {
				case errors.As(err, &v):
					what, _, _ := strings.Cut(v.What, "\n")
					t.Logf("mutation %q: caught by invariant %d (seed %d): %s", m.name, v.Invariant, seed, what)
					if err := m.run(t, address, seed, false); err != nil {
						t.Errorf("seed %d fails without the mutation too: %v", seed, err)
					}
					return
				case err != nil:
					t.Fatalf("seed %d: %v", seed, err)
				}
			}
			t.Errorf("mutation %q survived %d seeds", m.name, mutationSeeds)
		})
	}
}

// run runs one sequence, with the mutation or without.
func (m mutation) run(t *testing.T, address string, seed uint64, mutated bool) error {
	rates := faults.Rough()
	maps.Copy(rates, m.more)
	w := newWorld(t, address, seed, rates)
	if mutated {
		w.rewrite = append(w.rewrite, rewriting(m.make()))
	}
	if m.slow {
		w.rewrite = append(w.rewrite, rewriting(w.dawdle))
	}
	return storetest.Sequence(t.Context(), seed, mutationOps, w.open, storetest.Options{Writers: m.writers, Tries: 40})
}

// dawdle lets time pass before a transaction, in which others write.
func (w *world) dawdle(ctx context.Context, in any, plain func() (any, error)) (any, error) {
	if _, ok := in.(*dynamodb.TransactWriteItemsInput); ok {
		for range 4 {
			if _, err := w.stack.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &w.stack.tables.Counters}); err != nil {
				return nil, err
			}
		}
	}
	return plain()
}

// sending puts a handler in front of the weather: send takes what is to be sent.
type sending func(in any) (any, error)

func rewriting(h handler) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Mutation", func(
			ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
		) (out middleware.InitializeOutput, meta middleware.Metadata, err error) {
			ctx = context.WithValue(ctx, sendKey{}, sending(func(params any) (any, error) {
				var sent middleware.InitializeOutput
				sent, meta, err = next.HandleInitialize(ctx, middleware.InitializeInput{Parameters: params})
				return sent.Result, err
			}))
			out.Result, err = h(ctx, in.Parameters, func() (any, error) { return send(ctx, in.Parameters) })
			return out, meta, err
		}), middleware.After)
	}
}

type sendKey struct{}

// send sends another request in place of the one that a handler was given.
func send(ctx context.Context, in any) (any, error) {
	return ctx.Value(sendKey{}).(sending)(in)
}

// acts rewrites the actions of transactions, each a copy; false leaves one out.
func acts(change func(*types.TransactWriteItem) bool) func() handler {
	return func() handler {
		return func(ctx context.Context, in any, plain func() (any, error)) (any, error) {
			t, ok := in.(*dynamodb.TransactWriteItemsInput)
			if !ok {
				return plain()
			}
			c := *t
			c.TransactItems = nil
			for _, a := range t.TransactItems {
				if a = copied(a); change(&a) {
					c.TransactItems = append(c.TransactItems, a)
				}
			}
			if len(c.TransactItems) == 0 {
				return &dynamodb.TransactWriteItemsOutput{}, nil
			}
			return send(ctx, &c)
		}
	}
}

func copied(a types.TransactWriteItem) types.TransactWriteItem {
	if a.Put != nil {
		p := *a.Put
		a.Put = &p
	}
	if a.Update != nil {
		u := *a.Update
		a.Update = &u
	}
	if a.Delete != nil {
		d := *a.Delete
		a.Delete = &d
	}
	return a
}

func at(item map[string]types.AttributeValue, attr string) string {
	if s, ok := item[attr].(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

// puts reports whether a puts a row of that state into the reactions table.
func puts(a *types.TransactWriteItem, state string) bool {
	return a.Put != nil && at(a.Put.Item, "state") == state
}

// moves reports whether a moves counters.
func moves(a *types.TransactWriteItem) bool {
	return a.Update != nil && strings.HasPrefix(*a.Update.UpdateExpression, "ADD ") && strings.HasPrefix(at(a.Update.Key, "scope"), "n|")
}

func isNew(a *types.TransactWriteItem) bool {
	return a.Put != nil && aws.ToString(a.Put.ConditionExpression) == "attribute_not_exists(#owner)"
}

// unpin takes the condition off.
func unpin(p *types.Put) {
	p.ConditionExpression, p.ExpressionAttributeNames, p.ExpressionAttributeValues = nil, nil, nil
}

var adding = regexp.MustCompile(`(#\w+) (:\w+)`)

func mutations() []mutation {
	return []mutation{
		{name: "a reaction is put whatever is there", writers: 1, make: acts(func(a *types.TransactWriteItem) bool {
			if isNew(a) && (puts(a, "whole") || puts(a, "pointer")) {
				unpin(a.Put)
			}
			return true
		})},
		{name: "a pointer is put whatever is there", writers: 1, make: acts(func(a *types.TransactWriteItem) bool {
			if puts(a, "pointer") {
				unpin(a.Put)
			}
			return true
		})},
		{name: "after a refusal the condition is left out", writers: 1, make: withoutConditionOnce},
		{name: "the author is not checked", writers: 1, make: acts(func(a *types.TransactWriteItem) bool { return a.ConditionCheck == nil })},
		{name: "counters are set, not added to", writers: 1, make: acts(func(a *types.TransactWriteItem) bool {
			if moves(a) {
				a.Update.UpdateExpression = aws.String("SET " + adding.ReplaceAllString(strings.TrimPrefix(*a.Update.UpdateExpression, "ADD "), "$1 = $2"))
			}
			return true
		})},
		{name: "counters are moved in a transaction of their own", writers: 1, more: faults.Rates{faults.DieAfter: 0.05}, make: inTwo},
		{name: "an erasure leaves its counts", writers: 1, make: leavesCounts("tombstone")},
		{name: "a tombstone is put whatever is there", writers: 8, make: acts(func(a *types.TransactWriteItem) bool {
			if puts(a, "tombstone") {
				unpin(a.Put)
			}
			return true
		}), slow: true},
		{name: "an author's row stays when its reaction is erased", writers: 1, make: acts(func(a *types.TransactWriteItem) bool {
			return a.Delete == nil || at(a.Delete.Key, "owner") == ""
		})},
		{name: "a label is set on whatever is there by now", writers: 8, make: acts(func(a *types.TransactWriteItem) bool {
			if a.Update != nil && strings.Contains(*a.Update.UpdateExpression, "#labels.#generation = :label") {
				a.Update.ConditionExpression = aws.String("attribute_exists(#owner) AND attribute_exists(#labels) AND #rev <> :rev OR #rev = :rev")
			}
			return true
		}), slow: true},
		{name: "a label is put with the row as it was read", writers: 8, make: putsImages, slow: true},
		{name: "an author's erasure is set without looking at the last", writers: 1, make: updates(func(u *dynamodb.UpdateItemInput) {
			if strings.Contains(*u.UpdateExpression, "#erased_before") {
				u.ConditionExpression = nil
			}
		})},
		{name: "an author's erasure is not noted", writers: 1, make: withoutHalt},
		{name: "one token for everything", writers: 1, make: tokens(func() string { return "always the same" })},
		{name: "a token of its own for each try", writers: 1, more: faults.Rates{faults.Lost: 0.1}, make: tokens(rand.Text)},
		{name: "a scan ends with its first page", writers: 1, more: faults.Rates{faults.ShortPage: 0.8}, make: answers(func(out any) {
			if s, ok := out.(*dynamodb.ScanOutput); ok {
				s.LastEvaluatedKey = nil
			}
		})},
		{name: "a query ends with its first page", writers: 1, more: faults.Rates{faults.ShortPage: 0.8}, make: answers(func(out any) {
			if q, ok := out.(*dynamodb.QueryOutput); ok {
				q.LastEvaluatedKey = nil
			}
		})},
		{name: "keys that were not processed are forgotten", writers: 1, more: faults.Rates{faults.Unprocessed: 0.5}, make: answers(func(out any) {
			if b, ok := out.(*dynamodb.BatchGetItemOutput); ok {
				b.UnprocessedKeys = nil
			}
		})},
		{name: "what was refused is said to be done", writers: 1, make: refusalsPass},
		{name: "compaction removes rows that have changed", writers: 8, make: acts(func(a *types.TransactWriteItem) bool {
			if a.Delete != nil && at(a.Delete.Key, "scope") != "" {
				a.Delete.ConditionExpression, a.Delete.ExpressionAttributeNames, a.Delete.ExpressionAttributeValues = nil, nil, nil
			}
			return true
		}), slow: true},
		{name: "compaction removes no rows", writers: 1, make: acts(func(a *types.TransactWriteItem) bool {
			return a.Delete == nil || at(a.Delete.Key, "scope") == ""
		})},
		{name: "compaction keeps no week", writers: 1, make: acts(func(a *types.TransactWriteItem) bool {
			return a.Put == nil || !strings.HasPrefix(at(a.Put.Item, "scope"), "w")
		})},
	}
}
