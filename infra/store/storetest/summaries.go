package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/store"
)

var summaryCases = []testCase{
	{"round trip", func(e *env) {
		want := store.Summary{
			Week: "2026-03-02", Slice: store.Slice{Campaign: "spring", Channel: "email", Language: "pl", Source: "shop"},
			Made: start, Of: 1<<63 + 1, N: 120, Authors: 80, Cluster: store.Cluster{A2: 9, AR: -7, R2: 1 << 60},
			Phrases: []store.Phrase{{Text: "zażółć <&> \x00 👩‍💻", Language: "pl", Authors: 7}, {Text: "they know", Language: "en", Authors: 5}},
		}
		e.putSummaries(gen1, want.Week, want)
		e.reopen()
		e.summaries(gen1, "2026-01-01", "2026-12-31", want)
	}},
	{"by week and slice, of the generation and weeks asked for", func(e *env) {
		slicesOf := []store.Slice{
			{}, {Source: "shop"}, {Language: "en"}, {Channel: "ad"}, {Campaign: "a"}, {Campaign: "a", Channel: "ad"}, {Campaign: "ab"},
		}
		byWeek := map[store.Day][]store.Summary{}
		weeks := []store.Day{"2026-02-16", "2026-02-23", "2026-03-02", "2026-12-28"}
		for _, g := range []string{gen1, gen1 + "#2", gen2} {
			for _, week := range weeks {
				var ss []store.Summary
				for i, sl := range slicesOf {
					ss = append(ss, store.Summary{Week: week, Slice: sl, Made: start, N: int64(i + len(g))})
				}
				mixed := slices.Clone(ss)
				slices.Reverse(mixed)
				e.putSummaries(g, week, mixed...)
				if g == gen1 {
					byWeek[week] = ss
				}
			}
		}
		e.summaries(gen1, weeks[0], weeks[3], slices.Concat(byWeek[weeks[0]], byWeek[weeks[1]], byWeek[weeks[2]], byWeek[weeks[3]])...)
		e.summaries(gen1, weeks[1], weeks[2], slices.Concat(byWeek[weeks[1]], byWeek[weeks[2]])...)
		e.summaries(gen1, "2026-02-17", "2026-03-01", byWeek[weeks[1]]...)
		e.summaries(gen1, "2026-03-03", "2026-12-27")
		e.summaries("m1", weeks[0], weeks[3])
	}},
	{"replaces a week whole and leaves others alone", func(e *env) {
		old := store.Summary{Week: "2026-02-16", Made: start, N: 1}
		e.putSummaries(gen1, old.Week, old)
		var many []store.Summary
		for i := range 60 {
			many = append(many, store.Summary{Week: "2026-02-23", Slice: store.Slice{Campaign: fmt.Sprintf("c%02d", i)}, Made: start, N: int64(i)})
		}
		e.putSummaries(gen1, "2026-02-23", many...)
		e.putSummaries(gen2, "2026-02-23", many[:3]...)
		fresh := store.Summary{Week: "2026-02-23", Slice: store.Slice{Campaign: "c07"}, Made: start.Add(time.Hour), N: 700}
		e.putSummaries(gen1, "2026-02-23", fresh)
		e.summaries(gen1, "2026-01-01", "2026-12-31", old, fresh)
		e.putSummaries(gen1, "2026-02-23")
		e.summaries(gen1, "2026-01-01", "2026-12-31", old)
		e.summaries(gen2, "2026-01-01", "2026-12-31", many[:3]...)
	}},
	{"many and big ones", func(e *env) { // 300 slices of two hundred long phrases: 9 MB
		var want []store.Summary
		for i := range 300 {
			s := store.Summary{Week: "2026-03-02", Slice: store.Slice{Campaign: fmt.Sprintf("campaign-%03d", i)}, Made: start, N: int64(i)}
			for j := range 200 {
				s.Phrases = append(s.Phrases, store.Phrase{Text: fmt.Sprintf("%03d %03d %s", i, j, strings.Repeat("słowo ", 15)), Language: "pl", Authors: int64(j)})
			}
			want = append(want, s)
		}
		e.putSummaries(gen1, "2026-03-02", want...)
		e.summaries(gen1, "2026-03-02", "2026-03-02", want...)
		e.putSummaries(gen1, "2026-03-02", want[:2]...)
		e.summaries(gen1, "2026-03-02", "2026-03-02", want[:2]...)
	}},
	{"leave counters and reactions alone", func(e *env) {
		e.recordOne(plain(1, author(1)), store.Recorded)
		e.putSummaries(gen1, "2026-03-02", store.Summary{Week: "2026-03-02", Made: start, N: 5})
		e.verify(1, 0, 0)
	}},
	{"a cancelled context ends them", func(e *env) {
		e.putSummaries(gen1, "2026-03-02", store.Summary{Week: "2026-03-02", Made: start, N: 5})
		ctx, cancel := context.WithCancel(e.ctx)
		cancel()
		if errs := errorsOf(e.Summaries(ctx, gen1, "2026-01-01", "2026-12-31")); len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
			e.t.Errorf("Summaries: errors %v, want one context.Canceled", errs)
		}
	}},
}

func (e *env) putSummaries(generation string, week store.Day, ss ...store.Summary) {
	e.t.Helper()
	if err := e.PutSummaries(e.ctx, generation, week, ss); err != nil {
		e.t.Fatalf("PutSummaries(%s, %s, %d): %v", generation, week, len(ss), err)
	}
}

func (e *env) summaries(generation string, from, to store.Day, want ...store.Summary) {
	e.t.Helper()
	got := collect(e.t, "Summaries", e.Summaries(e.ctx, generation, from, to))
	if diff := cmp.Diff(want, got); diff != "" {
		e.t.Fatalf("Summaries(%s, %s to %s) (-want +got):\n%s", generation, from, to, diff)
	}
}
