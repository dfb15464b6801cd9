package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/testdata"
)

// stacks numbers the tables of this test binary.
var stacks atomic.Int64

// inTables is the same home with its store in tables of its own, at a real engine.
func (h home) inTables() home {
	h.t.Helper()
	prefix := fmt.Sprintf("local%d-%d-", os.Getpid(), stacks.Add(1))
	h.store = strings.Fields(h.good(h.creating(prefix)...))
	return h
}

func (h home) creating(prefix string) []string {
	h.t.Helper()
	return []string{"tables", "create", "--endpoint", enginetest.MiniStack(h.t), "--template", repository(h.t, "template.yaml"), "--prefix", prefix}
}

// repository is the path of a file of the project.
func repository(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Who makes tables is told which were made and which were there.
func TestTablesCreateTwice(t *testing.T) {
	h := newHome(t)
	prefix := fmt.Sprintf("local%d-%d-", os.Getpid(), stacks.Add(1))
	names := prefix + "ReactionsTable, " + prefix + "CountersTable, " + prefix + "ErasuresTable\n"
	for _, want := range []string{"made: " + names, "already there, and left as they are: " + names} {
		flags, said, code := h.run("", h.creating(prefix)...)
		if code != 0 || !strings.HasPrefix(said, want) || strings.Contains(said, "WARN") || !strings.HasPrefix(flags, "--store dynamodb") {
			t.Errorf("tables create: exit code %d, %q %q, want %q", code, flags, said, want)
		}
	}
}

// client is one for the engine of the tables, past the program.
func (h home) client() *dynamodb.Client {
	return dynamodb.NewFromConfig(localengine.Config(enginetest.MiniStack(h.t)))
}

// table is the name of a table of the home's store.
func (h home) table(name string) string {
	return h.store[slices.Index(h.store, "--"+name+"-table")+1]
}

// part is every third message of the demo set.
func part(t *testing.T) (some []testdata.Reaction) {
	t.Helper()
	messages, err := testdata.Reactions()
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(messages); i += 3 {
		some = append(some, messages[i])
	}
	return some
}

// lines writes messages as a file, with their days counted back from yesterday.
func (h home) lines(name string, messages []testdata.Reaction) string {
	h.t.Helper()
	var b strings.Builder
	for _, m := range messages {
		err := json.NewEncoder(&b).Encode(map[string]string{
			"id": m.ID, "date": ago(m.DaysAgo) + " " + m.Time, "channel": m.Channel, "campaign": m.Campaign, "author": m.Author, "text": m.Text,
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
	return h.file(name, b.String())
}

func ago(days int) string { return time.Now().AddDate(0, 0, -1-days).Format(time.DateOnly) }

// fill registers, imports, imports some again and erases, and returns what is said.
func (h home) fill(messages []testdata.Reaction) (said []string) {
	h.t.Helper()
	campaigns, err := testdata.Campaigns()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range campaigns {
		h.good("campaign", "add", c.Name, "--title", c.Title, "--start", "2026-01-01", "--sent", "email=120000", "--note", ago(20)+"=New privacy note")
	}
	h.good("source", "add", "shop", "--purpose", "reviews", "--basis", "contract", "--retention", "400d")
	all, some := h.imports("--source", "shop", h.lines("all.jsonl", messages)), h.imports("--source", "shop", h.lines("some.jsonl", messages[:300]))
	if all.Recorded != len(messages) || some.Duplicates != 300 {
		h.t.Fatalf("imported %+v, and again %+v; want %d recorded, then 300 duplicates", all, some, len(messages))
	}
	i := slices.IndexFunc(messages, func(m testdata.Reaction) bool { return m.Author != "" })
	said = []string{
		h.good("erase", "--source", "shop", "--author", messages[i].Author),
		h.good("erase", "--source", "shop", "--id", messages[i+1].ID),
		h.good("campaign", "list"), h.good("campaign", "show", campaigns[0].Name), h.good("source", "list"), h.good("quarantine"),
	}
	counts, _, _ := strings.Cut(h.good("ledger", "list"), "first")
	return append(said, counts)
}

// Which engine keeps the messages changes no byte of a report, and no verdict.
func TestEnginesAgree(t *testing.T) {
	bolt := newHome(t)
	tables := bolt.inTables() // the same directory and keys: what is done is told apart by the store
	messages := part(t)
	if diff := cmp.Diff(bolt.fill(messages), tables.fill(messages)); diff != "" {
		t.Errorf("commands say otherwise in tables (-bolt +dynamodb):\n%s", diff)
	}
	campaign := messages[slices.IndexFunc(messages, func(m testdata.Reaction) bool { return m.Campaign != "" })].Campaign
	segments := [][]string{
		nil, {"--campaign", campaign}, {"--channel", "email"}, {"--language", "pl"}, {"--source", "shop"},
		{"--campaign", campaign, "--channel", "email"},
	}
	agree := func(report string, segments ...[]string) {
		t.Helper()
		for _, segment := range segments {
			for _, form := range [][]string{nil, {"--json"}} {
				args := slices.Concat([]string{"report", report, "--from", ago(testdata.Days), "--to", ago(0)}, segment, form)
				want := bolt.good(args...)
				if got := tables.good(args...); got != want {
					t.Errorf("paradox %v differs (-bolt +dynamodb):\n%s", args, cmp.Diff(want, got))
				}
			}
		}
	}
	for _, report := range []string{"trend", "themes", "paradox"} {
		agree(report, segments...)
	}
	agree("phrases", segments[:2]...)
	for _, h := range []home{bolt, tables} {
		if out := h.good("nightly"); !strings.Contains(out, "every counter equals the recount") {
			t.Errorf("nightly says %q", out)
		}
	}
	for _, report := range []string{"trend", "themes", "paradox"} {
		agree(report, segments[:2]...) // of compacted counters
	}
	if want, got := bolt.verified(), tables.verified(); got != want {
		t.Errorf("verify counts %s in tables, %s in a file", got, want)
	}
}

// Several programs use tables at a time: what serve takes and what an import takes
// beside it are both counted, and an erasure beside them goes out of the counts.
func TestTablesAreShared(t *testing.T) {
	h := newHome(t).inTables()
	p, address := h.serve()
	h.file("a.csv", authored)
	if s := h.imports("a.csv"); s.Recorded != 4 {
		t.Errorf("import beside serve: %+v", s)
	}
	status, body := post(t, address+"/v1/feedback", `{"text":"They follow me around"}`)
	if status != http.StatusAccepted {
		t.Fatalf("answer %d %s", status, body)
	}
	p.labelled(1)
	if got := h.verified(); got != "5 messages" {
		t.Errorf("verify beside serve counts %s, want 5 messages", got)
	}
	if out := h.good("erase", "--source", "import", "--author", "ann"); !strings.Contains(out, "2 messages erased") {
		t.Errorf("erase beside serve says %q", out)
	}
	if status, body := get(t, address+"/v1/reports/trend"); status != http.StatusOK {
		t.Errorf("the report beside it: %d %s", status, body)
	}
	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d after SIGTERM:\n%s", code, p.log)
	}
	if got := h.verified(); got != "3 messages" {
		t.Errorf("verify counts %s, want 3 messages", got)
	}
}

// Where there is no store, or another than was meant, nothing is made and it is said.
func TestTablesCalledWrongly(t *testing.T) {
	h := newHome(t)
	address := enginetest.MiniStack(t)
	made := h.inTables()
	h.file("broken.yaml", "Resources: {}\n")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--store", "sqlite", "verify"}, 2, "want bolt or dynamodb"},
		{[]string{"--endpoint", address, "verify"}, 2, "only with --store dynamodb"},
		{[]string{"--store", "dynamodb", "verify"}, 2, "--secret: required on AWS"},
		{[]string{"--store", "dynamodb", "--endpoint", "127.0.0.1:8000", "verify"}, 2, "want a URL"},
		{[]string{"--store", "dynamodb", "--endpoint", "http://127.0.0.1:1", "verify"}, 1, "no engine answers at http://127.0.0.1:1: connect: connection refused\n"},
		{[]string{"tables", "create", "--endpoint", "http://127.0.0.1:1", "--template", repository(t, "template.yaml")}, 1, "no engine answers at http://127.0.0.1:1"},
		{[]string{"quarantine", "--endpoint", "http://127.0.0.1:1", "--reactions-queue", "http://127.0.0.1:1/0/a", "--quarantine-queue", "http://127.0.0.1:1/0/b"}, 1, "no engine answers at http://127.0.0.1:1"},
		{[]string{"--store", "dynamodb", "--endpoint", address, "verify"}, 1, "paradox tables create --endpoint " + address},
		{append(made.store, "verify"), 1, "nothing is stored"},
		{append(made.store, "report", "trend"), 1, "nothing is stored"},
		{append(made.store, "serve", "--demo", "--addr", "192.0.2.1:80"), 2, "loopback"},
		{[]string{"tables", "create"}, 2, "sam deploy"},
		{[]string{"tables", "create", "--endpoint", "https://dynamodb.eu-central-1.amazonaws.com"}, 2, "sam deploy"},
		{[]string{"tables", "create", "--endpoint", address, "--template", "missing.yaml"}, 1, "--template"},
		{[]string{"tables", "create", "--endpoint", address, "--template", "broken.yaml"}, 1, "ReactionsTable"},
	} {
		if stdout, stderr, code := h.run("", c.args...); code != c.code || !strings.Contains(stderr, c.says) {
			t.Errorf("paradox %v: exit code %d, %q %q; want %d and a message with %q", c.args, code, stdout, stderr, c.code, c.says)
		}
	}
	h.file("a.csv", authored)
	made.imports("a.csv")
	if err := os.Remove(filepath.Join(h.dir, "data", "keys.json")); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := made.run("", "import", "a.csv"); code != 1 || !strings.Contains(stderr, "--secret (PARADOX_SECRET_ID)") {
		t.Errorf("without the keys: exit code %d, %q", code, stderr)
	}
}
