package stacktest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/lambdalocal"
	"paradox/infra/lambdalocal/calls"
	"paradox/infra/lambdalocal/sandbox"
	"paradox/infra/queue"
	"paradox/infra/reaction"
)

// request is an event of the HTTP API.
func request(method, path string) string {
	return fmt.Sprintf(`{"version":"2.0","routeKey":"$default","rawPath":%q,"headers":{"host":"paradox.example"},`+
		`"requestContext":{"stage":"$default","requestId":"r","domainName":"paradox.example",`+
		`"http":{"method":%q,"path":%q,"protocol":"HTTP/1.1","sourceIp":"198.51.100.7"}}}`, path, method, path)
}

// The events of the kinds that there are, and what is none.
const (
	emptyBatch  = `{"Records":[]}`
	sqsEvent    = `{"Records":[{"messageId":"1","receiptHandle":"r","body":"sentinel","attributes":{},"eventSource":"aws:sqs"}]}`
	schedule    = `{"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.scheduler","time":"2026-11-25T02:30:00Z","detail":"{}"}`
	anySchedule = `{"of":"a person who tries it"}`
)

// ownEvent is one that a function is made for.
var ownEvent = map[string]string{
	"IntakeFunction": request("GET", "/form/autumn"), "ReportFunction": request("GET", "/healthz"), "PrivacyFunction": request("GET", "/erase"),
	"ClassifyFunction": emptyBatch, "ReprocessFunction": schedule, "PollFunction": anySchedule, "DigestFunction": schedule,
}

var strange = map[string]string{
	"nothing": ``, "half of JSON": `{"Records":[{`, "null": `null`, "a text": `"sentinel"`, "a number": `7`, "a list": `[]`,
	"a request of the first version": `{"version":"1.0","httpMethod":"GET","path":"/"}`,
	"no records":                     `{"Records":null}`, "records of another kind": `{"Records":"sentinel"}`,
	"a record without an id":       `{"Records":[{"body":"sentinel","receiptHandle":"r"}]}`,
	"a request without a method":   `{"version":"2.0","rawPath":"/sentinel"}`,
	"a request with a broken body": `{"version":"2.0","rawPath":"/","body":"sentinel?","isBase64Encoded":true,"requestContext":{"http":{"method":"POST"}}}`,
}

// Every function answers an event of the wrong kind with an error that quotes nothing,
// and its process serves the next.
func TestStrangeEvents(t *testing.T) {
	t.Parallel()
	var log watch
	r := newRig(t, log.ended)
	for name, own := range ownEvent {
		t.Run(name, func(t *testing.T) {
			invoke := func(event string) (string, error) {
				answer, err := r.Function(name).Invoke(t.Context(), []byte(event))
				return string(answer), err
			}
			if answer, err := invoke(own); err != nil {
				t.Fatalf("its own event: %s, %v", answer, err)
			}
			process := log.last(name).Environment
			foreign := map[string]string{"a queue's": sqsEvent, "the API's": request("GET", "/"), "a schedule's": schedule, "nothing in it": `{}`}
			for what, event := range strange {
				foreign[what] = event
			}
			switch own {
			case emptyBatch:
				delete(foreign, "a queue's")
			case schedule, anySchedule: // any object may be a schedule's: its Input is free
				for _, what := range []string{"a schedule's", "nothing in it", "a request of the first version", "a request without a method"} {
					delete(foreign, what)
				}
				foreign["a REST API's"] = `{"httpMethod":"GET"}`
			default:
				delete(foreign, "the API's")
			}
			for what, event := range foreign {
				answer, err := invoke(event)
				if !errors.Is(err, lambdalocal.ErrFunction) {
					t.Errorf("%s: answer %q, error %v; want an error of the function", what, answer, err)
				} else if strings.Contains(err.Error(), "sentinel") {
					t.Errorf("%s: the error quotes it: %v", what, err)
				}
			}
			if answer, err := invoke(own); err != nil {
				t.Errorf("its own event afterwards: %s, %v", answer, err)
			}
			if now := log.last(name).Environment; now != process {
				t.Errorf("the process did not live: its own event is served by environment %d, before by %d", now, process)
			}
		})
	}
	if strings.Contains(r.log.String(), "sentinel") {
		t.Errorf("the log quotes an event")
	}
}

// A batch without messages is one that nothing comes back of.
func TestEmptyBatch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	answer, err := r.Function("ClassifyFunction").Invoke(t.Context(), []byte(emptyBatch))
	if diff := cmp.Diff(`{"batchItemFailures":[]}`, string(answer)); err != nil || diff != "" {
		t.Errorf("an empty batch (-want +got):\n%s%v", diff, err)
	}
}

// Of ten messages three cannot be recorded, nor put aside while the quarantine cannot
// be reached: these three come back and no other, and are put aside later.
func TestThreeOfTen(t *testing.T) {
	t.Parallel()
	r, s := sabotaged(t)
	r.Stop() // the test is the event source
	aside := map[string]queue.Reason{}
	var good []reaction.ID
	var bad []string
	for n := range 10 {
		x := reactionFor(n, "I like what they suggest.")
		why, text := queue.Reason(""), ""
		switch n {
		case 2:
			why, text = queue.Undecodable, "nobody can read this"
		case 5:
			x.Author = "@jan.kowalski"
			why = queue.Invalid
		case 9:
			why, text = queue.Undecodable, `{"v":1,"reactions":[]}`
		default:
			good = append(good, x.ID)
		}
		if text == "" {
			text = body(t, x)
		}
		if id := r.put(t, text); why != "" {
			aside[id] = why
			bad = append(bad, id)
		}
	}
	batch := r.receive(t, 10)
	s.set(r, func(q calls.Request) act {
		if q.Service == "sqs" && about(r, q, "QuarantineQueue") {
			return throttle
		}
		return pass
	})
	failed := r.classifyWithin(t, 6*time.Second, batch...)
	slices.Sort(bad)
	slices.Sort(failed)
	if diff := cmp.Diff(bad, failed); diff != "" {
		t.Fatalf("what comes back (-want +got):\n%s", diff)
	}
	r.remove(t, batch, failed)
	s.set(r, nil)
	left := slices.DeleteFunc(batch, func(m message) bool { return !slices.Contains(failed, *m.MessageId) })
	if failed := r.classify(t, left...); len(failed) != 0 {
		t.Errorf("when the quarantine is there again %v come back", failed)
	}
	r.settled(t, good, aside)
}

// With a fifth of a second left a function answers in time and has done nothing, or has
// done it all; what it did not do is done when it comes again, once.
func TestDeadline(t *testing.T) {
	t.Parallel()
	const left = 200 * time.Millisecond
	var log watch
	r := newRig(t, log.ended)
	r.Stop()
	var all []reaction.ID
	for n := range 5 {
		x := reactionFor(n, "I like what they suggest.")
		all = append(all, x.ID)
		r.put(t, body(t, x))
	}
	batch := r.receive(t, 5)
	if _, err := r.Function("ClassifyFunction").Invoke(t.Context(), []byte(emptyBatch)); err != nil { // so that it has started
		t.Fatal(err)
	}
	process := log.last("ClassifyFunction").Environment
	failed := r.classifyWithin(t, left, batch...)
	if len(failed) != len(batch) {
		t.Errorf("with %v left %d of %d messages come back, want all: there is no time to record them", left, len(failed), len(batch))
	}
	if n := r.counted(t); n != 0 {
		t.Errorf("%d are counted", n)
	}
	if failed = r.classify(t, batch...); len(failed) != 0 || log.last("ClassifyFunction").Environment != process {
		t.Errorf("afterwards %v come back, served by environment %d, before by %d", failed, log.last("ClassifyFunction").Environment, process)
	}
	r.remove(t, batch, failed)
	r.settled(t, all, nil)

	for name, event := range ownEvent {
		if _, err := r.Function(name).Invoke(t.Context(), []byte(event)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if answer, err := r.Function(name).InvokeWithin(t.Context(), left, []byte(event)); err != nil && !errors.Is(err, lambdalocal.ErrFunction) && !errors.Is(err, lambdalocal.ErrTimeout) {
			t.Errorf("%s with %v left: %s, %v", name, left, answer, err)
		} else {
			t.Logf("%s with %v left: %v, %v", name, left, log.last(name).Duration.Round(time.Millisecond), err)
		}
		if _, err := r.Function(name).Invoke(t.Context(), []byte(event)); err != nil {
			t.Errorf("%s afterwards: %v", name, err)
		}
	}
	r.settled(t, all, nil)
}

// While the store hangs, classify answers before its deadline, and its process lives.
func TestDeadlineWhileTheStoreHangs(t *testing.T) {
	t.Parallel()
	var log watch
	r, s := sabotaged(t, log.ended)
	r.Stop()
	var all []reaction.ID
	for n := range 5 {
		x := reactionFor(n, "I like what they suggest.")
		all = append(all, x.ID)
		r.put(t, body(t, x))
	}
	batch := r.receive(t, 5)
	hangs := make(chan struct{})
	s.hang(hangs, func(q calls.Request) bool { return q.Operation == "TransactWriteItems" })
	failed := r.classifyWithin(t, 5*time.Second, batch...)
	first := log.last("ClassifyFunction")
	if len(failed) != len(batch) || first.Err != nil {
		t.Errorf("%d of %d come back, %v", len(failed), len(batch), first.Err)
	}
	close(hangs) // what hung is done after all
	if failed = r.classify(t, batch...); len(failed) != 0 || log.last("ClassifyFunction").Environment != first.Environment {
		t.Errorf("afterwards %v come back, served by environment %d, before by %d", failed, log.last("ClassifyFunction").Environment, first.Environment)
	}
	r.remove(t, batch, failed)
	r.settled(t, all, nil)
}

// While the queue hangs, whoever waits is told so before the deadline, and the process
// lives; what they then send again is counted once.
func TestRequestWhileTheQueueHangs(t *testing.T) {
	var log watch
	r, s := sabotaged(t, log.ended)
	p := program{r, r.keys(t)}
	intake := r.Function("IntakeFunction")
	if _, err := intake.Invoke(t.Context(), []byte(ownEvent["IntakeFunction"])); err != nil {
		t.Fatal(err)
	}
	process := log.last("IntakeFunction").Environment
	var receipts []string
	for i, left := range []time.Duration{200 * time.Millisecond, time.Second} {
		key := fmt.Sprintf("slow-%d", i)
		event := strings.Replace(request("POST", "/v1/feedback"), `"headers":{`,
			fmt.Sprintf(`"body":%q,"headers":{"content-type":"application/json","idempotency-key":%q,`, `{"text":"`+opinion+`","channel":"email","campaign":"autumn"}`, key), 1)
		hangs := make(chan struct{})
		s.hang(hangs, func(q calls.Request) bool { return q.Operation == "SendMessageBatch" })
		answer, err := intake.InvokeWithin(t.Context(), left, []byte(event))
		close(hangs)
		if err != nil || !strings.Contains(string(answer), `"statusCode":503`) {
			t.Errorf("with %v left: answer %s, error %v; want 503", left, answer, err)
		}
		receipt, _, err := p.insist(t.Context(), from(t, i), key, opinion)
		if err != nil {
			t.Fatal(err)
		}
		receipts = append(receipts, receipt)
	}
	if now := log.last("IntakeFunction").Environment; now != process {
		t.Errorf("the process did not live: environment %d serves, before %d", now, process)
	}
	r.drained(t, len(receipts))
	r.settled(t, ids(t, p.keys, receipts), nil)
}

// message is one that the test received itself.
type message = types.Message

// receive takes n messages from the queue, which hides them as the template says.
func (r *rig) receive(t *testing.T, n int) (all []message) {
	t.Helper()
	address := r.Provided["ReactionsQueue"].Ref
	for empty := 0; len(all) < n; {
		out, err := r.queues(t).ReceiveMessage(t.Context(), &api.ReceiveMessageInput{
			QueueUrl: &address, MaxNumberOfMessages: int32(min(10, n-len(all))), WaitTimeSeconds: 1,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		})
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, out.Messages...); len(out.Messages) > 0 {
			empty = 0
		} else if empty++; empty == 10 {
			t.Fatalf("the queue gives %d messages, want %d", len(all), n)
		}
	}
	return all
}

// giveBack lets messages be received again at once.
func (r *rig) giveBack(t *testing.T, ms ...message) {
	t.Helper()
	address := r.Provided["ReactionsQueue"].Ref
	for _, m := range ms {
		if _, err := r.queues(t).ChangeMessageVisibility(t.Context(), &api.ChangeMessageVisibilityInput{QueueUrl: &address, ReceiptHandle: m.ReceiptHandle}); err != nil {
			t.Fatal(err)
		}
	}
}

// remove deletes what did not fail, as an event source does.
func (r *rig) remove(t *testing.T, batch []message, failed []string) {
	t.Helper()
	address := r.Provided["ReactionsQueue"].Ref
	for _, m := range batch {
		if slices.Contains(failed, *m.MessageId) {
			continue
		}
		if _, err := r.queues(t).DeleteMessage(t.Context(), &api.DeleteMessageInput{QueueUrl: &address, ReceiptHandle: m.ReceiptHandle}); err != nil {
			t.Fatal(err)
		}
	}
}

// classify hands messages to the function and returns the ids that come back.
func (r *rig) classify(t *testing.T, ms ...message) []string {
	t.Helper()
	return r.classifyWithin(t, 30*time.Second, ms...)
}

func (r *rig) classifyWithin(t *testing.T, d time.Duration, ms ...message) (failed []string) {
	t.Helper()
	var e events.SQSEvent
	for _, m := range ms {
		e.Records = append(e.Records, events.SQSMessage{
			MessageId: *m.MessageId, ReceiptHandle: *m.ReceiptHandle, Body: *m.Body, Attributes: m.Attributes, EventSource: "aws:sqs",
		})
	}
	event, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := r.Function("ClassifyFunction").InvokeWithin(t.Context(), d, event)
	if err != nil {
		t.Fatalf("a batch of %d: %v", len(ms), err)
	}
	var a events.SQSEventResponse
	if err := json.Unmarshal(answer, &a); err != nil {
		t.Fatalf("the answer %s: %v", strconv.Quote(string(answer)), err)
	}
	for _, f := range a.BatchItemFailures {
		failed = append(failed, f.ItemIdentifier)
	}
	return failed
}

// ended lets a watch know of every invocation.
func (w *watch) ended(o *sandbox.Options) { o.Ended = w.add }
