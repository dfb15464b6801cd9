package classify_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/functions/classify"
	"paradox/infra/queue"
	"paradox/infra/store"
)

// step runs the worker over what is visible now.
func (r *rig) step(t *testing.T) {
	t.Helper()
	for r.queue.Depth().Visible > 0 {
		if err := r.w.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWorkerOnTheRealQueue(t *testing.T) {
	r := newRig(t)
	r.store.poison = "en poison sentinel"
	r.send(t, r.reaction(1, "en a"))
	r.send(t, r.reaction(2, "en poison sentinel"), r.reaction(3, "en c"))
	r.send(t, r.reaction(4, "panic sentinel"))
	if err := r.queue.Send(t.Context(), queue.Message{Body: []byte("sentinel"), Group: "form"}); err != nil {
		t.Fatal(err)
	}
	for range 24 {
		r.step(t)
		r.clock.advance(15 * time.Minute)
	}
	if c := r.counts(t); c[store.N] != 3 || c[store.Unclassified] != 1 {
		t.Errorf("counted %d, unclassified %d, want 3 and 1", c[store.N], c[store.Unclassified])
	}
	r.verify(t)
	reasons := map[queue.Reason]int{}
	for q, err := range r.queue.Quarantined(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		reasons[q.Reason]++
	}
	if len(reasons) != 2 || reasons[queue.Undecodable] != 1 || reasons[queue.TooManyAttempts] != 1 {
		t.Errorf("quarantined: %v", reasons)
	}
	for _, want := range []string{`"reason":"undecodable"`, `"reason":"too_many_attempts"`, `"msg":"message will be tried again"`, `"outcomes":{"recorded":`} {
		if !strings.Contains(r.log.String(), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	if strings.Contains(r.log.String(), "sentinel") {
		t.Errorf("a text is in the log: %s", r.log.String())
	}
	if d := r.queue.Depth(); d.Visible+d.InFlight != 0 {
		t.Errorf("messages are left: %+v", d)
	}
}

// A message that ends whoever takes it, so that nothing can be caught or settled, is
// put aside in the end, and takes no other with it.
func TestKillerAmongOthers(t *testing.T) {
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
	deaths := 0
	for range 30 {
		r.clock.advance(time.Minute) // what the dead held is visible again
		done, lived := make(chan struct{}), false
		go func() {
			defer close(done)
			for r.queue.Depth().Visible > 0 {
				if err := r.w.Step(t.Context()); err != nil {
					t.Error(err)
				}
			}
			lived = true
		}()
		<-done
		if lived {
			break
		}
		deaths++
	}
	if d := r.queue.Depth(); deaths != 20 || d.Visible+d.InFlight != 0 || d.Quarantined != 1 {
		t.Errorf("after %d deaths: %+v, want the killer alone put aside after 20", deaths, d)
	}
	if n := r.counts(t)[store.N]; n != 4 {
		t.Errorf("%d counted, want the four others", n)
	}
	r.verify(t)
}

// broken is a queue that fails, but for every third time.
type broken struct {
	queue.Queue
	times int
}

func (b *broken) Receive(context.Context, int) ([]queue.Delivery, error) {
	if b.times++; b.times%3 == 0 {
		return nil, nil
	}
	return nil, errors.New("away")
}

func (b *broken) Ack(context.Context, ...queue.Delivery) error { return nil }

func TestRunOutlivesTheQueuesFailures(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	var waits []time.Duration
	w := classify.Worker{Queue: &broken{}, Classifier: r.c, Log: r.w.Log, Sleep: func(_ context.Context, d time.Duration) {
		if waits = append(waits, d); len(waits) == 4 {
			cancel()
		}
	}}
	if err := w.Run(ctx); err != nil {
		t.Errorf("Run = %v", err)
	}
	if len(waits) != 4 || waits[0] <= 0 || waits[0] >= waits[1] || waits[2] != waits[0] || waits[3] != waits[1] {
		t.Errorf("waits %v, want two that grow, and after a success the same again", waits)
	}
}

// counted is a queue that counts what it is told.
type counted struct {
	queue.Queue
	told []string
}

func (c *counted) Ack(ctx context.Context, ds ...queue.Delivery) error {
	if len(ds) > 0 {
		c.told = append(c.told, fmt.Sprint("ack ", len(ds)))
	}
	return c.Queue.Ack(ctx, ds...)
}

func (c *counted) Retry(ctx context.Context, wait time.Duration, ds ...queue.Delivery) error {
	c.told = append(c.told, fmt.Sprint("retry ", len(ds)))
	return c.Queue.Retry(ctx, wait, ds...)
}

// An outage of the store is not made one of the queue: messages with the same wait are
// given back in one call.
func TestGivenBackTogether(t *testing.T) {
	r := newRig(t)
	q := &counted{Queue: r.queue}
	r.w.Queue, r.store.err = q, errors.New("down")
	for i := range 40 {
		r.send(t, r.reaction(i, "en a"))
	}
	if err := r.w.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.clock.advance(2 * time.Second)
	for i := range 10 {
		r.send(t, r.reaction(40+i, "en a"))
	}
	if err := r.w.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"retry 40", "retry 40", "retry 10"}; !slices.Equal(q.told, want) {
		t.Errorf("the queue was told %q, want %q", q.told, want)
	}
	r.store.err = nil
	r.clock.advance(4 * time.Second)
	if err := r.w.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := r.counts(t)[store.N]; n != 50 {
		t.Errorf("%d counted, want 50", n)
	}
}

// A delivery whose time ran out meanwhile is another worker's, and no failure.
func TestLostDeliveries(t *testing.T) {
	r := newRig(t)
	r.store.poison = "en poison"
	bad := r.reaction(3, "en bad")
	bad.Channel = "pigeon"
	r.send(t, r.reaction(1, "en a"))
	r.send(t, r.reaction(2, "en poison"))
	r.send(t, bad)
	analyze := r.c.Analyze
	r.c.Analyze = func(text string) label.Result { r.clock.advance(time.Minute); return analyze(text) }
	if err := r.w.Step(t.Context()); err != nil {
		t.Errorf("Step = %v", err)
	}
	if d := r.queue.Depth(); d.Visible != 3 || d.Quarantined != 0 {
		t.Errorf("depth %+v, want all three visible again", d)
	}
}

func TestRunFinishesTheBatchInHand(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	analyze := r.c.Analyze
	r.c.Analyze = func(text string) label.Result { cancel(); return analyze(text) }
	r.send(t, r.reaction(1, "en a"))
	if err := r.w.Run(ctx); err != nil {
		t.Errorf("Run = %v", err)
	}
	if n := r.counts(t)[store.N]; n != 1 {
		t.Errorf("%d counted", n)
	}
	if d := r.queue.Depth(); d.Visible+d.InFlight != 0 {
		t.Errorf("messages were not acknowledged: %+v", d)
	}
}
