package sqs_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/queue"
	"paradox/infra/queue/sqs"
)

// A batch as Lambda hands it over is the deliveries that a receiver gets, and the
// answer names those that are to stay in the spelling that Lambda reads.
func TestEvents(t *testing.T) {
	event, err := os.ReadFile(filepath.Join("testdata", "batch.json"))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 11, 25, 12, 0, 0, 0, time.UTC)
	want := []queue.Delivery{
		{
			ID: "059f36b4-87a3-44ab-83d2-661975830a7d", Receipt: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
			Body: []byte(`{"v":1,"reactions":[]}`), Received: 1, Sent: at.Add(123 * time.Millisecond),
		},
		{
			ID: "2e1424d4-f796-459a-8184-9c92662be6da", Receipt: "AQEBzWwaftRI0KuVm4tP+/7q1rGgNqicHq...",
			Body: []byte{0}, Received: 3, Sent: at.Add(650 * time.Millisecond),
		},
	}
	for _, tt := range []struct {
		name   string
		failed []string
		answer string
	}{
		{"all may be removed", nil, `{"batchItemFailures":[]}`},
		{"one must stay", []string{want[1].ID}, `{"batchItemFailures":[{"itemIdentifier":"` + want[1].ID + `"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []queue.Delivery
			answer, err := sqs.Events(func(_ context.Context, ds []queue.Delivery) []string {
				got = ds
				return tt.failed
			})(t.Context(), event)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("Events: %v (-want +got):\n%s", err, diff)
			}
			if b, err := json.Marshal(answer); err != nil || string(b) != tt.answer {
				t.Errorf("answer %s, %v; want %s", b, err, tt.answer)
			}
		})
	}
}

// What is no batch is an error that quotes nothing, so that nothing is removed; an
// empty batch is done.
func TestEventsOfTheWrongKind(t *testing.T) {
	for name, event := range map[string]string{
		"nothing":          ``,
		"null":             `null`,
		"a text":           `"sentinel"`,
		"no JSON":          `sentinel`,
		"a list":           `["sentinel"]`,
		"a schedule":       `{"source":"aws.scheduler","detail":{"sentinel":1}}`,
		"an API call":      `{"version":"2.0","routeKey":"POST /v1/feedback","body":"sentinel"}`,
		"no list":          `{"Records":"sentinel"}`,
		"null for a list":  `{"Records":null}`,
		"another's record": `{"Records":[{"eventSource":"aws:s3","s3":{"object":{"key":"sentinel"}}}]}`,
		"without a receipt": `{"Records":[{"messageId":"a","receiptHandle":"r","body":"sentinel"},
			{"messageId":"b","body":"sentinel"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sqs.Events(func(context.Context, []queue.Delivery) []string {
				t.Error("it was served")
				return nil
			})(t.Context(), json.RawMessage(event))
			if !errors.Is(err, sqs.ErrEvent) || strings.Contains(err.Error(), "sentinel") {
				t.Errorf("Events = %v, want ErrEvent without what was in it", err)
			}
		})
	}
	answer, err := sqs.Events(func(context.Context, []queue.Delivery) []string {
		t.Error("an empty batch was served")
		return nil
	})(t.Context(), json.RawMessage(`{"Records":[]}`))
	if err != nil || answer.BatchItemFailures == nil || len(answer.BatchItemFailures) > 0 {
		t.Errorf("Events of none = %+v, %v; want an empty list of failures", answer, err)
	}
}

// A sender that cannot send is not made.
func TestNewSenderErrors(t *testing.T) {
	if _, err := sqs.NewSender(nil, "address"); err == nil || !strings.Contains(err.Error(), "client") {
		t.Errorf("NewSender without a client = %v", err)
	}
	client := clientOver(t, nil)
	if _, err := sqs.NewSender(client, ""); err == nil || !strings.Contains(err.Error(), "queue") {
		t.Errorf("NewSender without an address = %v", err)
	}
	if s, err := sqs.NewSender(client, "address"); err != nil || s == nil {
		t.Errorf("NewSender = %v, %v", s, err)
	}
}
