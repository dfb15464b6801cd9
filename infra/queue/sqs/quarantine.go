package sqs

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/queue"
)

// The attributes of a message that was put aside.
const (
	reasonAttribute  = "reason"
	messageAttribute = "message" // the id that it had before
)

// lookTime is how long what a look at the quarantine has seen stays hidden from it,
// and from every other look.
const lookTime = 2 * time.Minute

// Quarantine sends the message to the quarantine and then removes it: after a crash
// in between it comes again, and is put aside again under the same id. It is first
// held for another visibility timeout, which shows whether somebody else has it now.
func (q *Queue) Quarantine(ctx context.Context, d queue.Delivery, why queue.Reason) error {
	if !slices.Contains(queue.Reasons[:], why) {
		return fmt.Errorf("quarantining message %s: no reason %q", d.ID, why)
	}
	ctx, cancel := patient(ctx)
	defer cancel()
	if err := q.Hold(ctx, d); err != nil {
		return fmt.Errorf("quarantining: %w", err)
	}
	if err := q.setAside(ctx, d, why); err != nil {
		return fmt.Errorf("quarantining message %s: %w", d.ID, err)
	}
	if err := q.Ack(ctx, d); err != nil {
		return fmt.Errorf("quarantined, and not removed: %w", err)
	}
	return nil
}

func (q *Queue) setAside(ctx context.Context, d queue.Delivery, why queue.Reason) error {
	body := Encode(d.Body)
	in := &api.SendMessageInput{QueueUrl: &q.o.Quarantine, MessageBody: &body, MessageAttributes: map[string]types.MessageAttributeValue{
		reasonAttribute:  {DataType: aws.String("String"), StringValue: aws.String(string(why))},
		messageAttribute: {DataType: aws.String("String"), StringValue: &d.ID},
	}}
	return q.try(ctx, callTime, func(ctx context.Context) error {
		_, err := q.o.Client.SendMessage(ctx, in, once)
		return err
	})
}

// Quarantined yields what was put aside, each message once, by the id that it had in
// the queue. SQS has no way to look without receiving, so that what this promises is
// less than it seems: messages are hidden while it goes on, from every other look
// too; at the end, when a poll of a second brings nothing new, all that were seen are
// made visible again; what another look holds, or one that died less than two
// minutes ago, is not there, and a HiddenError says how much of that SQS counts, which
// may be some seconds late; and each look counts as a delivery. It is complete where
// nobody else looks and the caller takes less than two minutes for what it is given.
func (q *Queue) Quarantined(ctx context.Context) iter.Seq2[queue.Quarantined, error] {
	return func(yield func(queue.Quarantined, error) bool) {
		told := map[string]bool{} // by the id in the queue
		err := q.through(ctx, func(ms []types.Message) error {
			for _, m := range ms {
				a := aside(m)
				if told[a.ID] {
					continue
				}
				if told[a.ID] = true; !yield(a, nil) {
					return errEnough
				}
			}
			return nil
		}, func(seen int) error { return q.hidden(ctx, seen) })
		if err != nil && !errors.Is(err, errEnough) {
			yield(queue.Quarantined{}, err)
		}
	}
}

// errEnough ends a look before its end.
var errEnough = errors.New("enough was seen")

// through hands over all that was put aside, as it is received, and ends with the
// first error of each. At the end, while all of it is still held, it tells how many
// messages that were.
func (q *Queue) through(ctx context.Context, each func([]types.Message) error, end func(seen int) error) error {
	var taken []queue.Delivery
	defer func() { q.showAgain(ctx, taken) }()
	seen := map[string]bool{} // by the id that the quarantine gave
	for more := true; more; {
		ms, err := q.look(ctx)
		if err != nil {
			return fmt.Errorf("reading the quarantine: %w", err)
		}
		more = false
		for _, m := range ms {
			d := inQuarantine(m)
			taken = append(taken, d)
			more, seen[d.ID] = more || !seen[d.ID], true
		}
		if err := each(ms); err != nil {
			return err
		}
	}
	return end(len(seen))
}

// hidden returns a HiddenError where SQS counts more messages that are not visible than
// a look holds: another look has them, or a receive did whose answer was lost on the
// way. It is asked before the look ends, since SQS is slow to notice that what was held
// is visible again.
func (q *Queue) hidden(ctx context.Context, held int) error {
	const name = types.QueueAttributeNameApproximateNumberOfMessagesNotVisible
	in := &api.GetQueueAttributesInput{QueueUrl: &q.o.Quarantine, AttributeNames: []types.QueueAttributeName{name}}
	ctx, cancel := patient(ctx)
	defer cancel()
	n := 0
	err := q.try(ctx, callTime, func(ctx context.Context) error {
		out, err := q.o.Client.GetQueueAttributes(ctx, in, once)
		if err != nil {
			return err
		}
		n, err = strconv.Atoi(out.Attributes[string(name)])
		return err
	})
	if err != nil {
		return fmt.Errorf("asking how much of the quarantine is hidden: %w", err)
	}
	if n > held {
		return queue.HiddenError{N: n - held, Again: lookTime}
	}
	return nil
}

// inQuarantine is what a look holds of a message, under the id that the quarantine gave.
func inQuarantine(m types.Message) queue.Delivery {
	return queue.Delivery{ID: aws.ToString(m.MessageId), Receipt: aws.ToString(m.ReceiptHandle)}
}

// look receives some of the quarantine.
func (q *Queue) look(ctx context.Context) ([]types.Message, error) {
	const wait = time.Second
	in := &api.ReceiveMessageInput{
		QueueUrl: &q.o.Quarantine, MaxNumberOfMessages: maxEntries,
		VisibilityTimeout: seconds(lookTime), WaitTimeSeconds: seconds(wait),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
		MessageAttributeNames:       []string{reasonAttribute, messageAttribute},
	}
	ctx, cancel := patient(ctx)
	defer cancel()
	var ms []types.Message
	err := q.try(ctx, wait+callTime, func(ctx context.Context) error {
		out, err := q.o.Client.ReceiveMessage(ctx, in, once)
		if err == nil {
			ms = out.Messages
		}
		return err
	})
	return ms, err
}

// aside reads a message of the quarantine. One without our attributes was put there
// by another: it has its own id, and no reason.
func aside(m types.Message) queue.Quarantined {
	a := queue.Quarantined{
		ID: aws.ToString(m.MessageAttributes[messageAttribute].StringValue), Body: Decode(aws.ToString(m.Body)),
		Reason: queue.Reason(aws.ToString(m.MessageAttributes[reasonAttribute].StringValue)), At: sentAt(m.Attributes),
	}
	if a.ID == "" {
		a.ID = aws.ToString(m.MessageId)
	}
	return a
}

// showAgain ends a look, also where ctx has ended. If it fails, what was seen shows
// by itself after lookTime.
func (q *Queue) showAgain(ctx context.Context, taken []queue.Delivery) {
	_ = q.settle(context.WithoutCancel(ctx), "showing again", taken, q.hide(q.o.Quarantine, 0))
}
