package queuetest

import (
	"errors"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/queue"
)

var settleCases = []testCase{
	{"acknowledged is gone for good", func(e *env) {
		e.send("a", "b", "c")
		ds := e.receive("a", "b", "c")
		e.ack(ds[2], ds[0]) // in any order
		e.reopen()
		e.ack(e.receive(string(ds[1].Body))...)
		pass(2 * Visibility)
		e.empty()
		e.reopen()
		e.empty()
	}},
	{"acknowledging twice is the same as once", func(e *env) {
		e.send("a", "b")
		ds := e.receive("a", "b")
		e.ack(ds[0], ds[0])
		e.ack(ds[0])
		e.ack(ds...)
		e.ack()
		pass(Visibility)
		e.empty()
	}},
	{"a delivery whose time ran out is lost to its consumer", func(e *env) {
		e.send("a", "b")
		ds := e.receive("a", "b")
		pass(Visibility)
		again := e.receive("a", "b")
		e.lost("Ack", e.Ack(e.ctx, ds[0]))
		e.lost("Retry", e.Retry(e.ctx, 0, ds[0]))
		e.lost("Quarantine", e.Quarantine(e.ctx, ds[0], queue.Invalid))
		e.empty() // those who hold them now still do
		e.ack(again...)
		pass(Visibility)
		e.empty()
	}},
	{"and is lost too where nobody else took it yet", func(e *env) {
		e.send("a")
		d := e.receive("a")[0]
		pass(Visibility)
		e.lost("Ack", e.Ack(e.ctx, d))
		e.receive("a")
	}},
	{"one lost among others does not keep them", func(e *env) {
		e.send("a")
		old := e.receive("a")
		pass(Visibility)
		e.send("b", "c")
		ds := e.receive("a", "b", "c")
		stale := []queue.Delivery{old[0]}
		var fine []queue.Delivery
		for _, d := range ds {
			if string(d.Body) != "a" {
				fine = append(fine, d)
			}
		}
		e.lost("Ack", e.Ack(e.ctx, fine[0], stale[0], fine[1]))
		pass(Visibility)
		e.receive("a")
		e.empty()
	}},
	{"retried comes after the wait", func(e *env) {
		e.send("a")
		d := e.receive("a")[0]
		if err := e.Retry(e.ctx, 5*time.Second, d); err != nil {
			e.t.Fatalf("Retry: %v", err)
		}
		e.lost("Ack", e.Ack(e.ctx, d)) // it was given back
		pass(4 * time.Second)
		e.empty()
		began := time.Now()
		ds, err := e.Receive(e.ctx, 1)
		if err != nil || ds[0].Received != 2 {
			e.t.Fatalf("Receive = %v, %v; want the second delivery", ds, err)
		}
		if d := time.Since(began); d > time.Second {
			e.t.Errorf("it came %v late", d-time.Second)
		}
	}},
	{"retried without a wait comes at once", func(e *env) {
		e.send("a")
		if err := e.Retry(e.ctx, 0, e.receive("a")...); err != nil {
			e.t.Fatalf("Retry: %v", err)
		}
		e.receive("a")
	}},
	{"a poison message is counted up and put aside", func(e *env) {
		e.send("poison", "good")
		for attempt := 1; ; attempt++ {
			ds, err := e.Receive(e.ctx, 2)
			if err != nil {
				e.t.Fatalf("Receive: %v", err)
			}
			if attempt == 2 { // its consumer dies of it
				e.reopen()
				continue
			}
			stop := false
			for _, d := range ds {
				switch {
				case string(d.Body) == "good":
					e.ack(d)
				case d.Received == 4:
					if err := e.Quarantine(e.ctx, d, queue.TooManyAttempts); err != nil {
						e.t.Fatalf("Quarantine: %v", err)
					}
					stop = true
				}
			}
			if stop {
				break
			}
		}
		pass(2 * Visibility)
		e.empty()
		e.reopen()
		e.empty()
		if diff := cmp.Diff([]string{"poison: too_many_attempts"}, e.aside()); diff != "" {
			e.t.Errorf("quarantine (-want +got):\n%s", diff)
		}
	}},
	{"the quarantine keeps body, reason and time", func(e *env) {
		pass(time.Hour)
		e.send("\xff\x00")
		d := e.receive("\xff\x00")[0]
		at := time.Now()
		if err := e.Quarantine(e.ctx, d, queue.Undecodable); err != nil {
			e.t.Fatalf("Quarantine: %v", err)
		}
		for m, err := range e.Quarantined(e.ctx) {
			want := queue.Quarantined{ID: d.ID, Body: []byte("\xff\x00"), Reason: queue.Undecodable, At: at.UTC().Round(0)}
			if diff := cmp.Diff(want, m); err != nil || diff != "" {
				e.t.Errorf("Quarantined: %v (-want +got):\n%s", err, diff)
			}
		}
		e.ack(d) // gone already
		e.lost("Quarantine", e.Quarantine(e.ctx, d, queue.Invalid))
		if got := e.aside(); len(got) != 1 {
			e.t.Errorf("quarantine = %q, want one", got)
		}
	}},
	{"the quarantine keeps what the consumer leaves of a message", func(e *env) {
		e.send("good and bad")
		d := e.receive("good and bad")[0]
		d.Body = []byte("bad")
		if err := e.Quarantine(e.ctx, d, queue.Invalid); err != nil {
			e.t.Fatalf("Quarantine: %v", err)
		}
		e.reopen()
		if diff := cmp.Diff([]string{"bad: invalid"}, e.aside()); diff != "" {
			e.t.Errorf("quarantine (-want +got):\n%s", diff)
		}
	}},
	{"a reason is one of the list", func(e *env) {
		e.send("a")
		d := e.receive("a")[0]
		if err := e.Quarantine(e.ctx, d, "the text said: secret"); err == nil {
			e.t.Errorf("Quarantine takes any reason")
		}
		e.ack(d)
	}},
}

func (e *env) lost(what string, err error) {
	e.t.Helper()
	if !errors.Is(err, queue.ErrLost) {
		e.t.Fatalf("%s = %v, want ErrLost", what, err)
	}
}
