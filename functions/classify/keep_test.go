package classify_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"paradox/analysis/label"
	"paradox/functions/classify"
	"paradox/infra/queue"
	queuebolt "paradox/infra/queue/bolt"
	"paradox/infra/store"
	"paradox/infra/template"
)

const visibility = time.Minute

// inTime runs a test in a bubble, on a queue in its time.
func inTime(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		q, err := queuebolt.Open(filepath.Join(t.TempDir(), "queue"), queuebolt.Options{Visibility: visibility, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		r.queue.Close()
		r.queue, r.w.Queue, r.w.Visibility = q, q, visibility
		test(t, r)
	})
}

// slow lets the analysis of every text take a time.
func (r *rig) slow(d time.Duration) {
	analyze := r.c.Analyze
	r.c.Analyze = func(text string) label.Result { <-time.After(d); return analyze(text) }
}

// quiet expects nothing to be delivered for a time.
func (r *rig) quiet(t *testing.T, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	if ds, err := r.queue.Receive(ctx, 10); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Receive = %d messages, %v; want none for %v", len(ds), err, d)
	}
}

// A batch that takes far longer than the visibility timeout is nobody else's
// meanwhile, and settled in the end.
func TestLongBatchIsHeld(t *testing.T) {
	inTime(t, func(t *testing.T, r *rig) {
		r.slow(4 * visibility)
		r.send(t, r.reaction(1, "en a"))
		r.send(t, r.reaction(2, "en b"))
		done := make(chan error)
		go func() { done <- r.w.Step(t.Context()) }()
		synctest.Wait()
		r.quiet(t, 7*visibility)
		if err := <-done; err != nil {
			t.Fatalf("Step: %v", err)
		}
		if d := r.queue.Depth(); d != (queuebolt.Depth{}) {
			t.Errorf("depth %+v, want nothing left", d)
		}
		if n := r.counts(t)[store.N]; n != 2 {
			t.Errorf("%d counted, want 2", n)
		}
	})
}

// What is settled keeps its wait, while the rest of its batch goes on.
func TestSettledIsNotHeld(t *testing.T) {
	inTime(t, func(t *testing.T, r *rig) {
		lax := &lax{Queue: r.queue, given: map[string]bool{}}
		r.w.Queue = lax
		r.store.err = errors.New("down")
		bodies := []string{"en a", "en b", "en c"}
		for i, text := range bodies {
			r.send(t, r.reaction(i, text))
		}
		for range 2 { // each is then by itself
			ds, err := r.queue.Receive(t.Context(), 10)
			if err != nil || len(ds) != len(bodies) {
				t.Fatalf("Receive = %d, %v", len(ds), err)
			}
			if err := r.queue.Retry(t.Context(), 0, ds...); err != nil {
				t.Fatalf("Retry: %v", err)
			}
		}
		r.slow(visibility) // twice for each message: all of it, then one by one
		done := make(chan error)
		go func() { done <- r.w.Step(t.Context()) }()
		synctest.Wait()
		began := time.Now()
		ds, err := r.queue.Receive(t.Context(), 1)
		if err != nil {
			t.Fatalf("Receive: %v", err)
		}
		if got, want := time.Since(began), 2*visibility+8*time.Second; got != want {
			t.Errorf("the first came back after %v, want %v", got, want)
		}
		if ds[0].Received != 4 {
			t.Errorf("it was received %d times, want 4", ds[0].Received)
		}
		if err := r.queue.Ack(t.Context(), ds...); err != nil {
			t.Fatalf("Ack: %v", err)
		}
		r.quiet(t, 2*visibility-time.Second)
		if err := <-done; err != nil {
			t.Errorf("Step: %v", err)
		}
		if lax.held > 0 {
			t.Errorf("held %d times after it was given back", lax.held)
		}
	})
}

// lax is a queue that would hold what was given back, as an engine across a network may:
// it counts that.
type lax struct {
	queue.Queue
	mu    sync.Mutex
	given map[string]bool // receipts
	held  int
}

func (l *lax) Retry(ctx context.Context, wait time.Duration, ds ...queue.Delivery) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range ds {
		l.given[d.Receipt] = true
	}
	return l.Queue.Retry(ctx, wait, ds...)
}

func (l *lax) Hold(ctx context.Context, ds ...queue.Delivery) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range ds {
		if l.given[d.Receipt] {
			l.held++
		}
	}
	return l.Queue.Hold(ctx, ds...)
}

// A worker that hangs loses its messages to the others in the end.
func TestHangingWorkerLetsGo(t *testing.T) {
	inTime(t, func(t *testing.T, r *rig) {
		r.w.Limit = 5 * visibility
		r.slow(time.Hour)
		r.send(t, r.reaction(1, "en a"))
		done := make(chan error)
		go func() { done <- r.w.Step(t.Context()) }()
		synctest.Wait()
		began := time.Now()
		if _, err := r.queue.Receive(t.Context(), 1); err != nil {
			t.Fatalf("Receive: %v", err)
		}
		if got := time.Since(began); got < 5*visibility || got > 6*visibility {
			t.Errorf("it came again after %v, want 5 to 6 visibility timeouts", got)
		}
		if err := <-done; err != nil { // it comes back to nothing
			t.Errorf("Step: %v", err)
		}
	})
}

// A queue that cannot hold is no reason to stop.
func TestHoldingFails(t *testing.T) {
	inTime(t, func(t *testing.T, r *rig) {
		r.w.Queue = loose{r.queue}
		r.slow(visibility * 3 / 4)
		r.send(t, r.reaction(1, "en a"))
		if err := r.w.Step(t.Context()); err != nil {
			t.Fatalf("Step: %v", err)
		}
		if d := r.queue.Depth(); d != (queuebolt.Depth{}) {
			t.Errorf("depth %+v, want nothing left", d)
		}
		if !strings.Contains(r.log.String(), "could not be held") {
			t.Errorf("the log says nothing of it: %s", r.log)
		}
	})
}

// loose is a queue that holds nothing.
type loose struct{ queue.Queue }

func (loose) Hold(context.Context, ...queue.Delivery) error { return errors.New("away") }

// SQS gives up on a message later than we do: it knows no reason.
func TestDeadLettersComeAfterTheQuarantine(t *testing.T) {
	tmpl, err := template.Find()
	if err != nil {
		t.Fatal(err)
	}
	definition, err := tmpl.Resource("ReactionsQueue")
	if err != nil {
		t.Fatal(err)
	}
	var properties map[string]any
	if err := definition.Load(&properties); err != nil {
		t.Fatal(err)
	}
	policy, _ := properties["RedrivePolicy"].(map[string]any)
	tries, ok := policy["maxReceiveCount"].(int)
	if !ok {
		t.Fatalf("RedrivePolicy = %v, want a maxReceiveCount", policy)
	}
	r := newRig(t)
	r.store.err = errors.New("down")
	for _, received := range []int{tries - 1, tries} {
		v := r.c.Handle(t.Context(), []queue.Delivery{r.delivery(t, received, r.reaction(1, "en a"))})[0]
		if v.Action != classify.Quarantine {
			t.Errorf("delivery %d of %d before the dead letters: action %d, want the quarantine", received, tries, v.Action)
		}
	}
}
