package dynamo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// commit sends a transaction under a token of its own and returns nil reasons if it
// was done. Otherwise nothing of it was, for the reasons, one of each action.
func (e *effort) commit(ctx context.Context, acts []types.TransactWriteItem) ([]types.CancellationReason, error) {
	in := &dynamodb.TransactWriteItemsInput{
		TransactItems:          acts,
		ClientRequestToken:     aws.String(rand.Text()),
		ReturnConsumedCapacity: e.store.measure(),
	}
	open := false // a try under this token may have been carried out, or may be yet
	for {
		var out *dynamodb.TransactWriteItemsOutput
		err := e.insist(ctx, func(ctx context.Context) (err error) {
			out, err = e.store.db.TransactWriteItems(ctx, in, once)
			open = open || err != nil && leavesOpen(err)
			return err
		})
		var canceled *types.TransactionCanceledException
		switch {
		case err == nil:
			e.consumed(out)
			return nil, nil
		case !errors.As(err, &canceled) || len(canceled.CancellationReasons) != len(acts):
			return nil, err
		}
		e.last = canceled
		if !open || !onlyInTheWay(canceled.CancellationReasons) {
			return canceled.CancellationReasons, nil
		}
		e.failed++ // under another token it would not be known again if it is done by now
	}
}

// judge sets the fate of the steps that a transaction was cancelled for. What was in
// the way for the moment it meets with a wait and another shard.
func (e *effort) judge(t draft, reasons []types.CancellationReason) error {
	before := e.failed
	left := len(t.all)
	for i, r := range reasons {
		if blameless(r) {
			continue
		}
		code := aws.ToString(r.Code)
		_, slow := throttled[code]
		switch {
		case slow || code == reasonConflict:
			e.failed = before + 1
		case code == reasonCondition && t.of[i] != nil:
			left -= t.of[i].refuse(refusedByRow, r.Item)
		case code == reasonCondition && t.who[i] != "":
			n, err := t.stop(t.who[i], r.Item)
			if left -= n; err != nil {
				return err
			}
		case (code == reasonInvalid || code == reasonTooLarge) && t.of[i] != nil:
			return fmt.Errorf("reaction %s: %w: DynamoDB does not take it (%s)", t.of[i].id, store.ErrInvalid, code)
		default:
			return &refusal{e.call.Operation, code, e.last}
		}
	}
	switch {
	case e.failed > before:
		e.move()
	case left < len(t.all):
		e.failed = 0 // that is getting on
	default:
		return &refusal{e.call.Operation, "no reason given", e.last}
	}
	return nil
}

// move goes to another shard of the counters, if there is one.
func (e *effort) move() {
	if n := e.store.shards; n > 1 {
		e.shard = (e.shard + 1 + mathrand.IntN(n-1)) % n
	}
}

// refuse sets the fate of a step that has none yet and returns how many that were.
func (st *step) refuse(why fate, old attributes) int {
	if st.fate != pending {
		return 0
	}
	st.fate, st.old = why, old
	return 1
}

// stop refuses those steps of an author that the author's row stops.
func (t draft) stop(author reaction.AuthorKey, item attributes) (int, error) {
	halt, err := decodeHalt(item)
	if err != nil {
		return 0, fmt.Errorf("author %s: %w", author, err)
	}
	n, matched := 0, false
	for _, st := range t.all {
		if st.author == author && halt.stops(st.at) {
			n += st.refuse(refusedByAuthor, nil)
			matched = true
		}
	}
	if !matched {
		return 0, fmt.Errorf("author %s: refused for a row that stops none of the messages", author)
	}
	return n, nil
}
