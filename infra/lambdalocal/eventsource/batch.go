package eventsource

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// handle invokes the function with a batch and deletes what it was done with.
func (m *Mapping) handle(ctx context.Context, batch []types.Message) Batch {
	var b Batch
	for _, message := range batch {
		b.Messages = append(b.Messages, *message.MessageId)
		b.Receipts = append(b.Receipts, *message.ReceiptHandle)
	}
	var answer []byte
	payload, err := json.Marshal(m.event(batch))
	if err == nil {
		answer, err = m.Invoke(ctx, payload)
	}
	if err == nil && m.Partial {
		b.Failed, err = failures(answer, b.Messages)
	}
	if err != nil {
		b.Failed, b.Err = b.Messages, err
		return b
	}
	undeleted, err := m.delete(ctx, slices.DeleteFunc(batch, func(message types.Message) bool {
		return slices.Contains(b.Failed, *message.MessageId)
	}))
	b.Failed, b.Err = append(b.Failed, undeleted...), err
	return b
}

// event is what the function gets.
func (m *Mapping) event(batch []types.Message) events.SQSEvent {
	e := events.SQSEvent{Records: make([]events.SQSMessage, 0, len(batch))}
	for _, message := range batch {
		r := events.SQSMessage{
			MessageId: *message.MessageId, ReceiptHandle: *message.ReceiptHandle, Body: *message.Body,
			Attributes: message.Attributes, MessageAttributes: map[string]events.SQSMessageAttribute{},
			EventSourceARN: m.ARN, EventSource: "aws:sqs", AWSRegion: m.Region,
		}
		if message.MD5OfBody != nil {
			r.Md5OfBody = *message.MD5OfBody
		}
		if message.MD5OfMessageAttributes != nil {
			r.Md5OfMessageAttributes = *message.MD5OfMessageAttributes
		}
		for name, a := range message.MessageAttributes {
			r.MessageAttributes[name] = events.SQSMessageAttribute{
				StringValue: a.StringValue, BinaryValue: a.BinaryValue, DataType: *a.DataType,
				StringListValues: []string{}, BinaryListValues: [][]byte{},
			}
		}
		e.Records = append(e.Records, r)
	}
	return e
}

// failures are the ids that an answer names. No answer, null, {} and an empty or null
// list name none. An answer that is no such JSON, an empty id and one that is not in
// the batch mean that nothing the answer says can be relied on: that is an error.
func failures(answer []byte, batch []string) ([]string, error) {
	var a struct {
		Failures []struct {
			ID string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if len(bytes.TrimSpace(answer)) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return nil, errors.New("the answer is no partial batch response") // not quoted: it is the function's
	}
	var ids []string
	for i, f := range a.Failures {
		if !slices.Contains(batch, f.ID) {
			return nil, fmt.Errorf("batchItemFailures[%d]: names no message of the batch", i)
		}
		ids = append(ids, f.ID)
	}
	return ids, nil
}

// delete removes messages, and returns the ids of those that SQS did not remove.
func (m *Mapping) delete(ctx context.Context, done []types.Message) (left []string, err error) {
	for some := range slices.Chunk(done, perCall) {
		in := &sqs.DeleteMessageBatchInput{QueueUrl: &m.Queue}
		for i, message := range some {
			number := strconv.Itoa(i)
			in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{Id: &number, ReceiptHandle: message.ReceiptHandle})
		}
		out, callErr := m.Client.DeleteMessageBatch(ctx, in)
		if callErr != nil {
			err = errors.Join(err, fmt.Errorf("deleting from %s: %w", m.ARN, callErr))
			for _, message := range some {
				left = append(left, *message.MessageId)
			}
			continue
		}
		for _, f := range out.Failed {
			if i, convErr := strconv.Atoi(*f.Id); convErr == nil && i >= 0 && i < len(some) {
				left = append(left, *some[i].MessageId)
			}
			err = errors.Join(err, fmt.Errorf("deleting from %s: %s", m.ARN, *f.Code))
		}
	}
	return left, err
}
