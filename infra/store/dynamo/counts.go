package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
)

// Counts lie beside the claims, of which they have the end of their time.
const countCell = "count"

// Count adds one to a key's count and returns it. It is one update: a try that was
// lost on its way back may have been counted.
func (s *Store) Count(ctx context.Context, key string, until time.Time) (int, error) {
	if err := checkClaim(store.Claim{Key: key}); err != nil {
		return 0, fmt.Errorf("counting: %w", err)
	}
	out, err := do(ctx, s, "UpdateItem", s.db.UpdateItem, &dynamodb.UpdateItemInput{
		TableName: &s.counters, Key: controlKey(claimScope+key, countCell),
		UpdateExpression:         aws.String("ADD #rev :one SET #gone = if_not_exists(#gone, :gone)"),
		ExpressionAttributeNames: names(attrRev, attrGone),
		ExpressionAttributeValues: attributes{
			":one": number(1), ":gone": number(until.Add(time.Second - 1).Unix()),
		},
		ReturnValues: types.ReturnValueUpdatedNew, ReturnConsumedCapacity: s.measure(),
	})
	if err != nil {
		return 0, fmt.Errorf("counting: %w", err)
	}
	n, err := integer(out.Attributes, attrRev)
	if err != nil {
		return 0, fmt.Errorf("counting: %w", err)
	}
	return int(n), nil
}
