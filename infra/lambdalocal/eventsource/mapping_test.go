package eventsource_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paradox/infra/lambdalocal"
	"paradox/infra/lambdalocal/eventsource"
)

// Exactly those that the function names come again, and those alone.
func TestPartial(t *testing.T) {
	client, url, arn := queue(t, map[string]string{"VisibilityTimeout": "4"})
	bodies := numbered(25)
	bad := []string{"m03", "m11", "m17"}
	f := &function{}
	f.do = func(e events.SQSEvent) (any, error) {
		var r events.SQSEventResponse
		for _, m := range e.Records {
			if slices.Contains(bad, m.Body) && m.Attributes["ApproximateReceiveCount"] == "1" {
				r.BatchItemFailures = append(r.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
			}
		}
		return r, nil
	}
	send(t, client, url, bodies...)
	done := run(t, eventsource.Mapping{Client: client, Queue: url, ARN: arn, Batch: 50, Window: time.Second, Concurrency: 2, Partial: true, Invoke: f.invoke})
	if left := settled(t, done, len(bodies)); left != len(bad) {
		t.Errorf("%d messages were left, want %d", left, len(bad))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, body := range bodies {
		want := 1
		if slices.Contains(bad, body) {
			want = 2
		}
		if f.tries[body] != want {
			t.Errorf("%s came %d times, want %d", body, f.tries[body], want)
		}
	}
	// Two pollers share the 25, in whatever parts.
	if !slices.ContainsFunc(f.seen, func(e events.SQSEvent) bool { return len(e.Records) > 10 }) {
		t.Error("no batch has more than one receive gives")
	}
}

// Whatever goes wrong with a batch leaves all of it.
func TestWholeBatchFails(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer any
		err    error
		says   string
	}{
		{"error", nil, errors.New("broken"), "broken"},
		{"throttle", nil, lambdalocal.ErrThrottled, lambdalocal.ErrThrottled.Error()},
		{"no response", "fine", nil, "no partial batch response"},
		{"another id", map[string]any{"batchItemFailures": []map[string]string{{"itemIdentifier": "x"}}}, nil, "batchItemFailures[0]"},
		{"another name", map[string]any{"batchItemFailures": []map[string]string{{"id": "x"}}}, nil, "batchItemFailures[0]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, url, arn := queue(t, nil)
			var failing atomic.Int64
			f := &function{do: func(e events.SQSEvent) (any, error) {
				if e.Records[0].Attributes["ApproximateReceiveCount"] == "1" {
					failing.Add(int64(len(e.Records)))
					return tt.answer, tt.err
				}
				return nil, nil
			}}
			send(t, client, url, numbered(3)...)
			done := run(t, eventsource.Mapping{Client: client, Queue: url, ARN: arn, Concurrency: 2, Partial: true, Invoke: f.invoke})
			first := <-done
			if len(first.Failed) != len(first.Messages) || first.Err == nil || !strings.Contains(first.Err.Error(), tt.says) {
				t.Errorf("the batch ended as %+v", first)
			}
			settled(t, done, 3)
			if failing.Load() != 3 {
				t.Errorf("%d messages failed, want 3", failing.Load())
			}
		})
	}
}

// Answers that name nothing, and functions that do not report, are done with.
func TestWholeBatchIsDone(t *testing.T) {
	for name, answer := range map[string]any{
		"null": nil, "nothing": map[string]any{}, "null list": map[string]any{"batchItemFailures": nil},
		"empty list": map[string]any{"batchItemFailures": []int{}},
	} {
		t.Run(name, func(t *testing.T) {
			client, url, arn := queue(t, nil)
			f := &function{do: func(events.SQSEvent) (any, error) { return answer, nil }}
			send(t, client, url, "one")
			done := run(t, eventsource.Mapping{Client: client, Queue: url, ARN: arn, Concurrency: 2, Partial: true, Invoke: f.invoke})
			if left := settled(t, done, 1); left != 0 {
				t.Errorf("left %d times", left)
			}
		})
	}
	client, url, arn := queue(t, nil)
	f := &function{do: func(events.SQSEvent) (any, error) { return "whatever", nil }}
	send(t, client, url, "one")
	if left := settled(t, run(t, eventsource.Mapping{Client: client, Queue: url, ARN: arn, Invoke: f.invoke}), 1); left != 0 {
		t.Errorf("without ReportBatchItemFailures left %d times", left)
	}
}

// A message that never works goes where the queue's redrive policy says.
func TestPoison(t *testing.T) {
	client, dead, deadARN := queue(t, nil)
	_, url, arn := queue(t, map[string]string{"RedrivePolicy": fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":2}`, deadARN)})
	f := &function{do: func(e events.SQSEvent) (any, error) { return nil, errors.New("poison") }}
	send(t, client, url, "bad")
	done := run(t, eventsource.Mapping{Client: client, Queue: url, ARN: arn, Concurrency: 2, Partial: true, Invoke: f.invoke})
	<-done
	<-done
	for {
		out, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &dead, WaitTimeSeconds: 5})
		if err != nil {
			t.Fatalf("receiving dead letters: %v", err)
		}
		if len(out.Messages) == 1 && *out.Messages[0].Body == "bad" {
			return
		}
	}
}

func TestEvent(t *testing.T) {
	client, url, arn := queue(t, nil)
	f := &function{do: func(events.SQSEvent) (any, error) { return nil, nil }}
	if _, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: &url, MessageBody: aws.String("zażółć"), MessageGroupId: aws.String("group"),
		MessageAttributes: map[string]types.MessageAttributeValue{"kind": {DataType: aws.String("String"), StringValue: aws.String("v")}},
	}); err != nil {
		t.Fatalf("sending: %v", err)
	}
	settled(t, run(t, eventsource.Mapping{Client: client, Queue: url, ARN: arn, Partial: true, Invoke: f.invoke}), 1)
	got := f.seen[0].Records[0]
	want := events.SQSMessage{
		Body: "zażółć", EventSource: "aws:sqs", EventSourceARN: arn, AWSRegion: "eu-central-1",
		MessageAttributes: map[string]events.SQSMessageAttribute{"kind": {
			StringValue: aws.String("v"), DataType: "String", StringListValues: []string{}, BinaryListValues: [][]byte{},
		}},
	}
	ignore := cmpopts.IgnoreFields(events.SQSMessage{}, "MessageId", "ReceiptHandle", "Md5OfBody", "Md5OfMessageAttributes", "Attributes")
	if diff := cmp.Diff(want, got, ignore); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	a := got.Attributes
	if a["ApproximateReceiveCount"] != "1" || a["SentTimestamp"] == "" || a["MessageGroupId"] != "group" || got.MessageId == "" || got.ReceiptHandle == "" || got.Md5OfBody == "" {
		t.Errorf("record %+v", got)
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		m    eventsource.Mapping
		want string
	}{
		{eventsource.Mapping{}, "batch size"}, {eventsource.Mapping{Batch: 11}, "needs one of at least a second"},
		{eventsource.Mapping{Batch: 1, Window: time.Hour}, "batching window"},
		{eventsource.Mapping{Batch: 1, Concurrency: 1}, "maximum concurrency"},
	} {
		if err := tt.m.Check(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Check(%+v) = %v, want %q", tt.m, err, tt.want)
		}
	}
}
