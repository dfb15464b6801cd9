package main_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
