package figures

import (
	"slices"
	"time"

	"paradox/analysis/index"
	"paradox/infra/store"
)

// unit is a length of time that a chart may count in.
type unit struct {
	name  string
	reach int               // empty units that a block may span: about a month
	of    func(day int) int // number of the unit in which a day lies
	start func(unit int) int
}

// units lists the units from fine to coarse. Weeks begin on Monday.
var units = [...]unit{
	{"day", 31, func(d int) int { return d }, func(u int) int { return u }},
	{"week", 4, func(d int) int { return floor(d+3, 7) }, func(u int) int { return 7*u - 3 }},
	{"month", 1, month, monthStart},
}

func floor(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func month(day int) int {
	t := time.Unix(int64(day)*86400, 0).UTC()
	return 12*t.Year() + int(t.Month()) - 1
}

func monthStart(m int) int {
	return int(time.Date(floor(m, 12), time.Month(m-12*floor(m, 12)+1), 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Period is a block of consecutive days that is shown as one.
type Period struct {
	First, Last int // numbers of the days, inclusive; see [Number]
	Counts      store.Counts

	touch int // First, less the days of unclassified messages alone that have joined
}

// history is all of a segment in blocks of at least k labelled messages. What is in
// no block is withheld: groups of fewer than k with a month of silence after them,
// and the last days until they hold k.
type history struct {
	unit    string
	periods []Period
	open    int // day from which messages wait for more; after all others where none do
}

// silence is the number of days, about a month, after which nothing waits for more.
const silence = 31

// daily is what a segment has on one day.
type daily struct {
	day    int
	counts store.Counts
}

// byDay sums tallies, which are ordered by day; days without messages are left out.
func byDay(tallies []tally) []daily {
	var days []daily
	for _, t := range tallies {
		if len(days) == 0 || days[len(days)-1].day != t.day {
			days = append(days, daily{day: t.day})
		}
		days[len(days)-1].counts.Add(t.counts)
	}
	return slices.DeleteFunc(days, func(d daily) bool { return d.counts[store.N] == 0 })
}

// blocks divides a segment's whole history, in the finest unit that fits it: one
// that is fine enough and leaves little out. The division does not look at the
// range that is asked for: if it did, two ranges could be subtracted from each
// other. Nor does it look at unclassified messages, which only join what the labelled
// ones make: see [labelled].
func blocks(days []daily, k int64, today int) history {
	var all int64
	begin, end := 0, today
	for _, d := range days {
		n := labelled(d.counts)
		if n == 0 {
			continue
		}
		if all == 0 {
			begin = d.day
		}
		all, end = all+n, max(end, d.day)
	}
	if all == 0 {
		return history{unit: units[0].name}
	}
	var h history
	for _, u := range units {
		first := u.of(begin)
		found, open := index.Blocks(u.sums(days, first, u.of(end)), k, u.reach)
		h = history{u.name, u.periods(days, found, begin, end), u.start(first + open)}
		if left := all - inBlocks(found); index.Fine(found) && left < max(k, all/20) {
			break
		}
	}
	h.wait(days, today)
	return h
}

// wait begins the days that wait with the unclassified messages that will join them.
func (h *history) wait(days []daily, today int) {
	next := min(h.open, today)
	for _, d := range slices.Backward(days) {
		switch {
		case d.day >= h.open:
			continue
		case h.has(d.day) || labelled(d.counts) > 0 || next-d.day > silence:
			return
		}
		h.open, next = d.day, d.day
	}
}

func inBlocks(found []index.Block) (n int64) {
	for _, b := range found {
		n += b.N
	}
	return n
}

// sums are the labelled messages per unit from first to last.
func (u unit) sums(days []daily, first, last int) []int64 {
	sums := make([]int64, last-first+1)
	for _, d := range days {
		if n := labelled(d.counts); n > 0 { // others may lie outside
			sums[u.of(d.day)-first] += n
		}
	}
	return sums
}

func (u unit) periods(days []daily, found []index.Block, begin, end int) []Period {
	origin := u.of(begin)
	periods := make([]Period, len(found))
	for i, b := range found {
		p := &periods[i]
		p.touch = max(u.start(origin+b.First), begin)
		p.First = p.touch
		p.Last = min(u.start(origin+b.Last+1)-1, end)
		days = p.gather(days)
	}
	return periods
}

// gather counts the days of the period and returns those after it. Days just before
// it that hold unclassified messages alone join it, so that these are counted.
func (p *Period) gather(days []daily) []daily {
	past := func(day int) int {
		i, _ := slices.BinarySearchFunc(days, day, func(d daily, day int) int { return d.day - day })
		return i
	}
	from, to := past(p.First), past(p.Last+1)
	for from > 0 && labelled(days[from-1].counts) == 0 && p.First-days[from-1].day <= silence {
		from--
		p.First = days[from].day
	}
	for _, d := range days[from:to] {
		p.Counts.Add(d.counts)
	}
	return days[to:]
}

// within returns the run of whole blocks that share a day with [from, to]. It may
// begin before from and end after to. Days of unclassified messages alone do not make
// a block a part of it: which blocks a table holds, and so what it withholds, would
// rest on them.
func (h history) within(from, to store.Day) history {
	a, b := Number(from), Number(to)
	in := history{unit: h.unit, open: h.open}
	for _, p := range h.periods {
		if p.Last >= a && p.touch <= b {
			in.periods = append(in.periods, p)
		}
	}
	return in
}

// has reports whether the day lies in one of the blocks.
func (h history) has(day int) bool {
	_, ok := slices.BinarySearchFunc(h.periods, day, func(p Period, day int) int {
		switch {
		case p.Last < day:
			return -1
		case p.First > day:
			return 1
		}
		return 0
	})
	return ok
}

// total sums the blocks.
func (h history) total() store.Counts {
	var c store.Counts
	for _, p := range h.periods {
		c.Add(p.Counts)
	}
	return c
}

// Range is a run of days, both inclusive.
type Range struct {
	From store.Day `json:"from"`
	To   store.Day `json:"to"`
}

// covered is the run of days that the blocks cover; ok is false where there are none.
func (h history) covered() (r Range, ok bool) {
	if len(h.periods) == 0 {
		return Range{}, false
	}
	return Range{DayAt(h.periods[0].First), DayAt(h.periods[len(h.periods)-1].Last)}, true
}
