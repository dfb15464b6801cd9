package eventsource

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const (
	perCall    = 10 // messages in one receive or delete, as SQS has it
	pollers    = 5
	maxBatch   = 10_000
	maxWindow  = 5 * time.Minute
	pollTime   = time.Second // of one receive; a stop waits for it, so that no message is lost to a poll whose answer nobody hears
	retryAfter = time.Second // when the engine does not answer
)

// Mapping says which queue invokes which function, and how.
type Mapping struct {
	Client *sqs.Client
	Queue  string // address
	ARN    string
	Region string

	Batch       int           // messages at most, 1 to 10,000; above 10 a window is needed
	Window      time.Duration // how long messages are gathered from the first on; 0 to 5 minutes
	Concurrency int           // invocations at a time at most; 0 for as many as poll
	Partial     bool          // the answer names those that failed (ReportBatchItemFailures)

	// Invoke passes an event to the function. An error leaves the whole batch.
	Invoke func(ctx context.Context, payload []byte) ([]byte, error)
	// Done is told of every batch, after its messages are deleted, and of every time
	// the engine did not answer. It is called from several goroutines. Nil is told
	// nothing.
	Done func(Batch)
}

// Batch is what became of one.
type Batch struct {
	Messages []string // ids; none where a receive failed
	Receipts []string // receipt handles of these deliveries, in the order of Messages
	Failed   []string // ids of those that will come again
	Err      error    // why all or some of them will; nil where the function named them
}

// Check says what AWS would refuse in the mapping.
func (m *Mapping) Check() error {
	var errs []error
	if m.Batch < 1 || m.Batch > maxBatch {
		errs = append(errs, fmt.Errorf("batch size: %d is not between 1 and %d", m.Batch, maxBatch))
	}
	if m.Window < 0 || m.Window > maxWindow || m.Window%time.Second != 0 {
		errs = append(errs, fmt.Errorf("batching window: %v is not between 0 and 5 minutes, in whole seconds", m.Window))
	}
	if m.Batch > perCall && m.Window < time.Second {
		errs = append(errs, errors.New("batching window: a batch of more than 10 needs one of at least a second"))
	}
	if m.Concurrency != 0 && (m.Concurrency < 2 || m.Concurrency > 1000) {
		errs = append(errs, fmt.Errorf("maximum concurrency: %d is not between 2 and 1000", m.Concurrency))
	}
	if len(errs) > 0 {
		return fmt.Errorf("event source %s: %w", m.ARN, errors.Join(errs...))
	}
	return nil
}

// Run polls until ctx ends, and returns when the batches under way are done with.
func (m *Mapping) Run(ctx context.Context) {
	n := pollers
	if m.Concurrency > 0 {
		n = min(n, m.Concurrency)
	}
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for ctx.Err() == nil {
				m.one(ctx)
			}
		})
	}
	wg.Wait()
}

// one takes a batch through. What has begun is not cut off when ctx ends.
func (m *Mapping) one(ctx context.Context) {
	whole := context.WithoutCancel(ctx)
	batch, err := m.gather(ctx, whole)
	if err != nil {
		m.tell(Batch{Err: err})
		pause(ctx, retryAfter)
	}
	if len(batch) > 0 {
		m.tell(m.handle(whole, batch))
	}
}

// gather receives until the batch is full or its window is over.
func (m *Mapping) gather(ctx, whole context.Context) (batch []types.Message, err error) {
	var end time.Time
	wait, last := pollTime, m.Window == 0
	for {
		got, err := m.receive(whole, m.Batch-len(batch), wait)
		if err != nil || len(got)+len(batch) == 0 {
			return batch, err
		}
		if len(batch) == 0 {
			end = time.Now().Add(m.Window)
		}
		if batch = append(batch, got...); last || len(batch) >= m.Batch || ctx.Err() != nil {
			return batch, nil
		}
		// SQS waits for whole seconds: what is left below one is waited for here.
		if wait = min(pollTime, time.Until(end)).Truncate(time.Second); wait <= 0 {
			pause(ctx, time.Until(end))
			wait, last = 0, true
		}
	}
}

// receive asks for up to n messages, with all that SQS says of them.
func (m *Mapping) receive(ctx context.Context, n int, wait time.Duration) ([]types.Message, error) {
	out, err := m.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &m.Queue, MaxNumberOfMessages: int32(min(n, perCall)), WaitTimeSeconds: int32(wait / time.Second),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		MessageAttributeNames:       []string{"All"},
	})
	if err != nil {
		return nil, fmt.Errorf("receiving from %s: %w", m.ARN, err)
	}
	return out.Messages, nil
}

func (m *Mapping) tell(b Batch) {
	if m.Done != nil {
		m.Done(b)
	}
}

// pause waits, unless ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
