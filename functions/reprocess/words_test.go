package reprocess_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/functions/reprocess"
	"paradox/infra/store"
)

// Phrases are bounded by letting the rare ones go: what is left is never too high.
func TestPhrasesAreBounded(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 7, 1500)
	free := &reprocess.Pass{Store: s, Now: c.now, K: 5}
	must(free.Run(t.Context()))(t)
	most := map[string]int64{}
	for _, sum := range summaries(t, s, live) {
		for _, p := range sum.Phrases {
			most[fmt.Sprint(sum.Week, sum.Slice, p.Language, p.Text)] = p.Authors
		}
	}
	other, c := fresh(t)
	fill(t, other, c, 7, 1500)
	bound := &reprocess.Pass{Store: sliced{other, 100, nil}, Now: c.now, K: 5, MaxPhrases: 900}
	if r := must(bound.Run(t.Context()))(t); r.PhrasesCut == 0 {
		t.Error("nothing was cut: the test shows nothing")
	}
	listed := 0
	for _, sum := range summaries(t, other, live) {
		for _, p := range sum.Phrases {
			listed++
			if m, ok := most[fmt.Sprint(sum.Week, sum.Slice, p.Language, p.Text)]; ok && p.Authors > m || p.Authors < 5 {
				t.Errorf("%v %v: %+v, want at most %d authors", sum.Week, sum.Slice, p, m)
			}
		}
	}
	if listed == 0 {
		t.Error("no phrase is left")
	}
}

// An author of more phrases than are counted of anybody is told of.
func TestPhrasesOfOneAuthorAreBounded(t *testing.T) {
	kinds := strings.Fields("creepy useful annoying helpful strange intrusive personal new old red blue green expensive cheap wonderful terrible boring quick")
	things := strings.Fields("ads emails shoes offers letters vouchers calls messages newsletters discounts coupons banners videos surveys apps stores profiles cookies")
	var said []string
	for _, k := range kinds {
		for _, th := range things {
			said = append(said, k+" "+th)
		}
	}
	for weeks, cut := range map[int]int{2: 0, 35: 1} {
		s, c := fresh(t)
		r := rand.New(rand.NewPCG(14, 1))
		var es []store.Entry
		for i := range weeks {
			e := entry(i+1, r, c.now())
			e.Reaction.Author, e.Reaction.Text, e.Reaction.Time = "a", strings.Join(said, ". ")+".", c.now().AddDate(0, 0, -7*i)
			e.Dims.Language, e.Dims.Day, e.Labels = "en", store.DayOf(e.Reaction.Time, time.UTC), map[string]label.Result{live: results[1]}
			es = append(es, e)
		}
		must(s.Record(t.Context(), es))(t)
		if got := must((&reprocess.Pass{Store: s, Now: c.now, K: 5}).Run(t.Context()))(t); got.PhrasesCut != cut {
			t.Errorf("%d weeks of %d phrases: %d cut, want %d", weeks, len(said), got.PhrasesCut, cut)
		}
	}
}
