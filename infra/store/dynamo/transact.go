package dynamo

import (
	"cmp"
	"context"
	"slices"
	"time"

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
