package report

import (
	"fmt"
	"math"
	"strings"

	"paradox/infra/figures"
	"paradox/infra/store"
)

// size is a width for which a chart is drawn, in CSS pixels, and its margins.
type size struct {
	class                    string
	width, height            float64
	left, right, top, bottom float64
	ticks                    int  // dates at most
	hover                    bool // a pointer may rest on it
}

var sizes = [...]size{
	{"wide", 1040, 300, 44, 122, 34, 32, 8, true},
	{"medium", 660, 290, 44, 116, 34, 32, 5, true},
	{"small", 330, 250, 36, 72, 34, 30, 3, false},
}

// drawing is a chart in numbers, for the SVG template. Lengths are CSS pixels.
type drawing struct {
	Class         string
	Width, Height float64
	Left, Right   float64 // edges of the plot
	Top, Bottom   float64
	Grid          []tick
	Dates         []tick
	Lines         []drawn
	Marks         []mark
	Hits          []hit
}

// Stacked reports whether a line's value stands below its name, for want of room.
func (d drawing) Stacked() bool { return d.Class == "small" }

// Plot is the height of the plot.
func (d drawing) Plot() float64 { return d.Bottom - d.Top }

type tick struct {
	At    string
	Label string
}

// drawn is one line: its path, its band and the dots of the blocks themselves.
type drawn struct {
	Class, Path, Band string
	Dots              []dot
	Low, High         string // ends of the interval of a share that stands alone
	EndX, EndY        string
	LabelX, LabelY    string
	Name, Value       string
}

type dot struct{ X, Y string }

// mark is a note's line across the chart.
type mark struct {
	X, Y   string
	Number int
}

// hit is the strip of a block, with what a pointer over it is told.
type hit struct{ X, Width, Text string }

// plane maps days and shares to the drawing.
type plane struct {
	size
	from, to float64 // days
	top      float64 // share at the upper edge
}

func (p plane) x(day float64) float64 {
	w := p.width - p.left - p.right
	if p.to <= p.from {
		return p.left + w/2
	}
	return p.left + (day-p.from)/(p.to-p.from)*w
}

func (p plane) y(share float64) float64 {
	bottom := p.height - p.bottom
	return bottom - min(share/p.top, 1)*(bottom-p.size.top)
}

func px(v float64) string { return fmt.Sprintf("%.1f", v) }

func draw(s size, h history, lines []line, notes []numbered) drawing {
	d := drawing{Class: s.class, Width: s.width, Height: s.height, Left: s.left, Right: s.width - s.right, Top: s.top, Bottom: s.height - s.bottom}
	if len(h.periods) == 0 {
		return d
	}
	var own, through [][]spot
	for _, l := range lines {
		o, t := l.spots(h)
		own, through = append(own, o), append(through, t)
	}
	first, last := h.periods[0], h.periods[len(h.periods)-1]
	p := plane{s, float64(first.First), float64(last.Last), ceiling(own, through)}
	d.Grid, d.Dates = p.grid(), p.dates(first.First, last.Last)
	for i, l := range lines {
		d.Lines = append(d.Lines, p.line(l, own[i], through[i], smooths(h)))
	}
	if len(h.periods) == 1 {
		apart(d.Lines, p.x((p.from+p.to)/2))
	}
	p.labels(d.Lines, through)
	d.Marks = p.marks(notes)
	if s.hover {
		d.Hits = p.hits(h, lines)
	}
	return d
}

// grid has a line at every tenth or fifth of the whole.
func (p plane) grid() []tick {
	step := 10
	if p.top > 0.5 {
		step = 20
	}
	var ticks []tick
	for v := 0; v <= int(100*p.top+0.5); v += step {
		ticks = append(ticks, tick{px(p.y(float64(v) / 100)), fmt.Sprintf("%d%%", v)})
	}
	return ticks
}

// dates are few enough to stand apart, whole weeks from each other where the
// range is long.
func (p plane) dates(first, last int) []tick {
	step := 1
	for _, s := range []int{1, 2, 3, 7, 14, 21, 28, 42, 56, 91, 182, 364, 728} {
		if step = s; (last-first)/s < p.ticks {
			break
		}
	}
	layout := "2 Jan"
	if last-first > 300 {
		layout = "Jan 06"
	}
	var ticks []tick
	for day := max(first, int(math.Ceil(p.from))); day <= last; day += step {
		if at := float64(day); at <= p.to {
			ticks = append(ticks, tick{px(p.x(at)), date(figures.DayAt(day), layout)})
		}
	}
	return ticks
}

func (p plane) line(l line, own, through []spot, smooth bool) drawn {
	d := drawn{Class: l.class, Name: l.name}
	var path, upper []string
	var lower []string
	move := "M"
	for i, s := range through {
		if smooth && own[i].ok {
			d.Dots = append(d.Dots, dot{px(p.x(own[i].day)), px(p.y(own[i].Figure))})
		}
		if !s.ok {
			continue
		}
		x := px(p.x(s.day))
		path = append(path, move+x+" "+px(p.y(s.Figure)))
		upper = append(upper, x+" "+px(p.y(s.High)))
		lower = append(lower, x+" "+px(p.y(s.Low)))
		move = "L"
		d.EndX, d.EndY, d.Value = x, px(p.y(s.Figure)), percent(s.Figure)
	}
	d.Path = strings.Join(path, "")
	if len(through) == 1 && through[0].ok {
		d.Low, d.High = px(p.y(through[0].Low)), px(p.y(through[0].High))
	}
	if len(upper) > 1 {
		for i, j := 0, len(lower)-1; i < j; i, j = i+1, j-1 {
			lower[i], lower[j] = lower[j], lower[i]
		}
		d.Band = "M" + strings.Join(append(upper, lower...), "L") + "Z"
	}
	return d
}

// apart stands the intervals of a single block beside each other, not upon each other.
func apart(lines []drawn, middle float64) {
	const step = 16
	for i := range lines {
		if lines[i].EndX != "" {
			lines[i].EndX = px(middle + step*(float64(i)-float64(len(lines)-1)/2))
		}
	}
}

// labels puts each line's name at its end, apart from the others.
func (p plane) labels(lines []drawn, through [][]spot) {
	least := 20.0
	if p.class == "small" {
		least = 36 // name and value stand in two lines
	}
	type end struct {
		line int
		y    float64
	}
	var ends []end
	for i, spots := range through {
		for j := len(spots) - 1; j >= 0; j-- {
			if spots[j].ok {
				ends = append(ends, end{i, p.y(spots[j].Figure)})
				break
			}
		}
	}
	if len(ends) == 2 {
		a, b := &ends[0], &ends[1]
		if a.y > b.y {
			a, b = b, a
		}
		if gap := b.y - a.y; gap < least {
			a.y, b.y = a.y-(least-gap)/2, b.y+(least-gap)/2
		}
	}
	for _, e := range ends {
		lines[e.line].LabelX, lines[e.line].LabelY = px(p.width-p.right+12), px(e.y+4.5)
	}
}

// marks number the notes along the upper edge; close ones step down.
func (p plane) marks(notes []numbered) []mark {
	var marks []mark
	lastX, level := -100.0, 0
	for _, n := range notes {
		x := min(max(p.x(float64(figures.Number(n.Date))), p.left), p.width-p.right)
		if x-lastX < 20 {
			level++
		} else {
			level = 0
		}
		lastX = x
		marks = append(marks, mark{px(x), px(12 + float64(level%2)*20), n.Number})
	}
	return marks
}

func (p plane) hits(h history, lines []line) []hit {
	var hits []hit
	for _, b := range h.periods {
		left, right := p.x(float64(b.First)-0.5), p.x(float64(b.Last)+0.5)
		said := []string{days(figures.Range{From: figures.DayAt(b.First), To: figures.DayAt(b.Last)}) + ", " + messagesOf(b.Counts[store.N])}
		for _, l := range lines {
			said = append(said, l.name+" "+l.cell(b.Counts))
		}
		hits = append(hits, hit{px(left), px(max(right-left, 1)), strings.Join(said, "\n")})
	}
	return hits
}
