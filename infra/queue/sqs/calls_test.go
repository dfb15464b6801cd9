package sqs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/queue"
	"paradox/infra/queue/sqs"
)

// asked is a call that was made.
type asked struct {
	operation string
	in        object
	ask       func(object) object // the engine
}

// recorder is a wire that notes what is asked, and lets a test answer instead of the
// engine.
type recorder struct {
	answer func(a asked) (out object, status int, err error) // a status of 0 and no error: ask the engine

	mu    sync.Mutex
	calls []asked
}

func (r *recorder) wire(operation string, in object, ask func(object) object) (object, int, error) {
	a := asked{operation, in, ask}
	r.mu.Lock()
	r.calls = append(r.calls, a)
	r.mu.Unlock()
	if r.answer != nil {
		if out, status, err := r.answer(a); status != 0 || err != nil {
			return out, status, err
		}
	}
	return ask(in), 0, nil
}

// made are the calls of an operation.
func (r *recorder) made(operation string) []object {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ins []object
	for _, c := range r.calls {
		if c.operation == operation {
			ins = append(ins, c.in)
		}
	}
	return ins
}

// recorded is a queue whose calls are noted.
func recorded(t *testing.T) (*sqs.Queue, *recorder) {
	t.Helper()
	o, err := create(api.NewFromConfig(localengine.Config(enginetest.MiniStack(t))), t.TempDir())
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	r := &recorder{}
	o.Client, o.Backoff = clientOver(t, r.wire), time.Millisecond
	q, err := sqs.New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return q, r
}

func receive(t *testing.T, q *sqs.Queue, n int) []queue.Delivery {
	t.Helper()
	var ds []queue.Delivery
	for len(ds) < n {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		more, err := q.Receive(ctx, n-len(ds))
		cancel()
		if err != nil {
			t.Fatalf("Receive: %v, after %d of %d", err, len(ds), n)
		}
		ds = append(ds, more...)
	}
	return ds
}

// No call carries more than SQS takes, and none carries less than it could.
func TestSendFillsItsCalls(t *testing.T) {
	q, r := recorded(t)
	var ms []queue.Message
	for range 25 {
		ms = append(ms, queue.Message{Body: []byte("small")})
	}
	for range 7 { // of 349,535 bytes of base64 each two go into 1 MiB, three by 29 bytes do not
		ms = append(ms, queue.Message{Body: bytes.Repeat([]byte{0}, queue.MaxBody)})
	}
	if err := q.Send(t.Context(), ms...); err != nil {
		t.Fatalf("Send: %v", err)
	}
	var sizes []int
	for _, in := range r.made("SendMessageBatch") {
		all, size := entries(in, "Entries"), 0
		for _, e := range all {
			size += len(e["MessageBody"].(string))
		}
		if size > 1<<20 {
			t.Errorf("a call of %d bytes", size)
		}
		sizes = append(sizes, len(all))
	}
	if got, want := fmt.Sprint(sizes), "[10 10 7 2 2 1]"; got != want {
		t.Errorf("calls of %v messages, want %v", got, want)
	}
	if err := q.Ack(t.Context(), receive(t, q, 32)...); err != nil {
		t.Fatalf("Ack: %v", err)
	}
	if n := len(r.made("DeleteMessageBatch")); n != 4 {
		t.Errorf("%d calls to remove 32 messages, want 4", n)
	}
}

// The group is what SQS takes, and nothing else of a message stands beside its body.
func TestGroups(t *testing.T) {
	q, r := recorded(t)
	long := strings.Repeat("g", 129)
	hash := func(group string) string { return fmt.Sprintf("sha256-%x", sha256.Sum256([]byte(group))) }
	groups := map[string]string{
		"shop": "shop", "": "", "a/b:c~!": "a/b:c~!", long[:128]: long[:128],
		long: hash(long), "źródło": hash("źródło"), "two words": hash("two words"), "line\n": hash("line\n"),
	}
	for g := range groups {
		if err := q.Send(t.Context(), queue.Message{Body: []byte(g), Group: g}); err != nil {
			t.Fatalf("Send: %v", err)
		}
	}
	for _, in := range r.made("SendMessageBatch") {
		e := entries(in, "Entries")[0]
		group := string(sqs.Decode(e["MessageBody"].(string)))
		if got, _ := e["MessageGroupId"].(string); got != groups[group] {
			t.Errorf("group %q goes as %q, want %q", group, got, groups[group])
		}
		delete(e, "MessageGroupId")
		delete(e, "MessageBody")
		delete(e, "Id")
		if len(e) > 0 {
			t.Errorf("a message carries %v besides", e)
		}
	}
}

// What SQS refuses is not asked for again, and the error does not quote it.
func TestRefused(t *testing.T) {
	q, r := recorded(t)
	for name, answer := range map[string]object{
		"the call":         refuse("AccessDenied"),
		"of many meanings": {"Failed": []any{object{"Id": "1", "Code": "InvalidParameterValue", "Message": "sentinel", "SenderFault": true}}, "Successful": []any{object{"Id": "0"}}},
		"one entry":        {"Failed": []any{object{"Id": "1", "Code": "InvalidMessageContents", "Message": "sentinel", "SenderFault": true}}, "Successful": []any{object{"Id": "0"}}},
	} {
		t.Run(name, func(t *testing.T) {
			r.calls = nil
			r.answer = func(asked) (object, int, error) {
				if answer["__type"] != nil {
					return answer, 403, nil
				}
				return answer, 200, nil
			}
			err := q.Send(t.Context(), queue.Message{Body: []byte("sentinel")}, queue.Message{Body: []byte("sentinel 2")})
			code := func(code string) bool { return strings.Contains(err.Error(), code) }
			if err == nil || code("sentinel") || !code("AccessDenied") && !code("InvalidMessageContents") && !code("InvalidParameterValue") {
				t.Errorf("Send = %v, want the code and nothing of the text", err)
			}
			if errors.Is(err, queue.ErrLost) {
				t.Errorf("Send = %v: nobody held what was sent", err)
			}
			if n := len(r.made("SendMessageBatch")); n != 1 {
				t.Errorf("asked %d times, want once", n)
			}
		})
	}
}

// A call is made again until the context ends, and then says so and why.
func TestUntilTheContextEnds(t *testing.T) {
	for name, fault := range map[string]func() (object, int, error){
		"throttled": func() (object, int, error) { return refuse("RequestThrottled"), 400, nil },
		"away":      func() (object, int, error) { return refuse("InternalFailure"), 500, nil },
		"timeout":   func() (object, int, error) { return nil, 0, timeout{} },
		"too many in flight": func() (object, int, error) {
			return refuse("OverLimit"), 403, nil
		},
		"partly": func() (object, int, error) {
			return object{"Failed": []any{object{"Id": "0", "Code": "InternalError", "SenderFault": false}}}, 200, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, r := recorded(t)
			r.answer = func(asked) (object, int, error) { return fault() }
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			d := queue.Delivery{ID: "m", Receipt: "r"}
			for what, err := range map[string]error{
				"Send": q.Send(ctx, queue.Message{Body: []byte("a")}), "Ack": q.Ack(ctx, d), "Hold": q.Hold(ctx, d),
				"Retry": q.Retry(ctx, time.Second, d), "Quarantine": q.Quarantine(ctx, d, queue.Invalid),
			} {
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s = %v, want the context's error", what, err)
				}
			}
			if _, err := q.Receive(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Receive = %v, want the context's error", err)
			}
			if n := len(r.made("SendMessageBatch")); n < 3 {
				t.Errorf("asked %d times in 300 ms", n)
			}
			ctx, stop := context.WithCancel(t.Context())
			stop()
			if err := q.Ack(ctx, d); !errors.Is(err, context.Canceled) {
				t.Errorf("Ack with a cancelled context = %v", err)
			}
		})
	}
}

// SQS says in several ways that a receipt holds nothing any more.
func TestLost(t *testing.T) {
	q, r := recorded(t)
	var code string
	r.answer = func(a asked) (object, int, error) {
		return object{"Failed": []any{object{"Id": "0", "Code": code, "SenderFault": true}}}, 200, nil
	}
	d := queue.Delivery{ID: "m", Receipt: "r"}
	for _, code = range []string{
		"ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue", "AWS.SimpleQueueService.MessageNotInflight",
	} {
		for what, err := range map[string]error{
			"Ack": q.Ack(t.Context(), d), "Hold": q.Hold(t.Context(), d), "Retry": q.Retry(t.Context(), 0, d),
			"Quarantine": q.Quarantine(t.Context(), d, queue.Invalid),
		} {
			if !errors.Is(err, queue.ErrLost) {
				t.Errorf("%s after %s = %v, want ErrLost", what, code, err)
			}
		}
	}
	if n := len(r.made("SendMessage")); n != 0 {
		t.Errorf("a lost message was put aside %d times", n)
	}
	code = "AccessDenied"
	if err := q.Ack(t.Context(), d); err == nil || errors.Is(err, queue.ErrLost) {
		t.Errorf("Ack after %s = %v", code, err)
	}
}

// What failed is told though other deliveries are lost, and keeps no other call from
// being made.
func TestFailureBesideLost(t *testing.T) {
	q, r := recorded(t)
	for name, first := range map[string]func() (object, int, error){
		"an entry": func() (object, int, error) {
			return object{"Failed": []any{object{"Id": "0", "Code": "AccessDenied", "SenderFault": true}}, "Successful": successes(1, 10)}, 200, nil
		},
		"a call": func() (object, int, error) { return refuse("AccessDenied"), 403, nil },
	} {
		t.Run(name, func(t *testing.T) {
			r.calls = nil
			r.answer = func(asked) (object, int, error) {
				if len(r.calls) == 1 {
					return first()
				}
				return object{"Failed": []any{object{"Id": "10", "Code": "ReceiptHandleIsInvalid", "SenderFault": true}}, "Successful": successes(11, 12)}, 200, nil
			}
			var ds []queue.Delivery
			for i := range 12 {
				ds = append(ds, queue.Delivery{ID: fmt.Sprint("m", i), Receipt: fmt.Sprint("r", i)})
			}
			if err := q.Ack(t.Context(), ds...); err == nil || errors.Is(err, queue.ErrLost) || !strings.Contains(err.Error(), "AccessDenied") {
				t.Errorf("Ack = %v, want the refusal alone", err)
			}
			if n := len(r.calls); n != 2 {
				t.Errorf("%d calls, want one for the others too", n)
			}
		})
	}
}

// successes are the entries from one number to before another.
func successes(from, to int) []any {
	var all []any
	for i := from; i < to; i++ {
		all = append(all, object{"Id": fmt.Sprint(i)})
	}
	return all
}

// A wait that SQS cannot keep is refused, not cut.
func TestLongWait(t *testing.T) {
	q, r := recorded(t)
	if err := q.Retry(t.Context(), 12*time.Hour+1, queue.Delivery{}); err == nil {
		t.Errorf("Retry waits longer than 12 hours")
	}
	if len(r.calls) != 0 {
		t.Errorf("%d calls were made", len(r.calls))
	}
}

// A crash after a message was put aside and before it was removed leaves it in both;
// read it is once, with what stands beside it: the reason and the id, no text.
func TestCrashWhileQuarantining(t *testing.T) {
	q, r := recorded(t)
	if err := q.Send(t.Context(), queue.Message{Body: []byte("sentinel"), Group: "shop"}); err != nil {
		t.Fatalf("Send: %v", err)
	}
	d := receive(t, q, 1)[0]
	r.answer = func(a asked) (object, int, error) {
		if a.operation == "DeleteMessageBatch" {
			return refuse("AccessDenied"), 403, nil
		}
		return nil, 0, nil
	}
	for range 2 {
		err := q.Quarantine(t.Context(), d, queue.TooManyAttempts)
		if err == nil || errors.Is(err, queue.ErrLost) || strings.Contains(err.Error(), "sentinel") {
			t.Fatalf("Quarantine = %v, want the refusal", err)
		}
	}
	r.answer = nil
	if err := q.Retry(t.Context(), 0, d); err != nil {
		t.Fatalf("Retry: %v", err)
	}
	if again := receive(t, q, 1)[0]; again.ID != d.ID {
		t.Errorf("%s is in the queue, want %s", again.ID, d.ID)
	}
	n := 0
	for m, err := range q.Quarantined(t.Context()) {
		if n++; err != nil || m.ID != d.ID || m.Reason != queue.TooManyAttempts || string(m.Body) != "sentinel" {
			t.Errorf("quarantined: %+v, %v", m, err)
		}
	}
	if n != 1 {
		t.Errorf("read %d times, want once", n)
	}
	for _, in := range r.made("SendMessage") {
		if got := fmt.Sprint(in["MessageAttributes"]); strings.Contains(got, "sentinel") || !strings.Contains(got, d.ID) || len(in["MessageAttributes"].(object)) != 2 {
			t.Errorf("attributes %s", got)
		}
	}
}
