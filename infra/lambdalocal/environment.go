package lambdalocal

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// environment is one process and the Runtime API that it alone knows.
type environment struct {
	c       Config
	number  int
	started time.Time
	cmd     *exec.Cmd
	api     *http.Server

	asks  chan struct{}    // holds one when the process asks for an invocation
	work  chan *invocation // what it asks for
	gone  chan struct{}    // closed when the process has ended and left the pool
	ended error            // how, once gone is closed

	mu      sync.Mutex
	current *invocation // handed over and not answered
	broken  *problem    // what the process said of its own init, if it did

	init   time.Duration // from the start until it first asked, once it has
	served bool          // it had an invocation; this and the rest are the function's, under its lock
	left   bool          // its process has ended
	idle   *time.Timer   // ends it when it is not used
}

// invocation is one on its way through an environment.
type invocation struct {
	id, trace string
	payload   []byte
	within    time.Duration // how long it may take
	deadline  time.Time
	answer    chan answer // holds the one answer of the process
}

// answer is what the process said: a payload, or a problem.
type answer struct {
	payload []byte
	problem *problem
}

// problem is an error as the Runtime API carries it.
type problem struct {
	Message string `json:"errorMessage"`
	Type    string `json:"errorType"`
	kind    error
}

// begin starts a process; left is called once it has ended.
func begin(c Config, number int, out *output, left func(*environment)) (*environment, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", c.Name, err)
	}
	e := &environment{
		c: c, number: number, started: time.Now(),
		asks: make(chan struct{}, 1), work: make(chan *invocation), gone: make(chan struct{}),
	}
	e.api = &http.Server{Handler: e.runtimeAPI(), ReadHeaderTimeout: time.Minute}
	stdout, stderr := &lines{to: out}, &lines{to: out}
	e.cmd = exec.Command(c.Binary)
	e.cmd.Dir, e.cmd.Env = filepath.Dir(c.Binary), c.environ(listener.Addr().String())
	e.cmd.Stdout, e.cmd.Stderr = stdout, stderr
	e.cmd.WaitDelay = time.Second // what it may have started itself keeps nobody waiting
	tie(e.cmd)
	if err := e.cmd.Start(); err != nil {
		listener.Close()
		return nil, fmt.Errorf("starting %s: %w", c.Name, err)
	}
	go e.api.Serve(listener)
	go func() {
		e.ended = e.cmd.Wait()
		stdout.flush()
		stderr.flush()
		left(e)
		close(e.gone)
		e.api.Close()
	}()
	return e, nil
}

// kill ends the process as kill -9 does and returns when it is gone.
func (e *environment) kill() {
	e.cmd.Process.Kill() // an error says that it has ended already
	<-e.gone
}

// ready waits until a new process asks for its first invocation.
func (e *environment) ready() *problem {
	late := time.NewTimer(e.c.Init)
	defer late.Stop()
	select {
	case <-e.asks:
		e.init = time.Since(e.started)
		return nil
	case <-e.gone:
	case <-late.C:
		e.kill()
		return &problem{Type: "Sandbox.Timedout", Message: fmt.Sprintf("init took longer than %v", e.c.Init), kind: ErrInit}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.broken != nil {
		return e.broken
	}
	p := e.crash()
	p.kind = ErrInit
	return p
}

// serve takes one invocation through: the process gets it, answers, and asks for the
// next. Whatever happens, there is an answer; whether the environment can be used
// again shows in gone.
func (e *environment) serve(inv *invocation) answer {
	inv.deadline = time.Now().Add(inv.within)
	select {
	case e.work <- inv:
		return e.answered(inv)
	case <-e.gone:
		return answer{problem: e.crash()}
	}
}

// answered waits for the answer and then for the process to ask again, since only
// then is an invocation over: what a handler does after its answer is part of it.
func (e *environment) answered(inv *invocation) (a answer) {
	late := time.NewTimer(time.Until(inv.deadline))
	defer late.Stop()
	select {
	case a = <-inv.answer:
	case <-e.gone:
		select {
		case a = <-inv.answer: // it answered, then ended
			return a
		default:
			return answer{problem: e.crash()}
		}
	case <-late.C:
		e.kill()
		return answer{problem: &problem{
			Type: "Sandbox.Timedout", Message: fmt.Sprintf("Task timed out after %.2f seconds", inv.within.Seconds()), kind: ErrTimeout,
		}}
	}
	select {
	case <-e.asks:
	case <-e.gone:
	case <-late.C:
		e.kill()
	}
	return a
}

// crash is the problem of a process that has ended.
func (e *environment) crash() *problem {
	message := "Runtime exited without providing a reason"
	var exit *exec.ExitError
	if errors.As(e.ended, &exit) {
		message = "Runtime exited with error: " + exit.Error()
	}
	return &problem{Type: "Runtime.ExitError", Message: message, kind: ErrCrashed}
}

// problemOf reads an error as the process sent it.
func problemOf(body []byte, header string, kind error) *problem {
	p := &problem{kind: kind}
	if err := json.Unmarshal(body, p); err != nil || p.Type == "" {
		p.Type = header
	}
	if p.Type == "" {
		p.Type = "Unknown"
	}
	return p
}
