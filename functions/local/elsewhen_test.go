package main_test

import (
	"fmt"
	"strings"
	"testing"
)

// Who imports what is older than a report's 90 days is told how to see it, by the
// import and by every report that has nothing to show; and that command shows it.
func TestOldMessages(t *testing.T) {
	h := newHome(t)
	h.good("source", "add", "shop", "--purpose", "reviews", "--basis", "contract", "--retention", "900d")
	var b strings.Builder
	b.WriteString("text,date\n")
	for i := range 40 {
		fmt.Fprintf(&b, "They know my size and that is handy %d but who else knows,%s\n", i, ago(300+i%20))
	}
	h.file("old.csv", b.String())
	for range 2 { // the second time they are known already
		out := h.good("import", "--source", "shop", "old.csv")
		want := fmt.Sprintf("of %s to %s; their figures: paradox report trend --from %[1]s --to %[2]s", ago(319), ago(300))
		if !strings.Contains(out, want) {
			t.Errorf("import says %q, want %q", out, want)
		}
	}
	for _, kind := range []string{"trend", "themes", "paradox", "phrases"} {
		out := h.good("report", kind, "--source", "shop")
		_, days, _ := strings.Cut(out, "there are figures of ")
		_, command, found := strings.Cut(days, ": paradox ")
		if !found || strings.Contains(out, "MESSAGES") {
			t.Errorf("report %s of the last 90 days: %q, want where there are figures and no empty table", kind, out)
			continue
		}
		if out := h.good(strings.Fields(command)...); strings.Contains(out, "nothing is shown") || !strings.Contains(command, "--source shop") {
			t.Errorf("paradox %s shows nothing: %q", command, out)
		}
	}
	if out := h.good("report", "trend", "--source", "form"); !strings.Contains(out, "no message is stored") {
		t.Errorf("report of a source without messages: %q", out)
	}
}
