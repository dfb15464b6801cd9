package report_test

import (
	"fmt"
	"math/rand/v2"
	"paradox/infra/figures"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// mostCalls is what a page may take of DynamoDB, however many campaigns there are.
const mostCalls = 30

// busy are rounds of messages, one in each of a campaign's eight places on each of the
// days, with whatever may be said.
func (w *world) busy(r *rand.Rand, campaigns int, from store.Day, days, rounds int) [][]store.Entry {
	all := make([][]store.Entry, rounds)
	for i := range all {
		for day := range days {
			for c := range campaigns {
				for cell := range 8 {
					all[i] = append(all[i], w.entries(1, placeOf(c, from.Add(day), cell), anything(r))...)
				}
			}
		}
	}
	return all
}

// anything is a result that leaves few counts as they are.
func anything(r *rand.Rand) label.Result {
	var outputs []string
	for range r.IntN(4) {
		outputs = append(outputs, label.Outputs[r.IntN(len(label.Outputs))].String())
	}
	result := says(label.Score(r.IntN(20001)-10000), outputs...)
	result.Irritation, result.Resignation, result.Unclassified = r.IntN(5) == 0, r.IntN(8) == 0, r.IntN(20) == 0
	return result
}

// Two years of forty campaigns are a few calls, with more days that are not compacted
// than a nightly compaction of whole weeks leaves.
func TestCallsOfAPageOnDynamoDB(t *testing.T) {
	const campaigns, weeks = 40, 104
	live, n := 10, 2
	if testing.Short() {
		live, n = 3, 1
	}
	d := deploy(t)
	w := worldOn(t, d.open(t), 0)
	for _, name := range []string{"form", "mastodon"} {
		w.source(name)
	}
	for c := range campaigns {
		name := fmt.Sprintf("campaign-%d", c)
		w.campaign(store.Campaign{Name: name, Title: name, Start: today.Add(-729)})
	}
	monday, r := today.Monday().Add(-14), rand.New(rand.NewPCG(40, 2))
	d.recordAll(t, w.busy(r, campaigns, monday, 7, n))
	if _, err := w.store.Compact(t.Context(), generation, monday.Add(7)); err != nil {
		t.Fatal(err)
	}
	d.repeat(t, monday, weeks-1)
	d.recordAll(t, w.busy(r, campaigns, monday.Add(7), live, n))

	for _, target := range []string{"/", "/?from=2024-11-26", "/campaigns/campaign-1?channel=ad", "/v1/reports/trend"} {
		by, sum := d.calls.during(func() {
			if out := w.get(target); out.Code != 200 {
				t.Errorf("%s: %d", target, out.Code)
			}
		})
		t.Logf("%s: %d calls, %v", target, sum, by)
		if sum > mostCalls {
			t.Errorf("%s takes %d calls, want at most %d", target, sum, mostCalls)
		}
	}
	p := read[figures.Paradox](w, "/v1/reports/paradox?from=2024-11-01")
	if want := int64(campaigns * 8 * n * (weeks*7 + live)); p.Segment.Messages != want {
		t.Errorf("%d messages are reported, want %d", p.Segment.Messages, want)
	}
}

// The same messages are the same pages, byte by byte, on either engine, with and
// without compacted weeks.
func TestPagesAreTheSameOnBothEngines(t *testing.T) {
	d := deploy(t)
	worlds := []*world{newWorld(t, 0, "form"), worldOn(t, d.open(t), 0, "form")}
	targets := []string{
		"/", "/?from=2026-01-01&to=2026-11-25", "/?language=pl", "/campaigns/spring", "/campaigns/spring?channel=ad", "/v1/reports/trend",
		"/v1/reports/themes?campaign=spring", "/v1/reports/paradox", "/v1/reports/paradox?source=form",
	}
	for _, w := range worlds {
		w.source("form")
		w.campaign(spring())
		r := rand.New(rand.NewPCG(1, 2))
		var all []store.Entry
		for range 150 {
			all = append(all, w.entries(1+r.IntN(3), place{
				campaign: []string{"spring", reaction.Unassigned}[r.IntN(2)], day: today.Add(-r.IntN(40)),
				channel: []string{"email", "ad"}[r.IntN(2)], language: []string{"en", "pl", "und"}[r.IntN(3)], source: []string{"form", "mastodon"}[r.IntN(2)],
			}, []label.Result{both, valued, concerned, neither, offTopic, unread}[r.IntN(6)])...)
		}
		w.record(all)
	}
	same := func(when string) {
		for _, target := range targets {
			if diff := cmp.Diff(worlds[0].get(target).Body.String(), worlds[1].get(target).Body.String()); diff != "" {
				t.Errorf("%s %s (-bbolt +DynamoDB):\n%s", target, when, diff)
			}
		}
	}
	same("as recorded")
	moved, err := worlds[1].store.Compact(t.Context(), generation, today)
	if err != nil || moved == 0 {
		t.Fatalf("Compact = %d, %v", moved, err)
	}
	same("compacted")
}
