package main_test

import (
	"fmt"
	"strings"
	"testing"
)

// A phrase is shown once ten messages use it, under the theme that they carry, and
// what fewer use is not shown.
func TestReportPhrases(t *testing.T) {
	h := newHome(t)
	lines := "id,text\n"
	for i := range 12 {
		lines += fmt.Sprintf("a%d,They sold my phone number to strangers\n", i)
	}
	for i := range 4 {
		lines += fmt.Sprintf("b%d,They sold my maiden name to strangers\n", i)
	}
	h.imports(h.file("said.csv", lines))
	out := h.good("report", "phrases", "--theme", "C7")
	if !strings.Contains(out, "C7") || !strings.Contains(out, "phone number") || strings.Contains(out, "maiden") {
		t.Errorf("report phrases says\n%s", out)
	}
	if out := h.good("report", "phrases", "--theme", "R3"); strings.Contains(out, "phone") {
		t.Errorf("phrases of another theme:\n%s", out)
	}
}

// A theme that does not exist is an error, also where there is nothing to show.
func TestReportPhrasesOfNoTheme(t *testing.T) {
	h := newHome(t)
	h.imports(h.file("one.csv", "id,text\n1,They sold my phone number\n"))
	if _, stderr, code := h.run("", "report", "phrases", "--theme", "ZZ"); code != 2 || !strings.Contains(stderr, "--theme") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}
