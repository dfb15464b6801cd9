package report_test

import (
	"paradox/infra/figures"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/infra/store"
)

func mustParse(t *testing.T, d store.Day) time.Time {
	t.Helper()
	v, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// D2: a score of zero is a score, and takes part in the mean.
func TestZerosCountInTheMean(t *testing.T) {
	w := newWorld(t, 0)
	w.add(10, place{}, says(5000, "V2"))
	w.add(10, place{}, says(0, "V2"))
	w.add(5, place{}, unread)
	p := read[figures.Trend](w, "/v1/reports/trend").Points[0]
	near(t, "mean", p.Sentiment.Mean, 0.25)
	if p.Sentiment.Positive != (figures.Part{Messages: 10, Share: 0.5}) || p.Sentiment.Neutral.Messages != 10 {
		t.Errorf("sentiment: %+v", p.Sentiment)
	}
	near(t, "unclassified", p.Unclassified.Share, 0.2)
}

// D3: what comes late is counted on the day it was written, and moves no other.
func TestLateMessagesLandOnTheirOwnDay(t *testing.T) {
	w := newWorld(t, 0)
	for i := range 3 {
		w.add(20, place{day: today.Add(-i)}, valued)
	}
	before := read[figures.Trend](w, "/v1/reports/trend").Points
	w.add(15, place{day: today.Add(-1)}, concerned)
	after := read[figures.Trend](w, "/v1/reports/trend").Points
	if len(before) != 3 || len(after) != 3 {
		t.Fatalf("%d points, then %d; want 3", len(before), len(after))
	}
	if diff := cmp.Diff([]figures.Point{before[0], before[2]}, []figures.Point{after[0], after[2]}); diff != "" {
		t.Errorf("other days moved:\n%s", diff)
	}
	if got := after[1]; got.From != today.Add(-1) || got.Messages != 35 || got.OnSubject != 35 {
		t.Errorf("its own day: %+v", got)
	}
	near(t, "concern", after[1].Concern.Figure, 15.0/35)
}

// Days are days of the report zone: at 23:30 in London it is tomorrow in Warsaw.
func TestDaysAreOfTheZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, 0)
	w.add(10, place{day: store.DayOf(time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC), zone)}, both)
	if got := read[figures.Trend](w, "/v1/reports/trend").Points[0].From; got != "2026-11-24" {
		t.Errorf("counted on %s", got)
	}
}

func TestTrendSums(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	results := []label.Result{both, valued, concerned, neither, offTopic, unread}
	for i := range 30 {
		for j, r := range results {
			w.add(2+(i+j)%5, place{day: today.Add(-i), campaign: "spring"}, r)
		}
	}
	tr, p := read[figures.Trend](w, "/v1/reports/trend"), read[figures.Paradox](w, "/v1/reports/paradox")
	var messages, onSubject int64
	for _, x := range tr.Points {
		messages, onSubject = messages+x.Messages, onSubject+x.OnSubject
	}
	if messages != p.Segment.Messages || onSubject != p.Segment.OnSubject {
		t.Errorf("points hold %d and %d, the segment %d and %d", messages, onSubject, p.Segment.Messages, p.Segment.OnSubject)
	}
	want := []figures.Note{{Day: "2026-11-20", Campaign: "spring", Title: "Spring mail", Text: "An off switch goes out"}}
	if diff := cmp.Diff(want, tr.Notes); diff != "" {
		t.Errorf("notes:\n%s", diff)
	}
}

// The unit in which days are joined does not depend on the range asked for.
func TestUnitIsOfTheWholeHistory(t *testing.T) {
	w := newWorld(t, 0)
	for i := range 100 {
		n := 3
		if i < 5 {
			n = 20
		}
		w.add(n, place{day: today.Add(-i)}, valued)
	}
	short := read[figures.Trend](w, "/v1/reports/trend?from="+string(today.Add(-4)))
	long := read[figures.Trend](w, "/v1/reports/trend?from="+string(today.Add(-99)))
	if short.About.Unit != long.About.Unit {
		t.Errorf("units %s and %s of one segment", short.About.Unit, long.About.Unit)
	}
}
