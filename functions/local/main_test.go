package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is the built program. The tests run it as people do: the promises are
// about processes that are killed, exit codes and what stands in the output.
var program string

func TestMain(m *testing.M) {
	code, err := build(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "building the program:", err)
		code = 1
	}
	os.Exit(code)
}

func build(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "paradox-test-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "paradox")
	if out, err := exec.Command("go", "build", "-o", program, "paradox/functions/local").CombinedOutput(); err != nil {
		return 1, fmt.Errorf("%w\n%s", err, out)
	}
	return m.Run(), nil
}

// home is a data directory and the folder around it, where commands run.
type home struct {
	t     *testing.T
	dir   string
	store []string // flags that say where the store lies; none for a file
}

func newHome(t *testing.T) home { return home{t: t, dir: t.TempDir()} }

// file writes a file beside the data directory and returns its path.
func (h home) file(name, content string) string {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return path
}

func (h home) read(name string) string {
	h.t.Helper()
	b, err := os.ReadFile(filepath.Join(h.dir, name))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(b)
}

// patience is how long a command may take: one that should have refused to start
// must fail its test, not hang it.
const patience = 2 * time.Minute

func (h home) command(args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	h.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, append(slices.Clone(h.store), args...)...)
	cmd.Dir = h.dir
	cmd.Env = append(os.Environ(), "PARADOX_DATA=", "PARADOX_ZONE=", "PARADOX_STORE=", "TMPDIR="+h.dir)
	return cmd
}

// run runs a command to its end.
func (h home) run(stdin string, args ...string) (stdout, stderr string, code int) {
	h.t.Helper()
	cmd := h.command(args...)
	var out, err bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &err
	failed := cmd.Run()
	exit := (*exec.ExitError)(nil)
	if failed != nil && !errors.As(failed, &exit) {
		h.t.Fatalf("paradox %v: %v", args, failed)
	}
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

// good runs a command that must end with 0 and returns its output.
func (h home) good(args ...string) string {
	h.t.Helper()
	stdout, stderr, code := h.run("", args...)
	if code != 0 {
		h.t.Fatalf("paradox %v: exit code %d\n%s%s", args, code, stdout, stderr)
	}
	return stdout
}

// summary is what import --json prints.
type summary struct {
	File                                                              string
	Rows, Recorded, Duplicates, Erased, Expired, Rejected, Unassigned int
	Encoding, Separator, Rejects                                      string
}

// imports imports a file that must be read to its end.
func (h home) imports(args ...string) summary {
	h.t.Helper()
	var s summary
	if err := json.Unmarshal([]byte(h.good(append([]string{"import", "--json"}, args...)...)), &s); err != nil {
		h.t.Fatal(err)
	}
	return s
}

// verified returns what verify says of the messages, and fails if a counter is wrong.
func (h home) verified() string {
	h.t.Helper()
	out := h.good("verify")
	if !strings.Contains(out, "every counter equals the recount") {
		h.t.Errorf("verify says %q", out)
	}
	first, _, _ := strings.Cut(out, ", ")
	return first
}

// process is a command under way.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdout *bufio.Reader
	stderr io.Reader
	lines  chan string // of standard error; closed at its end
	log    *bytes.Buffer
}

func (h home) start(args ...string) *process {
	h.t.Helper()
	p := h.prepare(args...)
	p.begin()
	return p
}

// prepare is a command that has not begun.
func (h home) prepare(args ...string) *process {
	h.t.Helper()
	p := &process{t: h.t, cmd: h.command(args...), lines: make(chan string, 1<<16), log: new(bytes.Buffer)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	p.stdout, p.stderr = bufio.NewReader(out), stderr
	return p
}

func (p *process) begin() {
	p.t.Helper()
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for s := bufio.NewScanner(p.stderr); s.Scan(); {
			p.lines <- s.Text()
		}
	}()
	p.t.Cleanup(func() { p.cmd.Process.Kill() })
}

// until reads standard error to a line that ok takes.
func (p *process) until(what string, ok func(line string) bool) {
	p.t.Helper()
	for line := range p.lines {
		p.log.WriteString(line + "\n")
		if ok(line) {
			return
		}
	}
	p.t.Fatalf("the program ended without %s:\n%s", what, p.log)
}

// kill ends the program as a power failure would end it.
func (p *process) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		p.t.Fatal(err)
	}
	p.wait()
}

// stop asks the program to end and returns its exit code.
func (p *process) stop() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	return p.wait()
}

func (p *process) wait() int {
	io.Copy(io.Discard, p.stdout)
	for line := range p.lines {
		p.log.WriteString(line + "\n")
	}
	p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}
