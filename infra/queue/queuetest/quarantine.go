package queuetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/queue"
)

var quarantineCases = []testCase{
	{"a poison message is counted up and put aside", func(e *env) {
		e.send("poison", "good")
		for {
			ds := e.back("poison", "good")
			if i := slices.IndexFunc(ds, func(d queue.Delivery) bool { return string(d.Body) == "good" }); ds[i].Received == 2 {
				e.ack(ds[i])
				break
			}
			e.reopen() // its consumer dies of it
		}
		e.reopen()
		d := e.back("poison")[0]
		if d.Received < 3 || e.exact && d.Received > 3 {
			e.t.Errorf("received %d times, want 3", d.Received)
		}
		if err := e.Quarantine(e.ctx, d, queue.TooManyAttempts); err != nil {
			e.t.Fatalf("Quarantine: %v", err)
		}
		e.quiet(e.visibility * 3 / 2)
		e.reopen()
		e.empty()
		if diff := cmp.Diff([]string{"poison: too_many_attempts"}, e.aside()); diff != "" {
			e.t.Errorf("quarantine (-want +got):\n%s", diff)
		}
	}},
	{"the quarantine keeps id, body, reason and time", func(e *env) {
		e.send("\xff\x00")
		e.receive("\xff\x00")
		d := e.again("\xff\x00")[0] // some time after it was sent
		at := time.Now()
		if err := e.Quarantine(e.ctx, d, queue.Undecodable); err != nil {
			e.t.Fatalf("Quarantine: %v", err)
		}
		for m, err := range e.Quarantined(e.ctx) {
			want := queue.Quarantined{ID: d.ID, Body: []byte("\xff\x00"), Reason: queue.Undecodable, At: m.At}
			if diff := cmp.Diff(want, m); err != nil || diff != "" {
				e.t.Errorf("Quarantined: %v (-want +got):\n%s", err, diff)
			}
			if m.At.Location() != time.UTC || m.At.Sub(at).Abs() > time.Second || e.exact && !m.At.Equal(at) {
				e.t.Errorf("put aside at %v, want %v", m.At, at)
			}
		}
		e.ackGone(d)
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
	{"looking at the quarantine takes nothing out of it", func(e *env) {
		e.long()
		var bodies, want []string
		for i := range 23 {
			bodies = append(bodies, fmt.Sprint("m", i))
			want = append(want, fmt.Sprint("m", i, ": ", queue.Reasons[i%len(queue.Reasons)]))
		}
		slices.Sort(want)
		e.send(bodies...)
		for _, d := range e.receive(bodies...) {
			var i int
			fmt.Sscanf(string(d.Body), "m%d", &i)
			if err := e.Quarantine(e.ctx, d, queue.Reasons[i%len(queue.Reasons)]); err != nil {
				e.t.Fatalf("Quarantine: %v", err)
			}
		}
		ctx, cancel := context.WithCancel(e.ctx)
		defer cancel()
		for range e.Quarantined(ctx) {
			cancel()
			break // a look that is given up
		}
		for range 2 {
			if diff := cmp.Diff(want, e.aside()); diff != "" {
				e.t.Errorf("quarantine (-want +got):\n%s", diff)
			}
		}
	}},
	{"a reason is one of the list", func(e *env) {
		e.send("a")
		d := e.receive("a")[0]
		if err := e.Quarantine(e.ctx, d, "the text said: secret"); err == nil {
			e.t.Errorf("Quarantine takes any reason")
		}
		e.ack(d)
		if got := e.aside(); len(got) != 0 {
			e.t.Errorf("quarantine = %q, want none", got)
		}
	}},
}
