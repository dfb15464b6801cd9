package dynamo_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// without hides a reaction from queries, as DynamoDB does while it is in the middle of
// the transaction that wrote it.
func without(id reaction.ID) handler {
	return func(_ context.Context, _ any, send func() (any, error)) (any, error) {
		out, err := send()
		if q, ok := out.(*dynamodb.QueryOutput); ok {
			q.Items = slices.DeleteFunc(q.Items, func(item map[string]types.AttributeValue) bool {
				s, ok := item["id"].(*types.AttributeValueMemberS)
				return ok && s.Value == string(id)
			})
		}
		return out, err
	}
}

// What an author's erasure could not see yet is taken by the replay of its order, which
// spares what the author has written since.
func TestMissedByItsErasure(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		plain, ledger := st.open(t, atStart), st.ledger(t)
		record(t, plain, entries(1, 4, "a"), store.Recorded)
		blind := st.open(t, atStart, st.behind(without(id(2))))
		n, err := store.Erasure{At: start, Author: "a", Until: start}.Do(t.Context(), ledger, blind)
		if n != 2 || err != nil {
			t.Fatalf("Do = %d, %v; want the 2 that were to be seen", n, err)
		}
		later := entry(9, "a")
		later.Reaction.Time = start.Add(time.Minute)
		record(t, plain, []store.Entry{later}, store.Recorded)
		verify(t, plain, 2, 0, 2)
		for _, want := range []int{1, 0} {
			if _, turned, err := store.Replay(t.Context(), ledger, plain, start); turned != want || err != nil {
				t.Errorf("Replay turned %d, %v; want %d", turned, err, want)
			}
		}
		verify(t, plain, 1, 0, 3)
		for _, left := range collect(t, plain.OfAuthor(t.Context(), "a")) {
			if left.Reaction.ID != later.Reaction.ID {
				t.Errorf("%s is left, want only what was written later", left.Reaction.ID)
			}
		}
	})
}
