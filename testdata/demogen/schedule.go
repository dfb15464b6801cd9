package main

import (
	"cmp"
	"fmt"
	"slices"

	"paradox/testdata"
)

// placed is a message in its place: a day of the story, a minute, a stream.
type placed struct {
	message           *message
	day, minute       int
	campaign, channel string
	author            string
}

// schedule chooses messages for every stream, phase and stance and gives each a
// day and a minute. The result is ordered by time.
func schedule(p pool, d dice) ([]placed, error) {
	var all []placed
	odd := false
	for _, ph := range choosing {
		for _, s := range streams {
			for i, stance := range stances {
				odd = !odd
				w := wishes[ph][stance]
				w.extraEnglish = odd
				ms, err := p.take(s.channel, stance, s.flows[ph].count(i, length(ph)), w)
				if err != nil {
					return nil, fmt.Errorf("filling %s of %q: %w", phases[ph].name, s.campaign, err)
				}
				all = append(all, place(ms, s.campaign, s.channel, ph, stance, d)...)
			}
		}
	}
	order(all)
	return all, nil
}

func order(all []placed) {
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.minute, b.minute), cmp.Compare(a.message.ID, b.message.ID))
	})
}

// length is how many days a phase has.
func length(ph int) int {
	if ph+1 < len(phases) {
		return phases[ph+1].from - phases[ph].from
	}
	return testdata.Days - phases[ph].from
}

// count is how many messages of the stance a phase of some days carries, rounded.
func (f flow) count(stance, days int) int {
	return (f.perTenDays*days*f.mix[stance] + 500) / 1000
}

// place gives messages of one phase and stance their days and minutes.
func place(ms []*message, campaign, channel string, ph int, stance string, d dice) []placed {
	first, n := phases[ph].from, length(ph)
	weights := make([]int, n)
	for i := range weights {
		weights[i] = dayWeight(first+i, channel)
		if n > 1 {
			weights[i] = weights[i] * (100 + phases[ph].drift[stance]*(2*i-(n-1))/(n-1)) / 100
		}
	}
	placed := make([]placed, len(ms))
	for i, m := range ms {
		day := first + d.weighted(weights)
		placed[i].message, placed[i].campaign, placed[i].channel = m, campaign, channel
		placed[i].day, placed[i].minute = day, minute(day, channel, d)
	}
	return placed
}

// dayWeight shapes a week of the story: two quiet days in seven; for e-mail the day
// the newsletter goes out and the one after it; for calls none on a quiet day. The
// last day has only begun when the demo is opened.
func dayWeight(day int, channel string) int {
	weight := [7]int{100, 108, 104, 100, 112, 78, 70}[day%7]
	switch {
	case channel == "email":
		weight = [7]int{85, 190, 130, 90, 80, 65, 60}[day%7]
	case channel == "call" && day%7 == 6:
		weight = 5
	}
	if day == testdata.Days-1 {
		weight /= 4
	}
	return weight
}

// hours says how many of a hundred messages or so come in each hour of a day.
var (
	hours = []int{2, 1, 0, 0, 0, 1, 3, 6, 8, 7, 6, 6, 8, 7, 5, 5, 6, 7, 8, 9, 11, 11, 7, 4}
	calls = []int{0, 0, 0, 0, 0, 0, 0, 0, 4, 9, 11, 10, 8, 8, 9, 9, 8, 5, 2, 0, 0, 0, 0, 0}
	early = []int{2, 1, 0, 0, 1, 2, 6, 5} // of the day that has only begun
)

func minute(day int, channel string, d dice) int {
	weights := hours
	switch {
	case day == testdata.Days-1:
		weights = early
	case channel == "call":
		weights = calls
	}
	return d.weighted(weights)*60 + d.below(60)
}
