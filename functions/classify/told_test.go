package classify_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"paradox/functions/classify"
	"paradox/infra/metrics"
	"paradox/infra/queue"
	"paradox/infra/reaction"
)

// What is put aside is told of, in the log and the metric, once it is: what could not
// be comes again, and is told of then.
func TestPutAsideIsToldOnce(t *testing.T) {
	for name, work := range map[string]func(*testing.T, *rig, []queue.Delivery){
		"by a worker": func(t *testing.T, r *rig, _ []queue.Delivery) { _ = r.w.Step(t.Context()) },
		"for an event source": func(t *testing.T, r *rig, ds []queue.Delivery) {
			r.w.Serve(t.Context(), ds)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			var counted strings.Builder
			r.c.Metrics = metrics.New(&counted, "classify", r.clock.now)
			bad := r.reaction(1, "en invalid")
			bad.Channel = "pigeon"
			ds := []queue.Delivery{r.delivery(t, 1, bad)}
			for _, refusal := range []error{errors.New("away"), queue.ErrLost} {
				r.w.Queue = handing{deaf{r.queue, refusal}, ds}
				work(t, r, ds)
				if strings.Contains(r.log.String(), "message put aside") || strings.Contains(counted.String(), "PutAside") {
					t.Fatalf("told of one that was refused (%v): %s %s", refusal, r.log.String(), counted.String())
				}
			}
			q := &aside{}
			r.w.Queue = handing{q, ds}
			work(t, r, ds)
			if n := strings.Count(r.log.String(), "message put aside"); n != 1 || !strings.Contains(r.log.String(), `"reason":"invalid"`) {
				t.Errorf("logged %d times: %s", n, r.log.String())
			}
			if n := strings.Count(counted.String(), `"PutAside":1`); n != 1 || len(q.reasons) != 1 {
				t.Errorf("counted %d times, put aside %v: %s", n, q.reasons, counted.String())
			}
		})
	}
}

// handing is a queue that hands out the same each time.
type handing struct {
	queue.Queue
	ds []queue.Delivery
}

func (h handing) Receive(context.Context, int) ([]queue.Delivery, error) { return h.ds, nil }

// aside is a queue that takes what it is given.
type aside struct {
	queue.Queue
	reasons []queue.Reason
}

func (*aside) Ack(context.Context, ...queue.Delivery) error { return nil }

func (a *aside) Quarantine(_ context.Context, _ queue.Delivery, why queue.Reason) error {
	a.reasons = append(a.reasons, why)
	return nil
}

// While the store is away, a message that is taken by itself fails once for each of its
// reactions: the log has the first of the errors and how many more there are.
func TestManyErrorsAreFew(t *testing.T) {
	r := newRig(t)
	r.store.err = errors.New("the store is away")
	var rs []reaction.Reaction
	for i := range 100 {
		rs = append(rs, r.reaction(i, "en a"))
	}
	v := r.c.Handle(t.Context(), []queue.Delivery{r.delivery(t, 3, rs...)})[0]
	said := v.Err.Error()
	if n := strings.Count(said, "the store is away"); n != 3 || !strings.Contains(said, "97 more") || v.Action != classify.Retry {
		t.Errorf("it says it %d times, want 3 and how many more: %s", n, said)
	}
	if !errors.Is(v.Err, r.store.err) {
		t.Errorf("%v does not match the store's error", v.Err)
	}
	v = r.c.Handle(t.Context(), []queue.Delivery{r.delivery(t, 3, rs[:3]...)})[0]
	if strings.Contains(v.Err.Error(), "more") {
		t.Errorf("three errors: %v", v.Err)
	}
}
