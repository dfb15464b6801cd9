package queuetest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/queue"
)

// asideBy puts messages aside, for each of the reasons in turn, and returns their ids
// by body.
func (e *env) asideBy(bodies ...string) map[string]string {
	e.t.Helper()
	e.send(bodies...)
	ids := map[string]string{}
	for i, d := range e.receive(bodies...) {
		ids[string(d.Body)] = d.ID
		if err := e.Quarantine(e.ctx, d, queue.Reasons[i%len(queue.Reasons)]); err != nil {
			e.t.Fatalf("Quarantine: %v", err)
		}
	}
	return ids
}

// redrive expects all of these to be put back.
func (e *env) redrive(ids ...string) {
	e.t.Helper()
	if n, err := e.Redrive(e.ctx, ids...); n != len(ids) || err != nil {
		e.t.Fatalf("Redrive = %d, %v; want %d", n, err, len(ids))
	}
}

// still expects these bodies to be aside, in order.
func (e *env) still(want ...string) {
	e.t.Helper()
	var got []string
	for m, err := range e.Quarantined(e.ctx) {
		if err != nil {
			e.t.Fatalf("Quarantined: %v", err)
		}
		got = append(got, string(m.Body))
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		e.t.Errorf("quarantine (-want +got):\n%s", diff)
	}
}

var redriveCases = []testCase{
	{"what is put back comes as if it were sent now", func(e *env) {
		e.send("\xff\x00")
		e.receive("\xff\x00")
		d := e.again("\xff\x00")[0] // for the second time
		if err := e.Quarantine(e.ctx, d, queue.TooManyAttempts); err != nil {
			e.t.Fatalf("Quarantine: %v", err)
		}
		e.redrive(d.ID)
		e.still()
		back := e.receive("\xff\x00")[0]
		if back.Received != 1 || back.Sent.Before(d.Sent) || e.exact && !back.Sent.After(d.Sent) {
			e.t.Errorf("received %d times, sent at %v; want 1 and later than %v", back.Received, back.Sent, d.Sent)
		}
		if got := e.again("\xff\x00")[0]; got.Received != 2 || got.ID != back.ID {
			e.t.Errorf("then received %d times as %s, want 2 as %s", got.Received, got.ID, back.ID)
		}
	}},
	{"what is put back lasts", func(e *env) {
		ids := e.asideBy("a", "b")
		e.redrive(ids["a"])
		e.reopen()
		e.still("b")
		e.ack(e.receive("a")...)
		e.quiet(e.visibility * 3 / 2)
		e.still("b")
	}},
	{"what a consumer left of a message is put back, and no more", func(e *env) {
		e.send("good and bad")
		d := e.receive("good and bad")[0]
		d.Body = []byte("bad")
		if err := e.Quarantine(e.ctx, d, queue.Invalid); err != nil {
			e.t.Fatalf("Quarantine: %v", err)
		}
		e.redrive(d.ID)
		e.receive("bad")
	}},
	{"what is put back can be put aside again", func(e *env) {
		id := e.asideBy("a")["a"]
		for range 2 {
			e.redrive(id)
			d := e.receive("a")[0]
			if err := e.Quarantine(e.ctx, d, queue.Invalid); err != nil {
				e.t.Fatalf("Quarantine: %v", err)
			}
			e.still("a")
			id = d.ID
		}
	}},
	{"only what is named is put back, however much there is", func(e *env) {
		e.long()
		var bodies, some, rest []string
		for i := range 63 {
			bodies = append(bodies, fmt.Sprintf("m%02d", i))
		}
		ids := e.asideBy(bodies...)
		var named []string
		for i, body := range bodies {
			if i%6 == 0 {
				rest = append(rest, body)
				continue
			}
			some, named = append(some, body), append(named, ids[body])
		}
		e.redrive(named...)
		e.still(rest...)
		e.receive(some...)
		e.empty()
	}},
	{"an unknown id is told and keeps no other from being put back", func(e *env) {
		ids := e.asideBy("a", "b")
		foreign := []string{"", "0", "no such id", "0" + ids["b"]}
		n, err := e.Redrive(e.ctx, append(foreign, ids["a"], ids["a"])...)
		if n != 1 || !errors.Is(err, queue.ErrNotAside) {
			e.t.Errorf("Redrive = %d, %v; want 1 and ErrNotAside", n, err)
		}
		e.still("b")
		d := e.receive("a")[0]
		for _, id := range []string{ids["a"], d.ID} { // it is not aside any more
			if n, err := e.Redrive(e.ctx, id); n != 0 || !errors.Is(err, queue.ErrNotAside) {
				e.t.Errorf("Redrive = %d, %v; want 0 and ErrNotAside", n, err)
			}
		}
		e.ack(d)
		e.empty()
	}},
	{"nothing named is nothing put back", func(e *env) {
		e.asideBy("a")
		e.redrive()
		e.still("a")
		e.empty()
	}},
}
