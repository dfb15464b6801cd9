package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// halt is what is refused of an author. The zero value refuses nothing.
type halt struct {
	erased    bool
	before    time.Time // with erased: what was written until then
	objection bool      // everything
}

// stops reports whether what the author wrote at a time is refused.
func (h halt) stops(at time.Time) bool {
	return h.objection || h.erased && !at.After(h.before)
}

// decodeHalt reads an author's row; nil is one that is not there.
func decodeHalt(item attributes) (h halt, err error) {
	_, h.objection = item[attrObjection]
	if _, h.erased = item[attrErasedBefore]; h.erased {
		h.before, err = instantOf(item, attrErasedBefore)
	}
	return h, err
}

// checkAuthor lets a transaction pass if nothing is refused of what the author wrote
// from a time on: the same as halt.stops, said to DynamoDB.
func (s *Store) checkAuthor(author reaction.AuthorKey, oldest time.Time) types.TransactWriteItem {
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: aws.String(s.reactions), Key: authorKey(author),
		ConditionExpression: aws.String(
			"attribute_not_exists(#owner) OR (#erased_before < :oldest AND attribute_not_exists(#objection))"),
		ExpressionAttributeNames:            names(attrOwner, attrErasedBefore, attrObjection),
		ExpressionAttributeValues:           attributes{":oldest": instant(oldest)},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}
}

// settling is how long a transaction that is over may take to become visible.
const settling = firstWait

// EraseAuthor first writes what is refused of the author, so that nothing old can be
// recorded any more, and then erases what a consistent query finds of that, until it
// finds nothing twice. If it fails in between, the same call again completes it.
//
// It looks twice because a transaction becomes visible row by row: the author's row
// may be free again when what was recorded under it is not there yet. That takes
// milliseconds, unless DynamoDB itself fails in between: then the reaction comes to
// light later, and is erased when the ledger of erasures is replayed, as every nightly
// pass does with its last days.
func (s *Store) EraseAuthor(ctx context.Context, author reaction.AuthorKey, until time.Time, objection bool) (int, error) {
	if err := store.CheckAuthor(author); err != nil {
		return 0, fmt.Errorf("erasing an author: %w", err)
	}
	if err := s.halt(ctx, author, until, objection); err != nil {
		return 0, fmt.Errorf("erasing author %s: %w", author, err)
	}
	order := halt{erased: true, before: until, objection: objection}
	total := 0
	for looks := 2; looks > 0; {
		n, err := s.eraseFound(ctx, author, order)
		if total += n; n == 0 {
			looks--
		}
		if err == nil && n == 0 && looks > 0 {
			err = s.wait(ctx, settling)
		}
		if err != nil {
			return total, fmt.Errorf("erasing author %s: %w", author, err)
		}
	}
	return total, nil
}

// halt widens what is refused of an author; it never narrows it.
func (s *Store) halt(ctx context.Context, author reaction.AuthorKey, until time.Time, objection bool) error {
	_, err := do(ctx, s, "UpdateItem", s.db.UpdateItem, &dynamodb.UpdateItemInput{
		TableName: aws.String(s.reactions), Key: authorKey(author),
		UpdateExpression:          aws.String("SET #erased_before = :until"),
		ConditionExpression:       aws.String("attribute_not_exists(#erased_before) OR #erased_before < :until"),
		ExpressionAttributeNames:  names(attrErasedBefore),
		ExpressionAttributeValues: attributes{":until": instant(until)},
		ReturnConsumedCapacity:    s.measure(),
	})
	var wider *types.ConditionalCheckFailedException // it stands at that time or a later one
	if err != nil && !errors.As(err, &wider) {
		return err
	}
	if !objection {
		return nil
	}
	_, err = do(ctx, s, "UpdateItem", s.db.UpdateItem, &dynamodb.UpdateItemInput{
		TableName: aws.String(s.reactions), Key: authorKey(author),
		UpdateExpression:          aws.String("SET #objection = :true"),
		ExpressionAttributeNames:  names(attrObjection),
		ExpressionAttributeValues: attributes{":true": &types.AttributeValueMemberBOOL{Value: true}},
		ReturnConsumedCapacity:    s.measure(),
	})
	return err
}

// eraseFound erases what a query finds of an author and the order stops, page by page.
func (s *Store) eraseFound(ctx context.Context, author reaction.AuthorKey, order halt) (int, error) {
	total := 0
	for rows, err := range s.authored(ctx, author) {
		if err != nil {
			return total, err
		}
		var ids []reaction.ID
		for _, r := range rows {
			if order.stops(r.entry.Reaction.Time) {
				ids = append(ids, r.entry.Reaction.ID)
			}
		}
		n, err := s.change(ctx, ids, s.erasing)
		if total += n; err != nil {
			return total, err
		}
	}
	return total, nil
}
