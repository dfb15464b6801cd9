package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/store/dynamo/faults"
)

const (
	kilobyte = 1 << 10
	rowSize  = 350 * kilobyte // of content that a row takes
)

// summaries are those of a week that take about so many bytes when deflated: letters
// without a pattern deflate to three quarters.
func summaries(week store.Day, seed uint64, size int) (ss []store.Summary) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ."
	rng := rand.New(rand.NewPCG(seed, uint64(size)))
	for left := size * 4 / 3; left > 0; left -= 200 * kilobyte {
		b := make([]byte, min(left, 200*kilobyte))
		for i := range b {
			b[i] = letters[rng.IntN(len(letters))]
		}
		ss = append(ss, store.Summary{
			Week: week, Slice: store.Slice{Campaign: fmt.Sprintf("campaign-%03d", len(ss))}, Made: start, N: int64(seed),
			Phrases: []store.Phrase{{Text: string(b), Language: "en", Authors: 5}},
		})
	}
	return ss
}

func putSummaries(t *testing.T, s *dynamo.Store, week store.Day, ss []store.Summary) {
	t.Helper()
	if err := s.PutSummaries(t.Context(), "g", week, ss); err != nil {
		t.Fatalf("PutSummaries(%s): %v", week, err)
	}
}

// expectSummaries compares without showing: they are large.
func expectSummaries(t *testing.T, what string, got, want []store.Summary) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %d summaries are not the %d that were stored", what, len(got), len(want))
	}
}

// summaryRows are the sizes of the rows that hold a week.
func (st stack) summaryRows(t *testing.T, week store.Day) (sizes []int) {
	t.Helper()
	for _, item := range st.scope(t, "s|g") {
		if strings.HasPrefix(at(item, "cell"), string(week)+"|") {
			sizes = append(sizes, len(item["counts"].(*types.AttributeValueMemberB).Value))
		}
	}
	return sizes
}

// A week takes as many rows as it needs, each below DynamoDB's limit, and those that it
// needs no more are gone; its neighbours stay as they are.
func TestSummariesOfSeveralRows(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		var seen calls
		s := st.open(t, seen.observe)
		before, behind := summaries(monday.Add(-7), 1, 500*kilobyte), summaries(monday.Add(7), 2, 10)
		putSummaries(t, s, before[0].Week, before)
		putSummaries(t, s, behind[0].Week, behind)
		for i, tt := range []struct{ size, rows int }{
			{10, 1}, {1500 * kilobyte, 5}, {600 * kilobyte, 2}, {2700 * kilobyte, 8}, {900 * kilobyte, 3}, {0, 1},
		} {
			week := summaries(monday, uint64(i), tt.size)
			putSummaries(t, s, monday, week)
			sizes := st.summaryRows(t, monday)
			if len(sizes) != tt.rows || slices.Max(sizes) > rowSize {
				t.Errorf("%d bytes lie in rows of %v, want %d rows of at most %d", tt.size, sizes, tt.rows, rowSize)
			}
			queries := len(seen.of("Query"))
			expectSummaries(t, "three weeks", collect(t, s.Summaries(t.Context(), "g", before[0].Week, behind[0].Week)),
				slices.Concat(before, week, behind))
			if pages := len(seen.of("Query")) - queries; tt.size > 1024*kilobyte && pages < 2 {
				t.Errorf("%d bytes were read in one page", tt.size)
			}
			expectSummaries(t, "the week", collect(t, s.Summaries(t.Context(), "g", monday, monday)), week)
		}
	})
}

// What no transaction takes is refused, and what was there stays.
func TestSummariesTooLarge(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	s := st.open(t)
	old := summaries(monday, 1, 600*kilobyte)
	putSummaries(t, s, monday, old)
	err := s.PutSummaries(t.Context(), "g", monday, summaries(monday, 2, 2900*kilobyte))
	if !errors.Is(err, store.ErrInvalid) || !strings.Contains(err.Error(), "want at most 2867200") {
		t.Errorf("PutSummaries of too much = %v, want ErrInvalid and the limit", err)
	}
	expectSummaries(t, "the week", collect(t, s.Summaries(t.Context(), "g", monday, monday)), old)
}

// What cannot be read is an error that names the week, not summaries.
func TestSummariesUnreadable(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	s := st.open(t)
	putSummaries(t, s, monday, summaries(monday, 1, 10))
	item := st.scope(t, "s|g")[0]
	content := item["counts"].(*types.AttributeValueMemberB).Value
	for _, tt := range []struct {
		name    string
		counts  types.AttributeValue
		problem string
	}{
		{"a later version", &types.AttributeValueMemberB{Value: append([]byte{9}, content[1:]...)}, "another version"},
		{"cut off", &types.AttributeValueMemberB{Value: content[:len(content)/2]}, "damaged"},
		{"of another kind", &types.AttributeValueMemberS{Value: "SENTINEL"}, "damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bad := maps.Clone(item)
			bad["counts"] = tt.counts
			if _, err := st.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &st.tables.Counters, Item: bad}); err != nil {
				t.Fatal(err)
			}
			yielded := 0
			for one, err := range s.Summaries(t.Context(), "g", monday, monday) {
				yielded++
				if err == nil || !strings.Contains(err.Error(), tt.problem) || !strings.Contains(err.Error(), string(monday)) {
					t.Errorf("Summaries = %v, %v; want an error of %s that says %q", one, err, monday, tt.problem)
				}
			}
			if yielded != 1 {
				t.Errorf("Summaries yields %d times, want an error alone", yielded)
			}
		})
	}
}

// Who is overtaken between reading and writing looks again and comes last, whole: no row
// of the other's is left.
func TestSummariesOvertaken(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	other := st.open(t)
	putSummaries(t, other, monday, summaries(monday, 1, 10))
	sent := 0
	s := st.open(t, impatient, st.behind(func(_ context.Context, in any, send func() (any, error)) (any, error) {
		if _, ok := in.(*dynamodb.TransactWriteItemsInput); ok {
			if sent++; sent <= 2 {
				putSummaries(t, other, monday, summaries(monday, 2, 1200*kilobyte))
			}
		}
		return send()
	}))
	mine := summaries(monday, 3, 500*kilobyte)
	putSummaries(t, s, monday, mine)
	expectSummaries(t, "the week", collect(t, s.Summaries(t.Context(), "g", monday, monday)), mine)
	if rows := st.summaryRows(t, monday); sent != 3 || len(rows) != 2 {
		t.Errorf("sent %d times, %d rows; want 3 and 2", sent, len(rows))
	}
}

// Over a bad connection a week is stored once and read whole.
func TestSummariesInBadWeather(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	f := faults.New(3, faults.Rates{
		faults.Lost: 0.2, faults.Unsent: 0.1, faults.Throttle: 0.1, faults.Conflict: 0.2, faults.Internal: 0.1, faults.ShortPage: 0.5,
	}, errDied)
	s := st.in(f).open(t, impatient)
	for i := range uint64(12) {
		week := summaries(monday, i, int(i%4)*400*kilobyte)
		putSummaries(t, s, monday, week)
		expectSummaries(t, "the week", collect(t, s.Summaries(t.Context(), "g", monday, monday)), week)
	}
	t.Log(f)
}

// While a week is replaced row by row, a reader sees the one or the other, or says that
// it could not.
func TestSummariesAsTheyBecomeVisible(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	weeks := [][]store.Summary{
		summaries(monday, 1, 1000*kilobyte), summaries(monday, 2, 900*kilobyte), summaries(monday, 3, 500*kilobyte),
		summaries(monday, 4, 10), summaries(monday, 5, 600*kilobyte),
	}
	putSummaries(t, st.open(t), monday, weeks[0])
	p := newPast(t, st)
	writer := st.open(t, st.behind(p.watch(st, 0)))
	for _, week := range weeks[1:] {
		putSummaries(t, writer, monday, week)
	}
	saw, refused := map[int]int{}, 0
	for seed := range uint64(120) {
		v := newVisitor(p, seed)
		s := v.open(t, v.ask)
		var got []store.Summary
		var err error
		for one, e := range s.Summaries(t.Context(), "g", monday, monday) {
			got, err = append(got, one), e
		}
		if errors.Is(err, store.ErrConflict) {
			refused++
			continue
		}
		which := slices.IndexFunc(weeks, func(week []store.Summary) bool { return err == nil && reflect.DeepEqual(week, got) })
		if which < 0 {
			t.Fatalf("seed %d: %d summaries as nobody stored them, %v", seed, len(got), err)
		}
		saw[which]++
	}
	t.Logf("weeks seen %v, %d refused", saw, refused)
	if len(saw) != len(weeks) || refused > 12 {
		t.Errorf("of %d weeks %v were seen, %d reads refused", len(weeks), saw, refused)
	}
}
