package main_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An older copy of the store is put back beside the present ledger: the replay
// erases again what was erased since, and nothing else.
func TestRestore(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", authored)
	h.imports("a.csv")
	h.good("erase", "--source", "import", "--id", "3")
	made, copied := time.Now().UTC().Truncate(time.Second), h.read("data/store.db")
	h.good("erase", "--source", "import", "--author", "ann")
	h.good("erase", "--source", "import", "--id", "never stored")
	if got := h.verified(); got != "1 message" {
		t.Fatalf("verify counts %s before the restore, want 1", got)
	}
	h.file("data/store.db", copied)
	if got := h.verified(); got != "3 messages" {
		t.Fatalf("verify counts %s in the copy, want 3", got)
	}
	if err := os.MkdirAll(filepath.Join(h.dir, "data/imports"), 0o700); err != nil {
		t.Fatal(err)
	}
	checkpoint := h.file("data/imports/cut-off.json", "{}")
	if out := h.good("ledger", "replay", "--since", made.Format(time.RFC3339)); !strings.Contains(out, "carried out again; 2 messages") {
		t.Errorf("replay says %q", out)
	}
	if got := h.verified(); got != "1 message" {
		t.Errorf("verify counts %s after the replay, want 1", got)
	}
	if _, err := os.Stat(checkpoint); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an import that was cut off would go on where the copy does not reach: %v", err)
	}
	if b := h.read("data/store.db"); strings.Contains(b, "follow me everywhere") {
		t.Error("the store's file still holds an erased text")
	}
	if s := h.imports("a.csv"); s.Recorded != 0 {
		t.Errorf("importing it again: %+v, want nothing recorded", s)
	}
	if out := h.good("ledger", "replay", "--since", "beginning"); !strings.Contains(out, "3 erasures carried out again; 0 messages") {
		t.Errorf("the second replay says %q", out)
	}
	if out := h.good("ledger", "replay", "--since", time.Now().AddDate(0, 0, 2).Format(time.DateOnly)); !strings.Contains(out, "no erasure of that time") {
		t.Errorf("a replay of nothing says %q", out)
	}
	if _, stderr, code := h.run("", "ledger", "replay", "--since", "soon"); code != 2 || !strings.Contains(stderr, "--since: want a day") {
		t.Errorf("a time that is none: exit code %d, %q", code, stderr)
	}
}
