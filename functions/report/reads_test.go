package report_test

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
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

// placeOf is one of the eight places that a campaign has on a day: two channels, two
// languages, two sources.
func placeOf(campaign int, day store.Day, cell int) place {
	return place{
		campaign: fmt.Sprintf("campaign-%d", campaign), day: day,
		channel:  reaction.Channels[(campaign+cell&1)%len(reaction.Channels)],
		language: [...]string{"en", "pl"}[cell>>1&1],
		source:   [...]string{"form", "mastodon"}[cell>>2],
	}
}

// twoYears fills w with forty campaigns that are heard of in each place every step
// days for two years.
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
				waiting = append(waiting, w.entries(1, placeOf(c, today.Add(-day), cell), [...]label.Result{both, valued, concerned, neither, offTopic}[(c+day+cell)%5])...)
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
