package sqs_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/queue"
	"paradox/infra/queue/sqs"
)

func TestEncode(t *testing.T) {
	for body, want := range map[string]string{
		"":                 "base64:",
		"a":                "a",
		`{"v":1}`:          `{"v":1}`,
		"zażółć 👩‍💻\r\n\t": "zażółć 👩‍💻\r\n\t",
		"\x00":             "base64:AA==",
		"\xff":             "base64:/w==",
		"\ufffe":           "base64:77++",
		"base64:":          "base64:YmFzZTY0Og==",
		"base64":           "base64",
		" base64:":         " base64:",
	} {
		if got := sqs.Encode([]byte(body)); got != want {
			t.Errorf("Encode(%q) = %q, want %q", body, got, want)
		}
	}
	// What another wrote stays as it is.
	for _, text := range []string{"base64:a", "base64:a===", "base64:YQ=", "base64:YR==", "base64:Y Q=="} {
		if got := sqs.Decode(text); string(got) != text {
			t.Errorf("Decode(%q) = %q", text, got)
		}
	}
}

func FuzzBody(f *testing.F) {
	for _, b := range []string{"", "a", "\x00", "\xff\xfe", "base64:", "base64:YQ==", "\ufffe", "\U0010ffff", "\r"} {
		f.Add([]byte(b))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		text := sqs.Encode(body)
		if got := sqs.Decode(text); !bytes.Equal(got, body) {
			t.Fatalf("%q becomes %q and then %q", body, text, got)
		}
		foreign := func(r rune) bool {
			return r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0xFFFE || r == 0xFFFF
		}
		if text == "" || !utf8.ValidString(text) || strings.ContainsFunc(text, foreign) {
			t.Fatalf("%q becomes %q, which SQS does not take", body, text)
		}
		if len(text) > 8+(len(body)+2)/3*4 {
			t.Fatalf("%d bytes become %d", len(body), len(text))
		}
	})
}

// A function is handed messages with the same attributes as a receiver.
func TestDelivery(t *testing.T) {
	attributes := map[string]string{
		"ApproximateReceiveCount": "3", "SentTimestamp": "1764072000123", "SenderId": "AROA", "ApproximateFirstReceiveTimestamp": "1",
	}
	want := queue.Delivery{
		ID: "m", Receipt: "r", Body: []byte{0}, Received: 3, Sent: time.Date(2025, 11, 25, 12, 0, 0, 123e6, time.UTC),
	}
	if diff := cmp.Diff(want, sqs.Delivery("m", "r", "base64:AA==", attributes)); diff != "" {
		t.Errorf("Delivery (-want +got):\n%s", diff)
	}
	bare := queue.Delivery{ID: "m", Receipt: "r", Body: []byte("text"), Received: 1}
	for _, attributes := range []map[string]string{nil, {"ApproximateReceiveCount": "x", "SentTimestamp": "y"}, {"ApproximateReceiveCount": "-1"}} {
		if diff := cmp.Diff(bare, sqs.Delivery("m", "r", "text", attributes)); diff != "" {
			t.Errorf("Delivery with %v (-want +got):\n%s", attributes, diff)
		}
	}
}
