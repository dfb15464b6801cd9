package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Label gives reactions a label of a further generation. It updates what is there and
// never writes back what was read: what is erased meanwhile stays erased.
func (s *Store) Label(ctx context.Context, generation string, ls ...store.Labelled) (int, error) {
	results, ids := make(map[reaction.ID]label.Result, len(ls)), make([]reaction.ID, len(ls))
	for i, l := range ls {
		err := store.CheckLabel(generation, l.Result)
		if err == nil {
			err = store.CheckID(l.ID)
		}
		if err != nil {
			return 0, fmt.Errorf("label %d of %d: %w", i+1, len(ls), err)
		}
		if _, twice := results[l.ID]; !twice {
			results[l.ID] = l.Result
		}
		ids[i] = l.ID
	}
	n, err := s.change(ctx, ids, func(id reaction.ID, r row) (*step, error) {
		return s.labelling(r, generation, results[id])
	})
	if err != nil {
		return n, fmt.Errorf("labelling under %q: %w", generation, err)
	}
	return n, nil
}

func (s *Store) labelling(r row, generation string, result label.Result) (*step, error) {
	if _, has := r.entry.Labels[generation]; has || !r.labelled() {
		return nil, nil
	}
	if r.state == store.Stub {
		result = store.WithoutSpans(result)
	}
	l, err := encodeLabel(result)
	if err != nil {
		return nil, fmt.Errorf("encoding a label of %s: %w", r.entry.Reaction.ID, err)
	}
	if len(r.entry.Labels) >= maxGenerations || r.bytes+len(generation)+len(l) > maxItem {
		return nil, fmt.Errorf("reaction %s: %w: labels: no room for another", r.entry.Reaction.ID, store.ErrInvalid)
	}
	st := s.updating(r, "SET #labels.#generation = :label, #rev = :next", "attribute_not_exists(#labels.#generation)", generation)
	st.acts[0].Update.ExpressionAttributeValues[":label"] = text(l)
	st.bytes = r.bytes + len(l)
	st.moves = countedUnder(generation, result, r.entry.Dims)
	return st, nil
}

// labelled reports whether the row is one that has labels.
func (r row) labelled() bool { return r.state == store.Whole || r.state == store.Stub }

// countedUnder is what a label of a generation adds to the counters.
func countedUnder(generation string, result label.Result, d store.Dims) []store.Row {
	return store.RowsOf(store.Entry{Dims: d, Labels: map[string]label.Result{generation: result}})
}

// Unlabel takes the label of a generation away.
func (s *Store) Unlabel(ctx context.Context, generation string, ids ...reaction.ID) (int, error) {
	n, err := s.change(ctx, ids, func(_ reaction.ID, r row) (*step, error) {
		result, has := r.entry.Labels[generation]
		if !has {
			return nil, nil
		}
		st := s.updating(r, "SET #rev = :next REMOVE #labels.#generation", "attribute_exists(#labels.#generation)", generation)
		st.moves = taken(countedUnder(generation, result, r.entry.Dims))
		return st, nil
	})
	if err != nil {
		return n, fmt.Errorf("taking labels of %q away: %w", generation, err)
	}
	return n, nil
}

// updating is the step that changes a label of r where it lies.
func (s *Store) updating(r row, expression, condition, generation string) *step {
	attrs := names(attrOwner, attrRev, attrLabels)
	attrs["#generation"] = generation
	return &step{bytes: r.bytes, acts: []types.TransactWriteItem{{Update: &types.Update{
		TableName: aws.String(s.reactions), Key: r.key(),
		UpdateExpression:          aws.String(expression),
		ConditionExpression:       aws.String("attribute_exists(#owner) AND #rev = :rev AND " + condition),
		ExpressionAttributeNames:  attrs,
		ExpressionAttributeValues: attributes{":rev": number(r.rev), ":next": number(r.rev + 1)},
	}}}}
}
