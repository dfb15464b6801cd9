package sqs_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/localengine"
	"paradox/infra/queue"
	"paradox/infra/queue/sqs"
)

// alone is a queue of which nothing but the client is there, in a bubble's time.
func alone(t *testing.T, client api.HTTPClient) *sqs.Queue {
	t.Helper()
	q, err := sqs.New(sqs.Options{
		Client: api.NewFromConfig(localengine.Config("http://127.0.0.1:1"), func(o *api.Options) { o.HTTPClient = client }),
		Queue:  "http://127.0.0.1:1/queue", Quarantine: "http://127.0.0.1:1/aside", Visibility: time.Minute,
	})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return q
}

// silence never answers.
type silence struct{ calls int }

func (s *silence) Do(r *http.Request) (*http.Response, error) {
	s.calls++
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// A connection that hangs is given up and tried again, and in the end the caller hears
// of it, though the context goes on.
func TestSilence(t *testing.T) {
	d := queue.Delivery{ID: "m", Receipt: "r"}
	for name, tt := range map[string]struct {
		call func(context.Context, *sqs.Queue) error
		took time.Duration
		min  int // calls
	}{
		"Send":       {func(ctx context.Context, q *sqs.Queue) error { return q.Send(ctx, queue.Message{Body: []byte("a")}) }, 30 * time.Second, 5},
		"Ack":        {func(ctx context.Context, q *sqs.Queue) error { return q.Ack(ctx, d) }, 30 * time.Second, 5},
		"Quarantine": {func(ctx context.Context, q *sqs.Queue) error { return q.Quarantine(ctx, d, queue.Invalid) }, 30 * time.Second, 5},
		"Receive":    {func(ctx context.Context, q *sqs.Queue) error { _, err := q.Receive(ctx, 1); return err }, 50 * time.Second, 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &silence{}
				q, began := alone(t, s), time.Now()
				if err := tt.call(t.Context(), q); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s = %v, want a deadline that was exceeded", name, err)
				}
				if took := time.Since(began); took != tt.took || s.calls < tt.min {
					t.Errorf("%d calls in %v, want %d or more in %v", s.calls, took, tt.min, tt.took)
				}
			})
		})
	}
}

// answer is an answer to a receive after the time that it asks to wait for.
func answer(in object, out object) (object, int, error) {
	wait, _ := in["WaitTimeSeconds"].(float64)
	<-time.After(max(time.Duration(wait)*time.Second, time.Millisecond))
	return out, 200, nil
}

// An outage that ends is over: who waits for a message gets it, also if it ends in the
// last second of those for which it is borne.
func TestReceiveOutlivesAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		q := alone(t, wire(func(_ string, in object, _ func(object) object) (object, int, error) {
			for _, failed := range []time.Duration{24 * time.Second, 48900 * time.Millisecond} {
				if age := time.Since(began); age < failed {
					<-time.After(failed - age)
					return refuse("ServiceUnavailable"), 503, nil
				}
			}
			if time.Since(began) < 2*time.Minute {
				return answer(in, object{})
			}
			return object{"Messages": []any{object{"MessageId": "m", "ReceiptHandle": "r", "Body": "a", "MD5OfBody": "0cc175b9c0f1b6a831c399e269772661"}}}, 200, nil
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		if ds, err := q.Receive(ctx, 1); err != nil || len(ds) != 1 || time.Since(began) > 3*time.Minute {
			t.Errorf("Receive = %v, %v after %v; want the message of the second minute", ds, err, time.Since(began))
		}
	})
}

// A poll is over before its caller goes, and the last looks once.
func TestPollsEndBeforeTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var waits []any
		q := alone(t, wire(func(_ string, in object, _ func(object) object) (object, int, error) {
			waits = append(waits, in["WaitTimeSeconds"])
			return answer(in, object{})
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 23100*time.Millisecond)
		defer cancel()
		if _, err := q.Receive(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Receive = %v, want the context's error", err)
		}
		if got, want := fmt.Sprint(waits...), "20 2 <nil>"; got != want {
			t.Errorf("polls wait for %s seconds, want %s", got, want)
		}
	})
}

// What was received is handed over, though SQS says no more.
func TestReceiveKeepsWhatItHas(t *testing.T) {
	q, r := recorded(t)
	if err := q.Send(t.Context(), queue.Message{Body: []byte("a")}); err != nil {
		t.Fatalf("Send: %v", err)
	}
	r.answer = func(asked) (object, int, error) {
		if len(r.made("ReceiveMessage")) == 1 {
			return nil, 0, nil
		}
		return refuse("RequestThrottled"), 400, nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if ds, err := q.Receive(ctx, 10); err != nil || len(ds) != 1 || ctx.Err() != nil {
		t.Errorf("Receive = %v, %v, with the context %v; want the one at once", ds, err, ctx.Err())
	}
	if n := len(r.made("ReceiveMessage")); n != 2 {
		t.Errorf("asked %d times, want twice", n)
	}
}
