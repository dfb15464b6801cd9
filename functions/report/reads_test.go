package report_test

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// reads counts what is read of a store.
type reads struct {
	store.Counters
	store.Control

	rows, control int
}

func (r *reads) Rows(ctx context.Context, q store.Query) iter.Seq2[store.Row, error] {
	r.rows++
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

// Whatever is asked, the register is read once and the counters at most once: all
// figures of an answer are of one reading, and what it costs does not grow with the
// number of campaigns.
func TestReadsOfARequest(t *testing.T) {
	w := newWorld(t, 0)
	w.twoYears(30)
	for _, target := range []string{
		"/", "/?channel=email", "/?language=en", "/?source=form", "/?from=2024-11-26&to=2026-11-25",
		"/campaigns/campaign-1", "/campaigns/campaign-1?channel=ad", "/campaigns/unassigned",
		"/v1/reports/trend", "/v1/reports/trend?campaign=campaign-1", "/v1/reports/trend?channel=email",
		"/v1/reports/themes", "/v1/reports/themes?campaign=campaign-1&channel=ad",
		"/v1/reports/paradox", "/v1/reports/paradox?campaign=campaign-1", "/v1/reports/paradox?channel=email",
		"/v1/reports/paradox?source=form",
	} {
		t.Run(target, func(t *testing.T) {
			*w.reads = reads{Counters: w.store, Control: w.store}
			if out := w.get(target); out.Code != 200 {
				t.Fatalf("%d", out.Code)
			}
			if w.reads.rows != 1 || w.reads.control != 3 {
				t.Errorf("%d readings of counters and %d of the register, want 1 and 3", w.reads.rows, w.reads.control)
			}
		})
	}
}

// BenchmarkTwoYears asks for pages over 234,000 rows, and 43,000 of the whole.
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
