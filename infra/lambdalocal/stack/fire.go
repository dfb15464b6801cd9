package stack

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/lambdalocal"
	"paradox/infra/template"
)

const account = "000000000000"

// Fire does what a schedule does when its time has come: it invokes the function with
// the schedule's Input, or with the event that the scheduler makes. name is the
// function's, or "Function.Event" where it has several schedules.
//
// The invocation is asynchronous in AWS: where it fails, it is tried again as often as
// the template says (twice unless it says otherwise), here without the minutes
// between, and then goes to the function's destination for failures and its queue of
// dead letters. Fire returns the last try's error.
func (s *Stack) Fire(ctx context.Context, name string) error {
	function, event, _ := strings.Cut(name, ".")
	f, ok := s.defined[function]
	if !ok {
		return fmt.Errorf("firing %s: the stack has no function %s", name, function)
	}
	var schedules []template.Schedule
	for _, schedule := range f.Schedules {
		if event == "" || schedule.Event == event {
			schedules = append(schedules, schedule)
		}
	}
	if len(schedules) != 1 {
		return fmt.Errorf("firing %s: it has %d such schedules, want one", name, len(schedules))
	}
	payload := []byte(schedules[0].Input)
	if len(payload) == 0 {
		payload = s.scheduled(f.Name, schedules[0])
	}
	if !json.Valid(payload) {
		return fmt.Errorf("firing %s: Input is no JSON", name)
	}
	if err := s.tried(ctx, f, payload); err != nil {
		return fmt.Errorf("firing %s: %w", name, err)
	}
	return nil
}

// scheduled is the event that the scheduler makes: EventBridge's of its rules, or
// EventBridge Scheduler's, whose detail is a text.
func (s *Stack) scheduled(function string, schedule template.Schedule) []byte {
	source, resource, detail := "aws.events", "events:%s:%s:rule/%s%s", any(struct{}{})
	if schedule.V2 {
		source, resource, detail = "aws.scheduler", "scheduler:%s:%s:schedule/default/%s%s", "{}"
	}
	payload, _ := json.Marshal(map[string]any{ // strings alone: it cannot fail
		"version": "0", "id": rand.Text(), "detail-type": "Scheduled Event", "source": source, "account": account,
		"time": time.Now().UTC().Format(time.RFC3339), "region": s.o.Values.Region,
		"resources": []string{"arn:aws:" + fmt.Sprintf(resource, s.o.Values.Region, account, function, schedule.Event)},
		"detail":    detail,
	})
	return payload
}

// tried invokes a function asynchronously, as far as to where failures go.
func (s *Stack) tried(ctx context.Context, f template.Function, payload []byte) error {
	var err error
	for range 1 + f.Retries {
		if _, err = s.functions[f.Name].Invoke(ctx, payload); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return errors.Join(err, s.failed(ctx, f, payload, err))
}

// failed sends what failed to where the template says.
func (s *Stack) failed(ctx context.Context, f template.Function, payload []byte, cause error) error {
	e := &lambdalocal.Error{Function: f.Name, Message: cause.Error()}
	errors.As(cause, &e)
	var errs []error
	if f.OnFailure != "" {
		record, _ := json.Marshal(map[string]any{
			"version": "1.0", "timestamp": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
			"requestContext": map[string]any{
				"requestId": e.RequestID, "functionArn": lambdalocal.ARN(s.o.Values.Region, f.Name) + ":$LATEST",
				"condition": "RetriesExhausted", "approximateInvokeCount": 1 + f.Retries,
			},
			"requestPayload":  json.RawMessage(payload),
			"responseContext": map[string]any{"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
			"responsePayload": map[string]string{"errorType": e.Type, "errorMessage": e.Message},
		})
		errs = append(errs, s.send(ctx, f.OnFailure, string(record), nil))
	}
	if f.DeadLetters != "" {
		errs = append(errs, s.send(ctx, f.DeadLetters, string(payload), map[string]string{
			"RequestID": e.RequestID, "ErrorCode": "200", "ErrorMessage": e.Message,
		}))
	}
	return errors.Join(errs...)
}

func (s *Stack) send(ctx context.Context, arn, body string, attributes map[string]string) error {
	address, err := s.queue(arn)
	if err != nil {
		return err
	}
	in := &sqs.SendMessageInput{QueueUrl: &address, MessageBody: &body, MessageAttributes: map[string]types.MessageAttributeValue{}}
	for name, value := range attributes {
		if value != "" {
			in.MessageAttributes[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: &value}
		}
	}
	if _, err := s.queues.SendMessage(ctx, in); err != nil {
		return fmt.Errorf("sending to %s: %w", arn, err)
	}
	return nil
}
