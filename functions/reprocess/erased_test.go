package reprocess_test

import (
	"fmt"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/functions/reprocess"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// oneWeek is a store with reactions of one week and slice, each of another author and
// in the same words. Time is counted in days from its beginning.
type oneWeek struct {
	store.Store
	c    *clock
	pass *reprocess.Pass
	n    int // how many there have been
}

func newWeek(s store.Store, c *clock) *oneWeek {
	return &oneWeek{Store: s, c: c, pass: &reprocess.Pass{Store: s, Now: c.now, K: 5}}
}

// add records so many that expire on a day.
func (w *oneWeek) add(t *testing.T, many, expires int) {
	t.Helper()
	var es []store.Entry
	for range many {
		w.n++
		es = append(es, store.Entry{
			Reaction: reaction.Reaction{
				ID: numbered(w.n), Time: start, Source: "shop", Channel: "email",
				Author: author(w.n), Text: texts["en"][0], Expires: start.AddDate(0, 0, expires),
			},
			Dims:   store.Dims{Campaign: "spring", Channel: "email", Language: "en", Source: "shop", Day: store.DayOf(start, time.UTC)},
			Labels: map[string]label.Result{live: results[2]}, // ambivalent: each adds one to every sum of Cluster
		})
	}
	must(w.Record(t.Context(), es))(t)
}

// author wrote the nth reaction.
func author(n int) reaction.AuthorKey { return reaction.AuthorKey(fmt.Sprintf("a%031x", n)) }

// erase erases the authors of some reactions.
func (w *oneWeek) erase(t *testing.T, numbers ...int) {
	t.Helper()
	for _, n := range numbers {
		must(w.EraseAuthor(t.Context(), author(n), w.c.now(), false))(t)
	}
}

// on makes a pass on a day.
func (w *oneWeek) on(t *testing.T, day int) {
	t.Helper()
	w.c.ns.Store(start.AddDate(0, 0, day).UnixNano())
	must(w.pass.Run(t.Context()))(t)
}

// says expects that all six summaries count so many people, and phrases of as many or
// none at all.
func (w *oneWeek) says(t *testing.T, when string, people int) {
	t.Helper()
	all := summaries(t, w, live)
	if want := min(people, 1) * 6; len(all) != want {
		t.Errorf("%s: %d summaries, want %d", when, len(all), want)
	}
	n := int64(people)
	for _, sum := range all {
		if sum.N != n || sum.Authors != n || sum.Cluster != (store.Cluster{A2: n, AR: n, R2: n}) {
			t.Errorf("%s: %+v counts %d of %d authors, sums %+v, want %d people", when, sum.Slice, sum.N, sum.Authors, sum.Cluster, people)
		}
		for _, p := range sum.Phrases {
			if p.Authors != n || n < 5 {
				t.Errorf("%s: %+v lists %+v, want those of %d people if they are 5 or more", when, sum.Slice, p, people)
			}
		}
		if n >= 5 && len(sum.Phrases) == 0 {
			t.Errorf("%s: %+v lists no phrase", when, sum.Slice)
		}
	}
}

// What has expired stays in its summaries until something is erased; then nothing does
// that might be of whoever was erased.
func TestErasureReachesSummaries(t *testing.T) {
	for name, story := range map[string]func(*testing.T, *oneWeek){
		"one has expired, all others are erased": func(t *testing.T, w *oneWeek) {
			w.on(t, 2)
			w.says(t, "expired", 12)
			w.erase(t, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
			w.on(t, 3)
			w.says(t, "erased", 0)
		},
		"one has expired, one is erased": func(t *testing.T, w *oneWeek) {
			w.on(t, 2)
			w.erase(t, 2)
			w.on(t, 3)
			w.says(t, "erased", 10)
		},
		"too few are left for a phrase": func(t *testing.T, w *oneWeek) {
			w.on(t, 2)
			w.erase(t, 2, 3, 4, 5, 6, 7, 8)
			w.on(t, 3)
			w.says(t, "erased", 4)
		},
		"another comes in the place of one that is erased": func(t *testing.T, w *oneWeek) {
			w.on(t, 2)
			w.erase(t, 2)
			w.add(t, 1, 90)
			w.on(t, 3)
			w.says(t, "as many as before", 11)
		},
		"and then one expires": func(t *testing.T, w *oneWeek) {
			w.erase(t, 2)
			w.add(t, 1, 90)
			w.on(t, 0) // the same numbers, of others
			w.on(t, 2)
			w.says(t, "expired", 12)
		},
		"one expires that no summary has counted": func(t *testing.T, w *oneWeek) {
			w.add(t, 1, 1)
			w.erase(t, 2)
			w.on(t, 2)
			w.says(t, "as many stubs as are erased", 10)
		},
		"one is erased and one expires before the next pass": func(t *testing.T, w *oneWeek) {
			w.erase(t, 2)
			w.on(t, 2)
			w.says(t, "both at once", 10)
		},
		"one that has expired is erased by its receipt": func(t *testing.T, w *oneWeek) {
			w.on(t, 2)
			must(w.Erase(t.Context(), numbered(1)))(t)
			w.on(t, 3)
			w.says(t, "erased", 11)
		},
		"all have expired, one is erased by its receipt": func(t *testing.T, w *oneWeek) {
			w.on(t, 200)
			w.says(t, "expired", 12)
			must(w.Erase(t.Context(), numbered(5)))(t)
			w.on(t, 201)
			w.says(t, "erased", 0)
		},
		"what is left expires too": func(t *testing.T, w *oneWeek) {
			w.on(t, 2)
			w.erase(t, 2)
			w.on(t, 3)
			w.on(t, 200)
			w.says(t, "all others expired", 10)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWeek(fresh(t))
			w.add(t, 1, 1)
			w.add(t, 11, 100)
			w.on(t, 0)
			w.says(t, "at first", 12)
			story(t, w)
			before := summaries(t, w, live)
			must(w.pass.Run(t.Context()))(t)
			if after := summaries(t, w, live); fmt.Sprint(before) != fmt.Sprint(after) {
				t.Errorf("another pass says\n%v, where there was\n%v", after, before)
			}
			verify(t, w)
		})
	}
}

// In tables what is overdue, and what has expired, is told from what is erased as well.
func TestErasureReachesSummariesInTables(t *testing.T) {
	s, _, c := inTables(t)
	w := newWeek(s, c)
	w.add(t, 1, 1)
	w.add(t, 11, 100)
	w.on(t, 0)
	w.says(t, "at first", 12)
	w.on(t, 2)
	w.says(t, "one expired", 12)
	w.erase(t, 2)
	w.add(t, 1, 90)
	w.on(t, 3)
	w.says(t, "one erased, another came", 11)
	w.on(t, 200)
	w.says(t, "all expired", 11)
	must(w.Erase(t.Context(), numbered(5)))(t)
	w.on(t, 201)
	w.says(t, "one erased by its receipt", 0)
	verify(t, w)
}
