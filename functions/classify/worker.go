package classify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"paradox/infra/metrics"
	"paradox/infra/queue"
)

// Worker takes messages from a queue until it is told to stop. Several may run
// beside each other, in one process or in many.
type Worker struct {
	Queue      queue.Queue
	Classifier *Classifier
	Log        *slog.Logger // nil for the classifier's
	// Batch is how many messages are taken at once; 0 for 50.
	Batch int
	// Visibility is the queue's visibility timeout. Whenever half of it is over, what
	// is still being worked on is held for another; 0 for never.
	Visibility time.Duration
	// Limit is how long a batch may take, 0 for 15 minutes. What is not done by then
	// is no longer held and will be delivered again: a worker that hangs does not
	// keep messages from the others.
	Limit time.Duration
	// Sleep waits for the time or until ctx ends; nil for a timer's. It is what
	// the worker does when the queue itself fails.
	Sleep func(ctx context.Context, d time.Duration)
}

// Run works until ctx ends and then returns nil. The batch in hand is finished
// first. A queue that fails is tried again, a little later each time.
func (w *Worker) Run(ctx context.Context) error {
	failed := 0
	for ctx.Err() == nil {
		err := w.Step(ctx)
		switch {
		case err == nil:
			failed = 0
		case ctx.Err() != nil:
			return nil
		default:
			failed++
			w.log().Error("queue failed", "times", failed, "error", err)
			w.sleep(ctx, wait(failed))
		}
	}
	return nil
}

// Step takes one batch, or waits for one, and does everything with it. Its
// errors are the queue's: what was not settled will be delivered again.
func (w *Worker) Step(ctx context.Context) error {
	batch := w.Batch
	if batch == 0 {
		batch = 50
	}
	ds, err := w.Queue.Receive(ctx, batch)
	if err != nil {
		return fmt.Errorf("receiving: %w", err)
	}
	ctx, cancel := w.inHand(ctx)
	defer cancel()
	return w.work(ctx, ds, w.settle)
}

// inHand is the context of a batch: what was taken is finished, whatever ends
// meanwhile, in its time.
func (w *Worker) inHand(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := w.Limit
	if limit == 0 {
		limit = 15 * time.Minute
	}
	return context.WithTimeout(context.WithoutCancel(ctx), limit)
}

// work handles what was received, a portion at a time, and settles each. Settling
// has its own time: it comes when the batch's may be over.
func (w *Worker) work(ctx context.Context, ds []queue.Delivery, settle func(context.Context, []Verdict) error) error {
	keep := w.keep(ctx, ds)
	defer keep.end()
	var errs []error
	for _, part := range portions(ds) {
		verdicts := w.handle(ctx, part)
		w.report(verdicts)
		keep.release(part)
		if err := settle(context.WithoutCancel(ctx), verdicts); err != nil {
			errs = append(errs, err)
		}
	}
	return few(errs)
}

// handle is the classifier's, while there is time. What its turn did not come to waits
// as if it had been tried: its deliveries count, and are to last as long.
func (w *Worker) handle(ctx context.Context, part []queue.Delivery) []Verdict {
	if ctx.Err() == nil {
		return w.Classifier.Handle(ctx, part)
	}
	verdicts := make([]Verdict, len(part))
	for i, d := range part {
		verdicts[i] = Verdict{Delivery: d, Action: Retry, Wait: wait(d.Received), Err: errNoTime}
	}
	return verdicts
}

// errNoTime is the error of a message whose batch took too long.
var errNoTime = errors.New("the time for its batch was over before its turn came")

// portions divides what was received: what is new together, and each of the rest
// by itself, so that it is settled before another may end the program. They
// come in reverse every other time, so that whoever stands behind such a
// message has a turn before it too.
func portions(ds []queue.Delivery) [][]queue.Delivery {
	var fresh []queue.Delivery
	var parts [][]queue.Delivery
	for _, d := range ds {
		if d.Received < alone {
			fresh = append(fresh, d)
			continue
		}
		parts = append(parts, []queue.Delivery{d})
	}
	if len(parts) > 0 && parts[0][0].Received%2 == 0 {
		slices.Reverse(parts)
	}
	if len(fresh) > 0 {
		parts = append([][]queue.Delivery{fresh}, parts...)
	}
	return parts
}

// settle tells the queue the verdicts, of what is done first: it must not come again
// because the others take long. Each message is settled whatever becomes of the
// others; a delivery that was lost has gone to another worker.
func (w *Worker) settle(ctx context.Context, verdicts []Verdict) error {
	errs := []error{w.Queue.Ack(ctx, acked(verdicts)...)}
	for _, back := range givenBack(verdicts) {
		errs = append(errs, w.Queue.Retry(ctx, back.wait, back.ds...))
	}
	w.putAside(ctx, verdicts, func(_ Verdict, err error) { errs = append(errs, err) })
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil || errors.Is(err, queue.ErrLost) })
	if len(errs) > 0 {
		return fmt.Errorf("settling %d messages: %w", len(verdicts), few(errs))
	}
	return nil
}

// putAside puts aside what is to be, and tells of each message that it is: what could
// not be is handed to failed, and will come again.
func (w *Worker) putAside(ctx context.Context, verdicts []Verdict, failed func(Verdict, error)) {
	n := 0
	for _, v := range verdicts {
		if v.Action != Quarantine {
			continue
		}
		if err := w.Queue.Quarantine(ctx, v.Delivery, v.Reason); err != nil {
			failed(v, err)
			continue
		}
		n++
		w.log().Error("message put aside", "message", v.Delivery.ID, "received", v.Delivery.Received, "reason", v.Reason, "error", v.Err)
	}
	if n > 0 {
		w.Classifier.Metrics.Count(map[string]int{metrics.PutAside: n})
	}
}

// acked are the deliveries that were recorded in full.
func acked(verdicts []Verdict) (ds []queue.Delivery) {
	for _, v := range verdicts {
		if v.Action == Ack {
			ds = append(ds, v.Delivery)
		}
	}
	return ds
}

// waiting are deliveries that wait equally long: the queue is told of them at once.
type waiting struct {
	wait time.Duration
	ds   []queue.Delivery
}

// givenBack are the deliveries that are to be tried again.
func givenBack(verdicts []Verdict) (all []waiting) {
	for _, v := range verdicts {
		if v.Action != Retry {
			continue
		}
		i := slices.IndexFunc(all, func(g waiting) bool { return g.wait == v.Wait })
		if i < 0 {
			i, all = len(all), append(all, waiting{wait: v.Wait})
		}
		all[i].ds = append(all[i].ds, v.Delivery)
	}
	return all
}

// report writes one line for the batch and one for each message that will be tried
// again.
func (w *Worker) report(verdicts []Verdict) {
	outcomes, retried := map[string]int{}, 0
	for _, v := range verdicts {
		for o, n := range v.Outcomes {
			outcomes[o.String()] += n
		}
		if v.Action == Retry {
			retried++
			w.log().Warn("message will be tried again", "message", v.Delivery.ID, "received", v.Delivery.Received, "wait", v.Wait, "error", v.Err)
		}
	}
	if retried > 0 {
		w.Classifier.Metrics.Count(map[string]int{metrics.Retried: retried})
	}
	w.log().Info("batch", "messages", len(verdicts), "outcomes", outcomes, "generation", w.Classifier.Generation)
}

func (w *Worker) log() *slog.Logger {
	if w.Log == nil {
		return w.Classifier.log()
	}
	return w.Log
}

func (w *Worker) sleep(ctx context.Context, d time.Duration) {
	if w.Sleep != nil {
		w.Sleep(ctx, d)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
