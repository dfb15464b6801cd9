package digest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"paradox/infra/figures"
	"paradox/infra/store"
)

// columns are those of a line, in characters.
const columns = 70

// text is a digest in the making.
type text struct{ strings.Builder }

// line writes words from a column on, and on further lines what does not fit. Signs
// that would steer a terminal or a mail, which a title may hold, become space.
func (t *text) line(indent int, words string) {
	margin := strings.Repeat(" ", indent)
	at := 0
	for _, word := range strings.FieldsFunc(strings.ToValidUTF8(words, "\uFFFD"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		for _, part := range pieces(word, columns-indent) {
			switch n := utf8.RuneCountInString(part); {
			case at == 0:
				t.WriteString(margin + part)
				at = indent + n
			case at+1+n <= columns:
				t.WriteString(" " + part)
				at += 1 + n
			default:
				t.WriteString("\n" + margin + part)
				at = indent + n
			}
		}
	}
	t.WriteString("\n")
}

// pieces cuts a word that is longer than a line.
func pieces(word string, most int) []string {
	rs := []rune(word)
	var cut []string
	for ; len(rs) > most; rs = rs[most:] {
		cut = append(cut, string(rs[:most]))
	}
	return append(cut, string(rs))
}

// row writes a label and cells that end at the columns.
func (t *text) row(label string, cells ...cell) {
	at := utf8.RuneCountInString(label)
	t.WriteString(label)
	for _, c := range cells {
		if c.said == "" {
			continue
		}
		n := utf8.RuneCountInString(c.said)
		space := max(1, c.end-at-n)
		t.WriteString(strings.Repeat(" ", space) + c.said)
		at += space + n
	}
	t.WriteString("\n")
}

// cell is what stands in a column, up to its end.
type cell struct {
	end  int
	said string
}

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

// share is a figure with its interval: "41% (34–48)".
func share(e *figures.Estimate) string {
	if e == nil {
		return "–"
	}
	return fmt.Sprintf("%s (%.0f–%.0f)", percent(e.Figure), 100*e.Low, 100*e.High)
}

// points is a change in percentage points: "+6 (−3 to +15)", with a star where clear.
func (c Change) points() string {
	s := fmt.Sprintf("%s (%s to %s)", signed(100*c.Difference.Figure), signed(100*c.Difference.Low), signed(100*c.Difference.High))
	if c.Clear {
		s += "*"
	}
	return s
}

// signed writes a number in whole, the minus being a real one.
func signed(x float64) string {
	switch r := int64(math.Round(x)); {
	case r < 0:
		return "−" + count(-r)
	case r > 0:
		return "+" + count(r)
	}
	return "0"
}

// count writes a whole number with thousands apart: "12,541".
func count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func messages(n int64) string {
	if n == 1 {
		return "1 message"
	}
	return count(n) + " messages"
}

// rate keeps two figures of small rates.
func rate(x float64) string {
	switch {
	case x >= 10:
		return fmt.Sprintf("%.0f", x)
	case x >= 1:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// days writes a run of days: "16 – 22 Nov 2026".
func days(from, to store.Day) string {
	a, b := when(from), when(to)
	switch {
	case from == to:
		return b.Format("2 Jan 2006")
	case from[:7] == to[:7]:
		return a.Format("2") + " – " + b.Format("2 Jan 2006")
	case from[:4] == to[:4]:
		return a.Format("2 Jan") + " – " + b.Format("2 Jan 2006")
	}
	return a.Format("2 Jan 2006") + " – " + b.Format("2 Jan 2006")
}

// when is the beginning of a day; days come from the store or have been checked.
func when(d store.Day) time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}
