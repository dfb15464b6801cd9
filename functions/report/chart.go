package report

import (
	"fmt"
	"math"
	"strings"

	"paradox/analysis/index"
	"paradox/infra/store"
)

// chart is a line chart with its text alternative and its data.
//
// It is drawn here and not by a chart library because the pages' policy blocks
// the style attributes that a library writes; drawn with classes, its colours
// follow the page's palette in light, dark and print, and its text the page's face.
type chart struct {
	ID, Title, Lede string
	Summary         string // the chart in a sentence, for those who do not see it
	Smoothed        bool
	Drawings        []drawing // for three widths; the style sheet shows one
	Head            []string
	Rows            [][]string
	Notes           []numbered
	NotesAbove      bool // the chart above lists the same notes
}

// numbered are the notes of one day with their number on the chart.
type numbered struct {
	Number int
	Date   store.Day
	Notes  []Note
}

// Day is the date as people read it.
func (n numbered) Day() string { return shortDay(n.Date) }

// numberDays gives each day that has notes a number; notes are in order of days.
func numberDays(notes []Note) []numbered {
	var days []numbered
	for _, n := range notes {
		if len(days) == 0 || days[len(days)-1].Date != n.Day {
			days = append(days, numbered{Number: len(days) + 1, Date: n.Day})
		}
		d := &days[len(days)-1]
		d.Notes = append(d.Notes, n)
	}
	return days
}

// line is one series of shares.
type line struct {
	class, name string // class of the style sheet, name beside the line
	of          func(store.Counts) (x, n int64)
}

var sides = []line{
	{"value", "Value", func(c store.Counts) (int64, int64) {
		k := cellsOf(c)
		return k.A + k.B, k.N()
	}},
	{"concern", "Concern", func(c store.Counts) (int64, int64) {
		k := cellsOf(c)
		return k.A + k.C, k.N()
	}},
}

var tones = []line{
	{"positive", "Positive", func(c store.Counts) (int64, int64) {
		return c[store.Positive], c[store.N] - c[store.Unclassified]
	}},
	{"negative", "Negative", func(c store.Counts) (int64, int64) {
		return c[store.Negative], c[store.N] - c[store.Unclassified]
	}},
}

// spot is a share on a day; ok is false where nothing is there to share.
type spot struct {
	day float64
	index.Estimate
	ok bool
}

// smoothFrom is the number of daily blocks from which the line pools seven days.
const smoothFrom = 21

// spots are the block's own shares, and the line through them: with many daily
// blocks the pooled share of the seven days up to each, from the seventh day on,
// else the same.
func (l line) spots(h history) (own, through []spot) {
	smooth := smooths(h)
	for i, p := range h.periods {
		x, n := l.of(p.counts)
		at := float64(p.first+p.last) / 2
		own = append(own, spotOf(at, x, n))
		if !smooth {
			continue
		}
		for j := i - 1; j >= 0 && h.periods[j].first > p.last-7; j-- {
			dx, dn := l.of(h.periods[j].counts)
			x, n = x+dx, n+dn
		}
		if p.last-h.periods[0].first < 6 {
			n = 0
		}
		through = append(through, spotOf(at, x, n))
	}
	if !smooth {
		through = own
	}
	return own, through
}

func smooths(h history) bool { return h.unit == "day" && len(h.periods) >= smoothFrom }

func spotOf(day float64, x, n int64) spot {
	if n <= 0 {
		return spot{day: day}
	}
	return spot{day, index.Share(x, n), true}
}

// newChart draws lines over a segment's blocks.
func newChart(id, title, lede string, g *segment, lines []line) chart {
	c := chart{ID: id, Title: title, Lede: lede, Smoothed: smooths(g.history), Head: []string{"Days", "Messages"}, Notes: numberDays(g.notes())}
	for _, size := range sizes {
		c.Drawings = append(c.Drawings, draw(size, g.history, lines, c.Notes))
	}
	for _, l := range lines {
		c.Head = append(c.Head, l.name)
	}
	for _, p := range g.history.periods {
		row := []string{days(Range{dayAt(p.first), dayAt(p.last)}), count(p.counts[store.N])}
		for _, l := range lines {
			row = append(row, cell(l.of(p.counts)))
		}
		c.Rows = append(c.Rows, row)
	}
	c.Summary = summary(g.history, lines)
	return c
}

func cell(x, n int64) string {
	if n <= 0 {
		return "–"
	}
	e := estimate(index.Share(x, n))
	return percent(e.Figure) + " (" + span(e) + ")"
}

// summary says where each line begins, ends and peaks.
func summary(h history, lines []line) string {
	var said []string
	for _, l := range lines {
		_, spots := l.spots(h)
		var seen []spot
		for _, s := range spots {
			if s.ok {
				seen = append(seen, s)
			}
		}
		if len(seen) == 0 {
			continue
		}
		peak := seen[0]
		for _, s := range seen {
			if s.Figure > peak.Figure {
				peak = s
			}
		}
		first, last := seen[0], seen[len(seen)-1]
		said = append(said, fmt.Sprintf("%s goes from %s on %s to %s on %s, with its peak of %s on %s.", l.name,
			percent(first.Figure), shortDay(dayAt(int(first.day))), percent(last.Figure), shortDay(dayAt(int(last.day))),
			percent(peak.Figure), shortDay(dayAt(int(peak.day)))))
	}
	return strings.Join(said, " ")
}

// ceiling is the top of the scale: the next tenth above all that is drawn.
func ceiling(series [][]spot) float64 {
	top := 0.1
	for _, spots := range series {
		for _, s := range spots {
			if s.ok {
				top = max(top, s.Figure)
			}
		}
	}
	return min(1, math.Ceil(top*10-1e-9)/10)
}
