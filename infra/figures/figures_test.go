package figures_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/infra/figures"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

const generation = "m1/t1/UTC"

// reader reads a store with the worked example of the index on one day: 13 messages say
// both, 25 value, 6 concern, 2 neither.
func reader(t *testing.T, day store.Day, times int) *figures.Reader {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC) }
	st, err := bolt.Open(filepath.Join(t.TempDir(), "figures.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if err := st.SetGeneration(t.Context(), "", generation); err != nil {
		t.Fatal(err)
	}
	var entries []store.Entry
	for _, group := range []struct {
		n    int
		says []label.Output
	}{
		{13, []label.Output{{Code: "V1", Polarity: label.Plus}, {Code: "C2"}}},
		{25, []label.Output{{Code: "V2"}}},
		{6, []label.Output{{Code: "C7"}}},
		{2, []label.Output{{Code: "T1", Polarity: label.Plus}}},
	} {
		for range group.n * times {
			result := label.Result{Language: "en", Model: "m1", Sentiment: label.Sentiment{Label: label.Neutral}}
			for _, o := range group.says {
				result.Themes = append(result.Themes, label.Found{Output: o})
			}
			entries = append(entries, store.Entry{
				Reaction: reaction.Reaction{ID: reaction.ID(fmt.Sprintf("%032x", len(entries)+1)), Time: clock(), Source: "form", Channel: "email", Text: "x", Expires: clock().AddDate(1, 0, 0)},
				Dims:     store.Dims{Campaign: reaction.Unassigned, Day: day, Channel: "email", Language: "en", Source: "form"},
				Labels:   map[string]label.Result{generation: result},
			})
		}
	}
	if _, err := st.Record(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return &figures.Reader{Counters: st, Control: st, Zone: time.UTC, Now: clock, Unfiltered: []string{"form"}}
}

// The worked example has the golden values of the index.
func TestWorkedExample(t *testing.T) {
	p, err := reader(t, "2026-11-18", 1).Paradox(t.Context(), figures.Ask{From: "2026-11-16", To: "2026-11-22"})
	if err != nil {
		t.Fatal(err)
	}
	got := p.Segment.Index
	want := figures.Index{
		Paradox: figures.Estimate{Figure: 0.295455, Low: 0.181555, High: 0.442202},
		Balance: figures.Estimate{Figure: 0.417582, Low: 0.206264, High: 0.628901},
	}
	if diff := cmp.Diff([]figures.Estimate{want.Paradox, want.Balance}, []figures.Estimate{got.Paradox, got.Balance}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.Lift == nil || *got.Lift != 0.828255 || got.Coexistence.Figure != 0.666667 || got.Intensity.Figure != 0.619565 {
		t.Errorf("lift %v, coexistence %v, intensity %v", got.Lift, got.Coexistence, got.Intensity)
	}
}

// A reading serves several segments: what is read once is read alike for each.
func TestSegmentsOfOneReading(t *testing.T) {
	r := reader(t, "2026-11-18", 2)
	reg, err := r.Register(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reading, err := r.Read(t.Context(), reg, figures.Filter{From: "2026-11-09", To: "2026-11-22"}, true)
	if err != nil {
		t.Fatal(err)
	}
	week := reading.Segment(figures.Filter{From: "2026-11-16", To: "2026-11-22"})
	if n := week.Paradox().Segment.Messages; n != 92 || !week.Counted() || !week.Heard("2026-11-16", "2026-11-22") || week.Heard("2026-11-19", "2026-11-22") {
		t.Errorf("the week has %d messages, want 92 on one day", n)
	}
	if diff := cmp.Diff(&figures.Range{From: "2026-11-18", To: "2026-11-18"}, week.Ever()); diff != "" {
		t.Errorf("ever (-want +got):\n%s", diff)
	}
	before := reading.Segment(figures.Filter{From: "2026-11-09", To: "2026-11-15"})
	if p := before.Paradox(); p.Segment != nil || p.About.Withheld == "" || before.Heard("2026-11-09", "2026-11-15") || !before.Counted() {
		t.Errorf("the week before is %+v, withheld %q", p.Segment, p.About.Withheld)
	}
}

func TestRefused(t *testing.T) {
	_, err := reader(t, "2026-11-18", 1).Themes(t.Context(), figures.Ask{From: "yesterday", Campaign: "secret"})
	refused := (*figures.AskError)(nil)
	if !errors.As(err, &refused) || refused.Error() != "from: not a day like 2026-11-25; campaign: not a registered campaign" {
		t.Errorf("Themes: %v", err)
	}
}
