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

const (
	claimScope = "c" + separator
	claimCell  = "claim"
)

// Attributes of a claim, besides its expiry.
const (
	attrBody    = "body"
	attrPending = "pending" // absent when it is settled
	// attrGone is when DynamoDB may remove the row, in whole seconds, as the template
	// says. It does so days late, so nothing is decided by it.
	attrGone = "gone"
)

// Claim stores c if its key is free or its time is over at now. It is one conditional
// put; the mark of the call tells a claim that an earlier try of it stored from one
// that somebody else did.
func (s *Store) Claim(ctx context.Context, c store.Claim, now time.Time) (store.Claim, bool, error) {
	if err := checkClaim(c); err != nil {
		return store.Claim{}, false, fmt.Errorf("claiming: %w", err)
	}
	by := mark()
	_, err := do(ctx, s, "PutItem", s.db.PutItem, &dynamodb.PutItemInput{
		TableName: &s.counters, Item: claimItem(c, by),
		ConditionExpression:                 aws.String("attribute_not_exists(#scope) OR #expires <= :now"),
		ExpressionAttributeNames:            names(attrScope, attrExpires),
		ExpressionAttributeValues:           attributes{":now": instant(now)},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		ReturnConsumedCapacity:              s.measure(),
	})
	var taken *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		return c, true, nil
	case !errors.As(err, &taken):
		return store.Claim{}, false, fmt.Errorf("claiming: %w", err)
	case stringOf(taken.Item, attrBy) == by:
		return c, true, nil
	}
	standing, err := decodeClaim(c.Key, taken.Item)
	if err != nil {
		return store.Claim{}, false, fmt.Errorf("claiming: the claim that stands: %w", err)
	}
	return standing, false, nil
}

// Settle stores c in place of the claim of its key.
func (s *Store) Settle(ctx context.Context, c store.Claim) error {
	if err := checkClaim(c); err != nil {
		return fmt.Errorf("settling a claim: %w", err)
	}
	_, err := do(ctx, s, "PutItem", s.db.PutItem, &dynamodb.PutItemInput{
		TableName: &s.counters, Item: claimItem(c, mark()), ReturnConsumedCapacity: s.measure(),
	})
	if err != nil {
		return fmt.Errorf("settling a claim: %w", err)
	}
	return nil
}

// maxClaimKey keeps a claim's key within DynamoDB's 2,048 bytes.
const maxClaimKey = 1024

func checkClaim(c store.Claim) error {
	switch {
	case c.Key == "":
		return fmt.Errorf("%w: key: empty", store.ErrInvalid)
	case len(c.Key) > maxClaimKey:
		return fmt.Errorf("%w: key: longer than %d bytes", store.ErrInvalid, maxClaimKey)
	}
	return nil
}

func claimItem(c store.Claim, by string) attributes {
	item := controlKey(claimScope+c.Key, claimCell)
	item[attrBody], item[attrID], item[attrBy] = text(c.Body), text(string(c.ID)), text(by)
	item[attrExpires] = instant(c.Expires)
	item[attrGone] = number(c.Expires.Add(time.Second - 1).Unix())
	if !c.Pending.IsZero() {
		item[attrPending] = instant(c.Pending)
	}
	return item
}

func decodeClaim(key string, item attributes) (c store.Claim, err error) {
	c = store.Claim{Key: key, Body: stringOf(item, attrBody), ID: reaction.ID(stringOf(item, attrID))}
	if c.Expires, err = instantOf(item, attrExpires); err != nil {
		return store.Claim{}, err
	}
	if _, pending := item[attrPending]; pending {
		c.Pending, err = instantOf(item, attrPending)
	}
	return c, err
}
