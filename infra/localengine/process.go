package localengine

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

const (
	startTime = time.Minute // DynamoDB Local needs 2 s alone, far more on a busy machine
	attempts  = 3           // a port that was free may be taken when the engine asks for it
)

// keeper runs a command until its own standard input ends, which it does when the
// program closes it or dies, of whatever: then nobody is left to stop the engine
// but the one who waits here. It ends too when the command does.
const keeper = `exec 3<&0
"$@" 3<&- & engine=$!
{ cat <&3 >/dev/null; kill -9 $engine; } 2>/dev/null & watch=$!
wait $engine; status=$?
kill $watch 2>/dev/null
exit $status`

// process is an engine under way.
type process struct {
	input io.Closer     // ends the keeper, and so the engine, when it is closed
	log   *os.File      // what the engine said; has no name any more
	over  chan struct{} // closed when it has ended
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("finding a free port: %w", err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

func run(args, environ []string) (*process, error) {
	log, err := os.CreateTemp("", "engine-*.log")
	if err != nil {
		return nil, fmt.Errorf("making a log: %w", err)
	}
	os.Remove(log.Name()) // the open file stays readable, and nothing is left behind
	cmd := exec.Command("sh", append([]string{"-c", keeper, "sh"}, args...)...)
	cmd.Env = append(os.Environ(), environ...)
	cmd.Dir = os.TempDir()
	cmd.Stdout, cmd.Stderr = log, log
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", args[0], err)
	}
	p := &process{input: input, log: log, over: make(chan struct{})}
	go func() {
		cmd.Wait()
		close(p.over)
	}()
	return p, nil
}

var errEnded = errors.New("ended at its start")

// ready waits until the engine answers anything at all over HTTP.
func (p *process) ready(address string) error {
	client := http.Client{Timeout: 5 * time.Second}
	late := time.After(startTime)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if answer, err := client.Get(address); err == nil {
			return answer.Body.Close()
		}
		select {
		case <-p.over:
			return errEnded
		case <-late:
			return fmt.Errorf("no answer %v after its start", startTime)
		case <-again.C:
		}
	}
}

// said returns the end of the engine's log.
func (p *process) said() string {
	const most = 2000
	size, err := p.log.Seek(0, io.SeekEnd)
	if err != nil {
		return err.Error()
	}
	text, err := io.ReadAll(io.NewSectionReader(p.log, max(0, size-most), most))
	if err != nil {
		return err.Error()
	}
	return string(text)
}
