package file

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// DateOrder says how dates with slashes or dashes are to be read.
type DateOrder string

// The orders. Without one, a date that two orders read differently is refused.
const (
	DayFirst   DateOrder = "dmy"
	MonthFirst DateOrder = "mdy"
)

// serials says how numbers are read that stand for dates in spreadsheets.
type serials bool

const (
	since1900 serials = false
	since1904 serials = true
)

// noon is the hour of a message of which only the day is known: from there no
// change of time zone moves it to another day.
const noon = 12 * time.Hour

// dateError says what is wrong with a time, without quoting it: in a file whose
// columns are mapped wrongly it may be anything.
type dateError struct{ code, reason string }

func (e *dateError) Error() string { return e.reason }

// when joins a date and the time of day that stands beside it. A date that has a
// time already keeps it.
func when(date, clock string) string {
	date, clock = strings.TrimSpace(date), strings.TrimSpace(clock)
	if date == "" || clock == "" || strings.Contains(date, ":") {
		return date
	}
	return date + " " + clock
}

var (
	yearFirst = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(.+))?$`)
	dotted    = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: r\.)?(?:,? +(.+))?$`)
	slashed   = regexp.MustCompile(`^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:,? +(.+))?$`)
	number    = regexp.MustCompile(`^(\d{5}(?:[.,]\d+)?)(?: (.+))?$`)
	clockTime = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?$`)
)

// parseTime reads a time as people and spreadsheets write it; local times are
// of zone. Its errors are *dateError.
func parseTime(s string, order DateOrder, zone *time.Location, numbers serials) (time.Time, error) {
	for _, layout := range [...]string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return local(m[1], m[2], m[3], m[4], zone)
	}
	if m := dotted.FindStringSubmatch(s); m != nil {
		return local(m[3], m[2], m[1], m[4], zone)
	}
	if m := slashed.FindStringSubmatch(s); m != nil {
		return fromSlashes(m, order, zone)
	}
	if m := number.FindStringSubmatch(s); m != nil {
		return fromSerial(m[1], m[2], zone, numbers)
	}
	return time.Time{}, &dateError{CodeTime, "not a time like 2026-11-25 14:30, 25.11.2026 14:30 or 2026-11-25T14:30:00+01:00"}
}

// local is a day of zone and a time of day, if there is one.
func local(year, month, day, clock string, zone *time.Location) (time.Time, error) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if y < 1 || int(t.Month()) != m || t.Day() != d {
		return time.Time{}, &dateError{CodeTime, "no such day in the calendar"}
	}
	since, err := sinceMidnight(clock)
	if err != nil {
		return time.Time{}, err
	}
	return time.Date(y, time.Month(m), d, 0, 0, int(since/time.Second), 0, zone), nil
}

func sinceMidnight(clock string) (time.Duration, error) {
	if clock = strings.TrimSpace(clock); clock == "" {
		return noon, nil
	}
	if day, err := strconv.ParseFloat(clock, 64); err == nil && day >= 0 && day < 1 { // a cell of a spreadsheet
		return time.Duration(math.Round(day*86400)) * time.Second, nil
	}
	m := clockTime.FindStringSubmatch(clock)
	if m == nil {
		return 0, &dateError{CodeTime, "the time of day is not like 14:30 or 14:30:05"}
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	second, _ := strconv.Atoi(m[3])
	if m[4] != "" {
		if hour < 1 || hour > 12 {
			return 0, &dateError{CodeTime, "no such time of day"}
		}
		hour %= 12
		if strings.EqualFold(m[4], "p") {
			hour += 12
		}
	}
	if hour > 23 || minute > 59 || second > 59 {
		return 0, &dateError{CodeTime, "no such time of day"}
	}
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second, nil
}

// fromSlashes reads 25/11/2026 and 11/25/2026. Without an order, only what one
// order alone can read, or both read alike, is taken.
func fromSlashes(m []string, order DateOrder, zone *time.Location) (time.Time, error) {
	first, second, year, clock := m[1], m[2], m[3], m[4]
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(second)
	if order == "" {
		switch {
		case len(year) == 2 || a <= 12 && b <= 12 && a != b:
			return time.Time{}, &dateError{CodeAmbiguous, "the day or the month could come first: give the order, dmy or mdy"}
		case b > 12:
			order = MonthFirst
		default:
			order = DayFirst
		}
	}
	if len(year) == 2 {
		year = "20" + year
	}
	if order == MonthFirst {
		return local(year, first, second, clock, zone)
	}
	return local(year, second, first, clock, zone)
}

// Serials from 1970 to 2100; other numbers are something else.
const (
	firstSerial, lastSerial = 25569, 73415
	days1904                = 1462 // between the two calendars of spreadsheets
)

// fromSerial reads a spreadsheet's days since 1899-12-30 or 1904-01-01.
func fromSerial(s, clock string, zone *time.Location, from serials) (time.Time, error) {
	days, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if from == since1904 {
		days += days1904
	}
	if err != nil || days < firstSerial || days >= lastSerial {
		return time.Time{}, &dateError{CodeTime, fmt.Sprintf("a number that is no date of a spreadsheet from %d to %d", 1970, 2100)}
	}
	whole, part := math.Modf(days)
	date := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(whole))
	since := time.Duration(math.Round(part*86400)) * time.Second
	if part == 0 {
		if since, err = sinceMidnight(clock); err != nil {
			return time.Time{}, err
		}
	}
	y, m, d := date.Date()
	return time.Date(y, m, d, 0, 0, int(since/time.Second), 0, zone), nil
}
