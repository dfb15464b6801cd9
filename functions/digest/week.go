package digest

import (
	"errors"
	"fmt"
	"time"

	"paradox/infra/store"
)

// ErrWeek is matched by the error of a week that no digest can be of.
var ErrWeek = errors.New("digest: no such week")

// Week is a week of days of the report time zone, from Monday to Sunday. The zero
// Week is none.
type Week struct{ monday store.Day }

// WeekOf is the week in which a day lies.
func WeekOf(d store.Day) Week { return Week{d.Monday()} }

// ParseWeek reads a week as ISO 8601 names it, "2026-W47", or a day in it.
func ParseWeek(s string) (Week, error) {
	if d, err := store.ParseDay(s); err == nil {
		return WeekOf(d), nil
	}
	var year, number int
	if _, err := fmt.Sscanf(s, "%4d-W%2d", &year, &number); err == nil {
		first := store.Day(fmt.Sprintf("%04d-01-04", year)) // lies in the first week by definition
		if w := WeekOf(first.Add(7 * (number - 1))); w.String() == s {
			return w, nil
		}
	}
	return Week{}, fmt.Errorf("%w: want one like 2026-W47, or a day in it like 2026-11-18", ErrWeek)
}

// Before is the week before.
func (w Week) Before() Week { return Week{w.monday.Add(-7)} }

// First is the Monday of the week.
func (w Week) First() store.Day { return w.monday }

// Last is the Sunday of the week.
func (w Week) Last() store.Day { return w.monday.Add(6) }

// String names the week as ISO 8601 does, "2026-W47"; "" for none.
func (w Week) String() string {
	t, err := time.Parse(time.DateOnly, string(w.monday))
	if err != nil {
		return ""
	}
	year, number := t.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, number)
}
