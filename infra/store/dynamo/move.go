package dynamo

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
)

// addCounts moves a counter row in a shard.
func (s *Store) addCounts(k store.RowKey, shard int, by store.Counts) types.TransactWriteItem {
	expression := []string{"#rev :one"}
	attrs, values := names(attrRev), attributes{":one": number(1)}
	for a := range store.NumAttrs {
		if by[a] == 0 {
			continue
		}
		n := strconv.Itoa(int(a))
		expression = append(expression, "#"+n+" :"+n)
		attrs["#"+n], values[":"+n] = a.String(), number(by[a])
	}
	return types.TransactWriteItem{Update: &types.Update{
		TableName: aws.String(s.counters), Key: counterKey(k, shard),
		UpdateExpression:         aws.String("ADD " + strings.Join(expression, ", ")),
		ExpressionAttributeNames: attrs, ExpressionAttributeValues: values,
	}}
}

// taken are rows that take away again what e added.
func taken(rows []store.Row) []store.Row {
	out := make([]store.Row, len(rows))
	for i, r := range rows {
		out[i].Key = r.Key
		out[i].Counts.Sub(r.Counts)
	}
	return out
}
