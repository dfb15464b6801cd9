package eventsource_test

import (
	"context"
	"crypto/md5"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/localengine"
)

// No more invocations at a time than are allowed, and a stop waits for them.
func TestConcurrencyAndStop(t *testing.T) {
	client, url, arn := queue(t, map[string]string{"VisibilityTimeout": "30"})
	var now, most atomic.Int64
	both := make(chan struct{}, 10)
	goOn := make(chan struct{})
	f := &function{do: func(events.SQSEvent) (any, error) {
		most.Store(max(most.Load(), now.Add(1)))
		both <- struct{}{}
		<-goOn
		now.Add(-1)
		return nil, nil
	}}
	send(t, client, url, numbered(6)...)
	ctx, stop := context.WithCancel(t.Context())
	m := eventsource.Mapping{Client: client, Queue: url, ARN: arn, Batch: 1, Concurrency: 2, Partial: true, Invoke: f.invoke}
	var done atomic.Int64
	m.Done = func(b eventsource.Batch) { done.Add(int64(len(b.Messages) - len(b.Failed))) }
	over := make(chan struct{})
	go func() { m.Run(ctx); close(over) }()
	<-both
	<-both
	stop()
	select {
	case <-over:
		t.Error("stopped while invocations were under way")
	default:
	}
	close(goOn)
	<-over
	if most.Load() != 2 || now.Load() != 0 {
		t.Errorf("%d invocations at a time, %d left", most.Load(), now.Load())
	}
	if n := done.Load(); n != 2 {
		t.Errorf("%d messages done with, want those that were begun", n)
	}
}

// What a poll that was under way at the stop still brings is handled: in the queue it
// would be nobody's until its visibility timeout is over.
func TestStopWhilePolling(t *testing.T) {
	polled, answer := make(chan struct{}), make(chan struct{})
	var first, deleted atomic.Bool
	engine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "DeleteMessageBatch") {
			deleted.Store(true)
			fmt.Fprint(w, `{"Successful":[{"Id":"0"}],"Failed":[]}`)
			return
		}
		if !first.CompareAndSwap(false, true) { // the other poller's, which brings nothing
			fmt.Fprint(w, `{}`)
			return
		}
		close(polled)
		<-answer
		json.NewEncoder(w).Encode(map[string]any{"Messages": []map[string]string{{
			"MessageId": "m", "ReceiptHandle": "h", "Body": "late", "MD5OfBody": fmt.Sprintf("%x", md5.Sum([]byte("late"))),
		}}})
	}))
	defer engine.Close()
	f := &function{do: func(events.SQSEvent) (any, error) { return nil, nil }}
	m := eventsource.Mapping{
		Client: sqs.NewFromConfig(localengine.Config(engine.URL)), Queue: engine.URL + "/q", ARN: "arn:q", Batch: 10, Concurrency: 2,
		Partial: true, Invoke: f.invoke,
	}
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { m.Run(ctx); close(over) }()
	<-polled
	stop()
	close(answer)
	<-over
	if f.tries["late"] != 1 || !deleted.Load() {
		t.Errorf("the function had %v, deleted %t", f.tries, deleted.Load())
	}
}
