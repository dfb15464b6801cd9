package report_test

import (
	"fmt"
	"paradox/infra/figures"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/infra/store"
)

// A small segment is withheld, and a second with it; neither the answer nor the
// page holds their numbers.
func TestSmallSegmentsAreWithheld(t *testing.T) {
	w := newWorld(t, 0)
	w.add(7, place{channel: "call"}, concerned)
	w.add(23, place{channel: "ad"}, both)
	w.add(60, place{channel: "email"}, valued)
	got := table(t, read[figures.Paradox](w, "/v1/reports/paradox"), "channel")
	if got.Withheld == "" {
		t.Error("the table does not say that something is withheld")
	}
	for _, r := range got.Rows {
		if hidden := r.Name != "email"; r.Withheld != hidden || (r.Figures == nil) != hidden {
			t.Errorf("%s: withheld %v, figures %v", r.Name, r.Withheld, r.Figures)
		}
	}
	doc := w.page("/", 200)
	cells := doc.Find("section:has(#by-channel) tr:contains('Calls')").Text() + doc.Find("section:has(#by-channel) tr:contains('Ads')").Text()
	if strings.Count(cells, "Withheld") != 2 || strings.ContainsAny(cells, "0123456789") {
		t.Errorf("withheld rows read %q", cells)
	}
	if hint := doc.Find("section:has(#by-channel) .hint").Text(); !strings.Contains(hint, "fewer than 10 messages") {
		t.Errorf("the page says %q", hint)
	}
}

// What a table withholds is not to be had by asking for it alone, nor in parts.
func TestWithheldSegmentsAreWithheldAlone(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	w.add(7, place{channel: "call"}, concerned)
	w.add(23, place{channel: "ad"}, both)
	w.add(22, place{channel: "ad", campaign: "spring"}, both)
	w.add(80, place{channel: "email"}, valued)
	w.add(60, place{channel: "email", campaign: "spring"}, valued)
	for query, shown := range map[string]bool{
		"channel=call": false, "channel=ad": false, "channel=email": true,
		"campaign=spring": true, "campaign=unassigned": true, "language=en": true,
		"campaign=spring&channel=ad": false, "campaign=unassigned&channel=ad": false, "campaign=spring&channel=email": true,
	} {
		p := read[figures.Paradox](w, "/v1/reports/paradox?"+query)
		tr := read[figures.Trend](w, "/v1/reports/trend?"+query)
		th := read[figures.Themes](w, "/v1/reports/themes?"+query)
		if got := p.Segment != nil; got != shown || len(tr.Points) > 0 != shown || len(th.Themes) > 0 != shown {
			t.Errorf("%s: shown %v, %d points, %d themes; want %v", query, got, len(tr.Points), len(th.Themes), shown)
		}
		if !shown && p.About.Withheld == "" {
			t.Errorf("%s: withheld without a word", query)
		}
	}
}

// Nor by asking for a day on which nothing happened, that its joined days reach over.
func TestWithheldSegmentsAreWithheldOverTheDaysShown(t *testing.T) {
	w := newWorld(t, 0)
	w.add(30, place{day: "2026-11-23"}, valued)
	w.add(7, place{day: "2026-11-23", channel: "ad"}, concerned)
	w.add(6, place{day: "2026-11-23", channel: "call"}, both)
	w.add(30, place{day: "2026-11-25"}, valued)
	w.add(17, place{day: "2026-11-25", channel: "call"}, both)
	for _, row := range table(t, read[figures.Paradox](w, "/v1/reports/paradox"), "channel").Rows {
		if hidden := row.Name != "email"; row.Withheld != hidden {
			t.Fatalf("%s is withheld: %v", row.Name, row.Withheld)
		}
	}
	for _, query := range []string{"", "&from=2026-11-24&to=2026-11-24"} {
		if p := read[figures.Paradox](w, "/v1/reports/paradox?channel=call"+query); p.Segment != nil {
			t.Errorf("%s: %d messages over %+v, so that ads have %d", query, p.Segment.Messages, p.About.Covered, 90-60-p.Segment.Messages)
		}
	}
}

func TestASmallSegmentAlone(t *testing.T) {
	w := newWorld(t, 0)
	w.add(9, place{channel: "call"}, concerned)
	w.add(60, place{}, valued)
	p := read[figures.Paradox](w, "/v1/reports/paradox?channel=call")
	if p.Segment != nil || len(p.Tables) != 0 || !strings.Contains(p.About.Withheld, "fewer than 10") {
		t.Errorf("%+v", p)
	}
	if tr := read[figures.Trend](w, "/v1/reports/trend?channel=call"); len(tr.Points) != 0 {
		t.Errorf("points: %+v", tr.Points)
	}
	if th := read[figures.Themes](w, "/v1/reports/themes?channel=call"); len(th.Themes) != 0 {
		t.Errorf("themes: %+v", th.Themes)
	}
	if got := w.page("/?channel=call", 200).Find("#vacant-title").Text(); got != "Too few messages to show" {
		t.Errorf("page says %q", got)
	}
}

// Where the rest may not be shown, nor may what it could be computed from.
func TestSmallRest(t *testing.T) {
	w := newWorld(t, 50)
	w.campaign(spring())
	w.add(60, place{campaign: "spring"}, both)
	w.add(40, place{}, valued)
	if got := read[figures.Paradox](w, "/v1/reports/paradox?campaign=spring"); got.Segment != nil || got.Comparison != nil {
		t.Errorf("segment %+v, comparison %+v; want neither", got.Segment, got.Comparison)
	}
}

// Tables hold the days that are asked for, and no others.
func TestTablesAreOfTheRange(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	for i := range 4 {
		w.add(20+i, place{day: today.Add(-i), campaign: "spring"}, both)
		w.add(30+i, place{day: today.Add(-i), channel: "ad"}, valued)
	}
	got := read[figures.Paradox](w, "/v1/reports/paradox?from=2026-11-23&to=2026-11-24")
	for dimension, want := range map[string][]int64{"campaign": {21 + 22, 31 + 32}, "channel": {31 + 32, 21 + 22}} {
		for i, r := range table(t, got, dimension).Rows {
			if r.Figures.Messages != want[i] {
				t.Errorf("%s %s: %d messages, want %d", dimension, r.Name, r.Figures.Messages, want[i])
			}
		}
	}
}

// k is 10 where nothing is said, and never below 5.
func TestTheFloorHolds(t *testing.T) {
	for k, want := range map[int]int64{0: 10, 1: 5, 20: 20} {
		w := newWorld(t, k)
		w.add(4, place{}, both)
		got := read[figures.Paradox](w, "/v1/reports/paradox")
		if got.About.K != want || got.Segment != nil {
			t.Errorf("k = %d: %d, segment %+v; want %d and none", k, got.About.K, got.Segment, want)
		}
	}
}

func TestSmallThemesAreWithheld(t *testing.T) {
	w := newWorld(t, 0)
	w.add(9, place{}, says(0, "C4"))
	w.add(10, place{}, says(0, "C5", "V1+"))
	w.add(30, place{}, says(0, "R2-"))
	got := read[figures.Themes](w, "/v1/reports/themes")
	if len(got.Themes) != 19 || got.OnSubject != 49 {
		t.Fatalf("%d themes of %d messages", len(got.Themes), got.OnSubject)
	}
	for _, th := range got.Themes {
		switch th.Code + string(th.Polarity) {
		case "C4":
			if !th.Withheld || th.Messages != nil || th.Share != nil {
				t.Errorf("C4: %+v", th)
			}
		case "C5", "V1+":
			near(t, th.Code, th.Share.Figure, 10.0/49)
		case "R2-":
			if th.Side != figures.SideDemand || *th.Messages != 30 {
				t.Errorf("R2-: %+v", th)
			}
		case "C1":
			if th.Withheld || *th.Messages != 0 || th.Side != figures.SideConcern {
				t.Errorf("C1: %+v", th)
			}
		}
	}
	if got.Demands == nil || got.Demands.Messages != 30 {
		t.Errorf("demands: %+v", got.Demands)
	}
}

// Whatever comes on whatever day, strays and silences among it: each point holds k
// messages, none lies outside the days asked for, and two ranges of one segment
// differ by none or by at least k.
func TestRangesDifferByK(t *testing.T) {
	dir, round := t.TempDir(), 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		w := openWorld(t, filepath.Join(dir, fmt.Sprint(round)), 0)
		defer w.store.Close()
		counts := rapid.SliceOfN(rapid.IntRange(0, 14), 1, 25).Draw(r, "counts")
		silence := rapid.SampledFrom([]int{1, 1, 1, 1, 2, 9, 45, 80})
		first := today
		var entries []store.Entry
		for i := range counts {
			entries = append(entries, w.entries(counts[i], place{day: first}, valued)...)
			first = first.Add(-silence.Draw(r, "silence"))
		}
		w.record(entries)
		length := int(mustParse(t, today).Sub(mustParse(t, first)).Hours() / 24)
		count := func(a, b int) int64 {
			from, to := first.Add(a), first.Add(b)
			tr := read[figures.Trend](w, fmt.Sprintf("/v1/reports/trend?from=%s&to=%s", from, to))
			var n int64
			for _, p := range tr.Points {
				if p.Messages < 10 || p.To < from || p.From > to {
					r.Fatalf("point %+v of %s to %s", p, from, to)
				}
				n += p.Messages
			}
			return n
		}
		day := rapid.IntRange(max(0, length-1000), length)
		a, b := day.Draw(r, "from"), day.Draw(r, "to")
		if a > b {
			a, b = b, a
		}
		n := count(a, b)
		for _, m := range []int64{count(max(a-1, 0), b), count(a, min(b+1, length)), count(max(0, length-1000), length)} {
			if d := m - n; d < 0 || d > 0 && d < 10 {
				r.Fatalf("a range of %d and a longer one of %d", n, m)
			}
		}
	})
}

// An old message that stands alone holds up no later month, and days that had to be
// joined are shown whole; both are said.
func TestStraysAndJoinedDays(t *testing.T) {
	september := func(w *world) {
		for i := range 26 {
			w.add(1, place{day: store.Day("2026-09-01").Add(i)}, valued)
		}
		for i := range 56 {
			w.add(1+i%2, place{day: today.Add(-i)}, valued)
		}
	}
	tests := []struct {
		name, query       string
		before            map[store.Day]int
		from              store.Day
		messages          int64
		widened, withheld string
	}{
		{"a stray", "from=2026-09-01", map[store.Day]int{"2025-10-06": 1}, "2026-09-01", 110, "", ""},
		{"a stray, asked for", "from=2025-10-01", map[store.Day]int{"2025-10-06": 1}, "2026-09-01", 110, "",
			"fewer than 10 messages at a time that stand alone, with a month or more of silence after them"},
		{"joined with the days before", "from=2026-09-01", map[store.Day]int{"2026-08-29": 4, "2026-08-31": 5}, "2026-08-29", 119,
			"days are joined until they hold 10 messages, and what is joined is shown whole: from 2026-08-29 instead of 2026-09-01", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, 0)
			for day, n := range tt.before {
				w.add(n, place{day: day}, valued)
			}
			september(w)
			p := read[figures.Paradox](w, "/v1/reports/paradox?"+tt.query)
			if p.Segment == nil || p.Segment.Messages != tt.messages || p.About.Covered.From != tt.from {
				t.Fatalf("%+v of %+v, want %d from %s on", p.Segment, p.About.Covered, tt.messages, tt.from)
			}
			if p.About.Widened != tt.widened || p.About.Withheld != tt.withheld {
				t.Errorf("widened: %q, withheld: %q", p.About.Widened, p.About.Withheld)
			}
			if got := table(t, p, "channel").Rows[0].Figures.Messages; got != tt.messages {
				t.Errorf("the table's one row holds %d, the segment %d", got, tt.messages)
			}
		})
	}
}

// What stands alone between two blocks is in no table either: it would follow as
// the table less the total.
func TestStraysAreInNoTable(t *testing.T) {
	w := newWorld(t, 0)
	w.add(40, place{day: "2026-01-10"}, valued)
	w.add(3, place{day: "2026-04-01", channel: "call"}, concerned)
	w.add(60, place{}, both)
	p := read[figures.Paradox](w, "/v1/reports/paradox?from=2026-01-01")
	if p.Segment.Messages != 100 || p.About.Withheld == "" {
		t.Fatalf("%d messages, withheld %q", p.Segment.Messages, p.About.Withheld)
	}
	if rows := table(t, p, "channel").Rows; len(rows) != 1 || rows[0].Figures.Messages != 100 {
		t.Errorf("rows: %+v", rows)
	}
}

// The last days wait until they hold k, and the report says from which day on.
func TestTheLastDaysWait(t *testing.T) {
	w := newWorld(t, 0)
	w.add(30, place{day: today.Add(-3)}, valued)
	w.add(4, place{day: today.Add(-1)}, valued)
	w.add(5, place{}, valued)
	a := read[figures.Paradox](w, "/v1/reports/paradox").About
	if want := "fewer than 10 messages from 24 Nov; shown once there are 10"; a.Withheld != want {
		t.Errorf("withheld: %q, want %q", a.Withheld, want)
	}
	w.add(1, place{}, valued)
	if a := read[figures.Paradox](w, "/v1/reports/paradox").About; a.Withheld != "" || a.Covered.To != today {
		t.Errorf("withheld: %q to %s", a.Withheld, a.Covered.To)
	}
}

// Nobody waits for messages that have not come for a month.
func TestOldLastDaysStandAlone(t *testing.T) {
	w := newWorld(t, 0)
	w.add(30, place{day: today.Add(-70)}, valued)
	w.add(4, place{day: today.Add(-40)}, valued)
	a := read[figures.Paradox](w, "/v1/reports/paradox").About
	if want := "fewer than 10 messages at a time that stand alone, with a month or more of silence after them"; a.Withheld != want {
		t.Errorf("withheld: %q, want %q", a.Withheld, want)
	}
	if a := read[figures.Paradox](w, "/v1/reports/paradox?from=2026-11-01").About; a.Withheld == "" || a.Covered != nil {
		t.Errorf("of days without a message: %+v", a)
	}
	if a := read[figures.Paradox](w, "/v1/reports/paradox?to=2026-10-01").About; a.Withheld != "" {
		t.Errorf("withheld from days that hold no message but those shown: %q", a.Withheld)
	}
}

// A unit in which much would stand alone is too fine, however full its blocks are.
func TestUnitsLeaveLittleOut(t *testing.T) {
	w := newWorld(t, 0)
	for i := range 5 {
		w.add(20, place{day: today.Add(-i)}, valued)
	}
	for i := range 12 {
		w.add(1, place{day: today.Add(-35 * (i + 1))}, valued)
	}
	p := read[figures.Paradox](w, "/v1/reports/paradox?from=2025-01-01")
	if p.About.Unit == "day" || p.Segment.Messages < 103 {
		t.Errorf("%d of 112 messages, by %s", p.Segment.Messages, p.About.Unit)
	}
}

func TestCoarserUnitsWhereDaysAreThin(t *testing.T) {
	w := newWorld(t, 0)
	for i := range 56 { // 3 a day: 21 a week
		w.add(3, place{day: today.Add(-i)}, valued)
	}
	tr := read[figures.Trend](w, "/v1/reports/trend")
	if tr.About.Unit != "week" {
		t.Fatalf("unit = %s, want week", tr.About.Unit)
	}
	for _, p := range tr.Points {
		if wd := weekday(t, p.From); wd != "Mon" && p.From != today.Add(-55) {
			t.Errorf("a week begins on %s, %s", wd, p.From)
		}
	}
	if got := tr.About.Covered; got == nil || got.From != today.Add(-55) || got.To > today {
		t.Errorf("covered %+v", got)
	}
}

func TestMonthsWhereWeeksAreThin(t *testing.T) {
	w := newWorld(t, 0)
	for i := range 160 {
		w.add(1, place{day: today.Add(-2 * i)}, valued)
	}
	tr := read[figures.Trend](w, "/v1/reports/trend?from=2026-01-01")
	want := []figures.Range{}
	for m := 1; m <= 11; m++ {
		first := store.Day(fmt.Sprintf("2026-%02d-01", m))
		last := store.Day(mustParse(t, first).AddDate(0, 1, -1).Format("2006-01-02"))
		want = append(want, figures.Range{From: max(first, today.Add(-318)), To: min(last, today)})
	}
	var got []figures.Range
	for _, p := range tr.Points {
		got = append(got, figures.Range{From: p.From, To: p.To})
	}
	if diff := cmp.Diff(want, got); tr.About.Unit != "month" || diff != "" {
		t.Errorf("unit %s, months:\n%s", tr.About.Unit, diff)
	}
}

func weekday(t *testing.T, d store.Day) string {
	t.Helper()
	parsed := mustParse(t, d)
	return parsed.Weekday().String()[:3]
}
