package classify_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/infra/queue"
	queuebolt "paradox/infra/queue/bolt"
	"paradox/infra/store"
)

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

// deaf is a queue that takes no word: it answers with err, or not at all where that is
// nil.
type deaf struct {
	queue.Queue
	err error
}

func (d deaf) answer(ctx context.Context) error {
	if d.err == nil {
		<-ctx.Done()
		return ctx.Err()
	}
	return d.err
}

func (d deaf) Retry(ctx context.Context, _ time.Duration, _ ...queue.Delivery) error {
	return d.answer(ctx)
}
func (d deaf) Quarantine(ctx context.Context, _ queue.Delivery, _ queue.Reason) error {
	return d.answer(ctx)
}

// What could not be put aside, or given back, must not be removed: it would be lost.
func TestServeOfADeafQueue(t *testing.T) {
	for name, err := range map[string]error{"refuses": errors.New("away"), "lost": queue.ErrLost, "hangs": nil} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, r *rig) {
				r.w.Queue = deaf{r.queue, err}
				good, poison := r.delivery(t, 1, r.reaction(1, "en a")), r.delivery(t, 3, r.reaction(2, "en poison"))
				r.store.poison = "en poison"
				unread := queue.Delivery{ID: "unread", Body: []byte("nobody reads this"), Received: 1}
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
				defer cancel()
				failed := r.w.Serve(ctx, []queue.Delivery{good, unread, poison})
				if slices.Sort(failed); !slices.Equal(failed, []string{poison.ID, unread.ID}) {
					t.Errorf("Serve = %q, want what is neither recorded nor aside", failed)
				}
				if ctx.Err() != nil {
					t.Errorf("it is late")
				}
			})
		})
	}
}

// Hardly any time is left: everything comes again, and the answer is in time.
func TestServeWithoutTime(t *testing.T) {
	inTime(t, func(t *testing.T, r *rig) {
		r.w.Queue = deaf{Queue: r.queue}
		var ds []queue.Delivery
		for i := range 10 {
			ds = append(ds, r.delivery(t, 1+i%4, r.reaction(i, "en a")))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		if failed := r.w.Serve(ctx, ds); len(failed) != 10 || ctx.Err() != nil {
			t.Errorf("Serve = %q, %v; want all ten, in time", failed, ctx.Err())
		}
		if n := r.counts(t)[store.N]; n != 0 {
			t.Errorf("%d counted", n)
		}
	})
}

// patientQueue notes for how long it is to wait.
type patientQueue struct {
	queue.Queue
	waits time.Duration
}

func (p *patientQueue) Retry(_ context.Context, wait time.Duration, _ ...queue.Delivery) error {
	p.waits += wait
	return nil
}

// A store that hangs takes the time of those whose turn does not come. They are not put
// aside sooner than those that were tried.
func TestServeWithoutTimeWaitsAsLong(t *testing.T) {
	inTime(t, func(t *testing.T, r *rig) {
		q := &patientQueue{Queue: r.queue}
		r.w.Queue = q
		for received := 1; received < 20; received++ {
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			if failed := r.w.Serve(ctx, []queue.Delivery{r.delivery(t, received, r.reaction(1, "en a"))}); len(failed) != 1 {
				t.Errorf("delivery %d: Serve = %q, want it named", received, failed)
			}
			cancel()
		}
		if q.waits < 90*time.Minute {
			t.Errorf("a store may hang for %v only", q.waits)
		}
	})
}

// A message that ends the program takes no other with it into the quarantine, though
// the event source removes nothing of a batch whose program has ended.
func TestServeAKillerAmongOthers(t *testing.T) {
	r := newRig(t)
	analyze := r.c.Analyze
	r.c.Analyze = func(text string) label.Result {
		if text == "en killer" {
			runtime.Goexit() // of all ends the one that can be tested
		}
		return analyze(text)
	}
	for i, text := range []string{"en a", "en b", "en killer", "en c", "en d"} {
		r.send(t, r.reaction(i, text))
	}
	for range 30 {
		r.clock.advance(time.Minute) // what the dead held is visible again
		if r.queue.Depth().Visible == 0 {
			break
		}
		ds, err := r.queue.Receive(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() { // the event source
			defer close(done)
			failed := r.w.Serve(t.Context(), ds)
			ds = slices.DeleteFunc(ds, func(d queue.Delivery) bool { return slices.Contains(failed, d.ID) })
			if err := r.queue.Ack(t.Context(), ds...); err != nil {
				t.Error(err)
			}
		}()
		<-done
	}
	if d := r.queue.Depth(); d != (queuebolt.Depth{Quarantined: 1}) {
		t.Errorf("%+v, want the killer alone put aside", d)
	}
	if n := r.counts(t)[store.N]; n != 4 {
		t.Errorf("%d counted, want the four others", n)
	}
	r.verify(t)
}
