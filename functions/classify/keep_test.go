package classify_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
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
	})
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

// An event source removes what Serve does not name.
func TestServe(t *testing.T) {
	inTime(t, func(t *testing.T, r *rig) {
		r.store.poison = "en poison"
		invalid := r.reaction(3, "en invalid")
		invalid.Channel = "pigeon"
		r.send(t, r.reaction(1, "en a"))
		r.send(t, r.reaction(2, "en b"))
		r.send(t, invalid)
		if err := r.queue.Send(t.Context(), queue.Message{Body: []byte("nobody reads this")}); err != nil {
			t.Fatal(err)
		}
		ds, err := r.queue.Receive(t.Context(), 10)
		if err != nil || len(ds) != 4 {
			t.Fatalf("Receive = %d, %v", len(ds), err)
		}
		if failed := r.w.Serve(t.Context(), ds); len(failed) != 0 {
			t.Errorf("Serve = %q, want none", failed)
		}
		if d := r.queue.Depth(); d != (queuebolt.Depth{InFlight: 2, Quarantined: 2}) {
			t.Errorf("depth %+v, want two left to remove and two aside", d)
		}
		r.send(t, r.reaction(4, "en poison"))
		ds, err = r.queue.Receive(t.Context(), 1)
		if err != nil {
			t.Fatalf("Receive: %v", err)
		}
		if failed := r.w.Serve(t.Context(), ds); len(failed) != 1 || failed[0] != ds[0].ID {
			t.Errorf("Serve = %q, want %q", failed, ds[0].ID)
		}
		began := time.Now()
		again, err := r.queue.Receive(t.Context(), 1)
		if err != nil || again[0].ID != ds[0].ID || time.Since(began) != 2*time.Second {
			t.Errorf("%v after %v, %v; want it again after its wait", again, time.Since(began), err)
		}
		if failed := r.w.Serve(t.Context(), ds); len(failed) != 1 {
			t.Errorf("Serve of a delivery that was lost = %q, want it named", failed)
		}
		r.verify(t)
	})
}

// What the time does not suffice for is given back before it is over.
func TestServeInTime(t *testing.T) {
	inTime(t, func(t *testing.T, r *rig) {
		var ds []queue.Delivery
		for i := range 4 {
			r.send(t, r.reaction(i, "en a"))
		}
		for range 3 {
			if len(ds) > 0 {
				if err := r.queue.Retry(t.Context(), 0, ds...); err != nil {
					t.Fatal(err)
				}
			}
			var err error
			if ds, err = r.queue.Receive(t.Context(), 10); err != nil || len(ds) != 4 {
				t.Fatalf("Receive = %d, %v", len(ds), err)
			}
		}
		r.slow(9 * time.Second) // the third is at work when 26 s are over
		ctx, cancel := context.WithTimeout(t.Context(), 29*time.Second)
		defer cancel()
		failed := r.w.Serve(ctx, ds)
		if ctx.Err() != nil {
			t.Errorf("it is late")
		}
		if len(failed) != 2 {
			t.Errorf("%d given back, want the two for which the time did not suffice", len(failed))
		}
		if n := r.counts(t)[store.N]; n != int64(4-len(failed)) {
			t.Errorf("%d counted, %d given back, of 4", n, len(failed))
		}
	})
}

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
