package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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

// lookBack erases what was stored of an author whose erasure came between the check
// and the end of the transaction.
//
// The check alone does not do. What a transaction writes becomes visible row by row:
// an erasure can find the author's row free again and the reaction not yet there. Once
// the transaction is over it sees all, and so one of the two sees the other: the
// erasure, which writes the author's row before it queries, or this, which reads that
// row afterwards. If a program dies before it comes to this, its message is delivered
// again, and the Duplicates that it then meets are looked at too.
func (s *Store) lookBack(ctx context.Context, es []store.Entry, outcomes []store.Outcome) error {
	var keys []attributes
	stored := func(i int) bool {
		return es[i].Reaction.Author != "" && (outcomes[i] == store.Recorded || outcomes[i] == store.Duplicate)
	}
	for i, e := range es {
		if stored(i) {
			keys = append(keys, authorKey(e.Reaction.Author))
		}
	}
	found, err := s.fetch(ctx, keys)
	if err != nil || len(found) == 0 {
		return err
	}
	var ids []reaction.ID
	halts := map[reaction.AuthorKey]halt{}
	for i, e := range es {
		author := e.Reaction.Author
		h, err := decodeHalt(found[keyName(authorKey(author))])
		if err != nil {
			return fmt.Errorf("author %s: %w", author, err)
		}
		if halts[author] = h; stored(i) && h.stops(e.Reaction.Time) {
			ids = append(ids, e.Reaction.ID)
		}
	}
	erased := map[reaction.ID]bool{}
	_, err = s.change(ctx, ids, func(id reaction.ID, r row) (*step, error) {
		erased[id] = r.state == store.Whole && halts[r.author].stops(r.entry.Reaction.Time)
		if !erased[id] {
			return nil, nil
		}
		return s.erasing(id, r)
	})
	for i, e := range es {
		if erased[e.Reaction.ID] {
			outcomes[i] = store.Erased
		}
	}
	return err
}
