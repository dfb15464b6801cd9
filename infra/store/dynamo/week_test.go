package dynamo_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

const monday store.Day = "2026-03-02"

// drawRows draws rows of one campaign's week, each key once.
func drawRows(r *rapid.T) []store.Row {
	names := rapid.SampledFrom([]string{"", "email", "ad", "en", "pl", "żółć", "shop"})
	key := rapid.Custom(func(r *rapid.T) store.RowKey {
		return store.RowKey{
			Campaign: "spring", Day: monday.Add(rapid.IntRange(0, 6).Draw(r, "day")),
			Channel: names.Draw(r, "channel"), Language: names.Draw(r, "language"), Source: names.Draw(r, "source"),
		}
	})
	var rows []store.Row
	for _, k := range rapid.SliceOfDistinct(key, rapid.ID[store.RowKey]).Draw(r, "keys") {
		row := store.Row{Key: k}
		for a := range store.NumAttrs {
			if rapid.Bool().Draw(r, "used") {
				row.Counts[a] = rapid.Int64().Draw(r, a.String())
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func TestWeekRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := drawRows(r)
		b, err := dynamo.EncodeWeek("spring", monday, want)
		if err != nil {
			r.Fatalf("encoding: %v", err)
		}
		got, err := dynamo.DecodeWeek("spring", monday, b)
		if err != nil {
			r.Fatalf("decoding: %v", err)
		}
		byKey := func(rows []store.Row) map[store.RowKey]store.Counts {
			m := map[store.RowKey]store.Counts{}
			for _, row := range rows {
				m[row.Key] = row.Counts
			}
			return m
		}
		if diff := cmp.Diff(byKey(want), byKey(got)); diff != "" || len(got) != len(want) {
			r.Errorf("%d rows of %d (-want +got):\n%s", len(got), len(want), diff)
		}
	})
}

// What is stored stays readable: these bytes were written by the first version.
func TestWeekAsStored(t *testing.T) {
	stored := []byte{1, 0, 3, 2, 'a', 'd', 2, 'e', 'n', 4, 's', 'h', 'o', 'p', 2, 0, 6, 0, 0, 1, 1, 2, 2, 0x41, 2, 4, 0x01, 0x06}
	got, err := dynamo.DecodeWeek("spring", monday, stored)
	if err != nil {
		t.Fatalf("decoding: %v", err)
	}
	row := func(day store.Day, n, score int64) store.Row {
		r := store.Row{Key: store.RowKey{Campaign: "spring", Day: day, Channel: "ad", Language: "en", Source: "shop"}}
		r.Counts[store.N], r.Counts[store.ScoreSum] = n, score
		return r
	}
	if diff := cmp.Diff([]store.Row{row("2026-03-02", 1, -1), row("2026-03-08", 2, 3)}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	again, err := dynamo.EncodeWeek("spring", monday, got)
	if err != nil || !slices.Equal(again, stored) {
		t.Errorf("encoded again %v, %v; want %v", again, err, stored)
	}
}

// Whatever a row holds, reading it ends, with rows of that week or an error.
func FuzzDecodeWeek(f *testing.F) {
	for n := range 3 {
		rows := make([]store.Row, n)
		for i := range rows {
			rows[i].Key = store.RowKey{Campaign: "spring", Day: monday.Add(i), Channel: "ad"}
			rows[i].Counts[store.N] = int64(i) - 1
		}
		b, err := dynamo.EncodeWeek("spring", monday, rows)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, err := dynamo.DecodeWeek("spring", monday, b)
		if err != nil {
			return
		}
		for _, r := range rows {
			if r.Key.Day < monday || r.Key.Day > monday.Add(6) {
				t.Errorf("a row of %s", r.Key.Day)
			}
		}
		again, err := dynamo.EncodeWeek("spring", monday, rows)
		if err != nil {
			t.Fatalf("encoding what was decoded: %v", err)
		}
		if back, err := dynamo.DecodeWeek("spring", monday, again); err != nil || len(back) != len(rows) {
			t.Errorf("decoded again: %d rows of %d, %v", len(back), len(rows), err)
		}
	})
}
