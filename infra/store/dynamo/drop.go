package dynamo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
)

// maxBatch is how many writes one BatchWriteItem takes.
const maxBatch = 25

// Drop removes every row of a generation that is neither live nor being built, weeks
// included, and returns how many rows were counted that were not all zero. After an
// error some are gone; the same call again removes the rest and counts it alone.
// Nobody may make the generation live or build it meanwhile.
func (s *Store) Drop(ctx context.Context, generation string) (int, error) {
	n, err := s.drop(ctx, generation)
	if err != nil {
		return n, fmt.Errorf("dropping the counters of %s: %w", generation, err)
	}
	return n, nil
}

func (s *Store) drop(ctx context.Context, generation string) (int, error) {
	for _, cell := range [...]string{liveCell, buildingCell} {
		name, err := s.named(ctx, cell)
		if err != nil {
			return 0, err
		}
		if name == generation {
			return 0, fmt.Errorf("%w: it is %s", store.ErrConflict, cell)
		}
	}
	found, err := s.generations(ctx)
	if err != nil {
		return 0, err
	}
	scopes := found[generation]
	q := store.Query{Generation: generation, To: lastKey}
	r, err := s.read(ctx, q, scopes)
	if err != nil {
		return 0, err
	}
	n := 0
	r.yield(q, func(_ store.Row, e error) bool {
		n, err = n+1, e
		return e == nil
	})
	if err != nil {
		return 0, err
	}
	for _, scope := range append(scopes, weekScope+generation, epochScope+generation) {
		if err := s.empty(ctx, scope); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// empty removes everything of a scope.
func (s *Store) empty(ctx context.Context, scope string) error {
	items, err := s.cells(ctx, scope, firstKey, lastKey)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(items, maxBatch) {
		var writes []types.WriteRequest
		for _, item := range part {
			key := attributes{attrScope: item[attrScope], attrCell: item[attrCell]}
			writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: key}})
		}
		if err := s.writeAll(ctx, writes); err != nil {
			return err
		}
	}
	return nil
}

// writeAll sends writes again until DynamoDB leaves none of them undone.
func (s *Store) writeAll(ctx context.Context, writes []types.WriteRequest) error {
	for first := true; len(writes) > 0; first = false {
		if !first {
			if err := s.wait(ctx, rand.N(lastWait)); err != nil {
				return err
			}
		}
		out, err := do(ctx, s, "BatchWriteItem", s.db.BatchWriteItem, &dynamodb.BatchWriteItemInput{
			RequestItems: map[string][]types.WriteRequest{s.counters: writes}, ReturnConsumedCapacity: s.measure(),
		})
		if err != nil {
			return err
		}
		writes = out.UnprocessedItems[s.counters]
	}
	return nil
}
