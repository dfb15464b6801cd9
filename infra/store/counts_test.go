package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/analysis/label"
	"paradox/infra/store"
)

// found are themes by their outputs' names.
func found(outputs ...string) (fs []label.Found) {
	for _, o := range outputs {
		fs = append(fs, label.Found{Output: label.Output{Code: o[:2], Polarity: label.Polarity(o[2:])}})
	}
	return fs
}

// named are the counts that are not zero, by the attributes' names.
func named(c store.Counts) map[string]int64 {
	m := map[string]int64{}
	for a := range store.NumAttrs {
		if c[a] != 0 {
			m[a.String()] = c[a]
		}
	}
	return m
}

func TestCountsOf(t *testing.T) {
	tone := func(label_ string, score label.Score) label.Sentiment {
		return label.Sentiment{Label: label_, Score: score}
	}
	tests := []struct {
		name   string
		result label.Result
		want   map[string]int64
	}{
		{"unclassified, whatever else is set",
			label.Result{Unclassified: true, Sentiment: tone(label.Negative, -5000), Irritation: true},
			map[string]int64{"n": 1, "unclassified": 1}},
		{"value only",
			label.Result{Sentiment: tone(label.Positive, 10000), Themes: found("V1+", "V3")},
			map[string]int64{"n": 1, "positive": 1, "score_sum": 10000, "valued": 1, "V1+": 1, "V3": 1}},
		{"concern only",
			label.Result{Sentiment: tone(label.Negative, -9999), Themes: found("C1", "C7")},
			map[string]int64{"n": 1, "negative": 1, "score_sum": -9999, "concerned": 1, "C1": 1, "C7": 1}},
		{"both",
			label.Result{Sentiment: tone(label.Neutral, -1), Themes: found("V2", "C2"), Irritation: true},
			map[string]int64{"n": 1, "neutral": 1, "score_sum": -1, "ambivalent": 1, "V2": 1, "C2": 1, "irritation": 1}},
		{"personalisation that failed is neither",
			label.Result{Sentiment: tone(label.Negative, -2), Themes: found("V1-")},
			map[string]int64{"n": 1, "negative": 1, "score_sum": -2, "other": 1, "V1-": 1}},
		{"a breach of law is on the subject without either",
			label.Result{Sentiment: tone(label.Negative, 0), Themes: found("R3-")},
			map[string]int64{"n": 1, "negative": 1, "other": 1, "R3-": 1}},
		{"a facet alone",
			label.Result{Sentiment: tone(label.Neutral, 0), Resignation: true},
			map[string]int64{"n": 1, "neutral": 1, "other": 1, "resignation": 1}},
		{"nothing on the subject",
			label.Result{Sentiment: tone(label.Neutral, 7)},
			map[string]int64{"n": 1, "neutral": 1, "score_sum": 7, "off_topic": 1}},
		{"a demand beside value",
			label.Result{Sentiment: tone(label.Positive, 1), Themes: found("V1+", "R2-")},
			map[string]int64{"n": 1, "positive": 1, "score_sum": 1, "valued": 1, "V1+": 1, "R2-": 1, "demand_valued": 1}},
		{"two demands alone count once",
			label.Result{Sentiment: tone(label.Negative, 1), Themes: found("R1-", "R2-")},
			map[string]int64{"n": 1, "negative": 1, "score_sum": 1, "other": 1, "R1-": 1, "R2-": 1, "demand_other": 1}},
		{"a demand beside concern changes no stance",
			label.Result{Sentiment: tone(label.Negative, 1), Themes: found("C1", "R1-")},
			map[string]int64{"n": 1, "negative": 1, "score_sum": 1, "concerned": 1, "C1": 1, "R1-": 1}},
		{"praise of transparency is no demand",
			label.Result{Sentiment: tone(label.Positive, 1), Themes: found("R1+", "T1+")},
			map[string]int64{"n": 1, "positive": 1, "score_sum": 1, "other": 1, "R1+": 1, "T1+": 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, named(store.CountsOf(tt.result))); diff != "" {
				t.Errorf("CountsOf (-want +got):\n%s", diff)
			}
		})
	}
}

// Of every classified message one sentiment and one stance is counted, of an
// unclassified one none: the parts sum to the whole.
func TestCountsSumUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var c store.Counts
		for range rapid.IntRange(0, 20).Draw(r, "messages") {
			c.Add(store.CountsOf(drawResult(r)))
		}
		classified := c[store.N] - c[store.Unclassified]
		if got := c[store.Negative] + c[store.Neutral] + c[store.Positive]; got != classified {
			r.Errorf("sentiments sum to %d, want %d", got, classified)
		}
		stances := c[store.Valued] + c[store.Concerned] + c[store.Ambivalent] + c[store.Other] + c[store.OffTopic]
		if stances != classified {
			r.Errorf("stances sum to %d, want %d", stances, classified)
		}
		if c[store.DemandValued] > c[store.Valued] || c[store.DemandOther] > c[store.Other] {
			r.Errorf("more demands than stances: %v", named(c))
		}
		d := c
		d.Add(c)
		d.Sub(c)
		if d != c {
			r.Errorf("adding and taking away leaves %v of %v", named(d), named(c))
		}
	})
}

func drawResult(r *rapid.T) label.Result {
	if rapid.IntRange(0, 4).Draw(r, "language") == 0 {
		return label.Result{Unclassified: true}
	}
	res := label.Result{
		Sentiment: label.Sentiment{
			Label: rapid.SampledFrom([]string{label.Negative, label.Neutral, label.Positive}).Draw(r, "sentiment"),
			Score: label.Score(rapid.IntRange(-10000, 10000).Draw(r, "score")),
		},
		Irritation: rapid.Bool().Draw(r, "irritation"), Resignation: rapid.Bool().Draw(r, "resignation"),
	}
	for _, o := range label.Outputs {
		if rapid.IntRange(0, 5).Draw(r, o.String()) == 0 {
			res.Themes = append(res.Themes, label.Found{Output: o})
		}
	}
	return res
}

func TestAttributesHaveNames(t *testing.T) {
	seen := map[string]store.Attr{}
	for a := range store.NumAttrs {
		name := a.String()
		if other, taken := seen[name]; name == "" || taken {
			t.Errorf("attribute %d is named %q, as %d is", a, name, other)
		}
		seen[name] = a
	}
}

func TestOutput(t *testing.T) {
	c := store.CountsOf(label.Result{Sentiment: label.Sentiment{Label: label.Neutral}, Themes: found("R2-", "C3")})
	for o, want := range map[label.Output]int64{
		{Code: "R2", Polarity: label.Minus}: 1, {Code: "C3"}: 1, {Code: "C4"}: 0,
		{Code: "R2", Polarity: label.Plus}: 0, {Code: "X9"}: 0,
	} {
		if got := c.Output(o); got != want {
			t.Errorf("Output(%v) = %d, want %d", o, got, want)
		}
	}
}

func TestRowsOf(t *testing.T) {
	e := store.Entry{
		Dims:   store.Dims{Campaign: "spring", Day: "2026-03-10", Channel: "ad", Language: "en", Source: "shop"},
		Labels: map[string]label.Result{"g1": {Unclassified: true}, "g2": {Sentiment: label.Sentiment{Label: label.Neutral}}},
	}
	got := map[store.RowKey]store.Counts{}
	for _, r := range store.RowsOf(e) {
		got[r.Key] = r.Counts
	}
	want := map[store.RowKey]store.Counts{}
	for g, res := range e.Labels {
		for _, campaign := range []string{"spring", store.AllCampaigns} {
			k := store.RowKey{Generation: g, Campaign: campaign, Day: "2026-03-10", Channel: "ad", Language: "en", Source: "shop"}
			want[k] = store.CountsOf(res)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("RowsOf (-want +got):\n%s", diff)
	}
}

func TestDays(t *testing.T) {
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatalf("LoadLocation: %v", err)
	}
	late := time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC) // half past midnight in Warsaw
	if got := store.DayOf(late, warsaw); got != "2026-03-29" {
		t.Errorf("DayOf in Warsaw = %s", got)
	}
	if got := store.DayOf(late, time.UTC); got != "2026-03-28" {
		t.Errorf("DayOf in UTC = %s", got)
	}
	adds := []struct {
		day  store.Day
		n    int
		want store.Day
	}{
		{"2026-03-28", 2, "2026-03-30"}, {"2026-03-01", -1, "2026-02-28"}, {"2024-02-28", 1, "2024-02-29"},
		{"2026-12-31", 1, "2027-01-01"}, {"not a day", 1, "not a day"},
	}
	for _, a := range adds {
		if got := a.day.Add(a.n); got != a.want {
			t.Errorf("%s.Add(%d) = %s, want %s", a.day, a.n, got, a.want)
		}
	}
	for _, bad := range []string{"", "2026-2-1", "2026-02-30", "26-02-01", "2026-02-01T00:00:00Z", " 2026-02-01"} {
		if _, err := store.ParseDay(bad); err == nil {
			t.Errorf("ParseDay(%q) is no error", bad)
		}
	}
}
