package main_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
	if h.store == nil && strings.Contains(h.read("data/store.db"), "follow me everywhere") {
		h.t.Error("the store's file still holds an erased text")
	}
	if s := h.imports("a.csv"); s.Recorded != 0 {
		h.t.Errorf("importing it again: %+v, want nothing recorded", s)
	}
	if out := h.good("ledger", "replay", "--since", "beginning"); !strings.Contains(out, "3 erasures carried out again; 0 messages") {
		h.t.Errorf("the second replay says %q", out)
	}
	if out := h.good("ledger", "replay", "--since", ago(-3)); !strings.Contains(out, "no erasure of that time") {
		h.t.Errorf("a replay of nothing says %q", out)
	}
	if _, stderr, code := h.run("", "ledger", "replay", "--since", "soon"); code != 2 || !strings.Contains(stderr, "--since: want a day") {
		h.t.Errorf("a time that is none: exit code %d, %q", code, stderr)
	}
}
