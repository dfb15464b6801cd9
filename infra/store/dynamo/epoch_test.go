package dynamo_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

// slowSeeds are the readers beside each past; a rule that is broken shows within the
// first few dozen.
const slowSeeds = 400

// epochMutation breaks a rule of what readers and compactions agree on.
type epochMutation struct {
	name  string
	write func(*types.TransactWriteItem) bool // what a program that compacts writes instead; see acts
	read  func(asking) asking                 // how a program that reads asks instead
}

// However the rows of folds become visible, and wherever a program that compacts dies,
// a reader sees the rows as they are or says that it could not.
func TestReadersBesideASlowTransaction(t *testing.T) {
	var m epochMutation
	reads, refused := 0, 0
	for _, p := range m.pasts(t) {
		for seed := range uint64(slowSeeds) {
			wrong, conflicts := m.visit(t, p, seed)
			reads, refused = reads+3, refused+conflicts
			if wrong != "" {
				t.Fatalf("seed %d: rows (-want +got):\n%s", seed, wrong)
			}
		}
	}
	t.Logf("%d reads, %d of them refused", reads, refused)
	if refused > reads/20 {
		t.Errorf("%d of %d reads were refused", refused, reads)
	}
}

// Every rule that is broken makes a reader see what never was.
func TestEpochMutations(t *testing.T) {
	last := func(t *dynamodb.TransactGetItemsInput) bool { return len(t.TransactItems) == 1 }
	first := func(t *dynamodb.TransactGetItemsInput) bool { return !last(t) }
	for _, m := range []epochMutation{
		{name: "the epoch is read plainly at the end", read: plainly(last)},
		{name: "the epoch is not read again", read: notAgain},
		{name: "the rows of the last fold are read plainly", read: plainly(first)},
		{name: "the last fold is not asked after", read: answered(func(e attributes) { e["settled"] = e["rev"] })},
		{name: "a fold is called over when it is sent", write: epochs(func(u *types.Update) {
			u.UpdateExpression = aws.String(strings.Replace(*u.UpdateExpression, "#settled = :last", "#settled = :next", 1))
		})},
		{name: "a fold does not name its rows", write: epochs(func(u *types.Update) {
			u.ExpressionAttributeValues[":rows"] = &types.AttributeValueMemberL{}
		})},
		{name: "a fold names another week", write: epochs(func(u *types.Update) {
			u.ExpressionAttributeValues[":week"] = &types.AttributeValueMemberS{Value: "winter|2026-03-02"}
		})},
		{name: "a fold leaves the epoch as it was", write: epochs(func(u *types.Update) {
			u.ExpressionAttributeValues[":next"] = u.ExpressionAttributeValues[":last"]
		})},
	} {
		t.Run(m.name, func(t *testing.T) {
			for i, p := range m.pasts(t) {
				for seed := range uint64(slowSeeds) {
					if wrong, _ := m.visit(t, p, seed); wrong != "" {
						t.Logf("mutation %q: caught (past %d, seed %d)", m.name, i, seed)
						return
					}
				}
			}
			t.Errorf("mutation %q survived", m.name)
		})
	}
}

// slowRows are what readers have to see. Before the past begins, part of a week is
// compacted already; three weeks are then folded, one of them of several rows.
func slowRows() []store.Row {
	return []store.Row{
		cell("g", "autumn 2026-03-02 ad en shop", 1, 0), cell("g", "spring 2026-03-02 ad en shop", 10, 0),
		cell("g", "spring 2026-03-03 ad en shop", 100, 0), cell("g", "spring 2026-03-10 ad en shop", 1000, 0),
	}
}

// pasts are compactions that go through, or die after so many folds and are gone on
// with by another program.
func (m epochMutation) pasts(t *testing.T) (all []*past) {
	t.Helper()
	for dies := range 3 {
		st := newStack(t, engines[0].address(t))
		want := slowRows()
		st.add(t, 1, want[1])
		compact(t, st.open(t), "2026-03-09", 1)
		st.add(t, 0, want[1], cell("g", "spring 2026-03-02 ad en shop", -10, 0), want[2])
		st.add(t, 1, want[0], cell("g", "spring 2026-03-02 ad en shop", 5, 0), want[3])
		st.add(t, 0, cell("g", "spring 2026-03-02 ad en shop", -5, 0))

		p := newPast(t, st)
		broken := st
		if m.write != nil {
			o := st.client.Options()
			o.APIOptions = append(o.APIOptions, rewriting(acts(m.write)()))
			broken.client = dynamodb.New(o)
		}
		_, err := st.open(t, broken.behind(p.watch(st, dies)), impatient).Compact(t.Context(), "g", "2026-03-16")
		if dies > 0 && errors.Is(err, errDied) {
			_, err = st.open(t, broken.behind(p.watch(st, 0)), impatient).Compact(t.Context(), "g", "2026-03-16")
		}
		if err != nil {
			t.Fatalf("Compact: %v", err)
		}
		expectRows(t, "rows at the end", collect(t, st.open(t).Rows(t.Context(), always)), want)
		all = append(all, p)
	}
	return all
}

// visit reads three times, and returns what was wrong and how often it was refused.
func (m epochMutation) visit(t *testing.T, p *past, seed uint64) (wrong string, refused int) {
	t.Helper()
	v := newVisitor(p, seed)
	ask := v.ask
	if m.read != nil {
		ask = m.read(ask)
	}
	s := v.open(t, ask)
	for range 3 {
		var got []store.Row
		var err error
		for row, e := range s.Rows(t.Context(), always) {
			if got = append(got, row); e != nil {
				err = e
			}
		}
		switch {
		case errors.Is(err, store.ErrConflict):
			refused++
		case err != nil:
			t.Fatalf("seed %d: Rows: %v", seed, err)
		default:
			if diff := cmp.Diff(slowRows(), got); diff != "" {
				return diff, refused
			}
		}
	}
	return "", refused
}

// open returns a store of a program that asks the visitor.
func (v *visitor) open(t *testing.T, ask asking) *dynamo.Store {
	t.Helper()
	st := stack{client: dynamodb.New(dynamodb.Options{Region: "nowhere"})}
	behind := st.behind(func(_ context.Context, in any, _ func() (any, error)) (any, error) { return ask(in) })
	return st.open(t, behind, func(o *dynamo.Options) {
		o.Reactions, o.Counters, o.Shards, o.Wait = "reactions", "counters", 2, v.wait
	})
}

// epochs rewrites how a fold writes the epoch.
func epochs(change func(*types.Update)) func(*types.TransactWriteItem) bool {
	return func(a *types.TransactWriteItem) bool {
		if a.Update != nil && at(a.Update.Key, "cell") == "epoch" {
			a.Update.ExpressionAttributeValues = maps.Clone(a.Update.ExpressionAttributeValues)
			change(a.Update)
		}
		return true
	}
}

// plainly reads one by one what should have been read at once.
func plainly(which func(*dynamodb.TransactGetItemsInput) bool) func(asking) asking {
	return func(ask asking) asking {
		return func(in any) (any, error) {
			t, ok := in.(*dynamodb.TransactGetItemsInput)
			if !ok || !which(t) {
				return ask(in)
			}
			out := &dynamodb.TransactGetItemsOutput{}
			for _, item := range t.TransactItems {
				got, err := ask(&dynamodb.GetItemInput{Key: item.Get.Key})
				if err != nil {
					return nil, err
				}
				out.Responses = append(out.Responses, types.ItemResponse{Item: got.(*dynamodb.GetItemOutput).Item})
			}
			return out, nil
		}
	}
}

// answered rewrites the epoch as it is read at first.
func answered(change func(epoch attributes)) func(asking) asking {
	return func(ask asking) asking {
		return func(in any) (any, error) {
			out, err := ask(in)
			if got, ok := out.(*dynamodb.GetItemOutput); ok && len(got.Item) > 0 {
				got.Item = maps.Clone(got.Item)
				change(got.Item)
			}
			return out, err
		}
	}
}

// notAgain says of the epoch at the end what it was at first.
func notAgain(ask asking) asking {
	var epoch attributes
	return func(in any) (any, error) {
		if t, ok := in.(*dynamodb.TransactGetItemsInput); ok && len(t.TransactItems) == 1 {
			return &dynamodb.TransactGetItemsOutput{Responses: []types.ItemResponse{{Item: epoch}}}, nil
		}
		out, err := ask(in)
		if got, ok := out.(*dynamodb.GetItemOutput); ok {
			epoch = got.Item
		}
		return out, err
	}
}
