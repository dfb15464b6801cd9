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
}

// history is all of a segment in blocks of at least k messages. What is in no
// block is withheld: groups of fewer than k with a month of silence after them,
// and the last days until they hold k.
type history struct {
	unit    string
	periods []Period
	open    int // day from which messages wait for more; after all others where none do
}

// daily is what a segment has on one day.
type daily struct {
	day    int
	counts store.Counts
}

// byDay sums tallies, which are ordered by day.
func byDay(tallies []tally) []daily {
	var days []daily
	for _, t := range tallies {
		if len(days) == 0 || days[len(days)-1].day != t.day {
			days = append(days, daily{day: t.day})
		}
		days[len(days)-1].counts.Add(t.counts)
	}
	return days
}

// blocks divides a segment's whole history, in the finest unit that fits it: one
// that is fine enough and leaves little out. The division does not look at the
// range that is asked for: if it did, two ranges could be subtracted from each
// other.
func blocks(days []daily, k int64, today int) history {
	if len(days) == 0 {
		return history{unit: units[0].name}
	}
	var all int64
	for _, d := range days {
		all += d.counts[store.N]
	}
	var h history
	for _, u := range units {
		first, last := u.of(days[0].day), u.of(max(today, days[len(days)-1].day))
		found, open := index.Blocks(u.sums(days, first, last), k, u.reach)
		h = history{u.name, u.periods(days, found, today), u.start(first + open)}
		if left := all - inBlocks(found); index.Fine(found) && left < max(k, all/20) {
			break
		}
	}
	return h
}

func inBlocks(found []index.Block) (n int64) {
	for _, b := range found {
		n += b.N
	}
	return n
}

// sums are the messages per unit from first to last.
func (u unit) sums(days []daily, first, last int) []int64 {
	sums := make([]int64, last-first+1)
	for _, d := range days {
		sums[u.of(d.day)-first] += d.counts[store.N]
	}
	return sums
}

func (u unit) periods(days []daily, found []index.Block, today int) []Period {
	begin := days[0].day
	origin := u.of(begin)
	end := max(today, days[len(days)-1].day)
	periods := make([]Period, len(found))
	for i, b := range found {
		p := &periods[i]
		p.First = max(u.start(origin+b.First), begin)
		p.Last = min(u.start(origin+b.Last+1)-1, end)
		for len(days) > 0 && days[0].day <= p.Last {
			if days[0].day >= p.First {
				p.Counts.Add(days[0].counts)
			}
			days = days[1:]
		}
	}
	return periods
}

// within returns the run of whole blocks that share a day with [from, to]. It may
// begin before from and end after to.
func (h history) within(from, to store.Day) history {
	a, b := Number(from), Number(to)
	in := history{unit: h.unit, open: h.open}
	for _, p := range h.periods {
		if p.Last >= a && p.First <= b {
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
