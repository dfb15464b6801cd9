package sqs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/queue"
)

// Ack removes messages for good, up to ten a call.
func (q *Queue) Ack(ctx context.Context, ds ...queue.Delivery) error {
	return q.settle(ctx, "acknowledging", ds, q.remove(q.o.Queue))
}

// remove takes messages out of the queue at an address.
func (q *Queue) remove(address string) carry {
	return func(ctx context.Context, ds []queue.Delivery, is []int) (answer, error) {
		in := &api.DeleteMessageBatchInput{QueueUrl: &address}
		for _, i := range is {
			in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{Id: id(i), ReceiptHandle: &ds[i].Receipt})
		}
		out, err := q.o.Client.DeleteMessageBatch(ctx, in, once)
		if err != nil {
			return answer{}, err
		}
		a := answer{failed: out.Failed}
		for _, s := range out.Successful {
			a.done = append(a.done, s.Id)
		}
		return a, nil
	}
}

// Retry makes messages visible again after the wait, in whole seconds, rounded up; at
// once if it is not positive. What would wait until more than 12 hours after it was
// received is reported as lost, and comes when its visibility timeout ends.
func (q *Queue) Retry(ctx context.Context, wait time.Duration, ds ...queue.Delivery) error {
	if wait > maxVisibility {
		return fmt.Errorf("giving back %d messages: a wait of %v, at most %v", len(ds), wait, maxVisibility)
	}
	return q.settle(ctx, "giving back", ds, q.hide(q.o.Queue, wait))
}

// Hold lets the deliveries be held for the whole visibility timeout again. SQS ends
// it 12 hours after the message was received: the next Hold reports it as lost.
func (q *Queue) Hold(ctx context.Context, ds ...queue.Delivery) error {
	return q.settle(ctx, "holding", ds, q.hide(q.o.Queue, q.o.Visibility))
}

// carry makes one call for the deliveries of these numbers.
type carry func(ctx context.Context, ds []queue.Delivery, is []int) (answer, error)

// hide makes messages of the queue at an address invisible for a time from now on.
func (q *Queue) hide(address string, d time.Duration) carry {
	return func(ctx context.Context, ds []queue.Delivery, is []int) (answer, error) {
		in := &api.ChangeMessageVisibilityBatchInput{QueueUrl: &address}
		for _, i := range is {
			in.Entries = append(in.Entries, types.ChangeMessageVisibilityBatchRequestEntry{
				Id: id(i), ReceiptHandle: &ds[i].Receipt, VisibilityTimeout: seconds(d),
			})
		}
		out, err := q.o.Client.ChangeMessageVisibilityBatch(ctx, in, once)
		if err != nil {
			return answer{}, err
		}
		a := answer{failed: out.Failed}
		for _, s := range out.Successful {
			a.done = append(a.done, s.Id)
		}
		return a, nil
	}
}

// settle carries something out for each delivery, whatever becomes of the others. That
// some are lost is told where nothing else went wrong.
func (q *Queue) settle(ctx context.Context, doing string, ds []queue.Delivery, call carry) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	ds = distinct(ds)
	all := make([]int, len(ds))
	for i := range all {
		all[i] = i
	}
	var lost, errs []error
	for batch := range slices.Chunk(all, maxEntries) {
		refused, err := q.insist(ctx, batch, func(ctx context.Context, is []int) (answer, error) { return call(ctx, ds, is) })
		for _, i := range batch {
			switch code, is := refused[i]; {
			case !is:
			case gone(code):
				lost = append(lost, fmt.Errorf("%s message %s: %w", doing, ds[i].ID, queue.ErrLost))
			default:
				errs = append(errs, fmt.Errorf("%s message %s: %w", doing, ds[i].ID, refusal(code)))
			}
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s %d messages: %w", doing, len(batch), err))
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	return errors.Join(lost...)
}

// gone reports whether SQS refused a delivery's receipt, which it does in three ways,
// because the message is no longer held by it.
func gone(code string) bool {
	switch code {
	case "ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue":
		return true
	}
	return false
}

// distinct leaves out what is named twice.
func distinct(ds []queue.Delivery) []queue.Delivery {
	seen := map[string]bool{}
	var once []queue.Delivery
	for _, d := range ds {
		if !seen[d.Receipt] {
			seen[d.Receipt] = true
			once = append(once, d)
		}
	}
	return once
}
