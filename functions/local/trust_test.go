package main_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paradox/analysis"
	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
	storebolt "paradox/infra/store/bolt"
)

const authored = `id,text,date,author
1,They know my size and that is handy,2026-11-20,ann
2,They follow me everywhere,2026-11-20,ann
3,Nobody asked me,2026-11-20,bob
4,Fine by me,2026-11-20,
`

// What was erased goes out of the counts and stays out.
func TestErase(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", authored)
	h.imports("a.csv")
	steps := []struct {
		args []string
		says string
		left string
	}{
		{[]string{"--source", "import", "--author", "ANN "}, "2 messages erased", "2 messages"},
		{[]string{"--source", "import", "--id", "4"}, "1 message erased", "1 message"},
		{[]string{"--source", "import", "--id", "4"}, "nothing of it is stored", "1 message"},
		{[]string{"--source", "import", "--author", "bob", "--objection"}, "1 message erased", "0 messages"},
	}
	for _, s := range steps {
		if out := h.good(append([]string{"erase"}, s.args...)...); !strings.Contains(out, s.says) {
			t.Errorf("erase %v says %q, want %q", s.args, out, s.says)
		}
		if got := h.verified(); got != s.left {
			t.Errorf("after erase %v verify counts %s, want %s", s.args, got, s.left)
		}
	}
	if b := h.read("data/store.db"); strings.Contains(b, "follow me everywhere") || strings.Contains(b, "Nobody asked") {
		t.Error("the store's file still holds an erased text")
	}
	if s := h.imports("a.csv"); s.Recorded != 0 || s.Erased+s.Duplicates != 4 {
		t.Errorf("importing it again: %+v, want nothing recorded", s)
	}
	h.file("b.csv", strings.ReplaceAll(authored, "2026-11-20", time.Now().AddDate(0, 0, 1).Format(time.DateOnly)+" 00:00"))
	h.file("b.csv", strings.NewReplacer("\n1,", "\n11,", "\n3,", "\n13,").Replace(h.read("b.csv")))
	if s := h.imports("b.csv"); s.Recorded != 1 {
		t.Errorf("later messages: %+v, want ann's new one alone", s)
	}
}

func TestEraseByReceipt(t *testing.T) {
	h := newHome(t)
	p, address := h.serve()
	status, body := post(t, address+"/v1/feedback", `{"text":"I do not want to be followed"}`)
	if status != http.StatusAccepted {
		t.Fatalf("answer %d %s", status, body)
	}
	p.labelled(1)
	p.stop()
	var accepted struct{ Receipt string }
	if err := json.Unmarshal([]byte(body), &accepted); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := h.run("", "erase", "--receipt", accepted.Receipt[1:]); code != 1 || !strings.Contains(stderr, "--receipt") {
		t.Errorf("a broken receipt: exit code %d, %q", code, stderr)
	}
	if got := h.verified(); got != "1 message" {
		t.Errorf("verify counts %s, want 1 message", got)
	}
	if out := h.good("erase", "--receipt", accepted.Receipt); !strings.Contains(out, "1 message erased") {
		t.Errorf("erase says %q", out)
	}
	if got := h.verified(); got != "0 messages" {
		t.Errorf("verify counts %s, want 0 messages", got)
	}
}

func TestCalledWrongly(t *testing.T) {
	h := newHome(t)
	cases := []struct {
		args string
		code int
		says string
	}{
		{"", 2, "--help"},
		{"nonsense", 2, "nonsense"},
		{"verify --nonsense", 2, "--nonsense"},
		{"--log-level loud verify", 2, "--log-level"},
		{"--zone Mars/Olympus import x.csv", 2, "--zone"},
		{"verify", 1, "no store"},
		{"report trend", 1, "no store"},
		{"report trend --json=maybe", 2, "json"},
		{"erase", 2, "--receipt"},
		{"erase --id 4", 2, "--source"},
		{"erase --receipt x --author ann", 2, "--receipt"},
		{"erase --source import --id 4 --author ann", 2, "not together with --id"},
		{"erase --source import --id 4 --objection", 2, "--objection"},
		{"verify --yes", 2, "only with --repair"},
		{"verify --rate=-1", 2, "--rate"},
		{"nightly --rate=-1", 2, "--rate"},
		{"campaign add Spring --start 2026-03-01", 2, "name"},
		{"campaign add spring --start soon", 2, "start"},
		{"campaign add spring --start 2026-03-01 --sent pigeon=5", 2, "pigeon"},
		{"campaign add spring --start 2026-03-01 --sent pigeon=5", 2, "the channels are email, recommendation"},
		{"campaign add spring --start 2026-03-01 --sent email=1 --sent email=2", 2, "email is given twice"},
		{"campaign add spring --start 2026-03-01 --sent email=120,000", 2, "such as email=120000"},
		{"campaign add spring --start 2026-03-01 --sent email=many", 2, "such as email=120000"},
		{"campaign add spring --start 2026-03-01 --sent email=", 2, "such as email=120000"},
		{"campaign add spring", 2, "--start"},
		{"campaign add spring --start 2026-03-01 --title " + strings.Repeat("x", 81), 2, "81 characters; want 80 at most"},
		{"campaign add spring --start 2026-03-01 --note 2026-03-02=", 2, "no text"},
		{"campaign add spring --start 2026-03-01 --note 2026-02-28=early", 2, "before the campaign's first day"},
		{"campaign add spring --start 2026-03-01 --note soon", 2, "DAY=TEXT"},
		{"campaign show spring", 1, "campaign add"},
		{"campaign list", 1, "campaign add"},
		{"analyze --format xml", 2, "want lines or jsonl"},
		{"source add shop --purpose p --basis consent --retention 0d", 2, "--retention"},
	}
	for _, c := range cases {
		t.Run(c.args, func(t *testing.T) {
			if _, stderr, code := h.run("", strings.Fields(c.args)...); code != c.code || !strings.Contains(stderr, c.says) {
				t.Errorf("paradox %s: exit code %d, %q; want %d and a message with %q", c.args, code, stderr, c.code, c.says)
			}
		})
	}
}

// What names nobody erases nothing, and says so.
func TestEraseNobody(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", authored)
	h.imports("a.csv")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--source", "imprt", "--author", "ann"}, 2, "the sources are demo, form, import, mentions"},
		{[]string{"--source", "imprt", "--id", "4"}, 2, "not registered"},
		{[]string{"--source", "import", "--author", " "}, 2, "--receipt"},
		{[]string{"--source", "import", "--author", "an"}, 0, "nothing of this author is stored; is the handle"},
	} {
		stdout, stderr, code := h.run("", append([]string{"erase"}, c.args...)...)
		if code != c.code || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("erase %v: exit code %d, %q; want %d and %q", c.args, code, stdout+stderr, c.code, c.says)
		}
	}
	if got := h.verified(); got != "4 messages" {
		t.Errorf("verify counts %s, want all", got)
	}
}

// What a figure is to be quoted with: the program, its commit and its model.
func TestVersion(t *testing.T) {
	h := newHome(t)
	out := h.good("--version")
	for _, want := range []string{"paradox ", "\ncommit ", "\nmodel " + analysis.Model(), "taxonomy " + label.Taxonomy} {
		if !strings.Contains(out, want) {
			t.Errorf("version without %q: %q", want, out)
		}
	}
}

func TestHelp(t *testing.T) {
	h := newHome(t)
	for _, command := range []string{"", "serve", "analyze", "import", "campaign add", "source list", "report trend", "report phrases", "verify", "erase", "nightly", "ledger replay", "ledger list", "quarantine list", "tables create", "capacity"} {
		if out := h.good(append(strings.Fields(command), "--help")...); !strings.Contains(out, "Usage: paradox") {
			t.Errorf("paradox %s --help: %q", command, out)
		}
	}
}

func TestRegister(t *testing.T) {
	h := newHome(t)
	h.good("campaign", "add", "spring", "--start", "2026-03-01", "--end", "2026-04-01", "--sent", "email=120000", "--note", "2026-03-14=New note")
	if _, stderr, code := h.run("", "campaign", "add", "spring", "--start", "2026-03-02"); code != 2 || !strings.Contains(stderr, "--replace") {
		t.Errorf("the same name again: exit code %d, %q", code, stderr)
	}
	h.good("campaign", "add", "spring", "--start", "2026-03-02", "--title", "Spring letters", "--note", "2026-03-20=One", "--note", "2026-03-20=Two", "--replace")
	if out := h.good("campaign"); !strings.Contains(out, "Spring letters") || !strings.Contains(out, "email 120,000") || !strings.Contains(out, "2026-03-02 – 2026-04-01") {
		t.Errorf("campaign list: %q", out)
	}
	if out := h.good("campaign", "show", "spring"); !strings.Contains(out, "2026-03-14  New note") || !strings.Contains(out, "2026-03-20  One") || !strings.Contains(out, "2026-03-20  Two") {
		t.Errorf("campaign show: %q", out)
	}
	if _, stderr, code := h.run("", "campaign", "add", "spring", "--replace", "--start", "2026-03-15"); code != 2 || !strings.Contains(stderr, "2026-03-14") {
		t.Errorf("a start after a note: exit code %d, %q", code, stderr)
	}
	h.good("campaign", "add", "spring", "--replace", "--sent", "email=,push_sms=70 000", "--note", "2026-03-14=", "--end", "running")
	if out := h.good("campaign", "show", "spring"); strings.Contains(out, "New note") || strings.Contains(out, "email") || !strings.Contains(out, "push_sms 70,000") ||
		!strings.Contains(out, "running") || !strings.Contains(out, "Spring letters") {
		t.Errorf("after taking things away: %q", out)
	}
	h.good("source", "add", "shop", "--purpose", "reviews in our shop", "--basis", "contract", "--retention", "30d")
	out := h.good("source", "list")
	for _, want := range []string{"form", "import", "mentions", "demo", "shop", "30 days", "contract"} {
		if !strings.Contains(out, want) {
			t.Errorf("source list without %q: %q", want, out)
		}
	}
	h.file("a.csv", "text,date\na,2026-11-20\nb,2026-09-01\n")
	if s := h.imports("--source", "shop", "--date", "2026-11-01", "a.csv"); s.Recorded != 1 || s.Expired != 1 {
		t.Errorf("import of the source: %+v, want the younger message", s)
	}
}

// Without the keys that made its ids a store is not opened.
func TestKeys(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "text\na\n")
	h.imports("a.csv")
	path := filepath.Join(h.dir, "data", "keys.json")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("keys.json: %v, %v; want a file that only its owner may read", info, err)
	}
	keys := h.read("data/keys.json")
	for name, damage := range map[string]func() error{
		"lost":   func() error { return os.Remove(path) },
		"broken": func() error { return os.WriteFile(path, []byte(keys[:20]), 0o600) },
	} {
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		if _, stderr, code := h.run("", "import", "a.csv"); code != 1 || !strings.Contains(stderr, "keys.json") {
			t.Errorf("keys %s: exit code %d, %q", name, code, stderr)
		}
		h.file("data/keys.json", keys)
	}
	if s := h.imports("a.csv"); s.Duplicates != 1 {
		t.Errorf("with its keys again: %+v, want a duplicate", s)
	}
}

// Figures of two models, or of days of two time zones, are never added.
func TestOtherGeneration(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "text\na\n")
	h.good("--zone", "UTC", "import", "a.csv")
	if _, stderr, code := h.run("", "--zone", "Europe/Warsaw", "import", "a.csv"); code != 1 || !strings.Contains(stderr, "days of UTC") {
		t.Errorf("another zone: exit code %d, %q", code, stderr)
	}
	if s := h.imports("a.csv"); s.Duplicates != 1 {
		t.Errorf("without --zone: %+v, want the store's own", s)
	}
	s, err := storebolt.Open(filepath.Join(h.dir, "data", "store.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	live, err := s.Generation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetGeneration(t.Context(), live, "older/t1/UTC"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"import", "a.csv"}, {"serve", "--addr", "127.0.0.1:0"}} {
		if _, stderr, code := h.run("", args...); code != 1 || !strings.Contains(stderr, "labelled by model older") {
			t.Errorf("paradox %v: exit code %d, %q", args, code, stderr)
		}
	}
	h.good("verify")
	h.good("report", "trend")
}

// expired puts a message into the store that is past its retention by now.
func (h home) expired(id, text string) {
	h.t.Helper()
	written := time.Now().AddDate(0, 0, -40)
	s, err := storebolt.Open(filepath.Join(h.dir, "data", "store.db"), func() time.Time { return written })
	if err != nil {
		h.t.Fatal(err)
	}
	defer s.Close()
	live, err := s.Generation(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	e := store.Entry{
		Reaction: reaction.Reaction{
			ID: reaction.ID(strings.Repeat(id, 32)), Time: written.UTC(), Source: "import", Channel: "other", Text: text, Expires: written.AddDate(0, 0, 30).UTC(),
		},
		Dims:   store.Dims{Campaign: reaction.Unassigned, Day: store.DayOf(written, time.UTC), Channel: "other", Language: "und", Source: "import"},
		Labels: map[string]label.Result{live: {Language: "und", Unclassified: true, Model: "m"}},
	}
	if _, err := s.Record(h.t.Context(), []store.Entry{e}); err != nil {
		h.t.Fatal(err)
	}
}

// What is past its retention loses its text at the next start of import or serve.
func TestExpiry(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "text\na\n")
	h.imports("a.csv")
	h.expired("a", "zebrafinch")
	if _, stderr, code := h.run("", "import", "a.csv"); code != 0 || !strings.Contains(stderr, "1 message past") {
		t.Errorf("import: exit code %d, %q", code, stderr)
	}
	h.expired("b", "zebrafinch")
	p, _ := h.serve()
	p.until("an expiry", func(line string) bool {
		return strings.Contains(line, `"msg":"nightly"`) && strings.Contains(line, `"expired":1,`)
	})
	p.stop()
	h.servesWithoutPass()
	if out := h.good("verify"); !strings.Contains(out, "1 message, 2 expired") {
		t.Errorf("verify: %q, want one message and two stubs", out)
	}
}

// servesWithoutPass starts serve so soon after a pass that it makes none.
func (h home) servesWithoutPass() {
	h.t.Helper()
	p, _ := h.serve()
	p.until("the time of the next pass", func(line string) bool { return strings.Contains(line, `"msg":"next nightly pass"`) })
	if log := p.log.String(); strings.Contains(log, `"msg":"nightly"`) {
		h.t.Errorf("serve made a pass though the last was just made:\n%s", log)
	}
	if code := p.stop(); code != 0 {
		h.t.Errorf("serve ended with %d:\n%s", code, p.log)
	}
}

// What a pass left behind when it was cut off is gone on from; what cannot be read is
// begun anew, and nothing is left at the end.
func TestPassCutOff(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", authored)
	h.imports("a.csv")
	if err := os.MkdirAll(filepath.Join(h.dir, "data/passes"), 0o700); err != nil {
		t.Fatal(err)
	}
	junk := h.file("data/passes/verify-e3b0c44298fc1c14", "cut off by a power failure") // of the store in the directory itself
	for _, c := range []struct {
		args []string
		on   bool
	}{{[]string{"verify"}, true}, {[]string{"verify"}, false}, {[]string{"verify", "--restart"}, false}} {
		stdout, stderr, code := h.run("", c.args...)
		if code != 0 || !strings.HasPrefix(stdout, "4 messages") || strings.Contains(stderr, "goes on where it was cut off") != c.on {
			t.Errorf("paradox %v: exit code %d, %q %q; want it to say that it goes on: %v", c.args, code, stdout, stderr, c.on)
		}
		if _, err := os.Stat(junk); err == nil {
			t.Error("a checkpoint is left")
		}
	}
}
