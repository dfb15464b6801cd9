package report_test

import (
	"context"
	"iter"
	"paradox/infra/figures"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/store"
)

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
	p := read[figures.Paradox](w, "/v1/reports/paradox")
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
	p := read[figures.Paradox](w, target)
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
	if p := read[figures.Paradox](w, target); p.Segment.Messages != 5*46 || p.Segment.Index.Lift != nil {
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
	p := read[figures.Paradox](w, "/v1/reports/paradox")
	if p.About.Generation != next || p.Segment.Cells.Concerned != 46 {
		t.Errorf("after the switch the report is of %s with %+v, want %s with 46 concerned", p.About.Generation, p.Segment.Cells, next)
	}
}
