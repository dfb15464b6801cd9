package sqs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/queue"
)

// The limits of SQS.
const (
	maxEntries    = 10      // of one call
	maxBatch      = 1 << 20 // bytes of the bodies of one call
	maxVisibility = 12 * time.Hour
	maxPoll       = 20 * time.Second
)

// Ours.
const (
	callTime     = 5 * time.Second        // how long one try of a call may take, besides a poll's wait
	patience     = 30 * time.Second       // how long a call is tried where the context has no earlier end
	firstBackoff = 100 * time.Millisecond // see Options.Backoff
	maxBackoff   = 5 * time.Second
)

// Options say which queues are meant and how they behave.
type Options struct {
	Client     *api.Client
	Queue      string // address of the queue
	Quarantine string // address of the queue of what is put aside
	// Visibility is how long a delivery is held: whole seconds, up to 12 hours. It
	// goes with each receive, whatever is set at the queue.
	Visibility time.Duration
	// Backoff limits the wait before a call is made again for the first time; 0 for
	// 100 ms.
	Backoff time.Duration
}

// Queue is a queue.Queue on SQS. It holds nothing that would have to be closed.
type Queue struct{ o Options }

var _ queue.Queue = (*Queue)(nil)

// New returns the queue. It calls nobody: a wrong address shows at the first use.
func New(o Options) (*Queue, error) {
	var errs []error
	if o.Client == nil {
		errs = append(errs, errors.New("client: missing"))
	}
	if o.Queue == "" {
		errs = append(errs, errors.New("queue: its address is missing"))
	}
	if o.Quarantine == "" || o.Quarantine == o.Queue {
		errs = append(errs, errors.New("quarantine: must have an address of its own"))
	}
	if v := o.Visibility; v < time.Second || v > maxVisibility || v%time.Second != 0 {
		errs = append(errs, fmt.Errorf("visibility: %v is not between 1 second and 12 hours, in whole seconds", v))
	}
	if o.Backoff < 0 {
		errs = append(errs, errors.New("backoff: negative"))
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("a queue on SQS: %w", errors.Join(errs...))
	}
	if o.Backoff == 0 {
		o.Backoff = firstBackoff
	}
	return &Queue{o}, nil
}

// patient limits ctx to the time for which a call is tried.
func patient(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, patience)
}

// once keeps the client from trying again: that is done here, for what failed only.
func once(o *api.Options) { o.Retryer = aws.NopRetryer{} }

// NewSender returns what sends to a queue and does nothing else with it. Like New it
// calls nobody.
func NewSender(client *api.Client, queueURL string) (queue.Sender, error) {
	switch {
	case client == nil:
		return nil, errors.New("a sender on SQS: client: missing")
	case queueURL == "":
		return nil, errors.New("a sender on SQS: queue: its address is missing")
	}
	return &Queue{Options{Client: client, Queue: queueURL, Backoff: firstBackoff}}, nil
}
