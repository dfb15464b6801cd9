package main_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestDryRun(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "Nr opinii;Komentarz klienta;Data wystawienia;Ocena;Kampania\n"+
		"1;Fajne;20.11.2026;5;\n2;Śledzą mnie;3.10.2026;1;jesień\n2;Znowu;4.10.2026;1;\n4;Stare;01.01.2019;1;\n5;Kiedyś;kiedyś;2;\n")
	out := h.good("import", "--dry-run", "a.csv")
	for _, want := range []string{
		`csv, utf-8, separator ";"`, `text from "Komentarz klienta"`, `time from "Data wystawienia"`, `id from "Nr opinii"`, `not read: "Ocena"`,
		"5 rows", "3 can be taken, from 2026-10-03 to 2026-11-20", "1 of these have the id of an earlier row", "1 of these name a campaign",
		"1 expired", "1 rejected", "time_invalid",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the dry run does not say %q:\n%s", want, out)
		}
	}
	if found, _ := filepath.Glob(filepath.Join(h.dir, "*")); len(found) != 1 {
		t.Errorf("files after the dry run: %v, want the input alone", found)
	}
	var p struct {
		From, To       string
		Good, Rejected int
		First          []struct{ Line int } `json:"first_not_taken"`
	}
	if err := json.Unmarshal([]byte(h.good("import", "--dry-run", "--json", "a.csv")), &p); err != nil {
		t.Fatal(err)
	}
	if p.From != "2026-10-03" || p.Good != 3 || p.Rejected != 1 || len(p.First) != 2 || p.First[0].Line != 5 {
		t.Errorf("as JSON: %+v", p)
	}

	// Beside a store it goes by what is registered there, and changes nothing in it.
	h.good("--zone", "UTC", "campaign", "add", "jesien", "--title", "Jesień", "--start", "2026-09-01")
	if out := h.good("import", "--dry-run", "a.csv"); strings.Contains(out, "name a campaign") {
		t.Errorf("the campaign is not known:\n%s", out)
	}
	if _, stderr, code := h.run("", "import", "--dry-run", "a.csv", "--source", "shop"); code != 2 || !strings.Contains(stderr, "the sources are demo, form, import, mentions") {
		t.Errorf("a source that is not registered: exit code %d, %q", code, stderr)
	}
	h.file("none.csv", "text,date\na,soon\n")
	if out, stderr, code := h.run("", "import", "--dry-run", "none.csv"); code != 1 || !strings.Contains(stderr, "no row could be taken") || !strings.Contains(out, "time_invalid") {
		t.Errorf("no good row: exit code %d, %q %q", code, out, stderr)
	}
	if got := h.verified(); got != "0 messages" {
		t.Errorf("verify counts %s", got)
	}
	if found, _ := filepath.Glob(filepath.Join(h.dir, "*.rejects.csv")); found != nil {
		t.Errorf("the dry runs left %v", found)
	}
}
