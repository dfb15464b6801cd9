package dynamo

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

const (
	maxActions = 100 // of a transaction

	// maxBytes closes a transaction. DynamoDB takes 4 MB; it is not said whether as
	// sent, where a byte may be escaped to six.
	maxBytes = 600 << 10
)

// step is what one reaction does in a transaction: with its counters, or not at all.
type step struct {
	id     reaction.ID
	acts   []types.TransactWriteItem // each with a condition of its own
	bytes  int
	fresh  bool               // there was nothing before
	moves  []store.Row        // what the counters move by
	author reaction.AuthorKey // whose erasure stops it; "" for nobody's
	at     time.Time          // with author: when it was written

	fate fate
	old  attributes // of a step that was refused: what was there
}

// fate is what became of a step.
type fate int

const (
	pending fate = iota
	done
	refusedByRow    // the condition of one of its actions failed
	refusedByAuthor // its author was erased
)

// transact does steps, as many together as a transaction takes, and sets the fate of
// each. After an error those that are pending may have been done.
func (s *Store) transact(ctx context.Context, steps []*step) error {
	for len(steps) > 0 {
		n := fitting(steps)
		if err := s.together(ctx, steps[:n]); err != nil {
			return err
		}
		steps = steps[n:]
	}
	return nil
}

// fitting is how many of the steps, from the first on, fit one transaction.
func fitting(steps []*step) int {
	rows, authors := map[store.RowKey]bool{}, map[reaction.AuthorKey]bool{}
	acts, bytes := 0, 0
	for i, st := range steps {
		acts += len(st.acts)
		bytes += st.bytes
		for _, m := range st.moves {
			rows[m.Key] = true
		}
		if st.author != "" {
			authors[st.author] = true
		}
		if i > 0 && (acts+len(rows)+len(authors) > maxActions || bytes > maxBytes) {
			return i
		}
	}
	return len(steps)
}

// together does steps in one transaction. What is refused for good is left out, and
// the rest tried again.
func (s *Store) together(ctx context.Context, steps []*step) (err error) {
	ctx, e := s.begin(ctx, "TransactWriteItems")
	defer func() { e.end(err) }()
	for len(steps) > 0 {
		t := s.draft(steps, e.shard)
		reasons, err := e.commit(ctx, t.acts)
		if err != nil {
			return err
		}
		if reasons == nil {
			for _, st := range steps {
				st.fate = done
			}
			return nil
		}
		if err := e.judge(t, reasons); err != nil {
			return err
		}
		steps = undecided(steps)
	}
	return nil
}

// undecided are the steps without a fate. The slice it is given stays as it is.
func undecided(steps []*step) (left []*step) {
	for _, st := range steps {
		if st.fate == pending {
			left = append(left, st)
		}
	}
	return left
}

// draft is a transaction before it is sent.
type draft struct {
	acts []types.TransactWriteItem
	of   []*step              // of each action its step; nil behind the steps' own
	who  []reaction.AuthorKey // of each action the author that it checks, or ""
	all  []*step
}

// draft puts steps together: their own actions, then the checks of their authors,
// then what the counters move by, in a shard.
func (s *Store) draft(steps []*step, shard int) draft {
	t := draft{all: steps}
	moved := map[store.RowKey]*store.Counts{}
	oldest := map[reaction.AuthorKey]time.Time{}
	for _, st := range steps {
		for _, act := range st.acts {
			t.add(act, st, "")
		}
		if at, known := oldest[st.author]; st.author != "" && (!known || st.at.Before(at)) {
			oldest[st.author] = st.at
		}
		for _, m := range st.moves {
			if moved[m.Key] == nil {
				moved[m.Key] = new(store.Counts)
			}
			moved[m.Key].Add(m.Counts)
		}
	}
	for _, author := range sorted(oldest, cmp.Compare) {
		t.add(s.checkAuthor(author, oldest[author]), nil, author)
	}
	for _, key := range sorted(moved, compareRows) {
		if *moved[key] != (store.Counts{}) {
			t.add(s.addCounts(key, shard, *moved[key]), nil, "")
		}
	}
	return t
}

func (t *draft) add(act types.TransactWriteItem, st *step, author reaction.AuthorKey) {
	t.acts, t.of, t.who = append(t.acts, act), append(t.of, st), append(t.who, author)
}

func sorted[K comparable, V any](m map[K]V, compare func(K, K) int) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compare)
	return keys
}

func compareRows(a, b store.RowKey) int {
	return cmp.Or(cmp.Compare(a.Generation, b.Generation), cmp.Compare(counterCell(a), counterCell(b)))
}

// commit sends a transaction under a token of its own and returns nil reasons if it
// was done. Otherwise nothing of it was, for the reasons, one of each action.
func (e *effort) commit(ctx context.Context, acts []types.TransactWriteItem) ([]types.CancellationReason, error) {
	in := &dynamodb.TransactWriteItemsInput{
		TransactItems:          acts,
		ClientRequestToken:     aws.String(rand.Text()),
		ReturnConsumedCapacity: e.store.measure(),
	}
	var out *dynamodb.TransactWriteItemsOutput
	err := e.insist(ctx, func(ctx context.Context) (err error) {
		out, err = e.store.db.TransactWriteItems(ctx, in, once)
		return err
	})
	var canceled *types.TransactionCanceledException
	switch {
	case err == nil:
		e.consumed(out)
		return nil, nil
	case errors.As(err, &canceled) && len(canceled.CancellationReasons) == len(acts):
		e.last = canceled
		return canceled.CancellationReasons, nil
	}
	return nil, err
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
