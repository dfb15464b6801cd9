package queuetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"paradox/infra/queue"
)

const (
	senders   = 4
	perSender = 100
	takers    = 6
)

// consumers lets many send and receive at once; some deliveries are given back. No
// two consumers may hold a message at the same time, and each message is
// acknowledged once.
func consumers(t *testing.T, engine Engine) {
	e := fresh(t, engine, never)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	b := &book{holders: map[string]int{}, acked: map[string]int{}, done: stop}
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := range perSender {
				m := queue.Message{Body: fmt.Appendf(nil, "%d-%d", s, i), Group: fmt.Sprint("g", s%2)}
				if err := e.Send(ctx, m); err != nil {
					t.Errorf("Send: %v", err)
				}
			}
		})
	}
	for c := range takers {
		random := rand.New(rand.NewPCG(1, uint64(c)))
		wg.Go(func() { consume(ctx, t, e, b, random) })
	}
	wg.Wait()
	if len(b.acked) != senders*perSender {
		t.Errorf("%d messages were acknowledged, want %d", len(b.acked), senders*perSender)
	}
	for body, times := range b.acked {
		if times != 1 {
			t.Errorf("%s was acknowledged %d times", body, times)
		}
	}
	for _, err := range b.wrong {
		t.Error(err)
	}
}

// book notes who holds what.
type book struct {
	mu      sync.Mutex
	holders map[string]int
	acked   map[string]int
	wrong   []error
	done    func() // everything is acknowledged
}

func (b *book) take(body string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.holders[body]++; b.holders[body] > 1 || b.acked[body] > 0 {
		b.wrong = append(b.wrong, fmt.Errorf("%s is delivered to %d at once, after %d acks", body, b.holders[body], b.acked[body]))
	}
}

func (b *book) release(body string, acked bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.holders[body]--
	if acked {
		b.acked[body]++
	}
}

// finish ends the test once all is acknowledged.
func (b *book) finish() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.acked) == senders*perSender {
		b.done()
	}
}

func consume(ctx context.Context, t *testing.T, q Queue, b *book, random *rand.Rand) {
	for ctx.Err() == nil {
		ds, err := q.Receive(ctx, 1+random.IntN(10))
		if err != nil {
			if ctx.Err() == nil {
				t.Errorf("Receive: %v", err)
			}
			return
		}
		for _, d := range ds {
			b.take(string(d.Body))
		}
		for _, d := range ds {
			again := random.IntN(5) == 0
			b.release(string(d.Body), !again) // before the queue may give it to another
			settle := func() error { return q.Ack(context.WithoutCancel(ctx), d) }
			if again {
				settle = func() error { return q.Retry(context.WithoutCancel(ctx), 0, d) }
			}
			if err := settle(); err != nil {
				t.Errorf("settling: %v", err)
			}
		}
		b.finish()
	}
}
