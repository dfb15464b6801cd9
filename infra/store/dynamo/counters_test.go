package dynamo_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/store"
)

// cell is a row of a generation's counters: "spring 2026-03-02 ad en shop", with that
// many messages and that sum of scores.
func cell(generation, name string, n, score int64) store.Row {
	f := strings.Fields(name)
	r := store.Row{Key: store.RowKey{
		Generation: generation, Campaign: f[0], Day: store.Day(f[1]), Channel: f[2], Language: f[3], Source: f[4],
	}}
	r.Counts[store.N], r.Counts[store.ScoreSum] = n, score
	return r
}

// add moves rows of a shard, each as a writer does it.
func (st stack) add(t testing.TB, shard int, rows ...store.Row) {
	t.Helper()
	for _, r := range rows {
		k := r.Key
		in := &dynamodb.UpdateItemInput{
			TableName: &st.tables.Counters,
			Key: map[string]types.AttributeValue{
				"scope": &types.AttributeValueMemberS{Value: "n|" + k.Generation + "|" + strconv.Itoa(shard)},
				"cell":  &types.AttributeValueMemberS{Value: strings.Join([]string{k.Campaign, string(k.Day), k.Channel, k.Language, k.Source}, "|")},
			},
			ExpressionAttributeNames:  map[string]string{"#rev": "rev"},
			ExpressionAttributeValues: map[string]types.AttributeValue{":rev": &types.AttributeValueMemberN{Value: "1"}},
		}
		add := "ADD #rev :rev"
		for a := range store.NumAttrs {
			if r.Counts[a] != 0 {
				n := strconv.Itoa(int(a))
				add += ", #" + n + " :" + n
				in.ExpressionAttributeNames["#"+n] = a.String()
				in.ExpressionAttributeValues[":"+n] = &types.AttributeValueMemberN{Value: strconv.FormatInt(r.Counts[a], 10)}
			}
		}
		in.UpdateExpression = &add
		if _, err := st.client.UpdateItem(t.Context(), in); err != nil {
			t.Fatalf("adding to %v: %v", k, err)
		}
	}
}

func expectRows(t *testing.T, what string, got, want []store.Row) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestRows(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		s := st.open(t)
		st.add(t, 0, cell("g", "spring 2026-03-02 ad en shop", 3, -7), cell("g", "spring 2026-03-02 ad pl shop", 1, 5),
			cell("g", "spring 2026-03-05 ad en shop", 1, 0), cell("g", "* 2026-03-02 ad en shop", 3, -7),
			cell("g", "spring-sale 2026-03-03 ad en shop", 9, 9), cell("g", "spring 2026-03-03 ad en shop", 2, 2),
			cell("g#2", "spring 2026-03-03 ad en shop", 50, 50))
		st.add(t, 3, cell("g", "spring 2026-03-02 ad en shop", -1, 7), cell("g", "spring 2026-03-03 ad en shop", -2, -2),
			cell("g", "autumn 2026-03-02 ad en shop", 4, 4))
		spring := []store.Row{cell("g", "spring 2026-03-02 ad en shop", 2, 0), cell("g", "spring 2026-03-02 ad pl shop", 1, 5),
			cell("g", "spring 2026-03-05 ad en shop", 1, 0)}
		whole, autumn := cell("g", "* 2026-03-02 ad en shop", 3, -7), cell("g", "autumn 2026-03-02 ad en shop", 4, 4)
		sale := cell("g", "spring-sale 2026-03-03 ad en shop", 9, 9)
		all := []store.Row{whole, autumn, spring[0], spring[1], sale, spring[2]}
		tests := []struct {
			name  string
			query store.Query
			want  []store.Row
		}{
			{"a campaign", store.Query{Generation: "g", Campaign: "spring", From: "2026-03-01", To: "2026-03-31"}, spring},
			{"its days from", store.Query{Generation: "g", Campaign: "spring", From: "2026-03-03", To: "2026-03-31"}, spring[2:]},
			{"its days to", store.Query{Generation: "g", Campaign: "spring", From: "0001-01-01", To: "2026-03-04"}, spring[:2]},
			{"a day", store.Query{Generation: "g", Campaign: "spring", From: "2026-03-05", To: "2026-03-05"}, spring[2:]},
			{"no day", store.Query{Generation: "g", Campaign: "spring", From: "2026-03-05", To: "2026-03-04"}, nil},
			{"the whole", store.Query{Generation: "g", Campaign: store.AllCampaigns, From: "2026-03-01", To: "2026-03-31"}, []store.Row{whole}},
			{"every campaign", store.Query{Generation: "g", From: "0001-01-01", To: "9999-12-31"}, all},
			{"some days of every campaign", store.Query{Generation: "g", From: "2026-03-03", To: "2026-03-04"}, []store.Row{sale}},
			{"another generation", store.Query{Generation: "h", From: "0001-01-01", To: "9999-12-31"}, nil},
		}
		for _, compacted := range [...]string{"", ", compacted"} {
			for _, tt := range tests {
				t.Run(tt.name+compacted, func(t *testing.T) {
					expectRows(t, "rows", collect(t, s.Rows(t.Context(), tt.query)), tt.want)
				})
			}
			expectRows(t, "every row"+compacted, collect(t, s.AllRows(t.Context())),
				append(all[:len(all):len(all)], cell("g#2", "spring 2026-03-03 ad en shop", 50, 50)))
			if moved, err := s.Compact(t.Context(), "g", "2026-03-09"); err != nil || compacted == "" && moved != 9 {
				t.Errorf("Compact = %d, %v; want 9 rows moved", moved, err)
			}
		}
	})
}

// A whole number is one however an engine writes it.
func TestNumbersAsEnginesWriteThem(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	want := []store.Row{cell("g", "spring 2026-03-02 ad en shop", 120, -30)}
	st.add(t, 0, want...)
	q := store.Query{Generation: "g", Campaign: "spring", From: "2026-03-01", To: "2026-03-31"}
	for _, form := range []struct{ name, n, score string }{
		{"plain", "120", "-30"}, {"with a point", "120.0", "-30.00"}, {"with an exponent", "1.2E2", "-3E+1"}, {"both", "12.0e1", "-0.3e2"},
	} {
		t.Run(form.name, func(t *testing.T) {
			s := st.open(t, st.behind(func(_ context.Context, in any, send func() (any, error)) (any, error) {
				out, err := send()
				if q, ok := out.(*dynamodb.QueryOutput); ok {
					for _, item := range q.Items {
						item["n"] = &types.AttributeValueMemberN{Value: form.n}
						item["score_sum"] = &types.AttributeValueMemberN{Value: form.score}
					}
				}
				return out, err
			}))
			expectRows(t, "rows", collect(t, s.Rows(t.Context(), q)), want)
		})
	}
}

func TestDrop(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		s, ctx := st.open(t), t.Context()
		kept := cell("h", "spring 2026-03-02 ad en shop", 1, 1)
		st.add(t, 0, kept)
		for day := range 30 {
			st.add(t, day%2, cell("g", "spring "+string(store.Day("2026-03-02").Add(day))+" ad en shop", 1, 1))
		}
		if _, err := s.Compact(ctx, "g", "2026-03-16"); err != nil {
			t.Fatalf("Compact: %v", err)
		}
		if err := s.SetGeneration(ctx, "", "g"); err != nil {
			t.Fatalf("SetGeneration: %v", err)
		}
		if n, err := s.Drop(ctx, "g"); n != 0 || err == nil {
			t.Errorf("Drop of the live generation = %d, %v", n, err)
		}
		if err := s.SetGeneration(ctx, "g", "h"); err != nil {
			t.Fatalf("SetGeneration: %v", err)
		}
		for _, want := range []int{30, 0} {
			if n, err := s.Drop(ctx, "g"); n != want || err != nil {
				t.Errorf("Drop = %d, %v; want %d", n, err, want)
			}
		}
		expectRows(t, "what is left", collect(t, s.AllRows(ctx)), []store.Row{kept})
	})
}

// scope returns what lies under a key of the counters table.
func (st stack) scope(t testing.TB, scope string) (items []map[string]types.AttributeValue) {
	t.Helper()
	pages := dynamodb.NewQueryPaginator(st.client, &dynamodb.QueryInput{
		TableName: &st.tables.Counters, KeyConditionExpression: aws.String("#scope = :scope"),
		ExpressionAttributeNames:  map[string]string{"#scope": "scope"},
		ExpressionAttributeValues: map[string]types.AttributeValue{":scope": &types.AttributeValueMemberS{Value: scope}},
		ConsistentRead:            aws.Bool(true),
	})
	for pages.HasMorePages() {
		out, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatalf("reading %s: %v", scope, err)
		}
		items = append(items, out.Items...)
	}
	return items
}
