package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/queue"
	queuebolt "paradox/infra/queue/bolt"
)

// serve starts the server and returns it with its address.
func (h home) serve(args ...string) (*process, string) {
	h.t.Helper()
	p := h.start(append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	line, err := p.stdout.ReadString('\n')
	address, ready := strings.CutPrefix(strings.TrimSpace(line), "ready: ")
	if err != nil || !ready {
		p.wait()
		h.t.Fatalf("serve says %q (%v):\n%s", line, err, p.log)
	}
	return p, address
}

// labelled reads the log until n messages have been taken from the queue.
func (p *process) labelled(n int) {
	p.t.Helper()
	for n > 0 {
		p.until("labelling what was queued", func(line string) bool {
			var batch struct {
				Msg      string
				Messages int
			}
			if json.Unmarshal([]byte(line), &batch) == nil && batch.Msg == "batch" {
				n -= batch.Messages
				return true
			}
			return false
		})
	}
}

// waiting reads from the log how many messages the queue began with.
func (p *process) waiting() (n int) {
	p.t.Helper()
	p.until("the depth of the queue", func(line string) bool {
		var depth struct {
			Msg     string
			Waiting int
		}
		if json.Unmarshal([]byte(line), &depth) == nil && depth.Msg == "queue" {
			n = depth.Waiting
			return true
		}
		return false
	})
	return n
}

func post(t *testing.T, url, body string) (int, string) {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// A kill right after the 202 loses nothing: what was accepted is in the queue or
// in the store, once.
func TestServeKilledAfterAccepting(t *testing.T) {
	h := newHome(t)
	p, address := h.serve()
	const senders, each = 4, 8
	var sending sync.WaitGroup
	for s := range senders {
		sending.Go(func() {
			for i := range each {
				status, body := post(t, address+"/v1/feedback", fmt.Sprintf(`{"text":"They follow me around, message %d of %d","channel":"ad"}`, i, s))
				if status != http.StatusAccepted {
					t.Errorf("answer %d %s", status, body)
				}
			}
		})
	}
	sending.Wait()
	p.kill()

	p, _ = h.serve()
	p.labelled(p.waiting())
	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d after SIGTERM:\n%s", code, p.log)
	}
	if got, want := h.verified(), fmt.Sprint(senders*each, " messages"); got != want {
		t.Errorf("verify counts %s, want %s", got, want)
	}
}

// The command line prints what the API answers.
func TestReportsAgree(t *testing.T) {
	h := newHome(t)
	h.good("campaign", "add", "autumn", "--start", "2026-09-01", "--sent", "email=5000,push_sms=70", "--note", "2026-09-10=New note, \"plain\"")
	many(h, "a.csv", 300)
	h.imports("--campaign", "autumn", "--channel", "email", "a.csv")
	p, address := h.serve()
	said := map[string]string{}
	for _, name := range []string{"trend", "themes", "paradox"} {
		status, body := get(t, address+"/v1/reports/"+name+"?campaign=autumn&channel=email")
		if status != http.StatusOK {
			t.Errorf("%s: answer %d %s", name, status, body)
		}
		said[name] = body
	}
	p.stop()
	for name, body := range said {
		printed := h.good("report", name, "--campaign", "autumn", "--channel", "email", "--json")
		if diff := cmp.Diff(decoded(t, body), decoded(t, printed)); diff != "" {
			t.Errorf("%s (-answered +printed):\n%s", name, diff)
		}
		if table := h.good("report", name, "--campaign", "autumn"); !strings.Contains(table, "300") {
			t.Errorf("%s as a table does not count the 300 messages:\n%s", name, table)
		}
	}
	if _, stderr, code := h.run("", "report", "trend", "--language", "en", "--channel", "email"); code != 2 || !strings.Contains(stderr, "offered are") {
		t.Errorf("a segment that is not offered: exit code %d, %q", code, stderr)
	}
}

func decoded(t *testing.T, s string) (v map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	delete(v, "$schema")
	return v
}

func TestServeDemo(t *testing.T) {
	h := newHome(t)
	p, address := h.serve("-demo")
	for path, want := range map[string]string{"/": "Paradox", "/healthz": `"ok"`, "/openapi.yaml": "openapi: 3.1", "/v1/reports/paradox": "paradox_share"} {
		if status, body := get(t, address+path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d without %q", path, status, want)
		}
	}
	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, p.log)
	}
	if !strings.Contains(p.log.String(), "demo set: ") {
		t.Errorf("no line of progress:\n%s", p.log)
	}
	for _, left := range []string{"data", "paradox-demo-*"} {
		if found, _ := filepath.Glob(filepath.Join(h.dir, left)); found != nil {
			t.Errorf("the demo left %v", found)
		}
	}
}

// The form names who was named, and nobody else.
func TestServeOperator(t *testing.T) {
	const warning = "warning: the form"
	for _, c := range []struct {
		name  string
		args  []string
		warns string
		form  string
	}{
		{"nobody", nil, "has not been named", "has not given its name yet"},
		{"a name", []string{"--operator", "Zebra Ltd"}, "where Zebra Ltd can be reached", "Zebra Ltd"},
		{"a name and a contact", []string{"--operator", "Zebra Ltd", "--contact", "privacy@example.com"}, "", "Zebra Ltd (privacy@example.com)"},
		{"the demo", []string{"--demo"}, "", "Modrzew (demo)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHome(t)
			h.good("campaign", "add", "larch-club", "--start", "2026-09-01")
			p, address := h.serve(c.args...)
			_, page := get(t, address+"/form/larch-club?lang=en")
			p.stop()
			if !strings.Contains(page, c.form) || strings.Contains(page, "Local demo") {
				t.Errorf("the form does not say %q:\n%s", c.form, page)
			}
			if said := p.log.String(); strings.Contains(said, warning) != (c.warns != "") || !strings.Contains(said, c.warns) {
				t.Errorf("the program says %q, want %q", said, c.warns)
			}
		})
	}
}

// A row that is withheld leaves the columns of the table as they are.
func TestReportColumns(t *testing.T) {
	h := newHome(t)
	many(h, "a.csv", 120)
	h.imports("a.csv", "--channel", "email")
	many(h, "b.csv", 3)
	h.file("b.csv", strings.ReplaceAll(h.read("b.csv"), "sell it on", "keep it"))
	h.imports("b.csv", "--channel", "ad")
	many(h, "c.csv", 80)
	h.file("c.csv", strings.ReplaceAll(h.read("c.csv"), "sell it on", "show it"))
	h.imports("c.csv", "--channel", "call")
	out := h.good("report", "paradox")
	_, table, _ := strings.Cut(out, "CHANNEL ")
	table, _, _ = strings.Cut("CHANNEL "+table, "\n\n")
	lines := strings.Split(table, "\n")
	at, withheld := strings.Index(lines[0], "RELEVANT"), 0
	for _, line := range lines[1:] {
		switch {
		case strings.HasPrefix(line, "withheld:"):
		case strings.Contains(line, " withheld"):
			withheld++
		case at >= len(line) || !strings.HasPrefix(line[at:], "120 "):
			t.Errorf("the columns break:\n%s", table)
		}
	}
	if withheld == 0 {
		t.Errorf("no row is withheld:\n%s", out)
	}
}

// Only this machine may reach a server without sign-in.
func TestServeOnLoopbackOnly(t *testing.T) {
	h := newHome(t)
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:80", "example.com:80", "8080"} {
		if _, stderr, code := h.run("", "serve", "--addr", addr); code != 2 || !strings.Contains(stderr, "--addr") {
			t.Errorf("serve --addr %s: exit code %d, %q; want 2 and the reason", addr, code, stderr)
		}
	}
	p, address := h.serve("--addr", "localhost:0")
	req, err := http.NewRequest(http.MethodGet, address+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "attacker.example"
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("another host's name gets %d", resp.StatusCode)
	}
	p.stop()
}

func TestStoreInUse(t *testing.T) {
	h := newHome(t)
	h.file("a.csv", "text\na\n")
	p, _ := h.serve()
	for _, args := range [][]string{{"import", "a.csv"}, {"verify"}, {"report", "trend"}, {"serve", "--addr", "127.0.0.1:0"}} {
		if _, stderr, code := h.run("", args...); code != 1 || !strings.Contains(stderr, "in use by another paradox, most likely serve") {
			t.Errorf("paradox %v beside serve: exit code %d, %q", args, code, stderr)
		}
	}
	p.stop()
	h.imports("a.csv")
}

// Nothing that people wrote is in a log line, an error or a rejects file.
func TestNothingPersonalIsLogged(t *testing.T) {
	h := newHome(t)
	const secret, mail, pesel = "zebrafinch", "jan.zebrafinch@example.com", "44051401359"
	said := "My " + secret + " and " + mail + ", PESEL " + pesel
	p, address := h.serve("--log-level", "debug")
	bodies := []string{
		`{"text":"` + said + `"}`, `{"text":"` + said + `","channel":"` + secret + `"}`, `{"` + secret + `":1}`, `{"text":"` + said,
		`{"text":"` + said + strings.Repeat("x", 17<<10) + `"}`,
	}
	var answers strings.Builder
	for _, body := range bodies {
		_, answer := post(t, address+"/v1/feedback", body)
		answers.WriteString(answer)
	}
	_, answer := get(t, address+"/v1/reports/trend?campaign="+secret)
	answers.WriteString(answer)
	_, answer = post(t, address+"/v1/erasures", `{"source":"`+secret+`","author":"`+mail+`"}`)
	answers.WriteString(answer)
	p.labelled(1)
	p.stop()

	h.file("a.csv", "id,text,date,author,channel\n"+mail+",\""+said+"\",2026-11-20,"+secret+",\n1,\""+said+"\","+secret+",,\n2,\""+said+"\" "+secret+",,,\n3,\""+said+"\",2026-11-20,,"+secret+"\n")
	out, stderr, code := h.run("", "--log-level", "debug", "import", "a.csv")
	if code != 0 {
		t.Errorf("import: exit code %d\n%s", code, stderr)
	}
	for where, text := range map[string]string{
		"the server's log": p.log.String(), "an answer": answers.String(), "the import's output": out + stderr, "the rejects file": h.read("a.csv.rejects.csv"),
	} {
		for _, s := range []string{secret, mail, pesel} {
			if strings.Contains(text, s) {
				t.Errorf("%q is in %s:\n%s", s, where, text)
			}
		}
	}
	if b, err := os.ReadFile(filepath.Join(h.dir, "data", "store.db")); err != nil || strings.Contains(string(b), mail) || strings.Contains(string(b), pesel) {
		t.Errorf("the store holds what was to be redacted (%v)", err)
	}
}

func TestQuarantine(t *testing.T) {
	h := newHome(t)
	p, _ := h.serve()
	p.stop()
	q, err := queuebolt.Open(filepath.Join(h.dir, "data", "queue.db"), queuebolt.Options{Visibility: time.Minute, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Send(t.Context(), queue.Message{Body: []byte("zebrafinch"), Group: "form"}); err != nil {
		t.Fatal(err)
	}
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	if out := h.good("quarantine"); !strings.Contains(out, "nothing is put aside") {
		t.Errorf("quarantine before: %q", out)
	}
	p, _ = h.serve()
	p.labelled(1)
	p.stop()
	if out := h.good("quarantine", "list"); !strings.Contains(out, string(queue.Undecodable)) || strings.Contains(out, "zebrafinch") {
		t.Errorf("quarantine list: %q, want the reason and not the text", out)
	}
}
