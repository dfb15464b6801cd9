package sqs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/events"

	"paradox/infra/queue"
)

// ErrEvent is matched by the error of an event that holds no messages of SQS.
var ErrEvent = errors.New("sqs: not an event of SQS messages")

// Events is the handler of a function that SQS hands batches to, with
// ReportBatchItemFailures. serve returns the ids of those that must not be removed.
// An event that cannot be read is an error, and then SQS keeps all of it.
func Events(serve func(context.Context, []queue.Delivery) []string) func(context.Context, json.RawMessage) (events.SQSEventResponse, error) {
	return func(ctx context.Context, event json.RawMessage) (events.SQSEventResponse, error) {
		var e struct{ Records *[]events.SQSMessage }
		if err := json.Unmarshal(event, &e); err != nil || e.Records == nil {
			return events.SQSEventResponse{}, fmt.Errorf("%w: no list of records", ErrEvent)
		}
		answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
		var ds []queue.Delivery
		for i, m := range *e.Records {
			if m.MessageId == "" || m.ReceiptHandle == "" {
				return events.SQSEventResponse{}, fmt.Errorf("%w: record %d: without an id or a receipt handle", ErrEvent, i+1)
			}
			ds = append(ds, Delivery(m.MessageId, m.ReceiptHandle, m.Body, m.Attributes))
		}
		if len(ds) == 0 {
			return answer, nil
		}
		for _, id := range serve(ctx, ds) {
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: id})
		}
		return answer, nil
	}
}
