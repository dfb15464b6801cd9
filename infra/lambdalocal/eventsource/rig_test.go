package eventsource_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/enginetest"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/localengine"
)

var queues atomic.Int64

// queue makes a queue from which a message comes again after a second.
func queue(t *testing.T, attributes map[string]string) (client *sqs.Client, url, arn string) {
	t.Helper()
	client = sqs.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	all := map[string]string{"VisibilityTimeout": "1"}
	maps.Copy(all, attributes)
	out, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{
		QueueName: aws.String(fmt.Sprintf("eventsource-%d-%d", time.Now().UnixNano(), queues.Add(1))), Attributes: all,
	})
	if err != nil {
		t.Fatalf("making a queue: %v", err)
	}
	got, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: out.QueueUrl, AttributeNames: []types.QueueAttributeName{"QueueArn"}})
	if err != nil {
		t.Fatalf("asking for its ARN: %v", err)
	}
	return client, *out.QueueUrl, got.Attributes["QueueArn"]
}

func send(t *testing.T, client *sqs.Client, url string, bodies ...string) {
	t.Helper()
	for some := range slices.Chunk(bodies, 10) {
		in := &sqs.SendMessageBatchInput{QueueUrl: &url}
		for i, body := range some {
			in.Entries = append(in.Entries, types.SendMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(i)), MessageBody: aws.String(body)})
		}
		if out, err := client.SendMessageBatch(t.Context(), in); err != nil || len(out.Failed) > 0 {
			t.Fatalf("sending: %v", err)
		}
	}
}

// function counts what it is given and answers as the test says.
type function struct {
	mu    sync.Mutex
	tries map[string]int // by body
	seen  []events.SQSEvent
	do    func(events.SQSEvent) (any, error)
}

func (f *function) invoke(_ context.Context, payload []byte) ([]byte, error) {
	var e events.SQSEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	f.mu.Lock()
	if f.tries == nil {
		f.tries = map[string]int{}
	}
	f.seen = append(f.seen, e)
	for _, r := range e.Records {
		f.tries[r.Body]++
	}
	f.mu.Unlock()
	answer, err := f.do(e)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

// run starts a mapping; what it did with each batch comes through the channel.
func run(t *testing.T, m eventsource.Mapping) <-chan eventsource.Batch {
	t.Helper()
	if m.Batch == 0 {
		m.Batch = 10
	}
	if err := m.Check(); err != nil {
		t.Fatalf("Check: %v", err)
	}
	done := make(chan eventsource.Batch, 1000)
	m.Region, m.Done = "eu-central-1", func(b eventsource.Batch) { done <- b }
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { m.Run(ctx); close(over) }()
	t.Cleanup(func() { stop(); <-over })
	return done
}

// settled takes batches until that many messages are done with, and returns how often
// one was left.
func settled(t *testing.T, done <-chan eventsource.Batch, want int) (left int) {
	t.Helper()
	for n := 0; n < want; {
		select {
		case b := <-done:
			n += len(b.Messages) - len(b.Failed)
			left += len(b.Failed)
		case <-t.Context().Done():
			t.Fatalf("%d of %d messages are done with", n, want)
		}
	}
	return left
}

func numbered(n int) (bodies []string) {
	for i := range n {
		bodies = append(bodies, fmt.Sprintf("m%02d", i))
	}
	return bodies
}
