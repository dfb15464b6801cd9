package dynamo_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// What mutations do that takes more than a line.

// withoutConditionOnce puts without a condition what follows a refusal.
func withoutConditionOnce() handler {
	var mu sync.Mutex
	refused := false
	return func(ctx context.Context, in any, plain func() (any, error)) (any, error) {
		t, ok := in.(*dynamodb.TransactWriteItemsInput)
		if !ok {
			return plain()
		}
		mu.Lock()
		free := refused
		mu.Unlock()
		c := *t
		c.TransactItems = nil
		for _, a := range t.TransactItems {
			if a = copied(a); free && isNew(&a) {
				unpin(a.Put)
			}
			c.TransactItems = append(c.TransactItems, a)
		}
		out, err := send(ctx, &c)
		var cancelled *types.TransactionCanceledException
		mu.Lock()
		refused = errors.As(err, &cancelled)
		mu.Unlock()
		return out, err
	}
}

// inTwo sends what moves counters in a second transaction.
func inTwo() handler {
	return func(ctx context.Context, in any, plain func() (any, error)) (any, error) {
		t, ok := in.(*dynamodb.TransactWriteItemsInput)
		if !ok {
			return plain()
		}
		first, second := *t, *t
		first.TransactItems, second.TransactItems = nil, nil
		for _, a := range t.TransactItems {
			if moves(&a) {
				second.TransactItems = append(second.TransactItems, a)
			} else {
				first.TransactItems = append(first.TransactItems, a)
			}
		}
		if len(first.TransactItems) == 0 || len(second.TransactItems) == 0 {
			return plain()
		}
		if out, err := send(ctx, &first); err != nil {
			return out, err
		}
		second.ClientRequestToken = aws.String("2" + (*t.ClientRequestToken)[1:])
		return send(ctx, &second)
	}
}

// leavesCounts moves no counters where a row of that state is put.
func leavesCounts(state string) func() handler {
	return func() handler {
		return func(ctx context.Context, in any, plain func() (any, error)) (any, error) {
			t, ok := in.(*dynamodb.TransactWriteItemsInput)
			if !ok || !slices.ContainsFunc(t.TransactItems, func(a types.TransactWriteItem) bool { return puts(&a, state) }) {
				return plain()
			}
			return acts(func(a *types.TransactWriteItem) bool { return !moves(a) })()(ctx, in, plain)
		}
	}
}

// putsImages labels by putting back the row as it was read last, with the label.
func putsImages() handler {
	var mu sync.Mutex
	images := map[string]map[string]types.AttributeValue{}
	name := func(key map[string]types.AttributeValue) string { return at(key, "owner") + " " + at(key, "id") }
	return func(ctx context.Context, in any, plain func() (any, error)) (any, error) {
		t, ok := in.(*dynamodb.TransactWriteItemsInput)
		if !ok {
			out, err := plain()
			if b, ok := out.(*dynamodb.BatchGetItemOutput); ok && err == nil {
				mu.Lock()
				defer mu.Unlock()
				for _, items := range b.Responses {
					for _, item := range items {
						images[name(item)] = item
					}
				}
			}
			return out, err
		}
		c := *t
		c.TransactItems = slices.Clone(t.TransactItems)
		for i, a := range c.TransactItems {
			if a.Update == nil || !strings.Contains(*a.Update.UpdateExpression, "#labels.#generation = :label") {
				continue
			}
			mu.Lock()
			item := maps.Clone(images[name(a.Update.Key)])
			mu.Unlock()
			labels, ok := item["labels"].(*types.AttributeValueMemberM)
			if !ok {
				continue
			}
			more := maps.Clone(labels.Value)
			more[a.Update.ExpressionAttributeNames["#generation"]] = a.Update.ExpressionAttributeValues[":label"]
			item["labels"], item["rev"] = &types.AttributeValueMemberM{Value: more}, a.Update.ExpressionAttributeValues[":next"]
			c.TransactItems[i] = types.TransactWriteItem{Put: &types.Put{TableName: a.Update.TableName, Item: item}}
		}
		return send(ctx, &c)
	}
}

// updates rewrites single updates.
func updates(change func(*dynamodb.UpdateItemInput)) func() handler {
	return func() handler {
		return func(ctx context.Context, in any, plain func() (any, error)) (any, error) {
			u, ok := in.(*dynamodb.UpdateItemInput)
			if !ok {
				return plain()
			}
			c := *u
			change(&c)
			return send(ctx, &c)
		}
	}
}

// withoutHalt says that an author's row was written, and does not write it.
func withoutHalt() handler {
	return func(_ context.Context, in any, plain func() (any, error)) (any, error) {
		if u, ok := in.(*dynamodb.UpdateItemInput); ok && strings.HasPrefix(at(u.Key, "owner"), "e|") {
			return &dynamodb.UpdateItemOutput{}, nil
		}
		return plain()
	}
}

// tokens gives transactions other tokens.
func tokens(next func() string) func() handler {
	return func() handler {
		return func(ctx context.Context, in any, plain func() (any, error)) (any, error) {
			t, ok := in.(*dynamodb.TransactWriteItemsInput)
			if !ok {
				return plain()
			}
			c := *t
			c.ClientRequestToken = aws.String(next())
			return send(ctx, &c)
		}
	}
}

// answers rewrites what is answered.
func answers(change func(any)) func() handler {
	return func() handler {
		return func(_ context.Context, _ any, plain func() (any, error)) (any, error) {
			out, err := plain()
			if err == nil {
				change(out)
			}
			return out, err
		}
	}
}

// refusalsPass takes a transaction that conditions refused for one that was done.
func refusalsPass() handler {
	return func(_ context.Context, _ any, plain func() (any, error)) (any, error) {
		out, err := plain()
		var cancelled *types.TransactionCanceledException
		if errors.As(err, &cancelled) && slices.ContainsFunc(cancelled.CancellationReasons, func(r types.CancellationReason) bool {
			return aws.ToString(r.Code) == "ConditionalCheckFailed"
		}) {
			return &dynamodb.TransactWriteItemsOutput{}, nil
		}
		return out, err
	}
}
