package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"paradox/analysis/index"
	"paradox/infra/figures"
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
	Lone            bool      // one block: its intervals are upright lines
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
	Notes  []figures.Note
}

// Day is the date as people read it.
func (n numbered) Day() string { return shortDay(n.Date) }

// numberDays gives each day that has notes a number; notes are in order of days.
func numberDays(notes []figures.Note) []numbered {
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
	least       int64  // of how many messages a share is given
	of          func(store.Counts) (x, n int64)
}

// share is the line's share of x in n; ok is false where n is too few.
func (l line) share(x, n int64) (e index.Estimate, ok bool) {
	if n <= 0 || n < l.least {
		return e, false
	}
	return index.Share(x, n), true
}

// cell is the share of one block in words.
func (l line) cell(c store.Counts) string {
	e, ok := l.share(l.of(c))
	if !ok {
		return "–"
	}
	return percent(e.Figure) + " (" + span(figures.Rounded(e)) + ")"
}

var sides = []line{
	{"value", "Value", 1, func(c store.Counts) (int64, int64) {
		k := figures.CellsOf(c)
		return k.A + k.B, k.N()
	}},
	{"concern", "Concern", 1, func(c store.Counts) (int64, int64) {
		k := figures.CellsOf(c)
		return k.A + k.C, k.N()
	}},
}

var atOnce = []line{
	{"both", "Both", index.MinRelevant, func(c store.Counts) (int64, int64) {
		k := figures.CellsOf(c)
		return k.A, k.R()
	}},
}

var tones = []line{
	{"positive", "Positive", 1, func(c store.Counts) (int64, int64) {
		return c[store.Positive], c[store.N] - c[store.Unclassified]
	}},
	{"negative", "Negative", 1, func(c store.Counts) (int64, int64) {
		return c[store.Negative], c[store.N] - c[store.Unclassified]
	}},
}

// history is what a chart draws: a segment's blocks and the unit that they are of.
type history struct {
	unit    string
	periods []figures.Period
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
		x, n := l.of(p.Counts)
		at := float64(p.First+p.Last) / 2
		own = append(own, l.spot(at, x, n))
		if !smooth {
			continue
		}
		for j := i - 1; j >= 0 && h.periods[j].First > p.Last-7; j-- {
			dx, dn := l.of(h.periods[j].Counts)
			x, n = x+dx, n+dn
		}
		if p.Last-h.periods[0].First < 6 {
			n = 0
		}
		through = append(through, l.spot(at, x, n))
	}
	if !smooth {
		through = own
	}
	return own, through
}

func smooths(h history) bool { return h.unit == "day" && len(h.periods) >= smoothFrom }

func (l line) spot(day float64, x, n int64) spot {
	e, ok := l.share(x, n)
	return spot{day, e, ok}
}

// chartsOf draws the page's charts of a segment, without those that would be empty.
// The first that is left lists the notes.
func chartsOf(g *figures.Segment) []chart {
	all := []chart{
		newChart("sides", "Value and concern", "Share of the messages on personalisation that say they get something out of it, and share that fear what it costs. One message may say both.", g, sides),
		newChart("at-once", "Value and concern at once", fmt.Sprintf("The paradox share over time: of the messages that voice a value, a fear or both, the share that voices both at once. A share of fewer than %d messages is left out.", index.MinRelevant), g, atOnce),
		newChart("sentiment", "Sentiment", "Share of all classified messages that are positive, and that are negative, in tone; the rest is neutral.", g, tones),
	}
	all = slices.DeleteFunc(all, func(c chart) bool { return c.Summary == "" })
	for i := range all {
		all[i].NotesAbove = i > 0
	}
	return all
}

// newChart draws lines over a segment's blocks.
func newChart(id, title, lede string, g *figures.Segment, lines []line) chart {
	h := history{g.About().Unit, g.Periods()}
	c := chart{ID: id, Title: title, Lede: lede, Smoothed: smooths(h), Lone: len(h.periods) == 1,
		Head: []string{"Days", "Messages"}, Notes: numberDays(g.Notes())}
	for _, size := range sizes {
		c.Drawings = append(c.Drawings, draw(size, h, lines, c.Notes))
	}
	for _, l := range lines {
		c.Head = append(c.Head, l.name)
	}
	for _, p := range h.periods {
		row := []string{days(figures.Range{From: figures.DayAt(p.First), To: figures.DayAt(p.Last)}), count(p.Counts[store.N])}
		for _, l := range lines {
			row = append(row, l.cell(p.Counts))
		}
		c.Rows = append(c.Rows, row)
	}
	c.Summary = summary(h, lines)
	return c
}

// summary says where each line begins, ends and peaks; "" where there is none.
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
		if len(seen) == 1 {
			said = append(said, fmt.Sprintf("%s is %s (%s).", l.name, percent(seen[0].Figure), span(figures.Rounded(seen[0].Estimate))))
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
			percent(first.Figure), shortDay(figures.DayAt(int(first.day))), percent(last.Figure), shortDay(figures.DayAt(int(last.day))),
			percent(peak.Figure), shortDay(figures.DayAt(int(peak.day)))))
	}
	return strings.Join(said, " ")
}

// ceiling is the top of the scale: the next tenth above all that is drawn, which is
// the shares of the blocks and the intervals of the line.
func ceiling(own, through [][]spot) float64 {
	top := 0.1
	for i := range own {
		for j := range own[i] {
			if own[i][j].ok {
				top = max(top, own[i][j].Figure)
			}
			if through[i][j].ok {
				top = max(top, through[i][j].High)
			}
		}
	}
	return min(1, math.Ceil(top*10-1e-9)/10)
}
