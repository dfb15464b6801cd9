package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	gocmp "github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// all is everything stored, by id.
func all(e *env) []store.Stored {
	e.t.Helper()
	sts := collect(e.t, "All", store.All(e.ctx, e))
	slices.SortStableFunc(sts, func(a, b store.Stored) int { return cmp.Compare(a.Reaction.ID, b.Reaction.ID) })
	return sts
}

func ofAuthor(e *env, a reaction.AuthorKey) []store.Stored {
	e.t.Helper()
	return collect(e.t, "OfAuthor", e.OfAuthor(e.ctx, a))
}

func collect[T any](t fataler, name string, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var xs []T
	for x, err := range seq {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		xs = append(xs, x)
	}
	return xs
}

var readCases = []testCase{
	{"an empty store", func(e *env) {
		e.verify(0, 0, 0)
		if got := ofAuthor(e, author(1)); len(got) > 0 {
			e.t.Errorf("OfAuthor = %v", got)
		}
	}},
	{"rows of a campaign and days, by day", rowsOfDays},
	{"names that begin alike are kept apart", func(e *env) {
		for i, campaign := range []string{"a", "ab", "a-b"} {
			x := plain(i, "")
			x.Dims.Campaign = campaign
			x.Labels = map[string]label.Result{"g": results[0], "g1": results[1]}
			e.recordOne(x, store.Recorded)
		}
		for _, campaign := range []string{"a", "ab", "a-b"} {
			rows := collect(e.t, "Rows", e.Rows(e.ctx, query("g", campaign)))
			if len(rows) != 1 || rows[0].Key.Campaign != campaign || rows[0].Key.Generation != "g" {
				e.t.Errorf("Rows of %q = %v", campaign, rows)
			}
		}
	}},
	{"an author whose key begins alike is another", func(e *env) {
		e.record([]store.Entry{plain(1, "a"), plain(2, "ab")}, store.Recorded, store.Recorded)
		if got := ofAuthor(e, "a"); len(got) != 1 || got[0].Reaction.ID != id(1) {
			e.t.Errorf("OfAuthor = %v", got)
		}
		e.eraseAuthor("a", start, true, 1)
		e.verify(1, 0, 1)
	}},
	{"beyond any page", func(e *env) {
		const many = 1301
		es := plains(0, many, author(1))
		for i := range es {
			es[i].Dims.Source = fmt.Sprintf("source-%d", i)
		}
		for chunk := range slices.Chunk(es, 400) {
			e.record(chunk, slices.Repeat([]store.Outcome{store.Recorded}, len(chunk))...)
		}
		if got := len(collect(e.t, "Rows", e.Rows(e.ctx, query(gen1, "spring")))); got != many {
			e.t.Errorf("Rows yields %d, want %d", got, many)
		}
		if got := len(ofAuthor(e, author(1))); got != many {
			e.t.Errorf("OfAuthor yields %d, want %d", got, many)
		}
		e.verify(many, 0, 0)
	}},
	{"a consumer may stop, and may write meanwhile", func(e *env) {
		e.record(plains(0, 700, ""), slices.Repeat([]store.Outcome{store.Recorded}, 700)...)
		seen := 0
		for _, err := range store.All(e.ctx, e) {
			if err != nil {
				e.t.Fatalf("All: %v", err)
			}
			if seen++; seen == 10 {
				e.recordOne(plain(5000, author(1)), store.Recorded)
			}
			if seen == 650 {
				break
			}
		}
		for range e.AllRows(e.ctx) {
			break
		}
		e.verify(701, 0, 0)
	}},
	{"a cancelled context ends every iterator with its error", func(e *env) {
		e.recordOne(plain(1, author(1)), store.Recorded)
		ctx, cancel := context.WithCancel(e.ctx)
		cancel()
		check := func(name string, errs []error) {
			if len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
				e.t.Errorf("%s: errors %v, want one context.Canceled", name, errs)
			}
		}
		check("All", errorsOf(store.All(ctx, e)))
		check("OfAuthor", errorsOf(e.OfAuthor(ctx, author(1))))
		check("Rows", errorsOf(e.Rows(ctx, query(gen1, "spring"))))
		check("AllRows", errorsOf(e.AllRows(ctx)))
	}},
}

func errorsOf[T any](seq iter.Seq2[T, error]) (errs []error) {
	for _, err := range seq {
		errs = append(errs, err)
	}
	return errs
}

func query(generation, campaign string) store.Query {
	return store.Query{Generation: generation, Campaign: campaign, From: "2026-01-01", To: "2026-12-31"}
}

func rowsOfDays(e *env) {
	days := []store.Day{"2026-03-01", "2026-02-28", "2026-03-02", "2026-02-27"}
	var es []store.Entry
	for i, day := range days {
		for j, campaign := range []string{"spring", "autumn"} {
			x := plain(10*i+j, "")
			x.Dims.Day, x.Dims.Campaign = day, campaign
			x.Labels = map[string]label.Result{gen1: results[0], gen2: results[1]}
			es = append(es, x)
		}
	}
	e.record(es, slices.Repeat([]store.Outcome{store.Recorded}, len(es))...)
	e.erase(es[4].Reaction.ID, true) // 2026-03-02, spring
	for campaign, want := range map[string][]string{
		"spring":           {"2026-02-28 1", "2026-03-01 1"},
		store.AllCampaigns: {"2026-02-28 2", "2026-03-01 2", "2026-03-02 1"},
		"winter":           nil,
		"":                 {"2026-02-28 1", "2026-02-28 1", "2026-02-28 2", "2026-03-01 1", "2026-03-01 1", "2026-03-01 2", "2026-03-02 1", "2026-03-02 1"},
	} {
		q := store.Query{Generation: gen1, Campaign: campaign, From: "2026-02-28", To: "2026-03-02"}
		var got []string
		rows := collect(e.t, "Rows", e.Rows(e.ctx, q))
		checkRows(e, q, rows)
		for _, row := range rows {
			got = append(got, fmt.Sprint(row.Key.Day, " ", row.Counts[store.N]))
		}
		slices.Sort(got)
		if diff := gocmp.Diff(want, got); diff != "" {
			e.t.Errorf("Rows of %q, day and n (-want +got):\n%s", campaign, diff)
		}
	}
}
