package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stack starts the stack on this machine and returns it with its address and the
// commands that it prints, by what they do.
func (h home) stack(args ...string) (p *process, address string, commands map[string]string) {
	h.t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		h.t.Fatal(err)
	}
	p = h.prepare(append([]string{"stack", "--addr", "127.0.0.1:0"}, args...)...)
	p.cmd.Dir = root
	p.begin()
	line, err := p.stdout.ReadString('\n')
	said, ready := strings.CutPrefix(line, "ready: ")
	address, _, _ = strings.Cut(said, " ")
	if err != nil || !ready {
		p.wait()
		h.t.Fatalf("stack says %q (%v):\n%s", line, err, p.log)
	}
	commands = map[string]string{}
	p.until("the commands", func(line string) bool {
		does, command, found := strings.Cut(line, ": ")
		if found && strings.Contains(command, "://") {
			commands[does] = command
		}
		return strings.HasPrefix(line, "With it, a mention")
	})
	return p, address, commands
}

// What the stack on this machine prints runs as it stands: the command line reaches its
// tables under its keys, and with no others; a program gets a token and hands in a
// mention; the demo set is there; the schedules run at a click.
func TestStack(t *testing.T) {
	if testing.Short() { // it builds and links seven programs
		return
	}
	h := newHome(t)
	h.file("a.csv", authored)
	h.imports("a.csv") // keys of another store
	p, address, commands := h.stack("--demo")
	run := func(does, more string) (string, error) {
		t.Helper()
		command, found := commands[does]
		if !found {
			t.Fatalf("no command for %q is printed: %v", does, commands)
		}
		cmd := exec.CommandContext(t.Context(), "bash", "-c", command+more)
		cmd.Dir = h.dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	const tables = "The command line reaches the same tables"
	if out, err := run(tables, ""); err != nil || !strings.Contains(out, "practice") {
		t.Errorf("%s: %v, %s", tables, err, out)
	}
	other, _, _ := strings.Cut(strings.TrimPrefix(commands[tables], program+" campaign list "), " --secret")
	if out, stderr, code := h.run("", append([]string{"erase", "--source", "mentions", "--author", "ann"}, strings.Fields(other)...)...); code != 1 || !strings.Contains(stderr, "--secret") {
		t.Errorf("erase with the keys of another store: exit code %d, %q %q", code, out, stderr)
	}
	if out, err := run("What was put aside", ""); err != nil || !strings.Contains(out, "nothing is put aside") {
		t.Errorf("quarantine: %v, %s", err, out)
	}
	token := programToken(t, address, "paradox/mentions")
	mention := fmt.Sprintf(`{"mentions": [{"id": "1", "time": %q, "source": "mentions", "channel": "ad", "text": "It follows me."}]}`, time.Now().UTC().Format(time.RFC3339))
	if status, body := send(t, "POST", address+"/v1/mentions", token, mention); status != http.StatusAccepted && status != http.StatusOK {
		t.Errorf("a mention of the program: %d %s", status, body)
	}
	status, body := send(t, "GET", address+"/v1/reports/paradox", programToken(t, address, "marketer"), "")
	if status != http.StatusOK || !strings.Contains(body, `"paradox_share"`) {
		t.Errorf("the report of the demo set: %d %s", status, body)
	}
	for function, says := range map[string]string{"ReprocessFunction": "Nightly pass: done.", "DigestFunction": " digest --store dynamodb", "PollFunction": "Poll sources: done."} {
		status, body := send(t, "POST", address+"/practice/fire/"+function, "", "")
		if status != http.StatusOK || !strings.Contains(body, says) || strings.Contains(body, "failed") {
			t.Errorf("firing %s: %d %s", function, status, body)
		}
	}
	_, page := send(t, "GET", address+"/practice", "", "")
	for _, command := range commands {
		if !strings.Contains(html.UnescapeString(page), command) {
			t.Errorf("the page has no %q", command)
		}
	}
	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d after SIGTERM:\n%s", code, p.log)
	}
}

func programToken(t *testing.T, address, scope string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", address+"/practice-idp/token",
		strings.NewReader(url.Values{"grant_type": {"client_credentials"}, "scope": {scope}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("listening-tool", "practice")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Token == "" {
		t.Fatalf("a token for %s: %d, %v", scope, response.StatusCode, err)
	}
	return answer.Token
}

func send(t *testing.T, method, address, token, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, b.String()
}
