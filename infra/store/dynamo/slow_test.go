package dynamo_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// past is what a counters table went through: an engine carried it out, and this is
// kept to be shown again slowly, as DynamoDB may and no local engine does.
type past struct {
	rows   map[rowKey]attributes // before the first write
	writes [][]written           // one after the other; a transaction has several rows
}

type rowKey struct{ scope, cell string }

type attributes = map[string]types.AttributeValue

type written struct {
	key  rowKey
	item attributes // nil where it was deleted
}

func keyOf(item attributes) rowKey { return rowKey{at(item, "scope"), at(item, "cell")} }

// newPast begins with what the table holds.
func newPast(t *testing.T, st stack) *past {
	t.Helper()
	out, err := st.client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &st.tables.Counters})
	if err != nil || len(out.LastEvaluatedKey) > 0 {
		t.Fatalf("scanning the counters: %v", err)
	}
	p := &past{rows: map[rowKey]attributes{}}
	for _, item := range out.Items {
		p.rows[keyOf(item)] = item
	}
	return p
}

// watch keeps what a program writes, which dies after so many transactions; 0 for
// never.
func (p *past) watch(st stack, dies int) handler {
	done := 0
	return func(ctx context.Context, in any, send func() (any, error)) (any, error) {
		if dies > 0 && done == dies {
			return nil, errDied
		}
		out, err := send()
		if err != nil {
			return out, err
		}
		switch in := in.(type) {
		case *dynamodb.UpdateItemInput:
			err = p.keep(ctx, st, in.Key)
		case *dynamodb.TransactWriteItemsInput:
			done++
			keys := make([]attributes, len(in.TransactItems))
			for i, act := range in.TransactItems {
				switch {
				case act.Put != nil:
					keys[i] = act.Put.Item
				case act.Update != nil:
					keys[i] = act.Update.Key
				case act.Delete != nil:
					keys[i] = act.Delete.Key
				}
			}
			err = p.keep(ctx, st, keys...)
		}
		return out, err
	}
}

func (p *past) keep(ctx context.Context, st stack, keys ...attributes) error {
	write := make([]written, len(keys))
	for i, key := range keys {
		write[i].key = keyOf(key)
		out, err := st.client.GetItem(ctx, &dynamodb.GetItemInput{
			TableName: &st.tables.Counters, ConsistentRead: aws.Bool(true),
			Key: attributes{"scope": key["scope"], "cell": key["cell"]},
		})
		if err != nil {
			return err
		}
		write[i].item = out.Item
	}
	p.writes = append(p.writes, write)
	return nil
}

// keys are those of every row that there ever was, in their order.
func (p *past) keys() []rowKey {
	all := maps.Clone(p.rows)
	for _, write := range p.writes {
		for _, w := range write {
			all[w.key] = w.item
		}
	}
	return slices.SortedFunc(maps.Keys(all), func(a, b rowKey) int {
		return cmp.Or(cmp.Compare(a.scope, b.scope), cmp.Compare(a.cell, b.cell))
	})
}

// moment is the table as it is for a while.
type moment struct {
	rows   map[rowKey]attributes // as plain reads see them
	inHand map[rowKey]bool       // of the transaction under way
}

// moments are one way in which the past may have been seen: a transaction takes all of
// its rows in hand, then they become visible one by one, in any order, and only then
// is it answered and the next one sent.
func (p *past) moments(rng *rand.Rand) []moment {
	now := moment{p.rows, nil}
	all := []moment{now}
	for _, write := range p.writes {
		if len(write) > 1 {
			now.inHand = map[rowKey]bool{}
			for _, w := range write {
				now.inHand[w.key] = true
			}
			all = append(all, now)
		}
		for _, i := range rng.Perm(len(write)) {
			now = moment{maps.Clone(now.rows), maps.Clone(now.inHand)}
			now.rows[write[i].key] = write[i].item
			delete(now.inHand, write[i].key)
			all = append(all, now)
		}
	}
	return all
}

// visitor answers a program that reads, while time goes on. Each row is seen at a
// moment of its own even by one query. All is drawn from the seed, however queries that
// are sent at once overtake each other.
type visitor struct {
	seed    uint64
	moments []moment
	keys    []rowKey // of every row that there ever was, in their order

	mu     sync.Mutex
	calls  int // besides queries, and waits
	begun  int // when the last of them was
	latest int // that was seen
}

func newVisitor(p *past, seed uint64) *visitor {
	v := &visitor{seed: seed, keys: p.keys()}
	rng := v.draw("the past")
	v.moments = p.moments(rng)
	v.latest = rng.IntN(len(v.moments))
	v.begun = v.latest
	return v
}

// draw is chance for one call of a name.
func (v *visitor) draw(name string) *rand.Rand {
	return rand.New(rand.NewChaCha8(sha256.Sum256(fmt.Appendf(nil, "%d %d %s", v.seed, v.calls, name))))
}

// soon is a moment at or a little behind one, as far as there are some: a call often
// takes no time.
func (v *visitor) soon(after int, rng *rand.Rand) int {
	return min(after+max(0, rng.IntN(9)-4), len(v.moments)-1)
}

// pass lets some time go by.
func (v *visitor) pass() moment {
	v.calls++
	v.begun = v.soon(v.latest, v.draw("time"))
	v.latest = v.begun
	return v.moments[v.begun]
}

// wait does so between two tries.
func (v *visitor) wait(ctx context.Context, _ time.Duration) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.pass()
	return ctx.Err()
}

// asking is how a program that reads calls DynamoDB.
type asking func(in any) (any, error)

func (v *visitor) ask(in any) (any, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if q, ok := in.(*dynamodb.QueryInput); ok {
		return v.query(q), nil
	}
	now := v.pass()
	switch in := in.(type) {
	case *dynamodb.GetItemInput:
		return &dynamodb.GetItemOutput{Item: now.rows[keyOf(in.Key)]}, nil
	case *dynamodb.TransactGetItemsInput:
		out := &dynamodb.TransactGetItemsOutput{}
		for _, item := range in.TransactItems {
			if now.inHand[keyOf(item.Get.Key)] {
				reasons := make([]types.CancellationReason, len(in.TransactItems))
				reasons[0].Code = aws.String("TransactionConflict")
				return nil, &types.TransactionCanceledException{CancellationReasons: reasons}
			}
			out.Responses = append(out.Responses, types.ItemResponse{Item: now.rows[keyOf(item.Get.Key)]})
		}
		return out, nil
	}
	return nil, fmt.Errorf("a reader calls %T", in)
}

// query reads the rows of a scope that lie between two cells.
func (v *visitor) query(q *dynamodb.QueryInput) *dynamodb.QueryOutput {
	scope := at(q.ExpressionAttributeValues, ":under")
	from, to := at(q.ExpressionAttributeValues, ":from"), at(q.ExpressionAttributeValues, ":to")
	rng := v.draw(scope)
	end := v.soon(v.begun, rng)
	out := &dynamodb.QueryOutput{}
	for _, k := range v.keys {
		if k.scope != scope || k.cell < from || k.cell > to {
			continue
		}
		seen := v.begun + rng.IntN(end-v.begun+1)
		v.latest = max(v.latest, seen)
		if item := v.moments[seen].rows[k]; item != nil {
			out.Items = append(out.Items, item)
		}
	}
	return out
}
