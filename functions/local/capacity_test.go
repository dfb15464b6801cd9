package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What a rate needs is said without a store.
func TestCapacity(t *testing.T) {
	h := newHome(t)
	out := h.good("capacity", "--rate", "1000")
	for _, want := range []string{`(?m)^shards of the counters +4$`, `(?m)^messages in a batch +50$`, `(?m)^a month +\$1[0-9],[0-9]{3}$`, `us-east-1`} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("capacity says nothing like %s:\n%s", want, out)
		}
	}
	if out := h.good("capacity", "--rate", "12000"); !strings.Contains(out, "to be raised before: requests of the HTTP API, 12000 of 10000") {
		t.Errorf("capacity does not say what must be raised:\n%s", out)
	}
	for _, rate := range []string{"0", "-1", "20000", "1e9", "+Inf", "NaN"} {
		if _, errs, code := h.run("", "capacity", "--rate="+rate); code != 2 || !strings.Contains(errs, "--rate") {
			t.Errorf("--rate=%s: exit %d, %s", rate, code, errs)
		}
	}
}

// The README's tables are written by the model, and a figure that was changed by hand
// is found.
func TestCapacityWritesTheReadme(t *testing.T) {
	h := newHome(t)
	path := filepath.Join(t.TempDir(), "README.md")
	const places = "# x\n<!-- units: written by capacity -->\n<!-- end of units -->\nbetween\n<!-- plans: written by capacity -->\n<!-- end of plans -->\nend\n"
	if err := os.WriteFile(path, []byte(places), 0o600); err != nil {
		t.Fatal(err)
	}
	h.good("capacity", "--readme", path)
	h.good("capacity", "--readme", path, "--check")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "| 50 | 4 | 2,160 |") || !strings.HasSuffix(string(text), "end\n") || !strings.Contains(string(text), "between\n") {
		t.Errorf("the file is now:\n%s", text)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), "2,160", "2,161", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := h.run("", "capacity", "--readme", path, "--check"); code != 1 || !strings.Contains(errs, "go run ./functions/local capacity") {
		t.Errorf("a changed figure: exit %d, %s", code, errs)
	}
	if _, errs, code := h.run("", "capacity", "--readme", filepath.Join(t.TempDir(), "none.md")); code != 1 || errs == "" {
		t.Errorf("no file: exit %d, %s", code, errs)
	}
}
