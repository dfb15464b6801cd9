package queuetest

import (
	"bytes"
	"context"
	"errors"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/queue"
)

var deliveryCases = []testCase{
	{"a message arrives as it was sent", func(e *env) {
		body := "\x00\xff zażółć 👩‍💻"
		sent := time.Now()
		e.send(body)
		pass(time.Second)
		d := e.receive(body)[0]
		want := queue.Delivery{ID: d.ID, Receipt: d.Receipt, Body: []byte(body), Received: 1, Sent: sent.UTC().Round(0)}
		if diff := cmp.Diff(want, d); diff != "" {
			e.t.Errorf("delivery (-want +got):\n%s", diff)
		}
		if d.ID == "" || d.Receipt == "" {
			e.t.Errorf("delivery without name: %q, %q", d.ID, d.Receipt)
		}
	}},
	{"an empty body is a body", func(e *env) {
		e.send("")
		e.ack(e.receive("")...)
		e.empty()
	}},
	{"no more than asked for", func(e *env) {
		e.send("a", "b", "c", "d", "e")
		ds, err := e.Receive(e.ctx, 2)
		if err != nil || len(ds) != 2 {
			e.t.Fatalf("Receive(2) = %d, %v", len(ds), err)
		}
		if _, err := e.Receive(e.ctx, 0); err == nil {
			e.t.Errorf("Receive(0) is no error")
		}
	}},
	{"a receiver waits for a message", func(e *env) {
		got := make(chan []queue.Delivery)
		go func() {
			ds, err := e.Receive(e.ctx, 1)
			if err != nil {
				e.t.Errorf("Receive: %v", err)
			}
			got <- ds
		}()
		pass(10 * Visibility)
		e.send("late")
		if ds := <-got; len(ds) != 1 || string(ds[0].Body) != "late" {
			e.t.Errorf("received %v", ds)
		}
	}},
	{"a receiver waits for a delivery's time to run out", func(e *env) {
		e.send("a")
		e.receive("a")
		began := time.Now()
		if _, err := e.Receive(e.ctx, 1); err != nil {
			e.t.Fatalf("Receive: %v", err)
		}
		if d := time.Since(began); d != Visibility {
			e.t.Errorf("delivered again after %v, want %v", d, Visibility)
		}
	}},
	{"of two who wait the second gets what the first let lie", func(e *env) {
		began := time.Now()
		after := make(chan time.Duration)
		for range 2 {
			go func() {
				if _, err := e.Receive(e.ctx, 1); err != nil {
					e.t.Errorf("Receive: %v", err)
				}
				after <- time.Since(began)
			}()
		}
		synctest.Wait()
		e.send("a")
		if first, second := <-after, <-after; first != 0 || second != Visibility {
			e.t.Errorf("delivered after %v and %v, want 0 and %v", first, second, Visibility)
		}
	}},
	{"a receiver gives up with its context", func(e *env) {
		ctx, cancel := context.WithCancel(e.ctx)
		done := make(chan error)
		go func() {
			_, err := e.Receive(ctx, 1)
			done <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			e.t.Errorf("Receive = %v, want context.Canceled", err)
		}
		e.send("a") // is not lost to the one who gave up
		e.receive("a")
	}},
	{"what is held is nobody else's until its time runs out", func(e *env) {
		e.send("a")
		first := e.receive("a")[0]
		pass(Visibility - time.Second)
		e.empty()
		pass(time.Second)
		second := e.receive("a")[0]
		if second.ID != first.ID || second.Receipt == first.Receipt || second.Received != 2 {
			e.t.Errorf("second delivery %v after %v", second, first)
		}
		if !second.Sent.Equal(first.Sent) {
			e.t.Errorf("sent %v, then %v", first.Sent, second.Sent)
		}
	}},
	{"a consumer's crash gives everything back, and the count stays", func(e *env) {
		e.send("a", "b")
		e.receive("a", "b")
		e.reopen()
		for _, d := range e.receive("a", "b") {
			if d.Received != 2 {
				e.t.Errorf("received %d times, want 2", d.Received)
			}
		}
	}},
	{"the largest body, and one byte more", func(e *env) {
		large := bytes.Repeat([]byte("x"), queue.MaxBody)
		e.send(string(large))
		e.reopen()
		e.ack(e.receive(string(large))...)
		err := e.Send(e.ctx, queue.Message{Body: []byte("small")}, queue.Message{Body: append(large, 'x')})
		if !errors.Is(err, queue.ErrTooLarge) {
			e.t.Errorf("Send = %v, want ErrTooLarge", err)
		}
		e.empty()
	}},
	{"nothing to send", func(e *env) {
		e.send()
		e.empty()
	}},
	{"many in one call, in several groups", func(e *env) {
		var ms []queue.Message
		var want []string
		for i := range 100 {
			body := string([]byte{'0' + byte(i/10), '0' + byte(i%10)})
			ms = append(ms, queue.Message{Body: []byte(body), Group: body[:1]})
			want = append(want, body)
		}
		if err := e.Send(e.ctx, ms...); err != nil {
			e.t.Fatalf("Send: %v", err)
		}
		e.ack(e.receive(want...)...)
		e.reopen()
		e.empty()
	}},
	{"a cancelled context sends nothing", func(e *env) {
		ctx, cancel := context.WithCancel(e.ctx)
		cancel()
		if err := e.Send(ctx, queue.Message{Body: []byte("a")}); !errors.Is(err, context.Canceled) {
			e.t.Errorf("Send = %v, want context.Canceled", err)
		}
		e.empty()
	}},
}
