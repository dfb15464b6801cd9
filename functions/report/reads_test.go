package report_test

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/functions/report"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// reads counts what is read of a store.
type reads struct {
	store.Counters
	store.Control

	campaigns []string // asked for, per query of the counters
	control   int
}

func (r *reads) Rows(ctx context.Context, q store.Query) iter.Seq2[store.Row, error] {
	r.campaigns = append(r.campaigns, q.Campaign)
	return r.Counters.Rows(ctx, q)
}

func (r *reads) Generation(ctx context.Context) (string, error) {
	r.control++
	return r.Control.Generation(ctx)
}

func (r *reads) Campaigns(ctx context.Context) ([]store.Campaign, error) {
	r.control++
	return r.Control.Campaigns(ctx)
}

func (r *reads) Sources(ctx context.Context) ([]store.Source, error) {
	r.control++
	return r.Control.Sources(ctx)
}

// twoYears fills w with forty campaigns that are heard of every step days for two
// years, in eight rows a day each: two channels, two languages, two sources.
func (w *world) twoYears(step int) {
	w.t.Helper()
	for _, name := range []string{"form", "mastodon"} {
		w.source(name)
	}
	var waiting []store.Entry
	for c := range 40 {
		name := fmt.Sprintf("campaign-%d", c)
		w.campaign(store.Campaign{Name: name, Title: name, Start: today.Add(-729)})
		for day := 0; day < 730; day += step {
			for cell := range 8 {
				waiting = append(waiting, w.entries(1, place{
					campaign: name, day: today.Add(-day),
					channel:  reaction.Channels[(c+cell&1)%len(reaction.Channels)],
					language: [...]string{"en", "pl"}[cell>>1&1],
					source:   [...]string{"form", "mastodon"}[cell>>2],
				}, [...]label.Result{both, valued, concerned, neither, offTopic}[(c+day+cell)%5])...)
			}
		}
		if len(waiting) > 20_000 {
			w.record(waiting)
			waiting = waiting[:0]
		}
	}
	w.record(waiting)
}

// Whatever is asked, the register is read once and the counters are: all figures of
// an answer are of one reading, and the number of campaigns adds no query. They are
// read only where they are shown, or guard what is.
func TestReadsOfARequest(t *testing.T) {
	const all, each = store.AllCampaigns, ""
	w := newWorld(t, 0)
	w.twoYears(30)
	for _, tt := range []struct{ target, campaigns string }{
		{"/", each},
		{"/?from=2024-11-26&to=2026-11-25", each},
		{"/?channel=email", each},
		{"/?language=en", all},
		{"/?source=form", all},
		{"/campaigns/campaign-1", each},
		{"/campaigns/campaign-1?channel=ad", each},
		{"/campaigns/unassigned", each},
		{"/v1/reports/trend", all},
		{"/v1/reports/trend?channel=email", all},
		{"/v1/reports/trend?campaign=campaign-1", each},
		{"/v1/reports/themes", all},
		{"/v1/reports/themes?campaign=campaign-1&channel=ad", each},
		{"/v1/reports/paradox", each},
		{"/v1/reports/paradox?channel=email", each},
		{"/v1/reports/paradox?source=form", all},
		{"/v1/reports/paradox?campaign=campaign-1", each},
	} {
		t.Run(tt.target, func(t *testing.T) {
			*w.reads = reads{Counters: w.store, Control: w.store}
			if out := w.get(tt.target); out.Code != 200 {
				t.Fatalf("%d", out.Code)
			}
			if diff := cmp.Diff([]string{tt.campaigns}, w.reads.campaigns); diff != "" {
				t.Errorf("campaigns whose counters are read (-want +got):\n%s", diff)
			}
			if w.reads.control != 3 {
				t.Errorf("%d readings of the register, want 3", w.reads.control)
			}
		})
	}
}

// torn is a store that takes a message of spring between what it reads of the whole
// and what it reads of the campaigns.
type torn struct {
	store.Counters
	record func()
}

func (s torn) Rows(ctx context.Context, q store.Query) iter.Seq2[store.Row, error] {
	if q.Campaign != "" {
		return s.Counters.Rows(ctx, q)
	}
	var rows []store.Row
	for row, err := range s.Counters.Rows(ctx, q) {
		if err == nil && row.Key.Campaign == store.AllCampaigns {
			rows = append(rows, row)
		}
	}
	s.record()
	return func(yield func(store.Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
		for row, err := range s.Counters.Rows(ctx, q) {
			if (err != nil || row.Key.Campaign != store.AllCampaigns) && !yield(row, err) {
				return
			}
		}
	}
}

// What is recorded while a report is made is in all of its figures or in none.
func TestPartsSumToTheWholeWhileMessagesCome(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	w.golden(place{campaign: "spring"})
	w.golden(place{channel: "ad"})
	w.reads.Counters = torn{w.store, func() { w.add(1, place{campaign: "spring"}, both) }}
	p := read[report.Paradox](w, "/v1/reports/paradox")
	for _, dimension := range []string{"campaign", "channel", "language", "source"} {
		var sum int64
		for _, r := range table(t, p, dimension).Rows {
			if r.Figures != nil {
				sum += r.Figures.Messages
			}
		}
		if sum != p.Segment.Messages {
			t.Errorf("by %s the parts sum to %d, the whole is %d", dimension, sum, p.Segment.Messages)
		}
	}
}

// A campaign's own figures are of its rows alone, divided by its own channels and
// without lift where some of it was picked, whatever is kept of the others.
func TestACampaignIsReadInFull(t *testing.T) {
	w := newWorld(t, 0, "form")
	w.campaign(spring())
	w.golden(place{campaign: "spring"})
	w.golden(place{campaign: "spring", channel: "ad", language: "pl"})
	w.golden(place{channel: "call"})
	const target = "/v1/reports/paradox?campaign=spring"
	p := read[report.Paradox](w, target)
	got := map[string]int64{}
	for _, r := range table(t, p, "channel").Rows {
		got[r.Name] = r.Figures.Messages
	}
	if diff := cmp.Diff(map[string]int64{"email": 46, "ad": 46}, got); diff != "" {
		t.Errorf("by channel (-want +got):\n%s", diff)
	}
	if p.Segment.Index.Lift == nil {
		t.Error("no lift, though all came unpicked")
	}
	w.golden(place{campaign: "spring", source: "mastodon"})
	w.golden(place{campaign: "spring", source: "zoo"})
	w.golden(place{campaign: "spring", language: "pl"})
	if p := read[report.Paradox](w, target); p.Segment.Messages != 5*46 || p.Segment.Index.Lift != nil {
		t.Errorf("%d messages with lift %v, want 230 and none", p.Segment.Messages, p.Segment.Index.Lift)
	}
}

// What is built beside the live generation is in no report and on no page.
func TestBuiltGenerationIsNotShown(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	w.golden(place{campaign: "spring"})
	targets := []string{"/", "/campaigns/spring", "/v1/reports/trend", "/v1/reports/themes", "/v1/reports/paradox?campaign=spring"}
	var before []string
	for _, target := range targets {
		before = append(before, w.get(target).Body.String())
	}
	const next = "m2/t1/Europe/Warsaw"
	if err := w.store.SetBuilding(t.Context(), "", next); err != nil {
		t.Fatal(err)
	}
	for st, err := range store.All(t.Context(), w.store) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.store.Label(t.Context(), next, store.Labelled{ID: st.Reaction.ID, Result: concerned}); err != nil {
			t.Fatal(err)
		}
	}
	for i, target := range targets {
		if diff := cmp.Diff(before[i], w.get(target).Body.String()); diff != "" {
			t.Errorf("%s (-before +while one is built):\n%s", target, diff)
		}
	}
	if err := w.store.SetGeneration(t.Context(), generation, next); err != nil {
		t.Fatal(err)
	}
	p := read[report.Paradox](w, "/v1/reports/paradox")
	if p.About.Generation != next || p.Segment.Cells.Concerned != 46 {
		t.Errorf("after the switch the report is of %s with %+v, want %s with 46 concerned", p.About.Generation, p.Segment.Cells, next)
	}
}

// BenchmarkTwoYears asks for pages of 234,000 rows by campaign, and 20,000 of the whole.
func BenchmarkTwoYears(b *testing.B) {
	w := newWorld(b, 0)
	w.twoYears(1)
	for _, target := range []string{"/", "/?from=2024-11-26&to=2026-11-25", "/campaigns/campaign-1", "/v1/reports/trend"} {
		b.Run(target, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if out := w.get(target); out.Code != 200 {
					b.Fatal(out.Code)
				}
			}
		})
	}
}
