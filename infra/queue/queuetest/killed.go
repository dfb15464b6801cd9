package queuetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"paradox/infra/queue"
)

// victimEnv names the queue for the program that is to be killed, victimRound the
// round, which makes its messages its own.
const (
	victimEnv   = "PARADOX_QUEUETEST_VICTIM"
	victimRound = "PARADOX_QUEUETEST_ROUND"
)

// killed runs programs (this test binary, this test) that send, receive and
// acknowledge, and ends each with SIGKILL. Every message whose Send returned must
// be there unless its Ack began; none whose Ack returned may come again.
func killed(t *testing.T, engine Engine) {
	if name := os.Getenv(victimEnv); name != "" {
		victim(t, engine, name, os.Getenv(victimRound))
		return
	}
	name := filepath.Join(t.TempDir(), "queue")
	events := map[string]map[string]bool{"sent": {}, "acking": {}, "acked": {}}
	kills := []int{5, 60, 1, 2, 200}
	if testing.Short() {
		kills = kills[:2]
	}
	for round, after := range kills {
		runUntilKilled(t, name, round, after, events)
		q, err := engine.Open(name, engine.visibility()/2)
		if err != nil {
			t.Fatalf("Open after the kill: %v", err)
		}
		there := everything(t, q, events)
		for body := range events["sent"] {
			if lost(body, there, events) {
				t.Errorf("round %d: %s was accepted and is lost", round, body)
			}
		}
		for body := range events["acked"] {
			if there[body] {
				t.Errorf("round %d: %s was acknowledged and comes again", round, body)
			}
		}
		if err := q.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
	}
}

// victim writes "sent", "acking" and "acked" with the body as it goes, until it is
// killed.
func victim(t *testing.T, engine Engine, name, round string) {
	q, err := engine.Open(name, engine.visibility()/2)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	ctx := context.Background()
	var out sync.Mutex
	say := func(what, body string) {
		out.Lock()
		defer out.Unlock()
		fmt.Println(what, body)
	}
	var wg sync.WaitGroup
	for lane := range 3 {
		wg.Go(func() {
			for i := range 100000 {
				body := fmt.Sprint(round, "-", lane, "-", i)
				if err := q.Send(ctx, queue.Message{Body: []byte(body), Group: "g"}); err != nil {
					t.Errorf("Send: %v", err)
					return
				}
				say("sent", body)
			}
		})
	}
	for range 100000 {
		ds, err := q.Receive(ctx, 2)
		if err != nil {
			t.Fatalf("Receive: %v", err)
		}
		d := ds[0] // the other stays held
		say("acking", string(d.Body))
		if err := q.Ack(ctx, d); err != nil {
			t.Fatalf("Ack: %v", err)
		}
		say("acked", string(d.Body))
	}
	wg.Wait()
}

// runUntilKilled notes what a victim says until it is dead.
func runUntilKilled(t *testing.T, name string, round, after int, events map[string]map[string]bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatalf("finding the test binary: %v", err)
	}
	cmd := exec.Command(self, "-test.run=^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$", "-test.count=1")
	cmd.Env = append(os.Environ(), victimEnv+"="+name, fmt.Sprint(victimRound, "=", round))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatalf("piping the victim: %v", err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting the victim: %v", err)
	}
	seen := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		what, body, _ := strings.Cut(lines.Text(), " ")
		if events[what] == nil {
			t.Logf("victim: %s", lines.Text())
			continue
		}
		events[what][body] = true
		if seen++; seen == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatalf("killing the victim: %v", err)
			}
		}
	}
	if err := cmd.Wait(); seen < after {
		t.Fatalf("the victim ended by itself: %v", err)
	}
}

// lost reports whether a message was accepted and is neither there nor perhaps
// acknowledged.
func lost(body string, there map[string]bool, events map[string]map[string]bool) bool {
	return !there[body] && !events["acking"][body]
}

// everything receives all that is there. It is quiet when a wait, far shorter than
// the visibility, brings nothing more; while something is missing it waits on, for
// the dead may still hold it, and the machine may be busy.
func everything(t *testing.T, q Queue, events map[string]map[string]bool) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	missing := func() bool {
		for body := range events["sent"] {
			if lost(body, there, events) {
				return true
			}
		}
		return false
	}
	for began := time.Now(); ; {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		ds, err := q.Receive(ctx, 500)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			if time.Since(began) > 20*time.Second || !missing() {
				return there
			}
			continue
		}
		if err != nil {
			t.Fatalf("Receive: %v", err)
		}
		for _, d := range ds {
			there[string(d.Body)] = true
		}
	}
}
