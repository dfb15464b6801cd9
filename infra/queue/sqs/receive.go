package sqs

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/queue"
)

// margin is how long before the context's end a poll is over: what is handed out
// to someone who no longer listens is held by nobody.
const margin = 250 * time.Millisecond

// Receive polls until there is a message, 20 seconds at a time, and then takes what
// is there besides, ten at a time, up to max, which must be at least 1. In the
// last second before ctx's deadline it looks once and does not wait. Where SQS cannot
// be reached it gives up after 50 seconds and says why.
func (q *Queue) Receive(ctx context.Context, max int) ([]queue.Delivery, error) {
	if max < 1 {
		return nil, fmt.Errorf("receiving: max is %d, want at least 1", max)
	}
	for {
		ds, last, err := q.first(ctx, max)
		if err != nil {
			return nil, fmt.Errorf("receiving: %w", err)
		}
		if len(ds) > 0 {
			return q.fill(ctx, ds, max), nil
		}
		if last {
			<-ctx.Done()
		}
	}
}

// first polls until that succeeds once, and says whether there is no time for another
// poll.
func (q *Queue) first(ctx context.Context, max int) (ds []queue.Delivery, last bool, err error) {
	limited, cancel := context.WithTimeout(ctx, maxPoll+patience)
	defer cancel()
	err = q.try(limited, maxPoll+callTime, func(one context.Context) (err error) {
		last = pollTime(ctx) == 0
		ds, err = q.poll(one, max, pollTime(one)) // of this try: those before it took time
		return err
	})
	return ds, last, err
}

// pollTime is how long a poll may wait, in whole seconds.
func pollTime(ctx context.Context) time.Duration {
	deadline, any := ctx.Deadline()
	if !any {
		return maxPoll
	}
	return max(0, min(maxPoll, (time.Until(deadline)-margin).Truncate(time.Second)))
}

// fill adds what is visible now. What is there already is held, and its time runs:
// whatever happens here is no reason not to hand it over, and none to try again.
func (q *Queue) fill(ctx context.Context, ds []queue.Delivery, max int) []queue.Delivery {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	for len(ds) < max {
		more, err := q.poll(ctx, max-len(ds), 0)
		if err != nil || len(more) == 0 {
			break
		}
		ds = append(ds, more...)
	}
	return ds
}

// poll makes one call. A wait of 0 stands for the queue's own, which the template
// leaves at 0: this client does not send a zero.
func (q *Queue) poll(ctx context.Context, max int, wait time.Duration) ([]queue.Delivery, error) {
	out, err := q.o.Client.ReceiveMessage(ctx, &api.ReceiveMessageInput{
		QueueUrl: &q.o.Queue, MaxNumberOfMessages: int32(min(max, maxEntries)),
		VisibilityTimeout: seconds(q.o.Visibility), WaitTimeSeconds: seconds(wait),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{
			types.MessageSystemAttributeNameApproximateReceiveCount, types.MessageSystemAttributeNameSentTimestamp,
		},
	}, once)
	if err != nil {
		return nil, err
	}
	ds := make([]queue.Delivery, len(out.Messages))
	for i, m := range out.Messages {
		ds[i] = Delivery(aws.ToString(m.MessageId), aws.ToString(m.ReceiptHandle), aws.ToString(m.Body), m.Attributes)
	}
	return ds, nil
}

// Delivery reads a message of SQS as it is received, or as a function is handed it by
// the queue: its id, receipt handle, body and system attributes. Without an
// attribute ApproximateReceiveCount that is a number it is the first delivery;
// without a SentTimestamp the time is zero.
func Delivery(id, receipt, body string, attributes map[string]string) queue.Delivery {
	d := queue.Delivery{ID: id, Receipt: receipt, Body: Decode(body), Received: 1}
	if n, err := strconv.Atoi(attributes[string(types.MessageSystemAttributeNameApproximateReceiveCount)]); err == nil && n > 0 {
		d.Received = n
	}
	d.Sent = sentAt(attributes)
	return d
}

// sentAt is the time in milliseconds at which a message was sent.
func sentAt(attributes map[string]string) time.Time {
	ms, err := strconv.ParseInt(attributes[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// seconds rounds up to what SQS counts in; no less than 0.
func seconds(d time.Duration) int32 { return int32(max(0, (d+time.Second-1)/time.Second)) }
