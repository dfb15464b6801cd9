package figures

import (
	"fmt"
	"strings"
	"time"

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
func withheld(days []daily, all history, f Filter, k int64, today store.Day, shown bool) string {
	var alone, waiting bool
	var out store.Counts // what is in no block
	from, to := Number(f.From), Number(f.To)
	for _, d := range days {
		if d.day < from || d.day > to || shown && all.has(d.day) {
			continue
		}
		out.Add(d.counts)
		waiting = waiting || d.day >= all.open
		alone = alone || d.day < all.open
	}
	few := fewer(k, out)
	switch {
	case !shown && f.Language == undetermined && labelled(out) == 0:
		return "everything: messages in other languages are not classified; they count as unclassified and are in no other figure"
	case !shown:
		return fmt.Sprintf("everything: %s in these days, or none close enough together to be shown as %d", few, k)
	}
	var said []string
	if alone {
		said = append(said, few+" at a time that stand alone, with a month or more of silence after them")
	}
	if waiting {
		said = append(said, fmt.Sprintf("%s from %s; shown once there are %d", few, dayOf(DayAt(max(all.open, from)), today), k))
	}
	return strings.Join(said, "; ")
}

// fewer names what is too little of c to be shown: with unclassified messages it may be
// more than k messages.
func fewer(k int64, c store.Counts) string {
	if c[store.Unclassified] > 0 {
		return fmt.Sprintf("fewer than %d classified messages", k)
	}
	return fmt.Sprintf("fewer than %d messages", k)
}

// dayOf writes a day as people do: "25 Nov", with its year where that is another than
// today's.
func dayOf(d, today store.Day) string {
	layout := "2 Jan"
	if d[:4] != today[:4] {
		layout = "2 Jan 2006"
	}
	return time.Unix(int64(Number(d))*86400, 0).UTC().Format(layout)
}
