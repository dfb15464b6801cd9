package redact_test

import (
	"strings"
	"testing"

	"paradox/analysis/redact"
)

// A text that is made to take a round for every few bytes takes no more than any other
// of its length, and nothing of it is left.
func TestEndlessRounds(t *testing.T) {
	for _, unit := range []string{"@a.b", "@St", "x@y.co", "order123", "-x@y.co", "123com_x@y.coi", "ulica Smithwfe80", "00-950\u200dJohn Kowalskizamówienie"} {
		text := "I like it. " + strings.Repeat(unit, 16<<10/len(unit))
		var got string
		if n := testing.AllocsPerRun(1, func() { got, _ = redact.Redact(text) }); n > 80_000 {
			t.Errorf("%q: %v allocations", unit, n)
		}
		if strings.Contains(got, strings.Repeat(unit, 2)) {
			t.Errorf("%q: %.100q", unit, got)
		}
		if again, _ := redact.Redact(got); again != got {
			t.Errorf("%q: twice is not once: %.100q", unit, again)
		}
	}
}
