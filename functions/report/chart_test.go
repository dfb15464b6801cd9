package report_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Each chart has an alternative in words, its data beneath, and a strip per day
// that says what is under the pointer.
func TestChartsAreReadWithoutSeeing(t *testing.T) {
	d := filled(t).page("/", 200)
	charts := d.Find("section.chart")
	if charts.Length() != 3 {
		t.Fatalf("%d charts, want 3", charts.Length())
	}
	charts.Each(func(_ int, c *goquery.Selection) {
		said, _ := c.Find("[role=img]").Attr("aria-label")
		if !strings.Contains(said, "goes from") || !strings.Contains(said, "25 Nov") {
			t.Errorf("alternative: %q", said)
		}
		if n := c.Find("details table tbody tr").Length(); n != 30 {
			t.Errorf("%d rows of data, want 30", n)
		}
		if n := c.Find("svg.wide .hit title").Length(); n != 30 {
			t.Errorf("%d strips, want 30", n)
		}
		if n := c.Find("svg.drawing").Length(); n != 3 {
			t.Errorf("%d drawings, want one per width", n)
		}
	})
}

// With many days, the line pools the seven days up to each and begins when there
// are seven; the names at the lines' ends do not cover each other.
func TestLinesPoolSevenDays(t *testing.T) {
	w := newWorld(t, 0)
	for i := range 28 {
		r := valued
		if i < 2 {
			r = both
		}
		w.add(10, place{day: today.Add(-i)}, r)
	}
	lines := w.page("/", 200).Find("section:has(#sides-title) svg.wide")
	if got := strings.TrimSpace(lines.Find(".concern .name").Text()); got != "Concern 29%" {
		t.Errorf("the line ends at %q, want two days of seven", got)
	}
	if n := strings.Count(lines.Find(".concern .line").AttrOr("d", ""), " "); n != 28-6 {
		t.Errorf("the line has %d points, want %d", n, 28-6)
	}
	if n := lines.Find(".concern .dot").Length(); n != 28 {
		t.Errorf("%d dots, want one a day", n)
	}
	w.add(2000, place{}, both)
	ends := w.page("/", 200).Find("section:has(#sides-title) svg.wide .name")
	var ys []float64
	ends.Each(func(_ int, s *goquery.Selection) {
		y, err := strconv.ParseFloat(s.AttrOr("y", ""), 64)
		if err != nil {
			t.Fatal(err)
		}
		ys = append(ys, y)
	})
	if len(ys) != 2 || math.Abs(ys[0]-ys[1]) < 19.9 {
		t.Errorf("the names stand at %v, want 20 apart", ys)
	}
}

// Coordinates are numbers: a share of nothing must not draw NaN.
func TestDrawingsAreNumbers(t *testing.T) {
	w := newWorld(t, 0)
	w.add(10, place{day: today.Add(-1)}, unread)
	w.add(10, place{}, both)
	bad := regexp.MustCompile(`NaN|Inf|%!|(x|y|width|height|d)=""`)
	if body := w.get("/").Body.String(); bad.MatchString(body) {
		t.Errorf("the page holds %q", bad.FindString(body))
	}
}

// The paradox share is drawn over time, without points of fewer than 30 messages.
func TestParadoxShareOverTime(t *testing.T) {
	w := newWorld(t, 0)
	for i := range 4 {
		w.add(20*(i%2+1), place{day: today.Add(-i)}, both) // 20 or 40 a day
	}
	c := w.page("/", 200).Find("section:has(#at-once-title)")
	if n := strings.Count(c.Find("svg.wide .both .line").AttrOr("d", ""), " "); n != 2 {
		t.Errorf("%d points, want the two days of 40", n)
	}
	if got := strings.Count(c.Find("tbody").Text(), "–"); got != 2+2 { // two in the intervals
		t.Errorf("%d dashes in the data, want one for each day of 20", got)
	}
	few := newWorld(t, 0)
	few.add(29, place{}, both)
	if few.page("/", 200).Find("#at-once-title").Length() != 0 {
		t.Error("a chart without a line")
	}
}

// One block is a dot with its interval.
func TestOneBlockShowsItsInterval(t *testing.T) {
	w := newWorld(t, 0)
	w.golden(place{})
	d := w.page("/", 200)
	if n := d.Find("section:has(#sides-title) svg.wide line.line").Length(); n != 2 {
		t.Errorf("%d upright lines, want 2", n)
	}
	if a, b := d.Find("svg.wide .value line.line").AttrOr("x1", ""), d.Find("svg.wide .concern line.line").AttrOr("x1", ""); a == b {
		t.Errorf("both stand at %s", a)
	}
	if got := text(d, "section:has(#sides-title) > .means"); !strings.HasSuffix(got, "The upright line is the 95% interval.") {
		t.Errorf("the chart says %q", got)
	}
}

// The scale holds the whole band: an interval cut off would read as a shorter one.
func TestTheScaleHoldsTheIntervals(t *testing.T) {
	w := newWorld(t, 0)
	for i := range 4 {
		w.add(6, place{day: today.Add(-i)}, valued) // 60 % of 10, up to 83 %
		w.add(4, place{day: today.Add(-i)}, neither)
	}
	d := w.page("/", 200)
	edge := d.Find("section:has(#sides-title) svg.wide .hit").AttrOr("y", "")
	band := d.Find("section:has(#sides-title) svg.wide .value .band").AttrOr("d", "")
	for _, at := range regexp.MustCompile(`[ML][0-9.]+ ([0-9.]+)`).FindAllStringSubmatch(band, -1) {
		if y, err := strconv.ParseFloat(at[1], 64); err != nil || strings.TrimSuffix(at[1], ".0") == edge {
			t.Errorf("the band reaches %v, the edge of the plot is at %s", y, edge)
		}
	}
	if band == "" || edge == "" {
		t.Error("no band")
	}
}
