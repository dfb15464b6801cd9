package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// maxGenerations is how many labels an entry may have: with two counter rows each it
// still fits a transaction.
const maxGenerations = (maxActions - 4) / 2

// Record stores and counts entries in as few transactions as take them, one after the
// other. An invalid entry fails the call, with an error matching store.ErrInvalid,
// before anything is written.
func (s *Store) Record(ctx context.Context, es []store.Entry) ([]store.Outcome, error) {
	steps := make([]*step, len(es))
	left := make([]int, len(es))
	for i, e := range es {
		var err error
		if steps[i], err = s.recording(e); err != nil {
			return nil, fmt.Errorf("recording entry %d of %d: %w", i+1, len(es), err)
		}
		left[i] = i
	}
	outcomes := make([]store.Outcome, len(es))
	for len(left) > 0 {
		firsts, rest := firstOfEach(es, left)
		if err := s.recordDistinct(ctx, es, steps, firsts, outcomes); err != nil {
			return nil, fmt.Errorf("recording %d entries: %w", len(es), err)
		}
		left = repeats(es, firsts, rest, outcomes)
	}
	return outcomes, nil
}

// recording is the step that stores e.
func (s *Store) recording(e store.Entry) (*step, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	if n := len(e.Labels); n > maxGenerations {
		return nil, fmt.Errorf("%w: labels: %d generations, want at most %d", store.ErrInvalid, n, maxGenerations)
	}
	r := e.Reaction
	item, err := wholeItem(e, 1)
	if err != nil {
		return nil, err
	}
	st := &step{id: r.ID, bytes: sizeOf(item), moves: store.RowsOf(e), author: r.Author, at: r.Time}
	if st.bytes > maxItem {
		return nil, fmt.Errorf("%w: labels: too much beside the text: %d bytes, want at most %d", store.ErrInvalid, st.bytes, maxItem)
	}
	if r.Author != "" { // first what decides whether the id is free
		st.acts = append(st.acts, s.putNew(bareItem(r.ID, r.Author, 1)))
	}
	st.acts = append(st.acts, s.putNew(item))
	return st, nil
}

// putNew writes a row where there is none, and gives back what is in its way.
func (s *Store) putNew(item attributes) types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{
		TableName: aws.String(s.reactions), Item: item,
		ConditionExpression: aws.String("attribute_not_exists(#owner)"), ExpressionAttributeNames: names(attrOwner),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}
}

// firstOfEach divides the entries that are left into the first of each id and the rest.
func firstOfEach(es []store.Entry, left []int) (firsts, rest []int) {
	seen := make(map[reaction.ID]bool, len(left))
	for _, i := range left {
		if id := es[i].Reaction.ID; seen[id] {
			rest = append(rest, i)
		} else {
			seen[id] = true
			firsts = append(firsts, i)
		}
	}
	return firsts, rest
}

// repeats gives those their outcome that come behind an entry of the same id, and
// returns those for which it does not follow: the first may have been refused for what
// they do not share.
func repeats(es []store.Entry, firsts, rest []int, outcomes []store.Outcome) (left []int) {
	stored := map[reaction.ID]bool{}
	for _, i := range firsts {
		stored[es[i].Reaction.ID] = outcomes[i] == store.Recorded || outcomes[i] == store.Duplicate
	}
	for _, i := range rest {
		if stored[es[i].Reaction.ID] {
			outcomes[i] = store.Duplicate
		} else {
			left = append(left, i)
		}
	}
	return left
}

// recordDistinct gives entries of different ids their outcomes.
func (s *Store) recordDistinct(ctx context.Context, es []store.Entry, steps []*step, which []int, outcomes []store.Outcome) error {
	var timely []*step
	now := s.now()
	for _, i := range which {
		if es[i].Reaction.Expires.After(now) {
			timely = append(timely, steps[i])
		}
	}
	if err := s.transact(ctx, timely); err != nil {
		return err
	}
	var stopped []int
	for _, i := range which {
		switch st := steps[i]; {
		case st.fate == done:
			outcomes[i] = store.Recorded
		case st.fate == refusedByRow:
			outcomes[i] = known(st.old)
		default: // overdue, or refused for its author
			stopped = append(stopped, i)
		}
	}
	return s.refuse(ctx, es, stopped, outcomes)
}

// known is the outcome of an entry whose id has a row.
func known(row attributes) store.Outcome {
	if stringOf(row, attrState) == string(store.Tombstone) {
		return store.Erased
	}
	return store.Duplicate
}

// refuse gives their outcomes to entries that are not stored, because of their author
// or their age. What is known of the id comes first; it is read, since DynamoDB does
// not promise to name every condition that failed.
func (s *Store) refuse(ctx context.Context, es []store.Entry, which []int, outcomes []store.Outcome) error {
	var keys []attributes
	for _, i := range which {
		r := es[i].Reaction
		if keys = append(keys, idKey(r.ID)); r.Author != "" {
			keys = append(keys, authorKey(r.Author))
		}
	}
	found, err := s.fetch(ctx, keys)
	if err != nil {
		return err
	}
	for _, i := range which {
		r := es[i].Reaction
		halt, err := decodeHalt(found[keyName(authorKey(r.Author))])
		if err != nil {
			return fmt.Errorf("author %s: %w", r.Author, err)
		}
		row := found[keyName(idKey(r.ID))]
		switch {
		case row != nil:
			outcomes[i] = known(row)
		case halt.stops(r.Time):
			outcomes[i] = store.Erased
		default:
			outcomes[i] = store.Expired
		}
	}
	return nil
}
