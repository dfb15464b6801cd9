package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// copied copies the store, without the ledger, and returns what puts the copy back.
func (h home) copied() (putBack func()) {
	h.t.Helper()
	if h.store == nil {
		file := h.read("data/store.db")
		return func() { h.file("data/store.db", file) }
	}
	items := map[string][]map[string]types.AttributeValue{}
	for _, name := range []string{"reactions", "counters"} {
		items[name] = h.items(name)
	}
	return func() {
		for name, copied := range items {
			h.replace(name, copied)
		}
	}
}

// items are those of a table.
func (h home) items(name string) (items []map[string]types.AttributeValue) {
	h.t.Helper()
	table := h.table(name)
	for pages := dynamodb.NewScanPaginator(h.client(), &dynamodb.ScanInput{TableName: &table}); pages.HasMorePages(); {
		page, err := pages.NextPage(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		items = append(items, page.Items...)
	}
	return items
}

// replace makes a table hold the items and nothing else.
func (h home) replace(name string, items []map[string]types.AttributeValue) {
	h.t.Helper()
	client, table := h.client(), h.table(name)
	keys := map[string][2]string{"reactions": {"owner", "id"}, "counters": {"scope", "cell"}}[name]
	for _, item := range h.items(name) {
		key := map[string]types.AttributeValue{keys[0]: item[keys[0]], keys[1]: item[keys[1]]}
		if _, err := client.DeleteItem(h.t.Context(), &dynamodb.DeleteItemInput{TableName: &table, Key: key}); err != nil {
			h.t.Fatal(err)
		}
	}
	for _, item := range items {
		if _, err := client.PutItem(h.t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item}); err != nil {
			h.t.Fatal(err)
		}
	}
}

// holding are the files of the data directory that hold a text, in whatever of their
// pages.
func (h home) holding(text string) (names []string) {
	h.t.Helper()
	root := filepath.Join(h.dir, "data")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && bytes.Contains(b, []byte(text)) {
			names = append(names, strings.TrimPrefix(path, root+string(filepath.Separator)))
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return names
}

// An older copy of the store is put back beside the present ledger: the replay
// erases again what was erased since, and nothing else.
func TestRestore(t *testing.T) {
	for name, h := range map[string]home{"bolt": newHome(t), "dynamodb": newHome(t).inTables()} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			restore(h)
		})
	}
}

func restore(h home) {
	h.file("a.csv", authored)
	h.imports("a.csv")
	h.good("erase", "--source", "import", "--id", "3")
	made, putBack := time.Now().UTC().Truncate(time.Second), h.copied()
	h.good("erase", "--source", "import", "--author", "ann")
	h.good("erase", "--source", "import", "--id", "never stored")
	if got := h.verified(); got != "1 message" {
		h.t.Fatalf("verify counts %s before the restore, want 1", got)
	}
	putBack()
	if got := h.verified(); got != "3 messages" {
		h.t.Fatalf("verify counts %s in the copy, want 3", got)
	}
	if err := os.MkdirAll(filepath.Join(h.dir, "data/imports"), 0o700); err != nil {
		h.t.Fatal(err)
	}
	checkpoint := h.file("data/imports/cut-off.json", "{}")
	if out := h.good("ledger", "replay", "--since", made.Format(time.RFC3339)); !strings.Contains(out, "carried out again; 2 messages") {
		h.t.Errorf("replay says %q", out)
	}
	if got := h.verified(); got != "1 message" {
		h.t.Errorf("verify counts %s after the replay, want 1", got)
	}
	if _, err := os.Stat(checkpoint); !errors.Is(err, fs.ErrNotExist) {
		h.t.Errorf("an import that was cut off would go on where the copy does not reach: %v", err)
	}
	if s := h.imports("a.csv"); s.Recorded != 0 {
		h.t.Errorf("importing it again: %+v, want nothing recorded", s)
	}
	if out := h.good("ledger", "replay"); !strings.Contains(out, "3 erasures carried out again; 0 messages") {
		h.t.Errorf("the second replay says %q", out)
	}
	if out := h.good("ledger", "replay", "--since", ago(-3)); !strings.Contains(out, "no erasure of that time") {
		h.t.Errorf("a replay of nothing says %q", out)
	}
	if _, stderr, code := h.run("", "ledger", "replay", "--since", "beginning"); code != 2 || !strings.Contains(stderr, "--since: want a day") {
		h.t.Errorf("a time that is none: exit code %d, %q", code, stderr)
	}
}

// Where an older copy came back unseen, as after an erasure that missed something, the
// nightly pass erases again what was erased in the last days, and says so. What the
// author has written since stays.
func TestNightlyReplays(t *testing.T) {
	for name, h := range map[string]home{"bolt": newHome(t), "dynamodb": newHome(t).inTables()} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.file("a.csv", authored)
			h.imports("a.csv")
			putBack := h.copied()
			h.good("erase", "--source", "import", "--author", "ann")
			putBack()
			h.file("later.csv", "id,text,date,author\n9,I changed my mind,"+time.Now().Add(time.Hour).UTC().Format(time.RFC3339)+",ann\n")
			if s := h.imports("later.csv"); s.Recorded != 1 {
				t.Fatalf("a later message: %+v", s)
			}
			for _, says := range []string{"2 messages", "0 messages"} {
				want := "1 erasure of the last 3 days carried out again; " + says + " of the store were erased by it"
				if out := h.good("nightly"); !strings.Contains(out, want) || !strings.Contains(out, "every counter equals the recount") {
					t.Errorf("nightly says %q, want %q", out, want)
				}
				if got := h.verified(); got != "3 messages" {
					t.Errorf("verify counts %s, want 3 messages", got)
				}
			}
			h.servesWithoutPass()
		})
	}
}

// What a replay or a pass erases is in no file any more when the command ends. The
// messages fill many pages: what is freed of a few is soon written over anyway.
func TestReplayScrubs(t *testing.T) {
	for _, command := range [][]string{{"ledger", "replay"}, {"nightly"}} {
		t.Run(strings.Join(command, " "), func(t *testing.T) {
			h := newHome(t)
			var b strings.Builder
			b.WriteString("text,author\nFine by me,bob\n")
			for i := range 300 {
				fmt.Fprintf(&b, "\"A zebrafinch told me, %d times, that they know my size\",ann\n", i)
			}
			h.file("a.csv", b.String())
			h.imports("a.csv")
			putBack := h.copied()
			h.good("erase", "--source", "import", "--author", "ann")
			putBack()
			if held := h.holding("zebrafinch"); !slices.Equal(held, []string{"store.db"}) {
				t.Fatalf("before it the files %v hold the texts, want the store's: the test shows nothing", held)
			}
			if out := h.good(command...); !strings.Contains(out, "300 messages of the store were erased by it") {
				t.Errorf("it says %q", out)
			}
			if held := h.holding("zebrafinch"); len(held) > 0 {
				t.Errorf("the files %v still hold erased texts", held)
			}
			if got := h.verified(); got != "1 message" {
				t.Errorf("verify counts %s, want 1 message", got)
			}
		})
	}
}
