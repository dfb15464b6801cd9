package faults

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// shortened is the input, of a query or scan perhaps with a small limit: a page may
// end anywhere, DynamoDB's own limit being one of bytes.
func (c *call) shortened() any {
	f := c.life.faults
	switch in := c.input.(type) {
	case *dynamodb.QueryInput:
		if f.also(c.draw, ShortPage) {
			short := *in
			short.Limit = c.limit(in.Limit)
			return &short
		}
	case *dynamodb.ScanInput:
		if f.also(c.draw, ShortPage) {
			short := *in
			short.Limit = c.limit(in.Limit)
			return &short
		}
	}
	return c.input
}

func (c *call) limit(asked *int32) *int32 {
	c.life.faults.met[ShortPage].Add(1)
	limit := 1 + c.draw.Int32N(4)
	if asked != nil {
		limit = min(limit, *asked)
	}
	return &limit
}

// someOf carries out a part of a batch, at times nothing, and calls the rest
// unprocessed.
func (c *call) someOf(ctx context.Context) (any, error) {
	switch in := c.input.(type) {
	case *dynamodb.BatchGetItemInput:
		return c.someReads(ctx, in)
	case *dynamodb.BatchWriteItemInput:
		return c.someWrites(ctx, in)
	}
	return c.carryOut(ctx)
}

func (c *call) someReads(ctx context.Context, in *dynamodb.BatchGetItemInput) (any, error) {
	now, later := map[string]types.KeysAndAttributes{}, map[string]types.KeysAndAttributes{}
	for table, asked := range in.RequestItems {
		n := c.draw.IntN(len(asked.Keys)) // at least one is left
		if n > 0 {
			now[table] = withKeys(asked, asked.Keys[:n])
		}
		later[table] = withKeys(asked, asked.Keys[n:])
	}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]map[string]types.AttributeValue{}}
	if len(now) > 0 {
		part := *in
		part.RequestItems = now
		c.input = &part
		result, err := c.carryOut(ctx)
		if err != nil {
			return nil, err
		}
		out = result.(*dynamodb.BatchGetItemOutput)
	}
	if out.UnprocessedKeys == nil {
		out.UnprocessedKeys = map[string]types.KeysAndAttributes{}
	}
	for table, rest := range later {
		rest.Keys = append(rest.Keys[:len(rest.Keys):len(rest.Keys)], out.UnprocessedKeys[table].Keys...)
		out.UnprocessedKeys[table] = rest
	}
	return out, nil
}

func withKeys(k types.KeysAndAttributes, keys []map[string]types.AttributeValue) types.KeysAndAttributes {
	k.Keys = keys
	return k
}

func (c *call) someWrites(ctx context.Context, in *dynamodb.BatchWriteItemInput) (any, error) {
	now, later := map[string][]types.WriteRequest{}, map[string][]types.WriteRequest{}
	for table, asked := range in.RequestItems {
		n := c.draw.IntN(len(asked))
		if n > 0 {
			now[table] = asked[:n]
		}
		later[table] = asked[n:]
	}
	out := &dynamodb.BatchWriteItemOutput{}
	if len(now) > 0 {
		part := *in
		part.RequestItems = now
		c.input = &part
		result, err := c.carryOut(ctx)
		if err != nil {
			return nil, err
		}
		out = result.(*dynamodb.BatchWriteItemOutput)
	}
	if out.UnprocessedItems == nil {
		out.UnprocessedItems = map[string][]types.WriteRequest{}
	}
	for table, rest := range later {
		out.UnprocessedItems[table] = append(rest[:len(rest):len(rest)], out.UnprocessedItems[table]...)
	}
	return out, nil
}
