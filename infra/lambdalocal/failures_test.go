package lambdalocal_test

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"paradox/infra/lambdalocal"
)

// Every way to fail has its error, and the next invocation works.
func TestFailures(t *testing.T) {
	for _, tt := range []struct {
		name, do        string
		kind            error
		errorType, says string
		again           int // how many the process of the next invocation served, with it
	}{
		{"error", "fail", lambdalocal.ErrFunction, "errorString", "why", 2},
		{"panic", "panic", lambdalocal.ErrFunction, "string", "why", 1},
		{"exit", "exit", lambdalocal.ErrCrashed, "Runtime.ExitError", "Runtime exited with error: exit status 3", 1},
		{"too large an answer", "large", lambdalocal.ErrTooLarge, "Function.ResponseSizeTooLarge", "the answer is longer than 6 MB", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := start(t, lambdalocal.Config{})
			_, err := ask(t, f, tt.do, "why")
			var e *lambdalocal.Error
			if !errors.As(err, &e) || !errors.Is(err, tt.kind) {
				t.Fatalf("Invoke = %v, want an error that matches %v", err, tt.kind)
			}
			if e.Type != tt.errorType || e.Message != tt.says || e.Function != "Trial" || len(e.RequestID) != 36 {
				t.Errorf("Invoke = %+v", e)
			}
			if a := mustAsk(t, f, "", ""); a.Served != tt.again {
				t.Errorf("the next is served as number %d of its process, want %d", a.Served, tt.again)
			}
		})
	}
}

// A process that exceeds its time is killed; the next invocation gets another.
func TestTimeout(t *testing.T) {
	f := start(t, lambdalocal.Config{Timeout: 2 * time.Second})
	first := mustAsk(t, f, "", "")
	begun := time.Now()
	if _, err := ask(t, f, "wait", ""); !errors.Is(err, lambdalocal.ErrTimeout) || !strings.Contains(err.Error(), "timed out after 2.00 seconds") {
		t.Errorf("Invoke = %v, want a timeout", err)
	}
	if took := time.Since(begun); took < 2*time.Second {
		t.Errorf("given up after %v", took)
	}
	if process, err := os.FindProcess(first.PID); err == nil && process.Signal(syscall.Signal(0)) == nil {
		t.Errorf("the process lives")
	}
	if a := mustAsk(t, f, "", ""); a.Served != 1 || a.PID == first.PID {
		t.Errorf("served by the old process: %+v", a)
	}
}

func TestInit(t *testing.T) {
	for _, tt := range []struct{ init, errorType, says string }{
		{"exit", "Runtime.ExitError", "Runtime exited with error: exit status 4"},
		{"error", "Config", "no table"},
		{"wait", "Sandbox.Timedout", "init took longer than 300ms"},
	} {
		t.Run(tt.init, func(t *testing.T) {
			c := lambdalocal.Config{Environment: map[string]string{"INIT": tt.init}}
			if tt.init == "wait" {
				c.Init = 300 * time.Millisecond
			}
			f := start(t, c)
			for range 2 { // the second starts a process of its own
				_, err := ask(t, f, "", "")
				var e *lambdalocal.Error
				if !errors.As(err, &e) || !errors.Is(err, lambdalocal.ErrInit) || e.Type != tt.errorType || e.Message != tt.says {
					t.Errorf("Invoke = %v, want %s: %s", err, tt.errorType, tt.says)
				}
			}
			if all, _ := f.Environments(); len(all) != 0 {
				t.Errorf("environments %v are left", all)
			}
		})
	}
}

// One invocation may have less time than the others.
func TestInvokeWithin(t *testing.T) {
	f := start(t, lambdalocal.Config{Timeout: time.Minute})
	mustAsk(t, f, "", "")
	if _, err := f.InvokeWithin(t.Context(), 50*time.Millisecond, []byte(`{"do":"wait"}`)); !errors.Is(err, lambdalocal.ErrTimeout) || !strings.Contains(err.Error(), "after 0.05 seconds") {
		t.Errorf("InvokeWithin = %v, want a timeout", err)
	}
	before := time.Now()
	if end := time.UnixMilli(mustAsk(t, f, "context", "").Deadline); end.Before(before.Add(time.Minute - time.Millisecond)) {
		t.Errorf("the next has %v", end.Sub(before))
	}
}
