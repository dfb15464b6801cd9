package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
)

const (
	checkpointScope = "k" + separator // the name follows; cells are the head, and of each part mark|number
	checkpointHead  = "head"

	attrMark = "mark" // of the parts that belong together
)

// Checkpoints keep what a long piece of work goes on from in the counters table,
// under a name, in as many rows as it takes. One at a time may use a name.
type Checkpoints struct {
	store *Store
	name  string
}

// Checkpoints returns those of that name, which must not be empty.
func (s *Store) Checkpoints(name string) *Checkpoints { return &Checkpoints{s, name} }

func (c *Checkpoints) scope() string { return checkpointScope + c.name }

func (c *Checkpoints) part(mark string, n int) attributes {
	return controlKey(c.scope(), fmt.Sprintf("%s%s%04d", mark, separator, n))
}

// Load returns what was saved last, or an error matching store.ErrNotFound.
func (c *Checkpoints) Load(ctx context.Context) ([]byte, error) {
	b, err := c.load(ctx)
	if err != nil {
		return nil, fmt.Errorf("loading checkpoint %s: %w", c.name, err)
	}
	return b, nil
}

func (c *Checkpoints) load(ctx context.Context) ([]byte, error) {
	head, err := c.store.get(ctx, controlKey(c.scope(), checkpointHead))
	if err != nil {
		return nil, err
	}
	if len(head) == 0 {
		return nil, store.ErrNotFound
	}
	of, err := integer(head, attrOf)
	if err != nil {
		return nil, err
	}
	parts := stringOf(head, attrMark) + separator
	items, err := c.store.cells(ctx, c.scope(), parts, parts+lastKey)
	if err != nil {
		return nil, err
	}
	if len(items) != int(of) {
		return nil, errors.New("parts of it are missing")
	}
	var all []byte
	for _, item := range items {
		content, _ := item[attrContent].(*types.AttributeValueMemberB)
		if content == nil {
			return nil, errDamaged
		}
		all = append(all, content.Value...)
	}
	return all, nil
}

// Save puts b in place of what was saved before. The parts are there before the head
// that names them, so that whoever dies in between leaves the checkpoint of before.
func (c *Checkpoints) Save(ctx context.Context, b []byte) error {
	if err := c.save(ctx, b); err != nil {
		return fmt.Errorf("saving checkpoint %s: %w", c.name, err)
	}
	return nil
}

func (c *Checkpoints) save(ctx context.Context, b []byte) error {
	m := mark()
	parts := slices.Collect(slices.Chunk(b, maxPart))
	for i, part := range parts {
		item := c.part(m, i)
		item[attrContent] = &types.AttributeValueMemberB{Value: part}
		if err := c.put(ctx, item); err != nil {
			return err
		}
	}
	head := controlKey(c.scope(), checkpointHead)
	head[attrMark], head[attrOf] = text(m), number(int64(len(parts)))
	if err := c.put(ctx, head); err != nil {
		return err
	}
	return c.clear(ctx, m)
}

func (c *Checkpoints) put(ctx context.Context, item attributes) error {
	_, err := do(ctx, c.store, "PutItem", c.store.db.PutItem, &dynamodb.PutItemInput{
		TableName: &c.store.counters, Item: item, ReturnConsumedCapacity: c.store.measure(),
	})
	return err
}

// Remove takes the checkpoint away, head first; nothing there is no error.
func (c *Checkpoints) Remove(ctx context.Context) error {
	key := controlKey(c.scope(), checkpointHead)
	_, err := do(ctx, c.store, "DeleteItem", c.store.db.DeleteItem, &dynamodb.DeleteItemInput{
		TableName: &c.store.counters, Key: key, ReturnConsumedCapacity: c.store.measure(),
	})
	if err == nil {
		err = c.clear(ctx, "")
	}
	if err != nil {
		return fmt.Errorf("removing checkpoint %s: %w", c.name, err)
	}
	return nil
}

// clear removes the parts that no head names any more: those of every other mark.
func (c *Checkpoints) clear(ctx context.Context, kept string) error {
	in := between(c.store.counters, attrScope, attrCell, c.scope(), firstKey, lastKey)
	in.ProjectionExpression = aws.String("#scope, #cell")
	for items, err := range c.store.pages(ctx, in) {
		if err != nil {
			return err
		}
		var writes []types.WriteRequest
		for _, item := range items {
			key := attributes{attrScope: item[attrScope], attrCell: item[attrCell]}
			if cell := stringOf(item, attrCell); cell == checkpointHead || kept != "" && cell[:min(len(cell), len(kept))] == kept {
				continue
			}
			writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: key}})
		}
		for batch := range slices.Chunk(writes, maxBatch) {
			if err := c.store.writeAll(ctx, batch); err != nil {
				return err
			}
		}
	}
	return nil
}
