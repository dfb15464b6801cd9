package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An import that was cut off goes on in the store that it went to. In another store,
// of the same data directory or not, nothing of it is done, and it begins anew.
func TestImportGoesOnInItsStoreAlone(t *testing.T) {
	h := newHome(t)
	const rows = 600 // more than one batch
	many(h, "a.csv", rows)
	h.file("a.csv", h.read("a.csv")+"say \"what\",x\n")
	command := []string{"import", "--rejects", "lists/a.csv", "a.csv"}

	tables := h.inTables()
	stores := []struct {
		name string
		home
	}{
		{"a file", h},
		{"a file in another directory", h.with("--data", "other")},
		{"tables", tables},
		{"other tables", h.inTables()},
		{"tables at another address", tables.with("--endpoint", strings.Replace(tables.endpoint(), "127.0.0.1", "localhost", 1))},
	}
	for _, s := range stores { // the row that is refused, in the second batch, has no list to go to
		_, stderr, code := s.run("", command...)
		if code != 1 || strings.Contains(stderr, "goes on after") || !strings.Contains(stderr, "stopped after 500 rows") {
			t.Errorf("%s: exit code %d, %q; want an import that begins and is cut off", s.name, code, stderr)
		}
	}
	if err := os.Mkdir(filepath.Join(h.dir, "lists"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, s := range stores {
		if _, stderr, code := s.run("", command...); code != 0 || !strings.Contains(stderr, "goes on after 500 rows") {
			t.Errorf("%s: exit code %d, %q; want an import that goes on", s.name, code, stderr)
		}
		if got := s.verified(); got != "600 messages" {
			t.Errorf("%s: verify counts %s, want 600 messages", s.name, got)
		}
	}
}

// with is the same home called with further flags; of one that is given twice the last
// counts.
func (h home) with(flags ...string) home {
	h.store = append(append([]string(nil), h.store...), flags...)
	return h
}

// endpoint is the address of the home's tables.
func (h home) endpoint() string {
	for i, flag := range h.store {
		if flag == "--endpoint" {
			return h.store[i+1]
		}
	}
	h.t.Fatal("no --endpoint among the flags")
	return ""
}
