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

// EraseAuthor first writes what is refused of the author, so that nothing old can be
// recorded any more, and then erases what a consistent query finds, until it finds
// nothing. If it fails in between, the same call again completes it.
func (s *Store) EraseAuthor(ctx context.Context, author reaction.AuthorKey, until time.Time, objection bool) (int, error) {
	if err := store.CheckAuthor(author); err != nil {
		return 0, fmt.Errorf("erasing an author: %w", err)
	}
	if err := s.halt(ctx, author, until, objection); err != nil {
		return 0, fmt.Errorf("erasing author %s: %w", author, err)
	}
	total := 0
	for {
		n, err := s.eraseFound(ctx, author)
		if total += n; err != nil {
			return total, fmt.Errorf("erasing author %s: %w", author, err)
		}
		if n == 0 {
			return total, nil
		}
	}
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

// eraseFound erases what a query finds of an author, page by page.
func (s *Store) eraseFound(ctx context.Context, author reaction.AuthorKey) (int, error) {
	total := 0
	for rows, err := range s.authored(ctx, author) {
		if err != nil {
			return total, err
		}
		ids := make([]reaction.ID, len(rows))
		for i, r := range rows {
			ids[i] = r.entry.Reaction.ID
		}
		n, err := s.change(ctx, ids, s.erasing)
		if total += n; err != nil {
			return total, err
		}
	}
	return total, nil
}
