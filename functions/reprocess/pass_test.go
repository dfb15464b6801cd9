package reprocess_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paradox/analysis/label"
	"paradox/analysis/phrases"
	"paradox/functions/reprocess"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// expected counts the summaries in the plainest way: everything of a slice in hand.
func expected(t testing.TB, s store.Store, k int) []store.Summary {
	t.Helper()
	type key struct {
		week  store.Day
		slice store.Slice
	}
	said := map[key][]store.Stored{}
	for st, err := range store.All(t.Context(), s) {
		if err != nil {
			t.Fatal(err)
		}
		r, ok := st.Labels[live]
		if st.State != store.Whole || !ok || r.Unclassified {
			continue
		}
		d := st.Dims
		for _, sl := range []store.Slice{
			{}, {Campaign: d.Campaign}, {Channel: d.Channel}, {Language: d.Language}, {Source: d.Source}, {Campaign: d.Campaign, Channel: d.Channel},
		} {
			at := key{d.Day.Monday(), sl}
			said[at] = append(said[at], st)
		}
	}
	var all []store.Summary
	for at, sts := range said {
		sum := store.Summary{Week: at.week, Slice: at.slice, N: int64(len(sts))}
		people := map[reaction.AuthorKey][2]int64{}
		var c phrases.Collector
		for i, st := range sts {
			author := st.Reaction.Author
			if author == "" {
				author = reaction.AuthorKey(fmt.Sprint("nobody ", i))
			}
			p := people[author]
			switch st.Labels[live].Stance() {
			case label.Ambivalent:
				p[0]++
				p[1]++
			case label.Valued, label.Concerned:
				p[1]++
			}
			people[author] = p
			c.Add(phrases.Message{Language: st.Dims.Language, Text: st.Reaction.Text, Author: string(author)})
		}
		sum.Authors = int64(len(people))
		for _, p := range people {
			sum.Cluster.A2 += p[0] * p[0]
			sum.Cluster.AR += p[0] * p[1]
			sum.Cluster.R2 += p[1] * p[1]
		}
		for _, language := range []string{"en", "pl"} {
			for _, p := range c.Top(label.Output{}, language, k, 1000) {
				sum.Phrases = append(sum.Phrases, store.Phrase{Text: p.Text, Language: language, Authors: int64(p.Authors)})
			}
		}
		all = append(all, sum)
	}
	sortSummaries(all)
	return all
}

func sortSummaries(all []store.Summary) {
	slices.SortFunc(all, func(x, y store.Summary) int {
		a, b := x.Slice, y.Slice
		return cmp.Or(cmp.Compare(x.Week, y.Week), cmp.Compare(a.Campaign, b.Campaign), cmp.Compare(a.Channel, b.Channel),
			cmp.Compare(a.Language, b.Language), cmp.Compare(a.Source, b.Source))
	})
}

// bare compares without phrases: which of two that repeat each other is listed goes by
// authors here and by messages there, see samePhrases.
var bare = cmpopts.IgnoreFields(store.Summary{}, "Made", "Of", "Phrases")

func TestPass(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 1, 1500)
	p := &reprocess.Pass{Store: sliced{s, 100, nil}, Now: c.now, Segments: 4, K: 5}
	report := must(p.Run(t.Context()))(t)
	got, want := summaries(t, s, live), expected(t, s, 5)
	sortSummaries(got)
	if diff := gocmp.Diff(want, got, bare); diff != "" {
		t.Errorf("summaries (-want +got):\n%s", diff)
	}
	for i := range min(len(got), len(want)) {
		samePhrases(t, got[i], want[i])
	}
	if report.Audit.Reactions != 1500 || len(report.Audit.Wrong) != 0 || report.Audit.Busy != 0 || report.Audit.Rows == 0 {
		t.Errorf("audit %+v", report.Audit)
	}
	if report.Audit.Units != 750 || report.Summaries != len(got) || report.Weeks < 5 || report.Generation != live || report.PhrasesCut != 0 {
		t.Errorf("report %+v", report)
	}
}

// samePhrases expects that what the pass lists is counted as the collector counts it,
// and that some phrases are listed where there are many messages.
func samePhrases(t *testing.T, got, want store.Summary) {
	t.Helper()
	// The spelling is that of most messages of all, here of most in the slice.
	plain := func(p store.Phrase) store.Phrase {
		p.Text = strings.ToLower(p.Text)[:5]
		return p
	}
	counted := map[store.Phrase]bool{}
	for _, p := range want.Phrases {
		counted[plain(p)] = true
	}
	listed := 0
	for i, p := range got.Phrases {
		if counted[plain(p)] || slices.ContainsFunc(want.Phrases, func(w store.Phrase) bool { return repeats(w, p) }) {
			listed++
		}
		if p.Authors < 5 || i > 0 && p.Authors > got.Phrases[i-1].Authors {
			t.Errorf("%v %+v: phrase %d is %+v, want at least 5 authors and the most used first", got.Week, got.Slice, i, p)
		}
	}
	if 10*listed < 9*len(got.Phrases) || len(want.Phrases) > 0 && len(got.Phrases) == 0 {
		t.Errorf("%v %+v: phrases %v, want %v", got.Week, got.Slice, got.Phrases, want.Phrases)
	}
}

// repeats reports whether p is a longer or shorter form of w, of no more authors.
func repeats(w, p store.Phrase) bool {
	long, short := strings.ToLower(w.Text), strings.ToLower(p.Text)
	if len(long) < len(short) {
		long, short = short, long
	}
	return w.Language == p.Language && p.Authors <= w.Authors && strings.Contains(long, short)
}

// unsummarised is a store that takes no summaries.
type unsummarised struct{ store.Store }

func (unsummarised) PutSummaries(context.Context, string, store.Day, []store.Summary) error {
	return errAway
}

// A pass that dies between retention and summaries, and has no checkpoint, loses none:
// what it expired was a stub to its scan already.
func TestSummariesOutliveADeath(t *testing.T) {
	night := func(dies bool) []store.Summary {
		s, c := fresh(t)
		fill(t, s, c, 12, 400)
		p := &reprocess.Pass{Store: s, Now: c.now, K: 5}
		must(p.Run(t.Context()))(t)
		r := rand.New(rand.NewPCG(13, 1))
		var later []store.Entry
		for i := range 50 {
			e := entry(1000+i, r, c.now())
			e.Reaction.Time = e.Reaction.Time.AddDate(0, 0, -7) // beside what expires, or in weeks of its own
			later = append(later, e)
		}
		must(s.Record(t.Context(), later))(t)
		c.advance(30 * 24 * time.Hour)
		if dies {
			p.Store = unsummarised{s}
			if r, err := p.Run(t.Context()); !errors.Is(err, errAway) || r.Expired == 0 {
				t.Fatalf("Run = %+v, %v; want it dead after it expired some", r, err)
			}
			p.Store = s
		}
		must(p.Run(t.Context()))(t)
		return summaries(t, s, live)
	}
	if diff := gocmp.Diff(night(false), night(true)); diff != "" {
		t.Errorf("summaries (-in one piece +after a death):\n%s", diff)
	}
}

// What is overdue is expired once the scan is over, and is counted once.
func TestPassExpires(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 5, 1200)
	c.advance(30 * 24 * time.Hour)
	p := &reprocess.Pass{Store: s, Now: c.now, K: 5}
	report := must(p.Run(t.Context()))(t)
	if report.Expired < 300 || report.Left != 0 || report.Audit.Reactions+report.Audit.Stubs != 1200 || len(report.Audit.Wrong) > 0 {
		t.Errorf("report %+v", report)
	}
	for page, err := range s.Scan(t.Context(), store.Segment{Of: 1}) {
		if err != nil || len(page.Overdue) > 0 {
			t.Fatalf("%d overdue, %v", len(page.Overdue), err)
		}
	}
	if a := verify(t, s); a.Stubs != report.Expired {
		t.Errorf("%d stubs, %d expired", a.Stubs, report.Expired)
	}
}

// A slice keeps its summary when its reactions expire, and loses it when they are
// erased; one that nothing changed is not written again.
func TestSummariesOverTime(t *testing.T) {
	s, c := fresh(t)
	es := fill(t, s, c, 6, 600)
	p := &reprocess.Pass{Store: s, Now: c.now, K: 5}
	must(p.Run(t.Context()))(t)
	first := summaries(t, s, live)

	c.advance(time.Hour)
	if r := must(p.Run(t.Context()))(t); r.Weeks != 0 || r.Summaries != 0 {
		t.Errorf("nothing changed, and %d weeks were written", r.Weeks)
	}
	if diff := gocmp.Diff(first, summaries(t, s, live)); diff != "" {
		t.Errorf("summaries of the same (-before +after):\n%s", diff)
	}

	c.advance(40 * 24 * time.Hour) // about half expire
	must(p.Run(t.Context()))(t)
	if diff := gocmp.Diff(first, summaries(t, s, live)); diff != "" {
		t.Errorf("summaries after expiry (-before +after):\n%s", diff)
	}

	for _, e := range es[100:] {
		must(s.Erase(t.Context(), e.Reaction.ID))(t)
	}
	c.advance(90 * 24 * time.Hour)
	must(p.Run(t.Context()))(t) // the others have expired
	left := map[store.Day]bool{}
	for _, e := range es[:100] {
		if !e.Labels[live].Unclassified {
			left[e.Dims.Day.Monday()] = true
		}
	}
	for _, sum := range summaries(t, s, live) {
		if !left[sum.Week] {
			t.Errorf("a summary of week %s, of which nothing is left", sum.Week)
		}
	}
	for _, e := range es[:100] {
		must(s.Erase(t.Context(), e.Reaction.ID))(t)
	}
	must(p.Run(t.Context()))(t)
	if n := len(summaries(t, s, live)); n != 0 {
		t.Errorf("%d summaries of nothing", n)
	}
}

// A store without a live generation is recounted and expired, and not summarised.
func TestPassOfAnEmptyStore(t *testing.T) {
	s, c := fresh(t)
	report := must((&reprocess.Pass{Store: s, Now: c.now}).Run(t.Context()))(t)
	if report.Audit.Reactions != 0 || report.Weeks != 0 {
		t.Errorf("report %+v", report)
	}
}
