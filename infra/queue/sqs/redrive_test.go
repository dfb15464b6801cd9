package sqs_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"paradox/infra/queue"
	"paradox/infra/queue/sqs"
)

// asideWith puts messages aside and returns their ids in order.
func asideWith(t *testing.T, q *sqs.Queue, bodies ...string) (ids []string) {
	t.Helper()
	for _, body := range bodies {
		if err := q.Send(t.Context(), queue.Message{Body: []byte(body), Group: "shop"}); err != nil {
			t.Fatalf("Send: %v", err)
		}
		d := receive(t, q, 1)[0]
		if err := q.Quarantine(t.Context(), d, queue.Invalid); err != nil {
			t.Fatalf("Quarantine: %v", err)
		}
		ids = append(ids, d.ID)
	}
	return ids
}

// bodiesAside are those of the quarantine, sorted.
func bodiesAside(t *testing.T, q *sqs.Queue) string {
	t.Helper()
	var all []string
	for m, err := range q.Quarantined(t.Context()) {
		if err != nil {
			t.Fatalf("Quarantined: %v", err)
		}
		all = append(all, string(m.Body))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// A crash after a message was sent and before it was removed leaves it in both; one
// before leaves it where it was. Neither error quotes a text.
func TestCrashWhileRedriving(t *testing.T) {
	for _, tt := range []struct {
		refused  string // the call that fails
		back     int
		received string
	}{
		{"SendMessageBatch", 0, ""},
		{"DeleteMessageBatch", 1, "sentinel"},
	} {
		t.Run(tt.refused, func(t *testing.T) {
			t.Parallel()
			q, r := recorded(t)
			ids := asideWith(t, q, "sentinel")
			r.answer = func(a asked) (object, int, error) {
				if a.operation == tt.refused {
					return refuse("AccessDenied"), 403, nil
				}
				return nil, 0, nil
			}
			n, err := q.Redrive(t.Context(), ids...)
			if n != tt.back || err == nil || errors.Is(err, queue.ErrNotAside) || errors.Is(err, queue.ErrLost) ||
				!strings.Contains(err.Error(), "AccessDenied") || strings.Contains(err.Error(), "sentinel") {
				t.Errorf("Redrive = %d, %v; want %d and the refusal alone", n, err, tt.back)
			}
			r.answer = nil
			if got := bodiesAside(t, q); got != "sentinel" {
				t.Errorf("aside: %q, want what could not be moved", got)
			}
			if tt.received != "" {
				if got := string(receive(t, q, 1)[0].Body); got != tt.received {
					t.Errorf("received %q", got)
				}
			}
			if n, err := q.Redrive(t.Context(), ids...); n != 1 || err != nil { // the second try
				t.Errorf("Redrive again = %d, %v; want 1", n, err)
			}
			if got := bodiesAside(t, q); got != "" {
				t.Errorf("aside after the second try: %q", got)
			}
		})
	}
}

// Of a call of which SQS refuses a part the rest is moved.
func TestRedriveRefused(t *testing.T) {
	q, r := recorded(t)
	ids := asideWith(t, q, "a", "b", "c")
	r.answer = func(a asked) (object, int, error) {
		if a.operation != "SendMessageBatch" {
			return nil, 0, nil
		}
		var failed, done []any
		for _, e := range entries(a.in, "Entries") {
			if e["MessageBody"] == "b" {
				failed = append(failed, object{"Id": e["Id"], "Code": "InvalidMessageContents", "SenderFault": true})
				continue
			}
			done = append(done, object{"Id": e["Id"], "MessageId": "m"})
		}
		return object{"Failed": failed, "Successful": done}, 200, nil
	}
	n, err := q.Redrive(t.Context(), ids...)
	if n != 2 || err == nil || !strings.Contains(err.Error(), "InvalidMessageContents") || !strings.Contains(err.Error(), ids[1]) {
		t.Errorf("Redrive = %d, %v; want 2, and the refusal of %s", n, err, ids[1])
	}
	r.answer = nil
	if got := bodiesAside(t, q); got != "b" {
		t.Errorf("aside: %q, want b", got)
	}
}

// What was put aside twice under one id, after a crash, is put back whole; what lies
// there is sent as it is, and nothing stands beside it.
func TestRedriveTwice(t *testing.T) {
	q, r := recorded(t)
	if err := q.Send(t.Context(), queue.Message{Body: []byte{0}}, queue.Message{Body: []byte("other")}); err != nil {
		t.Fatalf("Send: %v", err)
	}
	ds := receive(t, q, 2)
	slices.SortFunc(ds, func(a, b queue.Delivery) int { return strings.Compare(string(a.Body), string(b.Body)) })
	deleted := 0
	r.answer = func(a asked) (object, int, error) {
		if a.operation == "DeleteMessageBatch" {
			if deleted++; deleted == 1 {
				return refuse("AccessDenied"), 403, nil
			}
		}
		return nil, 0, nil
	}
	for try := range 2 {
		if err := q.Quarantine(t.Context(), ds[0], queue.Undecodable); (err == nil) != (try == 1) {
			t.Fatalf("Quarantine: %v", err)
		}
	}
	if err := q.Quarantine(t.Context(), ds[1], queue.Undecodable); err != nil {
		t.Fatalf("Quarantine: %v", err)
	}
	r.calls = nil
	if n, err := q.Redrive(t.Context(), ds[0].ID); n != 1 || err != nil {
		t.Errorf("Redrive = %d, %v; want 1", n, err)
	}
	if got := bodiesAside(t, q); got != "other" {
		t.Errorf("aside: %q, want other", got)
	}
	sent := 0
	for _, in := range r.made("SendMessageBatch") {
		for _, e := range entries(in, "Entries") {
			if sent++; e["MessageBody"] != sqs.Encode([]byte{0}) || len(e) != 2 {
				t.Errorf("sent %v", e)
			}
		}
	}
	if got := receive(t, q, 2); sent != 2 || string(got[0].Body)+string(got[1].Body) != "\x00\x00" {
		t.Errorf("%d sent, %v received", sent, got)
	}
}

// Large bodies go in as many calls as SQS needs.
func TestRedriveFillsItsCalls(t *testing.T) {
	q, r := recorded(t)
	var bodies []string
	for i := range 5 {
		bodies = append(bodies, fmt.Sprint(i)+strings.Repeat("\x00", queue.MaxBody-1))
	}
	ids := asideWith(t, q, bodies...)
	r.calls = nil
	if n, err := q.Redrive(t.Context(), ids...); n != len(ids) || err != nil {
		t.Fatalf("Redrive = %d, %v; want %d", n, err, len(ids))
	}
	for _, in := range r.made("SendMessageBatch") {
		size := 0
		for _, e := range entries(in, "Entries") {
			size += len(e["MessageBody"].(string))
		}
		if size > 1<<20 {
			t.Errorf("a call of %d bytes", size)
		}
	}
	if got := receive(t, q, 5); len(got) != 5 {
		t.Errorf("%d received", len(got))
	}
}
