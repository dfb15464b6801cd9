package main_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const opinions = "id;treść;data;autor;kanał\r\n" +
	"1;\"Zażółć gęślą jaźń; śledzą\nmnie ciągle\";20.11.2026 08:30;łucja;e-mail\r\n" +
	"2;Źle, że ślą tyle SMS-ów;21.11.2026;;sms\r\n"

func TestImportFormats(t *testing.T) {
	win, err := charmap.Windows1250.NewEncoder().String(opinions)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(opinions)
	if err != nil {
		t.Fatal(err)
	}
	jsonl := `{"id":1,"text":"Zażółć gęślą jaźń; śledzą\nmnie ciągle","date":"2026-11-20T07:30:00Z","author":"łucja","channel":"email"}
{"id":2,"text":"Źle, że ślą tyle SMS-ów","date":"2026-11-21","channel":"push_sms"}
`
	cases := []struct{ name, content, encoding string }{
		{"a.csv", opinions, "utf-8"},
		{"bom.csv", "\ufeff" + opinions, "utf-8"},
		{"win.csv", win, "windows-1250"},
		{"utf16.csv", utf16, "utf-16le"},
		{"a.tsv", strings.ReplaceAll(strings.ReplaceAll(opinions, "; ", "–"), ";", "\t"), "utf-8"},
		{"a.jsonl", jsonl, "utf-8"},
		{"a.xlsx", workbook(t), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHome(t)
			h.file(c.name, c.content)
			s := h.imports(c.name)
			want := summary{File: c.name, Rows: 2, Recorded: 2, Encoding: c.encoding, Separator: s.Separator}
			if diff := cmp.Diff(want, s); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
			if got := h.verified(); got != "2 messages" {
				t.Errorf("verify counts %s, want 2 messages", got)
			}
			// The same messages in another format are the same messages.
			h.file("again.csv", opinions)
			if s := h.imports("again.csv"); s.Duplicates != 2 {
				t.Errorf("in another format: %+v, want 2 duplicates", s)
			}
		})
	}
}

func workbook(t *testing.T) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range [][]any{
		{"Nr", "Opinia", "Data", "Autor", "Kanał"},
		{1, "Zażółć gęślą jaźń; śledzą\nmnie ciągle", 46346.354166667, "łucja", "e-mail"},
		{2, "Źle, że ślą tyle SMS-ów", "2026-11-21", "", "sms"},
	} {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// many writes a CSV file of n rows without ids, some of them equal.
func many(h home, name string, n int) {
	var b strings.Builder
	b.WriteString("comment,author\n")
	for i := range n {
		fmt.Fprintf(&b, "\"They know what I looked at, number %d, and sell it on\",user%d\n", i/2, i%7/6)
	}
	h.file(name, b.String())
}

// Importing a file again, or its rows in another order, changes no number.
func TestImportTwice(t *testing.T) {
	h := newHome(t)
	many(h, "a.csv", 700)
	if s := h.imports("a.csv"); s.Recorded != 700 {
		t.Fatalf("first import: %+v", s)
	}
	report := h.good("report", "paradox", "--json")
	if s := h.imports("a.csv"); s.Duplicates != 700 || s.Recorded != 0 {
		t.Errorf("second import: %+v, want duplicates only", s)
	}
	lines := strings.Split(strings.TrimSpace(h.read("a.csv")), "\n")
	for i, j := 1, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	h.file("b.csv", strings.Join(lines, "\n"))
	if s := h.imports("b.csv"); s.Duplicates != 700 {
		t.Errorf("import of the rows in another order: %+v, want duplicates only", s)
	}
	if diff := cmp.Diff(report, h.good("report", "paradox", "--json")); diff != "" {
		t.Errorf("the report changed:\n%s", diff)
	}
	if got := h.verified(); got != "700 messages" {
		t.Errorf("verify counts %s", got)
	}
}

// A kill in the middle of an import costs nothing: the counters are right, and
// the import goes on where it was.
func TestImportKilled(t *testing.T) {
	h := newHome(t)
	const rows = 15000
	many(h, "a.csv", rows)
	bad := h.read("a.csv") + "say \"what\",x\n"
	h.file("a.csv", strings.Replace(bad, "comment,author\n", "comment,author\nwrong \"quote\",x\n", 1))
	p := h.start("--log-level", "debug", "import", "a.csv")
	p.until("a batch", func(line string) bool { return strings.Contains(line, `"msg":"batch"`) })
	p.kill()
	if got := h.verified(); got == "0 messages" || got == "15,000 messages" {
		t.Fatalf("after the kill verify counts %s: it did not hit the middle", got)
	}
	list := h.read("a.csv.rejects.csv")
	for name, damaged := range map[string]string{"cut": list[:len(list)-5], "other": "notes\n" + list, "gone": ""} {
		if h.file("a.csv.rejects.csv", damaged); damaged == "" {
			os.Remove(filepath.Join(h.dir, "a.csv.rejects.csv"))
		}
		if _, stderr, code := h.run("", "import", "a.csv"); code == 0 || !strings.Contains(stderr, "--re") {
			t.Errorf("going on with a list of rejects that is %s: exit code %d, %q", name, code, stderr)
		}
	}
	h.file("a.csv.rejects.csv", list)
	out, stderr, code := h.run("", "import", "--json", "a.csv")
	if code != 0 || !strings.Contains(stderr, "goes on after") {
		t.Fatalf("exit code %d, %s: want an import that goes on", code, stderr)
	}
	var done struct {
		Rows       int
		RowsBefore int `json:"rows_before"`
		Recorded   int
		Rejected   int
	}
	if err := json.Unmarshal([]byte(out), &done); err != nil {
		t.Fatal(err)
	}
	if done.RowsBefore == 0 || done.Rows+done.RowsBefore != rows+2 || done.Recorded > done.Rows || done.Rejected != 1 {
		t.Errorf("summary %+v, want what this run did: the rest of the rows, and one of the two rejects", done)
	}
	if got := h.verified(); got != "15,000 messages" {
		t.Errorf("after the import verify counts %s", got)
	}
	if diff := cmp.Diff([]string{"line", "2", "15003"}, column(t, h.read("a.csv.rejects.csv"), 0)); diff != "" {
		t.Errorf("lines in the rejects file (-want +got):\n%s", diff)
	}
	if left, _ := os.ReadDir(filepath.Join(h.dir, "data", "imports")); len(left) != 0 {
		t.Errorf("%d checkpoints are left", len(left))
	}
}

func column(t *testing.T, content string, n int) (values []string) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		values = append(values, r[n])
	}
	return values
}

// Dates that are not read are asked about, before every row counts for today.
func TestImportAsksAboutDates(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "opinia;Data zamówienia;Data zgłoszenia\nfajne;2026-11-01;2026-11-02\n")
	h.file("b.csv", "opinia;kiedy\nfajne;2026-11-01\n")
	for _, name := range []string{"a.csv", "b.csv"} {
		if _, stderr, code := h.run("", "import", name); code != 1 || !strings.Contains(stderr, "--map time=") || !strings.Contains(stderr, "--date") {
			t.Errorf("%s: exit code %d, %q; want a question", name, code, stderr)
		}
	}
	if s := h.imports("a.csv", "--map", "time=data zgłoszenia"); s.Recorded != 1 {
		t.Errorf("with a mapping: %+v", s)
	}
	_, stderr, code := h.run("", "import", "b.csv", "--date", "2026-11-03")
	if code != 0 || !strings.Contains(stderr, "all rows count for 2026-11-03") {
		t.Errorf("with a day: exit code %d, %q", code, stderr)
	}
}

func TestImportBelowATitle(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "Eksport opinii sklepu\n\nid;opinia;data\n1;fajne;2026-11-01\n")
	if _, stderr, code := h.run("", "import", "a.csv"); code != 1 || !strings.Contains(stderr, "--skip-rows") {
		t.Errorf("exit code %d, %q; want a hint", code, stderr)
	}
	if s := h.imports("a.csv", "--skip-rows", "2"); s.Recorded != 1 {
		t.Errorf("with the title passed over: %+v", s)
	}
}

func TestImportCalledWrongly(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "text,comment\na,b\n")
	h.file("none.csv", "text\n\"open\n")
	cases := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"campaign", []string{"--campaign", "nope", "a.csv"}, 2, "campaign add"},
		{"source", []string{"--source", "nope", "a.csv"}, 2, "source add"},
		{"channel", []string{"--channel", "pigeon", "a.csv"}, 2, "push_sms"},
		{"date", []string{"--date", "today", "a.csv"}, 2, "2026-11-25"},
		{"format", []string{"--format", "pdf", "a.csv"}, 2, "want csv, jsonl or xlsx"},
		{"date order", []string{"--date-format", "ymd", "a.csv"}, 2, "want dmy (day first) or mdy (month first)"},
		{"rows above", []string{"--skip-rows", "-1", "a.csv"}, 2, "--skip-rows"},
		{"field", []string{"--map", "mood=text", "a.csv"}, 2, "author"},
		{"two texts", []string{"a.csv"}, 1, `"text" or "comment"`},
		{"no such column", []string{"--map", "text=opinia", "a.csv"}, 1, `the headers are "text", "comment"`},
		{"no file", []string{"nowhere.csv"}, 1, "nowhere.csv"},
		{"no row taken", []string{"none.csv"}, 1, "none.csv.rejects.csv"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, stderr, code := h.run("", append([]string{"import"}, c.args...)...)
			if code != c.code || !strings.Contains(stderr, c.says) {
				t.Errorf("exit code %d and %q, want %d and a message with %q", code, stderr, c.code, c.says)
			}
		})
	}
	if s := h.imports("-map", "text=comment", "--map=author=", "a.csv"); s.Recorded != 1 {
		t.Errorf("with a mapping: %+v, want the row", s)
	}
}
