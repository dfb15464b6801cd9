package sqs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/queue"
)

// Redrive looks through the quarantine, sends what is wanted of it as it comes, and
// then removes it there: after a crash in between it is in both. It gets another id
// and has no group; of a message that was put aside twice both are sent. What another
// look holds is not found, as with Quarantined; where SQS counts such messages, an id
// that was not found is reported with a HiddenError.
func (q *Queue) Redrive(ctx context.Context, ids ...string) (int, error) {
	left := map[string]bool{}
	for _, id := range ids {
		left[id] = true
	}
	if len(left) == 0 {
		return 0, nil
	}
	wanted, sent := maps.Clone(left), 0
	err := q.through(ctx, func(ms []types.Message) error {
		ms = slices.DeleteFunc(ms, func(m types.Message) bool { return !wanted[aside(m).ID] })
		back, err := q.putBack(ctx, ms)
		for _, m := range back {
			delete(left, aside(m).ID)
		}
		sent += len(back)
		return err
	}, func(seen int) error {
		if len(left) == 0 {
			return nil
		}
		return q.hidden(ctx, seen-sent)
	})
	back := len(wanted) - len(left)
	var why error = queue.ErrNotAside
	if hidden, some := errors.AsType[queue.HiddenError](err); some {
		why = hidden
	} else if err != nil {
		return back, fmt.Errorf("putting messages back: %w", err)
	}
	var unknown []error
	for _, id := range slices.Sorted(maps.Keys(left)) {
		unknown = append(unknown, fmt.Errorf("message %s: %w", id, why))
	}
	return back, errors.Join(unknown...)
}

// putBack sends messages of the quarantine as they lie there, removes what was sent
// from it, and returns that.
func (q *Queue) putBack(ctx context.Context, ms []types.Message) (back []types.Message, err error) {
	ctx, cancel := patient(ctx)
	defer cancel()
	entries := make([]types.SendMessageBatchRequestEntry, len(ms))
	for i, m := range ms {
		entries[i] = types.SendMessageBatchRequestEntry{Id: id(i), MessageBody: aws.String(aws.ToString(m.Body))}
	}
	var errs []error
	var sent []queue.Delivery
	for _, batch := range batches(entries) {
		refused, err := q.insist(ctx, batch, func(ctx context.Context, is []int) (answer, error) {
			return q.sendBatch(ctx, entries, is)
		})
		if err != nil { // of these some may be sent, and all stay
			errs = append(errs, err)
			break
		}
		for _, i := range batch {
			if code, is := refused[i]; is {
				errs = append(errs, fmt.Errorf("message %s: %w", aside(ms[i]).ID, refusal(code)))
				continue
			}
			back, sent = append(back, ms[i]), append(sent, inQuarantine(ms[i]))
		}
	}
	// What is lost to somebody else is theirs to remove.
	if err := q.settle(ctx, "removing from the quarantine", sent, q.remove(q.o.Quarantine)); err != nil && !errors.Is(err, queue.ErrLost) {
		errs = append(errs, fmt.Errorf("sent, and also still in quarantine: %w", err))
	}
	return back, errors.Join(errs...)
}
