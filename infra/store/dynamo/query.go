package dynamo

import (
	"context"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// firstKey sorts before every key that begins with a name, lastKey behind: no key is empty.
const firstKey, lastKey = " ", "\U0010ffff"

// between asks for what lies under a hash key with sort keys in [from, to], as it is
// at that moment.
func between(table, hash, sort, under, from, to string) *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		TableName: &table, ConsistentRead: aws.Bool(true),
		KeyConditionExpression:    aws.String("#" + hash + " = :under AND #" + sort + " BETWEEN :from AND :to"),
		ExpressionAttributeNames:  names(hash, sort),
		ExpressionAttributeValues: attributes{":under": text(under), ":from": text(from), ":to": text(to)},
	}
}

// pages reads what in asks for, a megabyte at a time, in the order of the sort key.
func (s *Store) pages(ctx context.Context, in *dynamodb.QueryInput) iter.Seq2[[]attributes, error] {
	return func(yield func([]attributes, error) bool) {
		in.ReturnConsumedCapacity = s.measure()
		for {
			out, err := do(ctx, s, "Query", s.db.Query, in)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(out.Items, nil) {
				return
			}
			if in.ExclusiveStartKey = out.LastEvaluatedKey; len(in.ExclusiveStartKey) == 0 {
				return
			}
		}
	}
}

// cells reads the rows of a scope of the counters table whose cells lie in [from, to].
func (s *Store) cells(ctx context.Context, scope, from, to string) ([]attributes, error) {
	var all []attributes
	for items, err := range s.pages(ctx, between(s.counters, attrScope, attrCell, scope, from, to)) {
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	return all, nil
}
