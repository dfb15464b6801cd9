package sns_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/mail"
	"paradox/infra/mail/sns"
)

const (
	subject = "Paradox 2026-W47: value 41%, concern 34%"
	topic   = "arn:aws:sns:eu-central-1:000000000000:none"
)

// subscribed is a topic of its own with a queue that gets what is published there.
func subscribed(t *testing.T) (client *api.Client, arn string, next func() (subject, body string)) {
	t.Helper()
	config := localengine.Config(enginetest.MiniStack(t))
	client, queues := api.NewFromConfig(config), sqs.NewFromConfig(config)
	name := fmt.Sprintf("mail%d-%s", os.Getpid(), t.Name())
	made, err := client.CreateTopic(t.Context(), &api.CreateTopicInput{Name: &name})
	if err != nil {
		t.Fatal(err)
	}
	q, err := queues.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name})
	if err != nil {
		t.Fatal(err)
	}
	attributes, err := queues.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: q.QueueUrl, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn}})
	if err != nil {
		t.Fatal(err)
	}
	to := attributes.Attributes[string(types.QueueAttributeNameQueueArn)]
	if _, err := client.Subscribe(t.Context(), &api.SubscribeInput{TopicArn: made.TopicArn, Protocol: aws.String("sqs"), Endpoint: &to}); err != nil {
		t.Fatal(err)
	}
	return client, *made.TopicArn, func() (string, string) {
		t.Helper()
		out, err := queues.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: q.QueueUrl, WaitTimeSeconds: 10})
		if err != nil || len(out.Messages) != 1 {
			t.Fatalf("receiving what was published: %v, %d messages", err, len(out.Messages))
		}
		var m struct{ Subject, Message string }
		if err := json.Unmarshal([]byte(*out.Messages[0].Body), &m); err != nil {
			t.Fatal(err)
		}
		return m.Subject, m.Message
	}
}

// What is sent arrives as it is: lines, diacritics, signs, and as much as may be.
func TestSend(t *testing.T) {
	client, arn, next := subscribed(t)
	s, err := sns.New(client, arn)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		"Value    41% (34–48)   −3 points\n\n  Wiosna: 84 messages, „zażółć” & <b>\n",
		strings.Repeat("ż", mail.MaxBody/2),
	} {
		if err := s.Send(t.Context(), subject, body); err != nil {
			t.Fatal(err)
		}
		if gotSubject, got := next(); gotSubject != subject || got != body {
			t.Errorf("arrived: %q, %d bytes; want %q, %d bytes", gotSubject, len(got), subject, len(body))
		}
	}
}

// A text that nobody could be sent is refused before anybody is asked; a topic that is
// not there is an error that says nothing of the text.
func TestRefused(t *testing.T) {
	client := api.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	s, err := sns.New(client, topic)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), "two\nlines", "b"); !errors.Is(err, mail.ErrInvalid) {
		t.Errorf("a subject of two lines: %v, want one matching ErrInvalid", err)
	}
	err = s.Send(t.Context(), subject, "secret figures")
	if err == nil || errors.Is(err, mail.ErrInvalid) || !strings.HasPrefix(err.Error(), "publishing to the topic: ") {
		t.Fatalf("a topic that is not there: %v", err)
	}
	if said := err.Error(); strings.Contains(said, "secret") || strings.Contains(said, subject) {
		t.Errorf("the error quotes the text: %v", err)
	}
}

func TestNew(t *testing.T) {
	client := api.NewFromConfig(localengine.Config("http://127.0.0.1:1"))
	for _, c := range []struct {
		name   string
		client *api.Client
		topic  string
		wrong  string
	}{
		{"no client", nil, topic, "client"},
		{"no topic", client, "", "topic: want an ARN"},
		{"a name", client, "digest", "topic: want an ARN"},
		{"of another service", client, "arn:aws:sqs:eu-central-1:000000000000:none", "topic: want an ARN"},
		{"a subscription", client, topic + ":5be8f5b8", "topic: want an ARN"},
		{"first in, first out", client, topic + ".fifo", "FIFO"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := sns.New(c.client, c.topic); err == nil || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("New(%q): %v, want an error with %q", c.topic, err, c.wrong)
			}
		})
	}
}

// faulty answers the first calls as SNS does on a bad day.
func faulty(t *testing.T, bad int32, status int, code string) (*sns.Sender, *atomic.Int32) {
	t.Helper()
	calls := new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) <= bad {
			w.WriteHeader(status)
			fmt.Fprintf(w, `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>%s</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`, code)
			return
		}
		fmt.Fprint(w, `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>`)
	}))
	t.Cleanup(server.Close)
	s, err := sns.New(api.NewFromConfig(localengine.Config(server.URL)), topic)
	if err != nil {
		t.Fatal(err)
	}
	return s, calls
}

func TestBadDays(t *testing.T) {
	for _, c := range []struct {
		name   string
		bad    int32
		status int
		code   string
		calls  int32
		sent   bool
	}{
		{"throttled twice", 2, 400, "Throttling", 3, true},
		{"a fault of SNS", 1, 500, "InternalError", 2, true},
		{"not allowed", 9, 403, "AuthorizationError", 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, calls := faulty(t, c.bad, c.status, c.code)
			if err := s.Send(t.Context(), subject, "b"); (err == nil) != c.sent {
				t.Errorf("Send: %v, sent = %v", err, c.sent)
			}
			if n := calls.Load(); n != c.calls {
				t.Errorf("%d calls, want %d", n, c.calls)
			}
		})
	}
	t.Run("no time", func(t *testing.T) {
		s, _ := faulty(t, 0, 0, "")
		ctx, cancel := context.WithTimeout(t.Context(), -time.Second)
		defer cancel()
		if err := s.Send(ctx, subject, "b"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Send after the deadline: %v", err)
		}
	})
}
