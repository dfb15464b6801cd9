package redact_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"paradox/analysis/redact"
)

// rows reads a table of testdata: tab-separated, escapes as in Go strings, "#"
// begins a comment.
func rows(t testing.TB, name string, columns int) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var table [][]string
	for n, line := range strings.Split(string(b), "\n") {
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != columns {
			t.Fatalf("%s:%d: %d columns, want %d", name, n+1, len(cols), columns)
		}
		for i, c := range cols {
			if cols[i], err = strconv.Unquote(`"` + strings.ReplaceAll(c, `"`, `\"`) + `"`); err != nil {
				t.Fatalf("%s:%d: column %d: %v", name, n+1, i+1, err)
			}
		}
		table = append(table, cols)
	}
	return table
}

func TestCases(t *testing.T) {
	table := rows(t, "cases.tsv", 4)
	seen := map[[2]string]int{}
	for _, row := range table {
		kind, language, text, want := row[0], row[1], row[2], row[3]
		seen[[2]string{kind, language}]++
		t.Run(kind+"/"+language, func(t *testing.T) {
			got, markers := redact.Redact(text)
			if got != want {
				t.Errorf("Redact(%q) = %q, want %q", text, got, want)
			}
			checkMarkers(t, got, markers)
			if strings.Count(want, "["+kind+"]") != len(markers) {
				t.Errorf("Redact(%q) has %d markers, want %d", text, len(markers), strings.Count(want, "["+kind+"]"))
			}
		})
	}
	if len(table) < 200 {
		t.Errorf("only %d cases", len(table))
	}
	for _, kind := range redact.Kinds() {
		if seen[[2]string{string(kind), "en"}] == 0 || seen[[2]string{string(kind), "pl"}] == 0 {
			t.Errorf("%s has no case in one of the languages", kind)
		}
	}
}

func TestInnocent(t *testing.T) {
	table := rows(t, "innocent.tsv", 2)
	for _, row := range table {
		t.Run(row[0], func(t *testing.T) {
			if got, _ := redact.Redact(row[1]); got != row[1] {
				t.Errorf("Redact(%q) = %q, want it as it is", row[1], got)
			}
		})
	}
	if len(table) < 200 {
		t.Errorf("only %d cases", len(table))
	}
}

// checkMarkers holds the list of markers to the text they are said to be in.
func checkMarkers(t testing.TB, text string, markers []redact.Marker) {
	t.Helper()
	end := 0
	for _, m := range markers {
		if m.Start < end || m.End <= m.Start || m.End > len(text) || text[m.Start:m.End] != "["+string(m.Kind)+"]" {
			t.Fatalf("marker %+v does not fit %q", m, text)
		}
		end = m.End
	}
}
