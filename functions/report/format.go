package report

import (
	"fmt"
	"math"
	"paradox/infra/figures"
	"strconv"
	"strings"
	"time"

	"paradox/infra/store"
)

// percent writes a share in whole percent; what is above nothing never reads as 0.
func percent(x float64) string {
	switch r := math.Round(100 * x); {
	case r == 0 && x > 0:
		return "<1%"
	case r == 100 && x < 1:
		return ">99%"
	default:
		return strconv.Itoa(int(r)) + "%"
	}
}

// span writes an interval of shares, "18–44%", which no line end divides.
func span(e figures.Estimate) string {
	return fmt.Sprintf("%d\u2060–\u2060%d%%", int(math.Round(100*e.Low)), int(math.Round(100*e.High)))
}

// points writes a difference of shares in percentage points: "+12", "−3".
func points(x float64) string { return signed(100*x, 0) }

// signed writes a number with its sign, the minus being a real one.
func signed(x float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	switch {
	case strings.Trim(s, "0.") == "":
		return s
	case x < 0:
		return "−" + s
	}
	return "+" + s
}

// count writes a whole number with thousands apart: "12,541".
func count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// messagesOf writes a number of messages: "1 message", "12,541 messages".
func messagesOf(n int64) string {
	if n == 1 {
		return "1 message"
	}
	return count(n) + " messages"
}

func date(d store.Day, layout string) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format(layout)
}

func shortDay(d store.Day) string { return date(d, "2 Jan") }
func longDay(d store.Day) string  { return date(d, "2 Jan 2006") }

// days writes a run of days as people do: "3 Sep – 24 Nov 2026".
func days(r figures.Range) string {
	switch {
	case r.From == r.To:
		return longDay(r.From)
	case r.From[:4] == r.To[:4]:
		return shortDay(r.From) + " – " + longDay(r.To)
	}
	return longDay(r.From) + " – " + longDay(r.To)
}
