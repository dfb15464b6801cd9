package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/infra/enginetest"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

// Every kind of outcome in one call: what is refused holds nothing else up.
func TestRecordMixed(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		s := st.open(t, atStart)
		record(t, s, []store.Entry{entry(1, ""), entry(2, "a"), entry(3, "b"), entry(4, "b")}, store.Recorded)
		for _, i := range []int{3, 5} {
			if _, err := s.Erase(t.Context(), id(i)); err != nil {
				t.Fatalf("Erase: %v", err)
			}
		}
		if _, err := s.EraseAuthor(t.Context(), "c", start.Add(-30*time.Minute), false); err != nil {
			t.Fatalf("EraseAuthor: %v", err)
		}
		late, overdue, other := entry(11, "c"), entry(12, ""), entry(2, "z")
		late.Reaction.Time = start
		overdue.Reaction.Expires = start
		overdueStub, again := entry(1, ""), entry(12, "")
		overdueStub.Reaction.Expires = start
		record(t, s, []store.Entry{
			entry(1, ""), other, entry(3, "b"), entry(5, ""), entry(10, "c"), late, overdue, overdueStub,
			entry(13, ""), entry(13, "d"), again, entry(14, "c"), entry(5, "q"),
		},
			store.Duplicate, store.Duplicate, store.Erased, store.Erased, store.Erased, store.Recorded, store.Expired,
			store.Duplicate, store.Recorded, store.Duplicate, store.Recorded, store.Erased, store.Erased)
		verify(t, s, 6, 0, 2)
	})
}

// DynamoDB need not name every condition that failed. What is known of the id decides
// also where it names the author alone.
func TestKnownBeforeErasedAuthor(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	s := st.open(t, atStart)
	record(t, s, entries(0, 3, "a"), store.Recorded)
	if n, err := s.Expire(t.Context(), start.Add(48*time.Hour), id(0)); n != 1 || err != nil {
		t.Fatalf("Expire = %d, %v", n, err)
	}
	if n, err := s.EraseAuthor(t.Context(), "a", start, true); n != 2 || err != nil {
		t.Fatalf("EraseAuthor = %d, %v", n, err)
	}
	half := st.open(t, atStart, st.behind(func(_ context.Context, _ any, send func() (any, error)) (any, error) {
		out, err := send()
		var canceled *types.TransactionCanceledException
		if errors.As(err, &canceled) {
			for i, r := range canceled.CancellationReasons {
				if r.Item["erased_before"] == nil {
					canceled.CancellationReasons[i] = types.CancellationReason{Code: aws.String("None")}
				}
			}
		}
		return out, err
	}))
	record(t, half, entries(0, 4, "a"), store.Duplicate, store.Erased, store.Erased, store.Erased)
	verify(t, s, 0, 1, 2)
}

// A call is split into transactions that DynamoDB takes: by actions, by size.
func TestRecordSplits(t *testing.T) {
	rows := entries(0, 60, "a") // two rows and two puts each, one check
	for i := range rows {
		rows[i].Dims.Source = fmt.Sprint("source-", i)
	}
	authors := entries(100, 200, "")
	for i := range authors {
		authors[i].Reaction.Author = reaction.AuthorKey(fmt.Sprint("author-", i))
	}
	texts := entries(300, 400, "")
	for i := range texts {
		texts[i].Reaction.Text = strings.Repeat("\x00ą", reaction.MaxText/3)
	}
	tests := []struct {
		name         string
		es           []store.Entry
		transactions int
	}{
		{"one batch", entries(500, 598, ""), 1},
		{"one more", entries(600, 699, ""), 2},
		{"many counter rows", rows, 3},
		{"many authors", authors, 4},
		{"much text", texts, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, st stack) {
				var sc script
				s := st.open(t, atStart, st.behind(sc.handle))
				record(t, s, tt.es, store.Recorded)
				most := 0
				for _, in := range sc.sent {
					most = max(most, len(in.TransactItems))
				}
				if len(sc.sent) != tt.transactions || most > 100 {
					t.Errorf("%d transactions of up to %d actions, want %d", len(sc.sent), most, tt.transactions)
				}
				verify(t, s, len(tt.es), 0, 0)
			})
		})
	}
}

// What no row takes is refused before anything is written.
func TestRecordRefusesTooMuch(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	s := st.open(t, atStart)
	many, much := entry(1, "a"), entry(2, "a")
	many.Labels, much.Labels = map[string]label.Result{}, map[string]label.Result{}
	for i := range 49 {
		many.Labels[fmt.Sprint("g", i)] = label.Result{Unclassified: true}
	}
	spans := slices.Repeat([]label.Span{{10000, 10001}}, 2000)
	for i := range 20 {
		much.Labels[fmt.Sprint("g", i)] = label.Result{
			Sentiment: label.Sentiment{Label: label.Neutral}, Themes: []label.Found{{Output: label.Outputs[0], Spans: spans}},
		}
	}
	for _, e := range []store.Entry{many, much} {
		if _, err := s.Record(t.Context(), []store.Entry{entry(3, ""), e}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("Record of %s = %v, want ErrInvalid", e.Reaction.ID, err)
		}
	}
	delete(many.Labels, "g0")
	record(t, s, []store.Entry{many}, store.Recorded)
	verify(t, s, 1, 0, 0)
	n, err := s.Label(t.Context(), "one more", store.Labelled{ID: id(1), Result: label.Result{Unclassified: true}})
	if n != 0 || !errors.Is(err, store.ErrInvalid) {
		t.Errorf("Label = %d, %v; want ErrInvalid", n, err)
	}
	if there, err := s.Erase(t.Context(), id(1)); !there || err != nil {
		t.Errorf("Erase = %v, %v", there, err)
	}
	verify(t, s, 0, 0, 1)
}

// A batch costs what the design says: two units for each kilobyte and counter row.
func TestRecordCosts(t *testing.T) {
	tests := []struct {
		name   string
		author reaction.AuthorKey
		units  float64
	}{
		{"without an author", "", 2*50 + 2*2},
		{"of one author", "a", 2*40*2 + 2*2 + 2}, // 40, so that they fit one transaction
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st := newStack(t, enginetest.MiniStack(t))
			var seen calls
			n := 50
			if tt.author != "" {
				n = 40
			}
			record(t, st.open(t, atStart, seen.observe), entries(0, n, tt.author), store.Recorded)
			if cs := seen.of("TransactWriteItems"); len(cs) != 1 || cs[0].Write != tt.units {
				t.Errorf("observed %+v, want one transaction of %v units", cs, tt.units)
			}
		})
	}
}

// Times, texts and labels come back as they were, whatever they hold.
func TestRoundTrip(t *testing.T) {
	times := []time.Time{
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC),
		time.Unix(0, 0), time.Date(2026, 3, 10, 12, 0, 0, 1, time.FixedZone("", 7200)),
		time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(2030, 1, 1, 0, 0, 10, 100000000, time.UTC),
	}
	onEngines(t, func(t *testing.T, st stack) {
		s := st.open(t, func(o *dynamo.Options) { o.Now = func() time.Time { return times[0].Add(-time.Hour) } })
		var want []store.Entry
		for i, at := range times {
			e := entry(i, reaction.AuthorKey(strings.Repeat("a", i)))
			e.Reaction.Time, e.Reaction.Expires = at, at
			e.Reaction.Text = []string{"", "\x00\x01\x1f\u2028<&>\"\\ąę 👩‍💻 עברית", "1", "\n", " ", strings.Repeat("ż", reaction.MaxText/2)}[i]
			if i == 2 {
				e.Reaction.Source, e.Reaction.Channel, e.Reaction.Campaign = "", "", "Wiosna <2026>"
				e.Labels = map[string]label.Result{
					"a/b/Europe/Warsaw#2": {Language: "und", Confidence: 1, Unclassified: true, Model: "m"},
					"owner": {
						Sentiment: label.Sentiment{Label: label.Positive, Score: 10000}, Irritation: true, Resignation: true,
						Themes: []label.Found{{Output: label.Output{Code: "T1", Polarity: label.Plus}}},
					},
				}
			}
			want = append(want, e)
		}
		record(t, s, want, store.Recorded)
		got := make([]store.Entry, len(want))
		for stored, err := range store.All(t.Context(), s) {
			if err != nil {
				t.Fatalf("All: %v", err)
			}
			for i := range want {
				if stored.Reaction.ID == id(i) {
					got[i] = stored.Entry
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
		for _, e := range got {
			if z := e.Reaction.Time.Location(); z != time.UTC {
				t.Errorf("a time in %v", z)
			}
		}
	})
}

// Engines write whole numbers as they like.
func TestNumbersWithAFraction(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	s := st.open(t, atStart, st.behind(func(_ context.Context, _ any, send func() (any, error)) (any, error) {
		out, err := send()
		switch out := out.(type) {
		case *dynamodb.ScanOutput:
			fractions(out.Items)
		case *dynamodb.BatchGetItemOutput:
			for _, items := range out.Responses {
				fractions(items)
			}
		}
		return out, err
	}))
	record(t, s, entries(0, 3, "a"), store.Recorded)
	if n, err := s.Expire(t.Context(), start.Add(48*time.Hour), id(0), id(1)); n != 2 || err != nil {
		t.Errorf("Expire = %d, %v", n, err)
	}
	verify(t, s, 1, 2, 0)
}

// fractions writes 5 as 5.0 and 12000 as 1.2E4.
func fractions(items []map[string]types.AttributeValue) {
	for _, item := range items {
		for _, v := range item {
			if n, ok := v.(*types.AttributeValueMemberN); ok && !strings.Contains(n.Value, ".") {
				if n.Value += ".0"; len(n.Value) > 6 {
					n.Value = n.Value[:1] + "." + strings.TrimSuffix(n.Value[1:], ".0") + fmt.Sprintf("E%d", len(n.Value)-3)
				}
			}
		}
	}
}
