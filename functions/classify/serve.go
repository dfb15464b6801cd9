package classify

import (
	"context"
	"time"

	"paradox/infra/queue"
)

// settleTime is what is kept of a batch's time for telling the queue.
const settleTime = 3 * time.Second

// Serve works on messages that an event source received for this program, and which
// it removes itself. It returns the ids of those that it must not remove, in the
// order in which they were decided: what is to be tried again, which is back in the
// queue with its wait, and what could not be put aside. What was put aside is
// removed already. It is done some seconds before ctx's deadline, and what its turn
// did not come to is among the ids.
func (w *Worker) Serve(ctx context.Context, ds []queue.Delivery) (failed []string) {
	work, cancel := ctx, func() {}
	if deadline, any := ctx.Deadline(); any {
		work, cancel = context.WithDeadline(ctx, deadline.Add(-settleTime))
	}
	defer cancel()
	_ = w.work(work, ds, func(_ context.Context, verdicts []Verdict) error {
		for _, v := range verdicts {
			if !w.removable(ctx, v) {
				failed = append(failed, v.Delivery.ID)
			}
		}
		return nil
	})
	return failed
}

// removable acts on a verdict and reports whether the message may be removed.
// One that is not ours any more, by the queue's word, is another's to remove.
func (w *Worker) removable(ctx context.Context, v Verdict) bool {
	var err error
	switch v.Action {
	case Retry:
		err = w.Queue.Retry(ctx, v.Wait, v.Delivery)
	case Quarantine:
		err = w.Queue.Quarantine(ctx, v.Delivery, v.Reason)
	}
	if err != nil {
		w.log().Error("message could not be settled", "message", v.Delivery.ID, "error", err)
	}
	return v.Action != Retry && err == nil
}
