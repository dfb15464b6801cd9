package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Readers beside a compaction.
//
// A fold is one transaction that moves counter rows into a row of their week. A
// reader needs several queries, and DynamoDB isolates no query from a transaction:
// one may see the week before the fold and another the rows after it. Nor is it
// enough that each fold adds one to a number which readers compare before and after.
// What a transaction writes becomes visible row by row; transactions are
// serializable, but not strictly: where one of its rows is seen to be new, another,
// and that may be the number, can still be read as old, and the other way round.
//
// So every fold writes the epoch of its generation: how many folds there were, and
// which rows the last one touched. A reader takes three steps.
//
//  1. It reads the epoch. Where its last fold is not known to be over, it reads all
//     rows of that fold in one TransactGetItems, which DynamoDB refuses while a
//     transaction has any of them in hand. After that everything of this fold is
//     visible, and so is everything of those before it: a fold is sent only when the
//     one before it is known to be over.
//  2. It queries.
//  3. It reads the epoch once more, again by TransactGetItems. A later fold of which
//     the queries can have seen anything was prepared by then on all of its rows, the
//     epoch among them: the read is refused, or finds another number. If it finds the
//     same, the queries saw the rows between two folds.
//
// A fold is known to be over when it was answered. The next one says so of it, and
// the end of a compaction of its last: settled is then the number of folds. Only where
// a program died in between does the first step need its transaction.
//
// Writers know nothing of all this. They are told from folds by the rev of each row:
// a fold deletes a row only at the rev that it added to the week. A row may be deleted
// and come again with the same rev, but not without a fold, which moves the epoch;
// and each fold is pinned to the epoch that was read before the rows.

// Attributes of an epoch, besides its rev, which is the number of folds.
const (
	attrSettled = "settled" // the folds known to be over
	attrWeek    = "week"    // cell of the week that the last one wrote
	attrRows    = "rows"    // rows that it deleted, as shard|cell
)

const (
	epochScope = "e" + separator
	epochCell  = "epoch"
	weekScope  = "w" + separator
)

// errFolding is why a reader has to begin again.
var errFolding = errors.New("rows were being compacted")

// epoch is the number of folds of a generation, the last of them over or not.
type epoch struct {
	number, settled int64
	touched         []attributes // keys of the rows of the last
}

func epochKey(generation string) attributes { return controlKey(epochScope+generation, epochCell) }

func weekKey(w week) attributes { return controlKey(weekScope+w.generation, weekCell(w)) }

func weekCell(w week) string { return w.campaign + separator + string(w.monday) }

// settle returns the epoch of a generation when its last fold is over, or an error
// matching errFolding.
func (s *Store) settle(ctx context.Context, generation string) (epoch, error) {
	item, err := s.get(ctx, epochKey(generation))
	if err != nil {
		return epoch{}, err
	}
	e, err := decodeEpoch(generation, item)
	if err != nil || e.settled == e.number {
		return e, err
	}
	now, err := s.atOnce(ctx, append([]attributes{epochKey(generation)}, e.touched...))
	if err != nil {
		return epoch{}, err
	}
	if again, err := decodeEpoch(generation, now[0]); err != nil || again.number != e.number {
		return epoch{}, errors.Join(err, errFolding)
	}
	return e, nil
}

// unmoved returns an error matching errFolding if there was a fold since e.
func (s *Store) unmoved(ctx context.Context, generation string, e epoch) error {
	now, err := s.atOnce(ctx, []attributes{epochKey(generation)})
	if err != nil {
		return err
	}
	again, err := decodeEpoch(generation, now[0])
	if err != nil {
		return err
	}
	if again.number != e.number {
		return errFolding
	}
	return nil
}

// atOnce reads rows of the counters table while no transaction has one in hand.
func (s *Store) atOnce(ctx context.Context, keys []attributes) ([]attributes, error) {
	in := &dynamodb.TransactGetItemsInput{ReturnConsumedCapacity: s.measure()}
	for _, key := range keys {
		in.TransactItems = append(in.TransactItems, types.TransactGetItem{
			Get: &types.Get{TableName: &s.counters, Key: key},
		})
	}
	out, err := do(ctx, s, "TransactGetItems", s.db.TransactGetItems, in)
	var canceled *types.TransactionCanceledException
	switch {
	case errors.As(err, &canceled):
		return nil, errors.Join(err, errFolding)
	case err != nil:
		return nil, err
	case len(out.Responses) != len(keys):
		return nil, fmt.Errorf("%d of %d rows came back", len(out.Responses), len(keys))
	}
	items := make([]attributes, len(keys))
	for i, r := range out.Responses {
		items[i] = r.Item
	}
	return items, nil
}

// decodeEpoch reads an epoch; before the first fold there is none.
func decodeEpoch(generation string, item attributes) (e epoch, err error) {
	if len(item) == 0 {
		return epoch{}, nil
	}
	if e.number, err = integer(item, attrRev); err != nil {
		return epoch{}, fmt.Errorf("epoch: %w", err)
	}
	if e.settled, err = integer(item, attrSettled); err != nil {
		return epoch{}, fmt.Errorf("epoch: %w", err)
	}
	e.touched = []attributes{controlKey(weekScope+generation, stringOf(item, attrWeek))}
	rows, _ := item[attrRows].(*types.AttributeValueMemberL)
	if rows == nil {
		return epoch{}, errors.New("epoch: no rows")
	}
	for _, r := range rows.Value {
		row, _ := r.(*types.AttributeValueMemberS)
		if row == nil {
			return epoch{}, errors.New("epoch: damaged")
		}
		shard, cell, _ := strings.Cut(row.Value, separator)
		e.touched = append(e.touched, controlKey(counterScopes(generation)+shard, cell))
	}
	return e, nil
}

// nextEpoch is the change of the epoch that goes with a fold of rows into a week.
func (s *Store) nextEpoch(e epoch, w week, rows []liveRow) types.TransactWriteItem {
	touched := make([]types.AttributeValue, len(rows))
	for i, r := range rows {
		touched[i] = text(strings.TrimPrefix(r.scope, counterScopes(w.generation)) + separator + counterCell(r.Key))
	}
	condition := "#rev = :last"
	if e.number == 0 {
		condition = "attribute_not_exists(#rev)"
	}
	values := attributes{
		":next": number(e.number + 1), ":last": number(e.number),
		":week": text(weekCell(w)), ":rows": &types.AttributeValueMemberL{Value: touched},
	}
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &s.counters, Key: epochKey(w.generation),
		UpdateExpression:    aws.String("SET #rev = :next, #settled = :last, #week = :week, #rows = :rows"),
		ConditionExpression: aws.String(condition), ExpressionAttributeNames: names(attrRev, attrSettled, attrWeek, attrRows),
		ExpressionAttributeValues: values,
	}}
}

// settled says that the last fold of an epoch is over, unless others went on.
func (s *Store) settled(ctx context.Context, generation string, e epoch) error {
	_, err := do(ctx, s, "UpdateItem", s.db.UpdateItem, &dynamodb.UpdateItemInput{
		TableName: &s.counters, Key: epochKey(generation),
		UpdateExpression:    aws.String("SET #settled = :last"),
		ConditionExpression: aws.String("#rev = :last"), ExpressionAttributeNames: names(attrRev, attrSettled),
		ExpressionAttributeValues: attributes{":last": number(e.number)}, ReturnConsumedCapacity: s.measure(),
	})
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return nil
	}
	return err
}
