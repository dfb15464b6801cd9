package file_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"paradox/infra/sources/file"
)

var warsaw = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		panic(err)
	}
	return zone
}()

var day = time.Date(2026, 11, 25, 12, 0, 0, 0, warsaw)

// read reads a file of that name and content whole.
func read(t *testing.T, name, content string, o file.Options) (rows []file.Row, rejects []string, f *file.File) {
	t.Helper()
	f, err := open(t, name, content, o)
	if err != nil {
		t.Fatalf("Open(%s): %v", name, err)
	}
	rows, rejects = collect(t, f)
	return rows, rejects, f
}

func open(t *testing.T, name, content string, o file.Options) (*file.File, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if o.Zone == nil {
		o.Zone = warsaw
	}
	f, err := file.Open(path, o)
	if err == nil {
		t.Cleanup(func() { f.Close() })
	}
	return f, err
}

func collect(t *testing.T, f *file.File) (rows []file.Row, rejects []string) {
	t.Helper()
	for row, err := range f.Rows() {
		reject := (*file.Reject)(nil)
		switch {
		case errors.As(err, &reject):
			rejects = append(rejects, fmt.Sprintf("%d %s %s", reject.Line, reject.Field, reject.Code))
		case err != nil:
			t.Fatalf("Rows: %v", err)
		default:
			rows = append(rows, row)
		}
	}
	return rows, rejects
}

const polish = "id;treść;data;autor;kanał;kampania\r\n" +
	"1;\"Zażółć gęślą jaźń; „śledzą mnie”\nciągle\";2026-11-20 08:30;Łucja;E-mail;wiosna\r\n" +
	"2;Źle – ślą SMS-y co dzień;21.11.2026;;sms;\r\n"

func polishRows() []file.Row {
	return []file.Row{
		{Line: 2, ID: "1", Time: time.Date(2026, 11, 20, 8, 30, 0, 0, warsaw), Channel: "email", Campaign: "wiosna",
			Author: "Łucja", Text: "Zażółć gęślą jaźń; „śledzą mnie”\nciągle"},
		{Line: 4, ID: "2", Time: time.Date(2026, 11, 21, 12, 0, 0, 0, warsaw), Channel: "push_sms", Text: "Źle – ślą SMS-y co dzień"},
	}
}

func TestEncodings(t *testing.T) {
	encode := func(e encoding.Encoding) string {
		s, err := e.NewEncoder().String(polish)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	cases := []struct{ name, content, told, want string }{
		{"UTF-8", polish, "", file.UTF8},
		{"UTF-8 with a mark", "\ufeff" + polish, "", file.UTF8},
		{"UTF-16 LE with a mark", encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)), "", file.UTF16LE},
		{"UTF-16 BE with a mark", encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM)), "", file.UTF16BE},
		{"UTF-16 LE", encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)), "", file.UTF16LE},
		{"UTF-16 BE", encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)), "", file.UTF16BE},
		{"Windows-1250", encode(charmap.Windows1250), "", file.Windows1250},
		{"Windows-1250 told", encode(charmap.Windows1250), "Windows-1250", file.Windows1250},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rows, rejects, f := read(t, "opinie.csv", c.content, file.Options{Encoding: c.told})
			if f.Encoding != c.want || f.Separator != ";" {
				t.Errorf("read as %s with %q, want %s with %q", f.Encoding, f.Separator, c.want, ";")
			}
			if diff := cmp.Diff(polishRows(), rows); diff != "" || rejects != nil {
				t.Errorf("rows (-want +got):\n%s\nrejects %v", diff, rejects)
			}
		})
	}
}

func TestEncodingUnknown(t *testing.T) {
	_, err := open(t, "a.csv", "text\nhello\n", file.Options{Encoding: "ebcdic"})
	if err == nil || !strings.Contains(err.Error(), "windows-1250") {
		t.Errorf("Open with encoding ebcdic: error %v, want one that lists the encodings", err)
	}
}

// A few damaged lines do not turn a UTF-8 file into another encoding.
func TestDamagedUTF8(t *testing.T) {
	content := "text\n" + strings.Repeat("zażółć gęślą jaźń\n", 3) + "z\xb3amane\n" + "dalej\n"
	rows, rejects, f := read(t, "a.csv", content, file.Options{Day: day})
	if f.Encoding != file.UTF8 || len(rows) != 4 {
		t.Errorf("read as %s, %d rows, want utf-8 and 4", f.Encoding, len(rows))
	}
	if diff := cmp.Diff([]string{"5  not_utf8"}, rejects); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

func TestSeparators(t *testing.T) {
	for name, separator := range map[string]string{",": ",", ";": ";", "tab": "\t", "|": "|"} {
		t.Run(name, func(t *testing.T) {
			content := strings.ReplaceAll("id_comment_date\n7_\"Fine; by, me\"_2026-11-20\n", "_", separator)
			rows, rejects, f := read(t, "a.csv", content, file.Options{})
			if f.Separator != name || len(rows) != 1 || rejects != nil {
				t.Fatalf("separator %q, rows %v, rejects %v; want %q and one row", f.Separator, rows, rejects, name)
			}
			if rows[0].Text != "Fine; by, me" || rows[0].ID != "7" {
				t.Errorf("row = %+v, want the text and the id", rows[0])
			}
		})
	}
	t.Run("one column", func(t *testing.T) {
		rows, rejects, f := read(t, "a.csv", "Opinia\nTak, ale nie; może\n", file.Options{Day: day})
		if f.Separator != "none" || len(rows) != 1 || rows[0].Text != "Tak, ale nie; może" {
			t.Errorf("separator %q, rows %v, rejects %v; want none and the whole line", f.Separator, rows, rejects)
		}
	})
	t.Run("told", func(t *testing.T) {
		rows, _, _ := read(t, "a.csv", "text;id,x\na;1,b\n", file.Options{Separator: ";", Day: day})
		if len(rows) != 1 || rows[0].Text != "a" {
			t.Errorf("rows = %v, want the text before the semicolon", rows)
		}
	})
	t.Run("by the words of headers", func(t *testing.T) {
		_, _, f := read(t, "a.csv", "Komentarz klienta;Data wystawienia, dzień\na, b;2026-11-20\na;b, c;2026-11-20\n", file.Options{})
		if f.Separator != ";" {
			t.Errorf("separator %q, want the one between what is known", f.Separator)
		}
	})
	t.Run("hint of a spreadsheet", func(t *testing.T) {
		rows, rejects, _ := read(t, "a.csv", "sep=;\r\ntext;id\r\na;1\r\n", file.Options{Day: day})
		if len(rows) != 1 || rows[0].Line != 3 || rows[0].ID != "1" {
			t.Errorf("rows %v, rejects %v; want one row on line 3", rows, rejects)
		}
	})
}

// A row that is wrong costs itself, whatever is wrong with it.
func TestRejects(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	cases := []struct {
		name, body string
		lines      []int // of the rows that are read
		rejects    []string
	}{
		{"too few fields", "1,a\n2,b,2026-11-20\n", []int{3}, []string{"2  field_count"}},
		{"too many fields", "1,a,b,2026-11-20\n2,b,2026-11-20\n", []int{3}, []string{"2  field_count"}},
		{"quote inside", "1,say \"hi\",2026-11-20\n2,b,2026-11-20\n", []int{3}, []string{"2  bad_quote"}},
		{"more after a quote", "1,\"a\" b,2026-11-20\n2,b,2026-11-20\n", []int{3}, []string{"2  bad_quote"}},
		{"quote never closed", "1,\"a,2026-11-20\n2,b,2026-11-20\n3,c,2026-11-20\n", []int{3, 4}, []string{"2  bad_quote"}},
		{"quote closed by another row", "1,\"a,2026-11-20\n2,\"b\",2026-11-20\n", []int{3}, []string{"2  bad_quote"}},
		{"row too long", "1," + long + ",2026-11-20\n2,b,2026-11-20\n", []int{3}, []string{"2  row_too_long"}},
		{"blank lines", "\n\r\n2,b,2026-11-20\n\n", []int{4}, nil},
		{"no newline at the end", "2,b,2026-11-20", []int{2}, nil},
		{"quoted newline", "1,\"a\r\n\r\nb\",2026-11-20\r\n2,b,2026-11-20\r\n", []int{2, 5}, nil},
		{"doubled quotes", "1,\"a \"\"b\"\"\",2026-11-20\n", []int{2}, nil},
		{"no time", "1,a,\n2,b,2026-11-20\n", []int{3}, []string{"2 time time_missing"}},
		{"not a time", "1,a,soon\n2,b,2026-11-20\n", []int{3}, []string{"2 time time_invalid"}},
		{"two readings of a time", "1,a,03/04/2026\n2,b,2026-11-20\n", []int{3}, []string{"2 time time_ambiguous"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rows, rejects, _ := read(t, "a.csv", "id,text,date\n"+c.body, file.Options{})
			var lines []int
			for _, r := range rows {
				lines = append(lines, r.Line)
			}
			if diff := cmp.Diff(c.lines, lines); diff != "" {
				t.Errorf("rows on lines (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.rejects, rejects); diff != "" {
				t.Errorf("rejects (-want +got):\n%s", diff)
			}
		})
	}
}

func TestQuotesAsCharacters(t *testing.T) {
	rows, rejects, _ := read(t, "a.tsv", "id\ttext\n1\t\"Great\" idea\n", file.Options{NoQuotes: true, Day: day})
	if len(rows) != 1 || rows[0].Text != `"Great" idea` {
		t.Errorf("rows %v, rejects %v; want the quotes in the text", rows, rejects)
	}
}

func TestWithoutHeader(t *testing.T) {
	rows, rejects, _ := read(t, "a.txt", "first, of all\n\"second\nline\"\n", file.Options{NoHeader: true, Day: day})
	if len(rows) != 2 || rows[0].Text != "first, of all" || rows[1].Text != "second\nline" || !rows[1].Time.Equal(day) {
		t.Errorf("rows %+v, rejects %v; want two texts of the day", rows, rejects)
	}
}

func TestOldLineEnds(t *testing.T) {
	rows, _, _ := read(t, "a.csv", "text,id\rone,1\rtwo,2\r", file.Options{Day: day})
	if len(rows) != 2 || rows[1].Line != 3 {
		t.Errorf("rows = %+v, want two, the second on line 3", rows)
	}
}

func TestEmpty(t *testing.T) {
	for name, content := range map[string]string{"a.csv": "", "b.csv": "\n\n", "c.jsonl": "\n", "d.xlsx": "no workbook", "e.pdf": "x"} {
		if _, err := open(t, name, content, file.Options{}); err == nil {
			t.Errorf("Open(%s) of %q: no error", name, content)
		}
	}
}

// The same rows have the same ids wherever they stand, and equal rows have several.
func TestIdentity(t *testing.T) {
	ids := func(content string) (ids []string) {
		rows, _, _ := read(t, "a.csv", content, file.Options{Day: day})
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		return ids
	}
	all := ids("text,author\nsame,ann\nsame,ann\nsame,bob\nother,ann\nsame,ann\n")
	unique := map[string]bool{}
	for _, id := range all {
		unique[id] = true
	}
	if len(unique) != 5 {
		t.Errorf("%d different ids for 5 rows: %v", len(unique), all)
	}
	again := ids("author;text\nann;other\nann;same\nann;same\nann;same\n")
	if diff := cmp.Diff([]string{all[3], all[0], all[1], all[4]}, again); diff != "" {
		t.Errorf("ids in another file (-want +got):\n%s", diff)
	}
}

// A refused row counts among its equals, so that mending it moves no id.
func TestIdentityDoesNotDependOnRejects(t *testing.T) {
	content := "text,date\na,03/04/2026\na,03/04/2026\n"
	_, rejects, _ := read(t, "a.csv", content, file.Options{})
	if len(rejects) != 2 {
		t.Fatalf("rejects %v, want both rows", rejects)
	}
	dmy, _, _ := read(t, "a.csv", content, file.Options{DateOrder: file.DayFirst})
	mdy, _, _ := read(t, "a.csv", content, file.Options{DateOrder: file.MonthFirst})
	if dmy[0].ID != mdy[0].ID || dmy[1].ID != mdy[1].ID || dmy[0].ID == dmy[1].ID {
		t.Errorf("ids %s %s and %s %s: want them to rest on the time as it is written", dmy[0].ID, dmy[1].ID, mdy[0].ID, mdy[1].ID)
	}
}

func TestReadTwice(t *testing.T) {
	first, _, f := read(t, "a.csv", polish, file.Options{KeepRaw: true})
	second, _ := collect(t, f)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("second reading (-first +second):\n%s", diff)
	}
	if f.Position() != f.Size || f.Size != int64(len(polish)) {
		t.Errorf("position %d of %d, want the end of %d bytes", f.Position(), f.Size, len(polish))
	}
	if want := "2;Źle – ślą SMS-y co dzień;21.11.2026;;sms;"; first[1].Raw != want {
		t.Errorf("raw = %q, want %q", first[1].Raw, want)
	}
}
