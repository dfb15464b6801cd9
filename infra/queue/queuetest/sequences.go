package queuetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"paradox/infra/queue"
)

// sequences does everything in random order and compares with a model.
func sequences(t *testing.T, engine Engine) {
	dir, n := t.TempDir(), 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		name := filepath.Join(dir, fmt.Sprint("queue", n))
		rapid.SyncTest(r, func(r *rapid.T) {
			m := &machine{messages: map[string]*message{}, visibility: engine.visibility()}
			m.open = func() (Queue, error) { return engine.Open(name, m.visibility) }
			m.reopen(r)
			defer func() { m.queue.Close() }()
			r.Repeat(map[string]func(*rapid.T){
				"":              m.check,
				"send":          m.send,
				"receive":       m.receive,
				"ack":           m.ack,
				"retry":         m.retry,
				"hold":          m.hold,
				"quarantine":    m.quarantine,
				"redrive":       m.redrive,
				"let time pass": func(r *rapid.T) { pass(time.Duration(rapid.IntRange(1, 70).Draw(r, "seconds")) * time.Second) },
				"reopen":        m.reopen,
			})
			m.drain(r)
		})
	})
}

// message is one in the model, by its body.
type message struct {
	received int
	receipt  string    // of the last delivery, "" once given back
	until    time.Time // invisible until then
	acked    bool
	aside    bool
	asideID  string
}

func (m *message) gone() bool { return m.acked || m.aside }

type machine struct {
	open       func() (Queue, error)
	visibility time.Duration
	queue      Queue
	messages   map[string]*message
	past       []queue.Delivery // all there ever were
}

func (m *machine) reopen(r *rapid.T) {
	if m.queue != nil {
		if err := m.queue.Close(); err != nil {
			r.Fatalf("Close: %v", err)
		}
	}
	q, err := m.open()
	if err != nil {
		r.Fatalf("Open: %v", err)
	}
	m.queue = q
	for _, msg := range m.messages {
		msg.until, msg.receipt = time.Time{}, ""
	}
}

func (m *machine) visible() int {
	n := 0
	for _, msg := range m.messages {
		if !msg.gone() && !msg.until.After(time.Now()) {
			n++
		}
	}
	return n
}

func (m *machine) send(r *rapid.T) {
	var ms []queue.Message
	for range rapid.IntRange(1, 4).Draw(r, "messages") {
		body := fmt.Sprint("m", len(m.messages))
		m.messages[body] = &message{}
		ms = append(ms, queue.Message{Body: []byte(body), Group: rapid.SampledFrom([]string{"", "a", "b"}).Draw(r, "group")})
	}
	if err := m.queue.Send(context.Background(), ms...); err != nil {
		r.Fatalf("Send: %v", err)
	}
}

func (m *machine) receive(r *rapid.T) { m.take(r, rapid.IntRange(1, 5).Draw(r, "max")) }

func (m *machine) take(r *rapid.T, max int) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	visible := m.visible()
	ds, err := m.queue.Receive(ctx, max)
	if visible == 0 {
		if !errors.Is(err, context.DeadlineExceeded) {
			r.Fatalf("Receive = %d messages, %v; none is visible", len(ds), err)
		}
		return
	}
	if err != nil || len(ds) == 0 || len(ds) > max {
		r.Fatalf("Receive(%d) = %d messages, %v; %d are visible", max, len(ds), err, visible)
	}
	for _, d := range ds {
		msg := m.messages[string(d.Body)]
		if msg == nil || msg.gone() || msg.until.After(time.Now()) {
			r.Fatalf("Receive yields %q, which is not visible", d.Body)
		}
		if msg.received++; d.Received != msg.received {
			r.Fatalf("%q: received %d, want %d", d.Body, d.Received, msg.received)
		}
		msg.receipt, msg.until = d.Receipt, time.Now().Add(m.visibility)
		m.past = append(m.past, d)
	}
}

// pick draws a delivery and says whether it still holds its message.
func (m *machine) pick(r *rapid.T) (d queue.Delivery, msg *message, holds bool) {
	if len(m.past) == 0 {
		return d, nil, false
	}
	d = rapid.SampledFrom(m.past).Draw(r, "delivery")
	msg = m.messages[string(d.Body)]
	return d, msg, !msg.gone() && msg.receipt == d.Receipt && msg.until.After(time.Now())
}

// expect checks the error of settling a delivery.
func expect(r *rapid.T, what string, err error, ok bool) {
	if ok != (err == nil) || !ok && !errors.Is(err, queue.ErrLost) {
		r.Fatalf("%s = %v, expected to work: %v", what, err, ok)
	}
}

func (m *machine) ack(r *rapid.T) {
	d, msg, holds := m.pick(r)
	if msg == nil {
		return
	}
	expect(r, "Ack", m.queue.Ack(context.Background(), d), holds || msg.gone())
	msg.acked = msg.acked || holds
}

func (m *machine) retry(r *rapid.T) {
	d, msg, holds := m.pick(r)
	if msg == nil || msg.gone() {
		return
	}
	wait := time.Duration(rapid.IntRange(0, 90).Draw(r, "wait")) * time.Second
	expect(r, "Retry", m.queue.Retry(context.Background(), wait, d), holds)
	if holds {
		msg.receipt, msg.until = "", time.Now().Add(wait)
	}
}

func (m *machine) hold(r *rapid.T) {
	d, msg, holds := m.pick(r)
	if msg == nil {
		return
	}
	expect(r, "Hold", m.queue.Hold(context.Background(), d), holds || msg.gone())
	if holds {
		msg.until = time.Now().Add(m.visibility)
	}
}

func (m *machine) quarantine(r *rapid.T) {
	d, msg, holds := m.pick(r)
	if msg == nil {
		return
	}
	expect(r, "Quarantine", m.queue.Quarantine(context.Background(), d, queue.Invalid), holds)
	if holds {
		msg.aside, msg.asideID = true, d.ID
	}
}

// redrive puts back some of what is aside, and what is not.
func (m *machine) redrive(r *rapid.T) {
	var ids []string
	want := map[string]bool{}
	unknown := false
	for _, body := range slices.Sorted(maps.Keys(m.messages)) {
		if !rapid.Bool().Draw(r, body) {
			continue
		}
		msg := m.messages[body]
		if !msg.aside {
			unknown = true
			ids = append(ids, fmt.Sprint("not aside ", body))
			continue
		}
		ids, want[body] = append(ids, msg.asideID), true
	}
	n, err := m.queue.Redrive(context.Background(), ids...)
	if n != len(want) || unknown != errors.Is(err, queue.ErrNotAside) || !unknown && err != nil {
		r.Fatalf("Redrive = %d, %v; want %d of %d ids", n, err, len(want), len(ids))
	}
	for body := range want {
		m.messages[body] = &message{}
		// No earlier delivery is of the message that comes now.
		m.past = slices.DeleteFunc(m.past, func(d queue.Delivery) bool { return string(d.Body) == body })
	}
}

// check compares the quarantine.
func (m *machine) check(r *rapid.T) {
	want := 0
	for _, msg := range m.messages {
		if msg.aside {
			want++
		}
	}
	for q, err := range m.queue.Quarantined(context.Background()) {
		if err != nil {
			r.Fatalf("Quarantined: %v", err)
		}
		if msg := m.messages[string(q.Body)]; msg == nil || !msg.aside {
			r.Fatalf("Quarantined yields %q", q.Body)
		}
		want--
	}
	if want != 0 {
		r.Fatalf("Quarantined yields %d too few", want)
	}
}

// drain expects that in the end everything left can be received.
func (m *machine) drain(r *rapid.T) {
	pass(2 * m.visibility)
	for left := m.visible(); left > 0; left = m.visible() {
		m.take(r, 5)
	}
	for body, msg := range m.messages {
		if !msg.gone() && msg.receipt == "" {
			r.Fatalf("%q is lost", body)
		}
	}
	m.take(r, 1) // and nothing else
}
