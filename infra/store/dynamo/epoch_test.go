package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

// slowly is DynamoDB as it may be in the middle of a transaction, which no local
// engine shows: what it writes becomes visible row by row, in any order, while a
// transaction that reads a row which is still in hand is refused.
type slowly struct {
	stack stack
	rng   *rand.Rand
	dies  int // the program that writes dies after so many transactions; 0 for never

	steps chan chan struct{} // each lets one row become visible; closed: all

	mu     sync.Mutex
	inHand map[string]bool
	done   int
}

// write carries out the transactions of the program that compacts.
func (w *slowly) write(ctx context.Context, in any, send func() (any, error)) (any, error) {
	if w.dies > 0 && w.done >= w.dies {
		return nil, errDied
	}
	t, ok := in.(*dynamodb.TransactWriteItemsInput)
	if !ok {
		return send()
	}
	w.hold(t.TransactItems, true)
	for _, i := range w.rng.Perm(len(t.TransactItems)) {
		seen, wanted := <-w.steps
		if err := w.apply(ctx, t.TransactItems[i]); err != nil {
			return nil, err
		}
		w.hold(t.TransactItems[i:i+1], false)
		if wanted {
			close(seen)
		}
	}
	w.done++
	return &dynamodb.TransactWriteItemsOutput{}, nil
}

// apply does one action; nobody else writes, so its condition holds.
func (w *slowly) apply(ctx context.Context, act types.TransactWriteItem) (err error) {
	switch {
	case act.Put != nil:
		_, err = w.stack.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: act.Put.TableName, Item: act.Put.Item})
	case act.Delete != nil:
		_, err = w.stack.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: act.Delete.TableName, Key: act.Delete.Key})
	case act.Update != nil:
		u := act.Update
		_, err = w.stack.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: u.TableName, Key: u.Key, UpdateExpression: u.UpdateExpression, ConditionExpression: u.ConditionExpression,
			ExpressionAttributeNames: u.ExpressionAttributeNames, ExpressionAttributeValues: u.ExpressionAttributeValues,
		})
	default:
		err = errors.New("an action that is not expected")
	}
	return err
}

func (w *slowly) hold(acts []types.TransactWriteItem, held bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, act := range acts {
		switch {
		case act.Put != nil:
			w.inHand[keyOf(act.Put.Item)] = held
		case act.Delete != nil:
			w.inHand[keyOf(act.Delete.Key)] = held
		case act.Update != nil:
			w.inHand[keyOf(act.Update.Key)] = held
		}
	}
}

func keyOf(item map[string]types.AttributeValue) string {
	scope, _ := item["scope"].(*types.AttributeValueMemberS)
	cell, _ := item["cell"].(*types.AttributeValueMemberS)
	return scope.Value + " " + cell.Value
}

// read answers the program that reads. Before each of its calls some rows more become
// visible.
func (w *slowly) read(rng *rand.Rand, over <-chan struct{}) handler {
	var mu sync.Mutex
	return func(_ context.Context, in any, send func() (any, error)) (any, error) {
		mu.Lock()
		defer mu.Unlock()
		for range rng.IntN(4) {
			seen := make(chan struct{})
			select {
			case w.steps <- seen:
				<-seen
			case <-over:
			}
		}
		if t, ok := in.(*dynamodb.TransactGetItemsInput); ok && w.taken(t) {
			reasons := make([]types.CancellationReason, len(t.TransactItems))
			reasons[0].Code = aws.String("TransactionConflict")
			return nil, &types.TransactionCanceledException{CancellationReasons: reasons}
		}
		return send()
	}
}

func (w *slowly) taken(t *dynamodb.TransactGetItemsInput) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, item := range t.TransactItems {
		if w.inHand[keyOf(item.Get.Key)] {
			return true
		}
	}
	return false
}

// However the rows of a fold become visible, and wherever the program that compacts
// dies, a reader sees the rows as they are or says that it could not.
func TestReadersBesideASlowTransaction(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	seeds := 150
	if testing.Short() {
		seeds = 30
	}
	refused := 0
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(uint64(seed), 1))
			g := fmt.Sprint("g", seed)
			want := []store.Row{
				cell(g, "autumn 2026-03-02 ad en shop", 1, 0), cell(g, "spring 2026-03-02 ad en shop", 10, 0),
				cell(g, "spring 2026-03-03 ad en shop", 100, 0), cell(g, "spring 2026-03-10 ad en shop", 1000, 0),
			}
			for _, r := range want {
				st.add(t, rng.IntN(2), r)
			}
			w := &slowly{stack: st, rng: rng, dies: rng.IntN(3), steps: make(chan chan struct{}), inHand: map[string]bool{}}
			over := make(chan struct{})
			writer := st.open(t, st.behind(w.write), impatient)
			go func() {
				defer close(over)
				if _, err := writer.Compact(t.Context(), g, "2026-03-16"); err != nil && !errors.Is(err, errDied) {
					t.Errorf("Compact: %v", err)
				}
			}()
			reader := st.open(t, st.behind(w.read(rand.New(rand.NewPCG(uint64(seed), 2)), over)), impatient, twoShards)
			for range 3 {
				got, err := readRows(t.Context(), reader, store.Query{Generation: g, From: always.From, To: always.To})
				switch {
				case errors.Is(err, store.ErrConflict):
					refused++
				case err != nil:
					t.Errorf("Rows: %v", err)
				default:
					expectRows(t, "rows", got, want)
				}
			}
			close(w.steps)
			<-over
			got, err := readRows(t.Context(), st.open(t, impatient), store.Query{Generation: g, From: always.From, To: always.To})
			if err != nil {
				t.Errorf("Rows at the end: %v", err)
			}
			expectRows(t, "rows at the end", got, want)
		})
	}
	if refused > 3*seeds/4 {
		t.Errorf("%d of %d reads were refused", refused, 3*seeds)
	}
}

func twoShards(o *dynamo.Options) { o.Shards = 2 }

func readRows(ctx context.Context, s *dynamo.Store, q store.Query) (rows []store.Row, err error) {
	for row, err := range s.Rows(ctx, q) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}
