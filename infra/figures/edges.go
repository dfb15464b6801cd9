package figures

import (
	"fmt"
	"strings"

	"paradox/infra/store"
)

// widened says why days are shown that were not asked for.
func widened(f Filter, covered Range, k int64) string {
	var said []string
	if covered.From < f.From {
		said = append(said, fmt.Sprintf("from %s instead of %s", covered.From, f.From))
	}
	if covered.To > f.To {
		said = append(said, fmt.Sprintf("to %s instead of %s", covered.To, f.To))
	}
	if len(said) == 0 {
		return ""
	}
	return fmt.Sprintf("days are joined until they hold %d messages, and what is joined is shown whole: %s", k, strings.Join(said, " and "))
}

// withheld says which messages of the days asked for are in no block, and why. It
// gives no number of them: each group has fewer than k.
func withheld(days []daily, all history, f Filter, k int64, shown bool) string {
	if !shown {
		return fmt.Sprintf("everything: fewer than %d messages in these days, or none close enough together to be shown as %d", k, k)
	}
	var alone, waiting bool
	from, to := Number(f.From), Number(f.To)
	for _, d := range days {
		switch {
		case d.day < from || d.day > to || d.counts[store.N] == 0 || all.has(d.day):
		case d.day >= all.open:
			waiting = true
		default:
			alone = true
		}
	}
	var said []string
	if alone {
		said = append(said, fmt.Sprintf("fewer than %d messages at a time that stand alone, with a month or more of silence after them", k))
	}
	if waiting {
		said = append(said, fmt.Sprintf("fewer than %d messages from %s on, shown once they are %d", k, DayAt(max(all.open, from)), k))
	}
	return strings.Join(said, "; ")
}
