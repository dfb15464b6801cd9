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

// rounds is how often a change is decided anew for reactions that others change
// meanwhile, while not one gets on.
const rounds = 20

// decision is what a change does to a reaction: the step that turns it, or nil to pass
// it over. The row is the zero row where the id is unknown.
type decision func(id reaction.ID, r row) (*step, error)

// change reads reactions, decides what becomes of each, and writes that pinned to what
// was read. What was changed meanwhile is read again and decided anew. It returns how
// many stored reactions it turned, also beside an error.
func (s *Store) change(ctx context.Context, ids []reaction.ID, decide decision) (turned int, err error) {
	todo := distinct(ids)
	for stalled := 0; len(todo) > 0; {
		page := todo[:min(len(todo), maxKeys)]
		steps, err := s.decide(ctx, page, decide)
		if err != nil {
			return turned, err
		}
		err = s.transact(ctx, steps)
		var again []reaction.ID
		for _, st := range steps {
			switch {
			case st.fate == done && !st.fresh:
				turned++
			case st.fate == refusedByRow:
				again = append(again, st.id)
			}
		}
		if err != nil {
			return turned, err
		}
		if stalled++; len(again) < len(page) {
			stalled = 0
		}
		if stalled == rounds {
			return turned, fmt.Errorf("reaction %s: %w, %d times", again[0], store.ErrConflict, rounds)
		}
		todo = append(again, todo[len(page):]...)
	}
	return turned, nil
}

// distinct are those that can be stored, each once.
func distinct(ids []reaction.ID) []reaction.ID {
	seen, out := make(map[reaction.ID]bool, len(ids)), make([]reaction.ID, 0, len(ids))
	for _, id := range ids {
		if !seen[id] && store.CheckID(id) == nil {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// decide reads ids and returns the steps that are due.
func (s *Store) decide(ctx context.Context, ids []reaction.ID, decide decision) (steps []*step, err error) {
	rows, err := s.lookup(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		st, err := decide(id, rows[id])
		if err != nil {
			return nil, err
		}
		if st != nil {
			st.id = id
			steps = append(steps, st)
		}
	}
	return steps, nil
}

// replacing is the step that puts item under the id of r, in place of r.
func (s *Store) replacing(r row, item attributes, moves []store.Row) *step {
	st := &step{moves: moves, bytes: sizeOf(item), fresh: r.state == ""}
	put := &types.Put{TableName: aws.String(s.reactions), Item: item}
	st.acts = []types.TransactWriteItem{{Put: put}}
	switch {
	case r.state == "":
		put.ConditionExpression, put.ExpressionAttributeNames = aws.String("attribute_not_exists(#owner)"), names(attrOwner)
	case r.pointer == 0:
		put.ConditionExpression, put.ExpressionAttributeNames, put.ExpressionAttributeValues = pin(r.rev)
	default: // lies under its author; the pointer makes room
		put.ConditionExpression, put.ExpressionAttributeNames, put.ExpressionAttributeValues = pin(r.pointer)
		gone := &types.Delete{TableName: aws.String(s.reactions), Key: r.key()}
		gone.ConditionExpression, gone.ExpressionAttributeNames, gone.ExpressionAttributeValues = pin(r.rev)
		st.acts = append(st.acts, types.TransactWriteItem{Delete: gone})
	}
	return st
}

// pin is the condition that a row is as it was read.
func pin(rev int64) (*string, map[string]string, attributes) {
	return aws.String("#rev = :rev"), names(attrRev), attributes{":rev": number(rev)}
}

// next is the rev of what takes r's place under its id.
func (r row) next() int64 { return max(r.rev, r.pointer) + 1 }

// Erase turns a reaction into a tombstone.
func (s *Store) Erase(ctx context.Context, id reaction.ID) (bool, error) {
	if err := store.CheckID(id); err != nil {
		return false, fmt.Errorf("erasing: %w", err)
	}
	n, err := s.change(ctx, []reaction.ID{id}, s.erasing)
	if err != nil {
		return n > 0, fmt.Errorf("erasing %s: %w", id, err)
	}
	return n > 0, nil
}

// erasing leaves a tombstone and takes away what was counted.
func (s *Store) erasing(id reaction.ID, r row) (*step, error) {
	if r.state == store.Tombstone {
		return nil, nil
	}
	return s.replacing(r, bareItem(id, "", r.next()), taken(store.RowsOf(r.entry))), nil
}

// Expire turns overdue reactions into stubs. A stub lies under its id alone.
func (s *Store) Expire(ctx context.Context, now time.Time, ids ...reaction.ID) (int, error) {
	n, err := s.change(ctx, ids, func(_ reaction.ID, r row) (*step, error) {
		if r.state != store.Whole || r.entry.Reaction.Expires.After(now) {
			return nil, nil
		}
		item, err := stubItem(r.entry, r.next())
		if err != nil {
			return nil, err
		}
		return s.replacing(r, item, nil), nil
	})
	if err != nil {
		return n, fmt.Errorf("expiring reactions: %w", err)
	}
	return n, nil
}
