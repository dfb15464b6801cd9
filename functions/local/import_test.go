package main_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
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

const mixed = `id,text,date,channel,campaign
1,fine,2026-11-20,email,spring
2,=HYPERLINK("x"),2026-11-20,email,spring
3,"too old",2019-01-01,email,spring
4,"no such channel",2026-11-20,pigeon,spring
5,"two readings",03/04/2026,email,spring
6,too,many,fields,here,now
7,"",2026-11-20,email,spring
8,fine,2026-11-20,,Spring letters
9,fine,2026-11-20,,unknown
`

func TestImportRejects(t *testing.T) {
	h := newHome(t)
	h.good("campaign", "add", "spring", "--title", "Spring letters", "--start", "2026-11-01")
	h.file("a.csv", mixed+"10,"+strings.Repeat("x", 16<<10+1)+",2026-11-20,,\n")
	s := h.imports("a.csv")
	want := summary{File: "a.csv", Rows: 10, Recorded: 3, Expired: 1, Rejected: 6, Unassigned: 1, Encoding: "utf-8", Separator: ",", Rejects: "a.csv.rejects.csv"}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	content := h.read("a.csv.rejects.csv")
	if diff := cmp.Diff([]string{"line", "3", "4", "5", "6", "7", "8", "11"}, column(t, content, 0)); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	codes := []string{"code", "bad_quote", "expired", "channel_unknown", "time_ambiguous", "field_count", "text_empty", "text_too_long"}
	if diff := cmp.Diff(codes, column(t, content, 2)); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
	if strings.Contains(content, "two readings") || strings.Contains(content, "HYPERLINK") {
		t.Errorf("the rejects file repeats rows that nobody asked for:\n%s", content)
	}

	// Mended and asked for: the rest is known, and the rows are repeated.
	h.file("a.csv", mixed)
	s = h.imports("--date-format", "dmy", "--reject-rows", "a.csv")
	if s.Duplicates != 3 || s.Recorded != 1 || s.Rejected != 4 {
		t.Errorf("second summary %+v, want 3 duplicates, 1 recorded, 4 rejected", s)
	}
	if rows := column(t, h.read("a.csv.rejects.csv"), 4); rows[1] != `2,=HYPERLINK("x"),2026-11-20,email,spring` {
		t.Errorf("rows in the rejects file: %q", rows)
	}
}

// A rejects file of an earlier import does not stay as if it were of this one.
func TestImportWithoutRejectsRemovesOldOnes(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "text\nfine\n\"open\n")
	if s := h.imports("a.csv"); s.Rejected != 1 {
		t.Fatalf("summary %+v, want a reject", s)
	}
	h.file("a.csv", "text\nfine\nclosed\n")
	if s := h.imports("a.csv"); s.Rejected != 0 || s.Duplicates != 1 || s.Recorded != 1 {
		t.Errorf("summary %+v, want no reject", s)
	}
	if _, err := os.Stat(filepath.Join(h.dir, "a.csv.rejects.csv")); err == nil {
		t.Error("the rejects file is still there")
	}
}

// Rejects are written over nothing that an import has not written: not over the
// file that is imported, under whatever name, and over nobody's notes.
func TestRejectsSpareOtherFiles(t *testing.T) {
	const content = "text,date\nfine,2026-11-20\nnot fine,soon\n"
	cases := []struct{ name, rejects, says string }{
		{"the input", "a.csv", "is a file to import"},
		{"the input by another way", "./sub/../a.csv", "is a file to import"},
		{"the input by a link", "link.csv", "is a file to import"},
		{"notes", "notes.txt", "no list of rejects"},
		{"an empty file", "empty.txt", "no list of rejects"},
		{"a directory", "sub", "no list of rejects"},
	}
	for _, c := range cases {
		for _, body := range []string{content, strings.Replace(content, "soon", "2026-11-21", 1)} {
			h := newHome(t)
			h.file("a.csv", body)
			h.file("notes.txt", "line by line\n")
			h.file("empty.txt", "")
			if err := errors.Join(os.Mkdir(filepath.Join(h.dir, "sub"), 0o700), os.Symlink("a.csv", filepath.Join(h.dir, "link.csv"))); err != nil {
				t.Fatal(err)
			}
			_, stderr, code := h.run("", "import", "a.csv", "--rejects", c.rejects)
			if code != 2 || !strings.Contains(stderr, c.says) {
				t.Errorf("%s: exit code %d, %q; want 2 and %q", c.name, code, stderr, c.says)
			}
			if h.read("a.csv") != body || h.read("notes.txt") != "line by line\n" || h.read("empty.txt") != "" {
				t.Errorf("%s: a file has changed", c.name)
			}
		}
	}
}

// The name that is taken by default is no exception, and a list of an earlier
// import is replaced.
func TestRejectsByDefault(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "text,date\nfine,2026-11-20\nnot fine,soon\n")
	h.file("a.csv.rejects.csv", "mine\n")
	if _, stderr, code := h.run("", "import", "a.csv"); code != 2 || !strings.Contains(stderr, "--rejects") || h.read("a.csv.rejects.csv") != "mine\n" {
		t.Errorf("exit code %d, %q; want the file spared", code, stderr)
	}
	if err := os.Symlink("elsewhere.csv", filepath.Join(h.dir, "link.csv")); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := h.run("", "import", "a.csv", "--rejects", "link.csv"); code != 1 || !strings.Contains(stderr, "link.csv") {
		t.Errorf("a link to nothing: exit code %d, %q; want it not followed", code, stderr)
	}
	if _, err := os.Stat(filepath.Join(h.dir, "elsewhere.csv")); err == nil {
		t.Error("a link to nothing was followed")
	}
	for range 2 {
		if s := h.imports("a.csv", "--rejects", "bad.csv", "--reject-rows"); s.Rejected != 1 {
			t.Errorf("summary %+v, want a reject", s)
		}
	}
	if got := column(t, h.read("bad.csv"), 0); len(got) != 2 {
		t.Errorf("lines %v, want one reject", got)
	}
}

func TestDryRun(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "Nr opinii;Komentarz klienta;Data wystawienia;Ocena;Kampania\n"+
		"1;Fajne;20.11.2026;5;\n2;Śledzą mnie;3.10.2026;1;jesień\n2;Znowu;4.10.2026;1;\n4;Stare;01.01.2019;1;\n5;Kiedyś;kiedyś;2;\n")
	out := h.good("import", "--dry-run", "a.csv")
	for _, want := range []string{
		`csv, utf-8, separator ";"`, `text from "Komentarz klienta"`, `time from "Data wystawienia"`, `id from "Nr opinii"`, `not read: "Ocena"`,
		"5 rows", "3 would be taken, from 2026-10-03 to 2026-11-20", "1 of these have the id of an earlier row", "1 of these name a campaign",
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
