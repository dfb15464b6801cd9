package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A store is used with the keys that it was filled with. With others, which any data
// directory of before may hold, a message would count twice and an author who asks to
// be erased be told that nothing is stored.
func TestOtherKeys(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", authored)
	h.imports("a.csv") // keys of a directory
	tables := h.inTables()
	stack := tables.with("--data", "stack")
	stack.imports("a.csv")
	for _, command := range [][]string{{"import", "a.csv"}, {"erase", "--source", "import", "--author", "ann"}, {"verify"}, {"report", "trend"}, {"serve", "--addr", "127.0.0.1:0"}} {
		_, stderr, code := tables.run("", command...)
		if code != 1 || !strings.Contains(stderr, "filled with other keys") || !strings.Contains(stderr, "--secret (PARADOX_SECRET_ID)") {
			t.Errorf("%v with keys of another store: exit code %d, %q", command, code, stderr)
		}
	}
	if got := stack.verified(); got != "4 messages" {
		t.Errorf("verify counts %s, want 4 messages", got)
	}
	if _, stderr, code := tables.with("--data", "none").run("", "verify"); code != 1 || !strings.Contains(stderr, "--secret (PARADOX_SECRET_ID)") {
		t.Errorf("without keys: exit code %d, %q", code, stderr)
	}
	if out := tables.good("keys", "accept"); !strings.Contains(out, "from now on") {
		t.Errorf("keys accept says %q", out)
	}
	for _, x := range []home{tables, stack} {
		if got := x.verified(); got != "4 messages" {
			t.Errorf("after keys accept verify counts %s, want 4 messages", got)
		}
	}
}

// So it is with a file whose keys were swapped.
func TestSwappedKeys(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", authored)
	for _, dir := range []string{"one", "two"} {
		h.with("--data", dir).imports("a.csv")
	}
	keys := filepath.Join(h.dir, "one", "keys.json")
	own, other := h.read("one/keys.json"), h.read("two/keys.json")
	if err := os.WriteFile(keys, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	one := h.with("--data", "one")
	if _, stderr, code := one.run("", "erase", "--source", "import", "--author", "ann"); code != 1 || !strings.Contains(stderr, "put the keys.json back") {
		t.Errorf("with swapped keys: exit code %d, %q", code, stderr)
	}
	if err := os.WriteFile(keys, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := one.verified(); got != "4 messages" {
		t.Errorf("verify counts %s, want 4 messages", got)
	}
}
