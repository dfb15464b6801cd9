package lambdalocal_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"paradox/infra/lambdalocal"
)

// gate is a server at which n invocations meet, and then go on together.
func gate(t *testing.T, n int) (url string) {
	var met sync.WaitGroup
	met.Add(n)
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		met.Done()
		met.Wait()
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// As many processes as invocations at a time, up to the limit; then throttled.
func TestConcurrency(t *testing.T) {
	f := start(t, lambdalocal.Config{Concurrency: 3})
	url := gate(t, 4) // the fourth is the test
	pids := make(chan int, 3)
	for range 3 {
		go func() {
			a, err := ask(t, f, "get", url)
			if err != nil {
				t.Errorf("Invoke: %v", err)
			}
			pids <- a.PID
		}()
	}
	waitBusy(t, f, 3)
	if _, err := ask(t, f, "", ""); !errors.Is(err, lambdalocal.ErrThrottled) {
		t.Errorf("the fourth at a time = %v, want ErrThrottled", err)
	}
	if r, err := http.Get(url); err != nil {
		t.Error(err)
	} else {
		r.Body.Close()
	}
	different := map[int]bool{<-pids: true, <-pids: true, <-pids: true}
	if len(different) != 3 {
		t.Errorf("served by %d processes, want 3", len(different))
	}
	if all, busy := f.Environments(); !slices.Equal(all, []int{1, 2, 3}) || busy != nil {
		t.Errorf("environments %v, busy %v", all, busy)
	}
}

// Who waits for a new environment is served by one that is free earlier.
func TestFreeEarlier(t *testing.T) {
	f := start(t, lambdalocal.Config{Environment: map[string]string{"INIT": "once", "MARK": filepath.Join(t.TempDir(), "mark")}})
	url := gate(t, 2)
	answers := make(chan answer, 2)
	invoke := func(do string) {
		a, err := ask(t, f, do, url)
		if err != nil {
			t.Errorf("Invoke(%s): %v", do, err)
		}
		answers <- a
	}
	go invoke("get")
	waitBusy(t, f, 1)
	go invoke("")
	waitAll(t, f, 2) // the second process will never ask
	if r, err := http.Get(url); err != nil {
		t.Error(err)
	} else {
		r.Body.Close()
	}
	a, b := <-answers, <-answers
	if a.PID != b.PID || a.Served+b.Served != 3 {
		t.Errorf("served by %+v and %+v, want one process", a, b)
	}
}

// waitAll returns when there are n environments.
func waitAll(t *testing.T, f *lambdalocal.Function, n int) {
	t.Helper()
	waitUntil(t, func() bool { all, _ := f.Environments(); return len(all) == n })
}

// waitBusy returns when n environments serve an invocation.
func waitBusy(t *testing.T, f *lambdalocal.Function, n int) {
	t.Helper()
	waitUntil(t, func() bool { _, busy := f.Environments(); return len(busy) == n })
}

func waitUntil(t *testing.T, what func() bool) {
	t.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !what() {
		select {
		case <-look.C:
		case <-t.Context().Done():
			t.Fatal("waited in vain")
		}
	}
}

// kill -9 in the middle fails that invocation and nothing else.
func TestKill(t *testing.T) {
	begun := make(chan lambdalocal.Invocation, 4)
	f := start(t, lambdalocal.Config{Began: func(i lambdalocal.Invocation) { begun <- i }})
	failed := make(chan error, 1)
	go func() {
		_, err := ask(t, f, "wait", "")
		failed <- err
	}()
	victim := <-begun
	other := mustAsk(t, f, "", "")
	if n := f.Kill(victim.Environment); n != 1 {
		t.Errorf("Kill = %d, want 1", n)
	}
	if err := <-failed; !errors.Is(err, lambdalocal.ErrCrashed) || !strings.Contains(err.Error(), "Runtime.ExitError: Runtime exited with error: signal: killed") {
		t.Errorf("Invoke = %v, want a crash", err)
	}
	if a := mustAsk(t, f, "", ""); a.PID != other.PID || a.Served != 2 {
		t.Errorf("the other environment is not used again: %+v", a)
	}
	if n := f.Kill(); n != 1 {
		t.Errorf("Kill of all = %d, want 1", n)
	}
	if a := mustAsk(t, f, "", ""); a.Served != 1 {
		t.Errorf("after a kill while idle: %+v", a)
	}
}

// Killed as it gets the invocation, whenever that is seen.
func TestKillAtHandOver(t *testing.T) {
	var f *lambdalocal.Function
	f = start(t, lambdalocal.Config{Began: func(i lambdalocal.Invocation) {
		if i.Environment == 1 {
			f.Kill(1)
		}
	}})
	if _, err := ask(t, f, "", ""); !errors.Is(err, lambdalocal.ErrCrashed) {
		t.Errorf("Invoke = %v, want a crash", err)
	}
	if a := mustAsk(t, f, "", ""); a.Served != 1 {
		t.Errorf("then %+v", a)
	}
}

func TestIdle(t *testing.T) {
	f := start(t, lambdalocal.Config{Idle: 10 * time.Millisecond})
	first := mustAsk(t, f, "", "")
	waitAll(t, f, 0)
	if a := mustAsk(t, f, "", ""); a.PID == first.PID {
		t.Error("served by a process that was ended")
	}
}

// Whoever waits no longer leaves the invocation to itself.
func TestCallerLeaves(t *testing.T) {
	began, ended := make(chan bool, 1), make(chan lambdalocal.Invocation, 1)
	f := start(t, lambdalocal.Config{
		Began: func(lambdalocal.Invocation) { began <- true }, Ended: func(i lambdalocal.Invocation) { ended <- i },
	})
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-began; leave() }()
	url := gate(t, 2)
	event, _ := json.Marshal(map[string]string{"do": "get", "text": url})
	if _, err := f.Invoke(ctx, event); !errors.Is(err, ctx.Err()) || err == nil {
		t.Errorf("Invoke = %v, want %v", err, ctx.Err())
	}
	if r, err := http.Get(url); err == nil {
		r.Body.Close()
	}
	if i := <-ended; i.Err != nil {
		t.Errorf("the invocation ended with %v", i.Err)
	}
}
