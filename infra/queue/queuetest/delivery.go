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
		first := e.receive(body)[0]
		d := e.again(body)[0]
		if d.Sent.Location() != time.UTC || d.Sent.Sub(sent).Abs() > time.Second || e.exact && !d.Sent.Equal(sent) {
			e.t.Errorf("sent %v, arrived as sent %v", sent, d.Sent)
		}
		want := queue.Delivery{ID: first.ID, Receipt: d.Receipt, Body: []byte(body), Received: 2, Sent: first.Sent}
		if diff := cmp.Diff(want, d); diff != "" {
			e.t.Errorf("second delivery (-want +got):\n%s", diff)
		}
		if d.ID == "" || d.Receipt == "" || d.Receipt == first.Receipt || first.Received != 1 {
			e.t.Errorf("delivery %d %q %q, then %q %q", first.Received, first.ID, first.Receipt, d.ID, d.Receipt)
		}
	}},
	{"every body is a body", func(e *env) {
		bodies := []string{
			"", " ", "\r\n\t", "\x00", "\x1f", "\x7f", "\ufffd", "\ufffe", "\uffff", "\xed\xa0\x80", "\xff", "base64:", "base64:eA==", "eA==",
			"BASE64:x", "\u2028", "\U0010ffff", `{"a":"<&>\""}`,
		}
		e.send(bodies...)
		e.ack(e.receive(bodies...)...)
		e.empty()
	}},
	{"no more than asked for", func(e *env) {
		e.long()
		e.send("a", "b", "c", "d", "e")
		ds, err := e.Receive(e.ctx, 2)
		if err != nil || len(ds) == 0 || len(ds) > 2 || e.exact && len(ds) != 2 {
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
		<-time.After(e.visibility / 2)
		e.send("late")
		if ds := <-got; len(ds) != 1 || string(ds[0].Body) != "late" {
			e.t.Errorf("received %v", ds)
		}
	}},
	{"a receiver waits for a delivery's time to run out", func(e *env) {
		e.send("a")
		began := time.Now()
		e.receive("a")
		e.again("a")
		e.took("the second delivery", began, e.visibility)
	}},
	{"of two who wait the second gets what the first let lie", func(e *env) {
		began := time.Now()
		after := make(chan time.Time)
		for range 2 {
			go func() {
				if _, err := e.Receive(e.ctx, 1); err != nil {
					e.t.Errorf("Receive: %v", err)
				}
				after <- time.Now()
			}()
		}
		if e.exact {
			synctest.Wait()
		}
		e.send("a")
		<-after
		<-after
		e.took("the second delivery", began, e.visibility)
	}},
	{"a receiver gives up with its context", func(e *env) {
		ctx, cancel := context.WithCancel(e.ctx)
		time.AfterFunc(100*time.Millisecond, cancel)
		if _, err := e.Receive(ctx, 1); !errors.Is(err, context.Canceled) {
			e.t.Errorf("Receive = %v, want context.Canceled", err)
		}
		e.send("a") // is not lost to the one who gave up
		e.back("a")
	}},
	{"what is held is nobody else's until its time runs out", func(e *env) {
		e.send("a")
		began := time.Now()
		first := e.receive("a")[0]
		e.quiet(e.visibility / 2)
		second := e.again("a")[0]
		e.took("the second delivery", began, e.visibility)
		if second.ID != first.ID || second.Receipt == first.Receipt || second.Received != 2 {
			e.t.Errorf("second delivery %v after %v", second, first)
		}
	}},
	{"a consumer's crash gives everything back, and the count stays", func(e *env) {
		e.send("a", "b")
		e.receive("a", "b")
		e.reopen()
		for _, d := range e.back("a", "b") {
			if d.Received < 2 || e.exact && d.Received > 2 {
				e.t.Errorf("received %d times, want 2", d.Received)
			}
		}
	}},
	{"the largest body, and one byte more", func(e *env) {
		large := bytes.Repeat([]byte("x"), queue.MaxBody)
		other := bytes.Repeat([]byte("\xff"), queue.MaxBody)
		e.send(string(large), "small", string(other), string(large), string(other), string(other))
		e.reopen()
		e.ack(e.receive(string(large), "small", string(other), string(large), string(other), string(other))...)
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
		e.long()
		var ms []queue.Message
		var want []string
		for i := range 100 {
			body := string([]byte{'0' + byte(i/10), '0' + byte(i%10)})
			ms = append(ms, queue.Message{Body: []byte(body), Group: []string{"", "shop", "źródło", "a b"}[i%4]})
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
