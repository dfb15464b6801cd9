package dynamo

import (
	"context"
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
)

// The scopes of control data in the counters table. A register's cells are the names
// in it; those of generations are below.
const (
	campaignScope   = "r" + separator + "campaigns"
	sourceScope     = "r" + separator + "sources"
	generationScope = "g"

	liveCell     = "live"
	buildingCell = "building"
)

// Attributes of control data.
const (
	attrValue = "value" // an entry of a register, as JSON
	attrName  = "name"  // a generation's
	attrBy    = "by"    // the call that wrote the row, see mark
)

// PutCampaign stores c in place of the campaign of that name, if any.
func (s *Store) PutCampaign(ctx context.Context, c store.Campaign) error {
	if err := c.Check(); err != nil {
		return fmt.Errorf("storing a campaign: %w: %w", store.ErrInvalid, err)
	}
	return s.register(ctx, campaignScope, c.Name, c)
}

// Campaigns returns the campaigns by name.
func (s *Store) Campaigns(ctx context.Context) ([]store.Campaign, error) {
	return list[store.Campaign](ctx, s, campaignScope)
}

// PutSource stores src in place of the source of that name, if any.
func (s *Store) PutSource(ctx context.Context, src store.Source) error {
	if err := src.Check(); err != nil {
		return fmt.Errorf("storing a source: %w: %w", store.ErrInvalid, err)
	}
	return s.register(ctx, sourceScope, src.Name, src)
}

// Sources returns the sources by name.
func (s *Store) Sources(ctx context.Context) ([]store.Source, error) {
	return list[store.Source](ctx, s, sourceScope)
}

func (s *Store) register(ctx context.Context, scope, name string, v any) error {
	value, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", name, err)
	}
	item := controlKey(scope, name)
	item[attrValue] = text(string(value))
	_, err = do(ctx, s, "PutItem", s.db.PutItem, &dynamodb.PutItemInput{
		TableName: &s.counters, Item: item, ReturnConsumedCapacity: s.measure(),
	})
	if err != nil {
		return fmt.Errorf("storing %s: %w", name, err)
	}
	return nil
}

// list reads a whole register; they are small. DynamoDB orders them by name.
func list[T any](ctx context.Context, s *Store, scope string) ([]T, error) {
	items, err := s.cells(ctx, scope, firstKey, lastKey)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", scope, err)
	}
	var all []T
	for _, item := range items {
		var one T
		if err := json.Unmarshal([]byte(stringOf(item, attrValue)), &one); err != nil {
			return nil, fmt.Errorf("reading %s %q: damaged: %w", scope, stringOf(item, attrCell), err)
		}
		all = append(all, one)
	}
	return all, nil
}

// Generation returns the live generation's name.
func (s *Store) Generation(ctx context.Context) (string, error) {
	name, err := s.named(ctx, liveCell)
	if err == nil && name == "" {
		err = store.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("reading the live generation: %w", err)
	}
	return name, nil
}

// SetGeneration switches the live generation from old to new.
func (s *Store) SetGeneration(ctx context.Context, old, new string) error {
	if new == "" {
		return fmt.Errorf("switching the generation: %w: new: empty", store.ErrInvalid)
	}
	if err := s.rename(ctx, liveCell, old, new); err != nil {
		return fmt.Errorf("switching the generation from %q to %q: %w", old, new, err)
	}
	return nil
}

// Building returns the generation that is being built, or "".
func (s *Store) Building(ctx context.Context) (string, error) {
	name, err := s.named(ctx, buildingCell)
	if err != nil {
		return "", fmt.Errorf("reading the generation being built: %w", err)
	}
	return name, nil
}

// SetBuilding switches the generation that is being built from old to new.
func (s *Store) SetBuilding(ctx context.Context, old, new string) error {
	if err := s.rename(ctx, buildingCell, old, new); err != nil {
		return fmt.Errorf("switching the generation being built from %q to %q: %w", old, new, err)
	}
	return nil
}

// named is the name in a cell, "" for none.
func (s *Store) named(ctx context.Context, cell string) (string, error) {
	item, err := s.get(ctx, controlKey(generationScope, cell))
	return stringOf(item, attrName), err
}

// rename changes the name in a cell if it is still the old one; a row that is not
// there stands for "". The new name goes with the mark of this call: where a try was
// done and its answer lost, the next one finds its own mark and knows that it is done.
func (s *Store) rename(ctx context.Context, cell, old, new string) error {
	by := mark()
	item := controlKey(generationScope, cell)
	item[attrName], item[attrBy] = text(new), text(by)
	condition := "#name = :old"
	if old == "" {
		condition = "(attribute_not_exists(#name) OR #name = :old)"
	}
	_, err := do(ctx, s, "PutItem", s.db.PutItem, &dynamodb.PutItemInput{
		TableName: &s.counters, Item: item,
		ConditionExpression: aws.String(condition), ExpressionAttributeNames: names(attrName),
		ExpressionAttributeValues:           attributes{":old": text(old)},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		ReturnConsumedCapacity:              s.measure(),
	})
	var failed *types.ConditionalCheckFailedException
	switch {
	case !errors.As(err, &failed):
		return err
	case stringOf(failed.Item, attrBy) == by:
		return nil
	}
	return store.ErrConflict
}

// mark is a name for one call that no other has.
func mark() string { return crand.Text() }

func controlKey(scope, cell string) attributes {
	return attributes{attrScope: text(scope), attrCell: text(cell)}
}

// get reads one row of the counters table, nil where there is none.
func (s *Store) get(ctx context.Context, key attributes) (attributes, error) {
	out, err := do(ctx, s, "GetItem", s.db.GetItem, &dynamodb.GetItemInput{
		TableName: &s.counters, Key: key, ConsistentRead: aws.Bool(true), ReturnConsumedCapacity: s.measure(),
	})
	if err != nil {
		return nil, err
	}
	return out.Item, nil
}
