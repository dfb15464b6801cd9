package report_test

import (
	"math"
	"paradox/infra/figures"
	"strings"
	"testing"

	"paradox/analysis/index"
	"paradox/infra/store"
)

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

func TestParadoxOfASmallSet(t *testing.T) {
	w := newWorld(t, 0, "form")
	w.golden(place{})
	w.add(3, place{}, offTopic)
	w.add(1, place{language: "und"}, unread)
	got := read[figures.Paradox](w, "/v1/reports/paradox")
	f := got.Segment
	if f.Messages != 50 || f.OffTopic != 3 || f.OnSubject != 46 || f.Relevant != 44 || f.Unclassified != (figures.Part{Messages: 1, Share: 0.02}) {
		t.Errorf("counts: %+v", f)
	}
	if f.Cells != (figures.Cells{Ambivalent: 13, Valued: 25, Concerned: 6, Other: 2}) {
		t.Errorf("cells: %+v", f.Cells)
	}
	near(t, "value", f.Value.Figure, 38.0/46)
	near(t, "concern", f.Concern.Figure, 19.0/46)
	near(t, "PS", f.Index.Paradox.Figure, 0.295455)
	near(t, "PS low", f.Index.Paradox.Low, 0.181555)
	near(t, "PS high", f.Index.Paradox.High, 0.442202)
	near(t, "NB", f.Index.Balance.Figure, 0.417582)
	near(t, "CX", f.Index.Coexistence.Figure, 0.666667)
	near(t, "intensity", f.Index.Intensity.Figure, 0.619565)
	near(t, "lift", *f.Index.Lift, 0.828255)
	if a := got.About; a.Generation != generation || a.Zone != "Europe/Warsaw" || a.K != 10 || a.Claim == "" {
		t.Errorf("about: %+v", a)
	}
}

// Lift needs every message of the segment to have come unpicked.
func TestLiftOnlyWhereAllIsObserved(t *testing.T) {
	w := newWorld(t, 0, "form")
	w.golden(place{})
	w.add(10, place{source: "poll"}, both)
	if got := read[figures.Paradox](w, "/v1/reports/paradox").Segment.Index.Lift; got != nil {
		t.Errorf("lift = %v with picked messages among them", *got)
	}
}

func TestTooFewForAnIndex(t *testing.T) {
	w := newWorld(t, 0)
	w.add(29, place{}, both)
	w.add(100, place{}, neither)
	f := read[figures.Paradox](w, "/v1/reports/paradox").Segment
	if f.Index != nil || !strings.HasPrefix(f.NoIndex, "too few for an index") || f.Cells.Ambivalent != 29 {
		t.Errorf("with R = 29: %+v", f)
	}
	w.add(1, place{}, both)
	if f := read[figures.Paradox](w, "/v1/reports/paradox").Segment; f.Index == nil || f.NoIndex != "" {
		t.Errorf("with R = 30: %+v", f)
	}
}

func TestSensitivityRun(t *testing.T) {
	w := newWorld(t, 0)
	w.add(20, place{}, both)
	w.add(10, place{}, valued)
	w.add(10, place{}, says(0, "V2", "R2-"))
	w.add(10, place{}, says(0, "R1-"))
	got := read[figures.Paradox](w, "/v1/reports/paradox").Segment.Index
	near(t, "PS", got.Paradox.Figure, 20.0/40)
	near(t, "PS with demands", got.WithDemands.Figure, 30.0/50)
}

func spring() store.Campaign {
	return store.Campaign{
		Name: "spring", Title: "Spring mail", Start: "2026-11-01", Sent: map[string]int64{"email": 40000},
		Notes: []store.Note{{Day: "2026-11-20", Text: "An off switch goes out"}},
	}
}

// A campaign is compared with the rest, and its concern set against its volume.
func TestCampaignAgainstTheRest(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	w.golden(place{campaign: "spring"})
	w.add(30, place{}, both)
	w.add(30, place{}, concerned)
	want := index.Difference(index.Proportion{X: 13, N: 44}, index.Proportion{X: 30, N: 60})
	rows := table(t, read[figures.Paradox](w, "/v1/reports/paradox"), "campaign").Rows
	alone := read[figures.Paradox](w, "/v1/reports/paradox?campaign=spring")
	for name, c := range map[string]*figures.Comparison{"row": rows[0].Comparison, "alone": alone.Comparison} {
		near(t, name+" difference", c.Paradox.Figure, want.Figure)
		near(t, name+" low", c.Paradox.Low, want.Low)
		near(t, name+" p", c.Paradox.P, 0.036375)
		if !c.Value.Clear || !c.Concern.Clear {
			t.Errorf("%s: %+v, want clear differences of value and concern", name, c)
		}
	}
	// Three tests in the family: .036375 is the largest p, so that q = p. In the
	// table each is there twice, mirrored, which changes no q.
	if !alone.Comparison.Paradox.Clear || alone.Comparison.Paradox.Q < alone.Comparison.Paradox.P {
		t.Errorf("paradox share: %+v", alone.Comparison.Paradox)
	}
	for _, v := range []*figures.Volume{rows[0].Volume, alone.Volume} {
		if v.Sent != 40000 || v.PerThousand == nil {
			t.Fatalf("volume: %+v", v)
		}
		near(t, "per 1,000", v.PerThousand.Figure, 0.475)
	}
	if rows[1].Volume != nil {
		t.Errorf("volume of no campaign: %+v", rows[1].Volume)
	}
}

func table(t *testing.T, p figures.Paradox, dimension string) figures.Table {
	t.Helper()
	for _, x := range p.Tables {
		if x.Dimension == dimension {
			return x
		}
	}
	t.Fatalf("no table by %s", dimension)
	return figures.Table{}
}

func TestVolumeIsNotGivenInPart(t *testing.T) {
	tests := []struct {
		name, query, reason string
		change              func(*store.Campaign)
	}{
		{"range begins later", "&from=2026-11-10", "the days asked for do not hold the whole campaign, 2026-11-01 to 2026-11-25", nil},
		{"no volume", "", "the volume sent is not registered", func(c *store.Campaign) { c.Sent = nil }},
		{"no volume of the channel", "&channel=ad", "the volume sent is not registered", nil},
		{"volume too small", "", "fewer messages are registered as sent than people wrote", func(c *store.Campaign) { c.Sent["email"] = 3 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, 0)
			c := spring()
			if tt.change != nil {
				tt.change(&c)
			}
			w.campaign(c)
			w.golden(place{campaign: "spring"})
			w.golden(place{campaign: "spring", channel: "ad"})
			got := read[figures.Paradox](w, "/v1/reports/paradox?campaign=spring"+tt.query).Volume
			if got.PerThousand != nil || got.Reason != tt.reason {
				t.Errorf("%+v, want none because %s", got, tt.reason)
			}
		})
	}
}

// Which tables are offered depends on the filter: no free combinations.
func TestTablesOffered(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	w.source("form")
	w.golden(place{campaign: "spring"})
	for query, want := range map[string]string{
		"": "campaign channel language source", "?campaign=spring": "channel", "?channel=email": "campaign",
		"?campaign=spring&channel=email": "", "?language=en": "", "?source=form": "",
	} {
		var got []string
		for _, x := range read[figures.Paradox](w, "/v1/reports/paradox"+query).Tables {
			got = append(got, x.Dimension)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: tables by %v, want %q", query, got, want)
		}
	}
}
