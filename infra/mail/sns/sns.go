// Package sns is a mail.Sender on Amazon SNS: it publishes to one topic, whose
// subscribers by e-mail get the text as it is.
//
// A standard topic may deliver twice, and a call that timed out may have been carried
// out and is made again: nothing here keeps a text from reaching people more than once.
// A FIFO topic would, but takes no subscribers by e-mail.
package sns

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sns"

	"paradox/infra/mail"
)

// patience is how long a text is tried to be sent where the context has no earlier end.
const patience = 30 * time.Second

// Sender publishes to a topic. It is safe for concurrent use.
type Sender struct {
	client *api.Client
	topic  string
}

var _ mail.Sender = (*Sender)(nil)

// New returns the sender of a topic, given by its ARN. It calls nobody: a topic that is
// not there shows at the first use.
func New(client *api.Client, topic string) (*Sender, error) {
	parts := strings.Split(topic, ":")
	switch {
	case client == nil:
		return nil, errors.New("a sender on SNS: client: missing")
	case len(parts) != 6 || parts[0] != "arn" || parts[2] != "sns" || parts[5] == "":
		return nil, errors.New("a sender on SNS: topic: want an ARN like arn:aws:sns:eu-central-1:123456789012:name")
	case strings.HasSuffix(topic, ".fifo"):
		return nil, errors.New("a sender on SNS: topic: a FIFO topic reaches nobody by e-mail")
	}
	return &Sender{client, topic}, nil
}

// Send returns once the topic has taken the text. The client tries again what was
// throttled, lost or failed on SNS's side, for at most 30 seconds.
func (s *Sender) Send(ctx context.Context, subject, body string) error {
	if err := mail.Check(subject, body); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if _, err := s.client.Publish(ctx, &api.PublishInput{TopicArn: &s.topic, Subject: &subject, Message: &body}); err != nil {
		return fmt.Errorf("publishing to the topic: %w", err)
	}
	return nil
}
