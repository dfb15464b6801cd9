package file_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"paradox/infra/sources/file"
)

// place is a row or a reject with the lines it takes.
type place struct {
	line int
	raw  string
}

func places(t *testing.T, f *file.File) (out []place) {
	for row, err := range f.Rows() {
		reject := (*file.Reject)(nil)
		switch {
		case errors.As(err, &reject):
			out = append(out, place{reject.Line, reject.Raw})
		case err != nil:
			t.Fatalf("Rows: %v", err)
		default:
			if !utf8.ValidString(row.Text) {
				t.Errorf("line %d: text is not valid UTF-8", row.Line)
			}
			out = append(out, place{row.Line, row.Raw})
		}
	}
	return out
}

// Every line below the header is in one row or one reject, under its own
// number, or is blank.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"a,1\nb,2\n", "\"a\nb\",1\n", "\"open,1\nb,2", "a\"b,1\r\n\r\n\"x\"\"y\",2", "\xff,1\n", ",\n\n\n\"\n\"", "\"a\",\"b\"c\n\r\r\n",
	} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "a.csv")
	f.Fuzz(func(t *testing.T, body []byte) {
		content := "text,id\n" + string(body)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		opened, err := file.Open(path, file.Options{Encoding: file.UTF8, Separator: ",", Day: day, KeepRaw: true})
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		defer opened.Close()
		lines := strings.SplitAfter(content, "\n")
		covered := make([]bool, len(lines))
		covered[0] = true
		for _, p := range places(t, opened) {
			for i, raw := range strings.SplitAfter(p.raw, "\n") {
				at := p.line - 1 + i
				if at >= len(lines) || covered[at] {
					t.Fatalf("line %d is taken twice or is not there", at+1)
				}
				covered[at] = true
				if raw != lines[at] && raw != bare(lines[at]) {
					t.Errorf("line %d is %q, want %q", at+1, raw, lines[at])
				}
			}
		}
		blank := 0
		for i, line := range lines {
			if covered[i] || line == "" {
				continue
			}
			if blank++; bare(line) != "" {
				t.Errorf("line %d is lost: %q", i+1, line)
			}
		}
		if opened.Blank != blank {
			t.Errorf("%d blank lines, want %d", opened.Blank, blank)
		}
	})
}

func bare(line string) string { return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r") }

// Any bytes are read in some encoding, or refused, and never end the program;
// a line is a row, a reject or blank.
func FuzzEncodings(f *testing.F) {
	for _, seed := range []string{"text\nza\xbf\xf3\xb3\xe6\n", "\xff\xfet\x00\n\x00a\x00", "\x00t\x00\n\x00a", "\xef\xbb\xbftext\na\n", "text\rb\r", "\xfe\xff\xd8\x00"} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "a.txt")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, o := range []file.Options{{NoHeader: true, NoQuotes: true, Day: day, KeepRaw: true}, {Day: day}, {Day: day, Format: file.JSONL}} {
			opened, err := file.Open(path, o)
			if err != nil {
				continue
			}
			found := places(t, opened)
			for i := range found {
				if i > 0 && found[i].line <= found[i-1].line {
					t.Errorf("line %d comes after line %d", found[i].line, found[i-1].line)
				}
			}
			if last := len(found); o.NoHeader && last > 0 && found[last-1].line > last+opened.Blank {
				t.Errorf("%d rows and %d blank lines, but the last row is on line %d", last, opened.Blank, found[last-1].line)
			}
			opened.Close()
		}
	})
}
