package sqs_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/queue"
	"paradox/infra/queue/sqs"
)

const (
	seeds   = 60
	atOnce  = 15 // trials
	lanes   = 2  // senders of a trial, and as many consumers
	perLane = 30 // messages
)

// Under throttling, outages, lost answers and partial failures nothing that was sent
// is lost, nothing that was acknowledged comes again, and nothing is sent again that
// its sender was told of.
func TestFaults(t *testing.T) {
	plain := api.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	struck := make([]map[string]int, seeds)
	var wg sync.WaitGroup
	turns := make(chan struct{}, atOnce)
	for seed := range uint64(seeds) {
		wg.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
				trial := newTrial(t, plain, seed)
				trial.run()
				struck[seed] = trial.faults.struck
			})
		})
	}
	wg.Wait()
	all := map[string]int{}
	for _, some := range struck {
		for kind, n := range some {
			all[kind] += n
		}
	}
	t.Logf("faults: %v", all)
	for _, kind := range kinds {
		if all[kind] < seeds/2 {
			t.Errorf("%s: struck %d times", kind, all[kind])
		}
	}
}

// trial is one seed's.
type trial struct {
	*testing.T
	faults *faults
	faulty *sqs.Queue
	sound  *sqs.Queue

	mu     sync.Mutex
	bodies map[string]string       // of each message id that was received
	acked  map[string]bool         // ids whose Ack returned nil
	tried  map[string]bool         // bodies for which an Ack began
	aside  map[string]queue.Reason // ids whose Quarantine began
	kept   map[string]bool         // ids whose Quarantine returned nil
	twice  []string
}

func newTrial(t *testing.T, plain *api.Client, seed uint64) *trial {
	tr := &trial{
		T: t, faults: newFaults(seed), bodies: map[string]string{}, acked: map[string]bool{},
		tried: map[string]bool{}, aside: map[string]queue.Reason{}, kept: map[string]bool{},
	}
	o, err := create(plain, t.TempDir())
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	o.Visibility, o.Backoff = time.Second, time.Millisecond
	if tr.sound, err = sqs.New(o); err != nil {
		t.Fatalf("New: %v", err)
	}
	o.Client = clientOver(t, tr.faults.wire)
	if tr.faulty, err = sqs.New(o); err != nil {
		t.Fatalf("New: %v", err)
	}
	return tr
}

func (t *trial) run() {
	ctx, stop := context.WithCancel(t.Context())
	var senders, consumers sync.WaitGroup
	for lane := range lanes {
		senders.Go(func() { t.send(lane) })
	}
	for lane := range lanes {
		consumers.Go(func() { t.consume(ctx, rand.New(rand.NewPCG(uint64(lane), 7))) })
	}
	senders.Wait()
	time.AfterFunc(time.Second, stop)
	consumers.Wait()
	left := t.drain()
	t.check(left)
}

func (t *trial) send(lane int) {
	const each = 15
	for from := 0; from < perLane; from += each {
		var ms []queue.Message
		for i := range each {
			ms = append(ms, queue.Message{Body: fmt.Appendf(nil, "%d-%d", lane, from+i), Group: "g"})
		}
		if err := t.faulty.Send(t.Context(), ms...); err != nil {
			t.Errorf("Send: %v", err)
		}
	}
}

func (t *trial) consume(ctx context.Context, random *rand.Rand) {
	for ctx.Err() == nil {
		one, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		ds, err := t.faulty.Receive(one, 1+random.IntN(12))
		cancel()
		if err != nil {
			continue // nothing there, or not this time
		}
		t.note(ds)
		t.settle(ds, random.IntN(5))
	}
}

// note keeps who was received, and what had been acknowledged.
func (t *trial) note(ds []queue.Delivery) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, d := range ds {
		t.bodies[d.ID] = string(d.Body)
		if t.acked[d.ID] || t.kept[d.ID] {
			t.twice = append(t.twice, d.ID)
		}
	}
}

func (t *trial) settle(ds []queue.Delivery, how int) {
	ctx := t.Context()
	expect := func(what string, err error) bool {
		if err != nil && !errors.Is(err, queue.ErrLost) {
			t.Errorf("%s: %v", what, err)
		}
		return err == nil
	}
	switch how {
	case 0:
		expect("Retry", t.faulty.Retry(ctx, 0, ds...))
	case 1:
		for i, d := range ds {
			why := queue.Reasons[i%len(queue.Reasons)]
			t.under(func() { t.aside[d.ID] = why })
			if expect("Quarantine", t.faulty.Quarantine(ctx, d, why)) {
				t.under(func() { t.kept[d.ID] = true })
			}
		}
	default:
		if how == 2 {
			expect("Hold", t.faulty.Hold(ctx, ds...))
		}
		t.under(func() {
			for _, d := range ds {
				t.tried[string(d.Body)] = true
			}
		})
		if expect("Ack", t.faulty.Ack(ctx, ds...)) {
			t.under(func() {
				for _, d := range ds {
					t.acked[d.ID] = true
				}
			})
		}
	}
}

func (t *trial) under(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

// drain takes what is left, until nothing has come for longer than anybody may hold
// a message. While something is missing it waits on: the engine may be busy.
func (t *trial) drain() map[string]bool {
	left := map[string]bool{}
	for began := time.Now(); ; {
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		ds, err := t.sound.Receive(ctx, 100)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			if time.Since(began) > time.Minute || !t.missing(left) {
				return left
			}
			continue
		}
		if err != nil {
			t.Fatalf("Receive: %v", err)
		}
		t.note(ds)
		for _, d := range ds {
			left[string(d.Body)] = true
		}
		if err := t.sound.Ack(t.Context(), ds...); err != nil && !errors.Is(err, queue.ErrLost) {
			t.Fatalf("Ack: %v", err)
		}
	}
}

// missing reports whether there is a body of which nothing has been seen.
func (t *trial) missing(left map[string]bool) bool {
	aside := map[string]bool{}
	for id := range t.aside {
		aside[t.bodies[id]] = true
	}
	for _, body := range bodies() {
		if !left[body] && !t.tried[body] && !aside[body] {
			return true
		}
	}
	return false
}

// bodies are those that a trial sends.
func bodies() []string {
	var all []string
	for lane := range lanes {
		for i := range perLane {
			all = append(all, fmt.Sprint(lane, "-", i))
		}
	}
	return all
}

func (t *trial) check(left map[string]bool) {
	set := map[string]bool{}
	for m, err := range t.sound.Quarantined(t.Context()) {
		if err != nil {
			t.Fatalf("Quarantined: %v", err)
		}
		if set[m.ID] {
			t.Errorf("message %s is twice in quarantine", m.ID)
		}
		if set[m.ID] = true; t.aside[m.ID] == "" || t.bodies[m.ID] != string(m.Body) {
			t.Errorf("quarantined %s with %q for %q, put there for %q", m.ID, m.Body, m.Reason, t.aside[m.ID])
		}
		left[string(m.Body)] = true
	}
	for id := range t.kept {
		if !set[id] {
			t.Errorf("message %s is quarantined and not there", id)
		}
	}
	copies := map[string]int{}
	for _, body := range t.bodies {
		copies[body]++
	}
	for _, body := range bodies() {
		if !left[body] && !t.tried[body] {
			t.Errorf("%s was sent and is lost", body)
		}
		if t.faults.told[body] != 1 {
			t.Errorf("%s: the sender was told %d times that it is sent", body, t.faults.told[body])
		}
		if copies[body] > t.faults.applied[body] {
			t.Errorf("%s: %d messages of %d that were sent", body, copies[body], t.faults.applied[body])
		}
	}
	for _, id := range t.twice {
		t.Errorf("message %s (%s) was settled and came again", id, t.bodies[id])
	}
}
