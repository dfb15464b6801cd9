package report

import (
	"time"

	"paradox/analysis/index"
	"paradox/infra/store"
)

// unit is a length of time that a chart may count in.
type unit struct {
	name  string
	of    func(day int) int // number of the unit in which a day lies
	start func(unit int) int
}

// units lists the units from fine to coarse. Weeks begin on Monday.
var units = [...]unit{
	{"day", func(d int) int { return d }, func(u int) int { return u }},
	{"week", func(d int) int { return floor(d+3, 7) }, func(u int) int { return 7*u - 3 }},
	{"month", month, monthStart},
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

// period is a block of consecutive days that is shown as one.
type period struct {
	first, last int // day numbers, inclusive
	counts      store.Counts
}

// history is all of a segment in blocks of at least k messages. What is not in a
// block yet is withheld.
type history struct {
	unit    string
	periods []period
}

// daily is what a segment has on one day.
type daily struct {
	day    int
	counts store.Counts
}

// byDay sums rows, which are ordered by day.
func byDay(rows []store.Row) []daily {
	var days []daily
	for _, r := range rows {
		d := number(r.Key.Day)
		if len(days) == 0 || days[len(days)-1].day != d {
			days = append(days, daily{day: d})
		}
		days[len(days)-1].counts.Add(r.Counts)
	}
	return days
}

// blocks divides a segment's whole history, in the finest unit that fits it. The
// division does not look at the range that is asked for: if it did, two ranges
// could be subtracted from each other.
func blocks(days []daily, k int64, today int) history {
	if len(days) == 0 {
		return history{unit: units[0].name}
	}
	var h history
	for _, u := range units {
		h.unit = u.name
		found := index.Blocks(u.sums(days), k)
		h.periods = u.periods(days, found, today)
		if index.Fine(found) {
			break
		}
	}
	return h
}

// sums are the messages per unit, from the first that has any to the last.
func (u unit) sums(days []daily) []int64 {
	first := u.of(days[0].day)
	sums := make([]int64, u.of(days[len(days)-1].day)-first+1)
	for _, d := range days {
		sums[u.of(d.day)-first] += d.counts[store.N]
	}
	return sums
}

func (u unit) periods(days []daily, found []index.Block, today int) []period {
	begin := days[0].day
	origin := u.of(begin)
	end := max(today, days[len(days)-1].day)
	periods := make([]period, len(found))
	for i, b := range found {
		p := &periods[i]
		p.first = max(u.start(origin+b.First), begin)
		p.last = min(u.start(origin+b.Last+1)-1, end)
		for len(days) > 0 && days[0].day <= p.last {
			if days[0].day >= p.first {
				p.counts.Add(days[0].counts)
			}
			days = days[1:]
		}
	}
	return periods
}

// within returns the run of whole blocks that lie in [from, to].
func (h history) within(from, to store.Day) history {
	a, b := number(from), number(to)
	in := history{unit: h.unit}
	for _, p := range h.periods {
		if p.first >= a && p.last <= b {
			in.periods = append(in.periods, p)
		}
	}
	return in
}

// total sums the blocks.
func (h history) total() store.Counts {
	var c store.Counts
	for _, p := range h.periods {
		c.Add(p.counts)
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
	return Range{dayAt(h.periods[0].first), dayAt(h.periods[len(h.periods)-1].last)}, true
}
