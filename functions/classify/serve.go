package classify

import (
	"context"
	"errors"
	"slices"
	"time"

	"paradox/infra/queue"
)

// What is kept of a batch's time: settleTime for telling the queue, and of that
// answerTime for the answer to the event source.
const (
	settleTime = 3 * time.Second
	answerTime = 500 * time.Millisecond
)

// Serve works on messages that an event source received for this program, and which
// it removes itself. It returns the ids of those that it must not remove: what is to
// be tried again, which is back in the queue with its wait if the queue could be told,
// and what could not be put aside. What was put aside is removed already. Where a
// message is among them that comes at least the third time, and may end the program,
// what is recorded is removed at once as well: it must not come again with it. Serve is
// back before ctx's deadline, and what its turn did not come to is among the ids.
func (w *Worker) Serve(ctx context.Context, ds []queue.Delivery) (failed []string) {
	work, cancel := before(ctx, settleTime)
	defer cancel()
	tell, cancel := before(ctx, answerTime)
	defer cancel()
	mayEnd := slices.ContainsFunc(ds, func(d queue.Delivery) bool { return d.Received >= alone })
	_ = w.work(work, ds, func(_ context.Context, verdicts []Verdict) error {
		if mayEnd {
			w.note("recorded messages could not be removed early", w.Queue.Ack(tell, acked(verdicts)...))
		}
		failed = append(failed, w.notRemovable(tell, verdicts)...)
		return nil
	})
	return failed
}

// before is ctx without the last of its time.
func before(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if deadline, any := ctx.Deadline(); any {
		return context.WithDeadline(ctx, deadline.Add(-d))
	}
	return ctx, func() {}
}

// notRemovable acts on the verdicts but for the recorded ones and returns the ids of
// the messages that must stay. One that is not ours any more, by the queue's word, is
// another's to remove.
func (w *Worker) notRemovable(ctx context.Context, verdicts []Verdict) (ids []string) {
	for _, back := range givenBack(verdicts) {
		w.note("messages could not be given back", w.Queue.Retry(ctx, back.wait, back.ds...))
		for _, d := range back.ds {
			ids = append(ids, d.ID)
		}
	}
	w.putAside(ctx, verdicts, func(v Verdict, err error) {
		w.note("message could not be put aside", err, "message", v.Delivery.ID, "reason", v.Reason)
		ids = append(ids, v.Delivery.ID)
	})
	return ids
}

// note logs an error of the queue; that a message was lost to another is none.
func (w *Worker) note(what string, err error, about ...any) {
	if err != nil && !errors.Is(err, queue.ErrLost) {
		w.log().Error(what, append(about, "error", err)...)
	}
}
