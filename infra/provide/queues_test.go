package provide_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
)

// The queues are the template's.
func TestQueues(t *testing.T) {
	client := sqs.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	prefix := fresh()
	made, err := provide.Queues(t.Context(), client, own(t), prefix)
	if err != nil {
		t.Fatalf("Queues: %v", err)
	}
	if again, err := provide.Queues(t.Context(), client, own(t), prefix); err != nil || again != made {
		t.Errorf("Queues again = %v, %v, want %v", again, err, made)
	}
	if made.Visibility != 190*time.Second {
		t.Errorf("Queues = %+v, want a visibility of 190 s", made)
	}
	for address, want := range map[string]map[string]string{
		made.Reactions:   {"VisibilityTimeout": "190", "MessageRetentionPeriod": "345600", "SqsManagedSseEnabled": "true"},
		made.Quarantine:  {"VisibilityTimeout": "120", "MessageRetentionPeriod": "1209600", "SqsManagedSseEnabled": "true"},
		made.DeadLetters: {"MessageRetentionPeriod": "1209600", "SqsManagedSseEnabled": "true"},
	} {
		got := attributes(t, client, address)
		for k, v := range want {
			if got[k] != v {
				t.Errorf("%s of %s = %q, want %q", k, address, got[k], v)
			}
		}
		policy := got["RedrivePolicy"]
		if (policy != "") != (address == made.Reactions) {
			t.Errorf("redrive policy of %s: %q", address, policy)
		}
		if arn := attributes(t, client, made.DeadLetters)["QueueArn"]; address == made.Reactions && !(strings.Contains(policy, arn) && strings.Contains(policy, "maxReceiveCount")) {
			t.Errorf("redrive policy %q, want %s in it", policy, arn)
		}
	}
	if _, err := provide.Queues(t.Context(), client, bent(t, "VisibilityTimeout: 190", "VisibilityTimeout: 191"), prefix); err == nil || !strings.Contains(err.Error(), prefix+"ReactionsQueue") {
		t.Errorf("Queues with another visibility = %v", err)
	}
}

func attributes(t *testing.T, client *sqs.Client, address string) map[string]string {
	t.Helper()
	out, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: &address, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		t.Fatalf("asking for the attributes: %v", err)
	}
	return out.Attributes
}

func TestQueuesRefuses(t *testing.T) {
	const good = `
Resources:
  ReactionsQueue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      RedrivePolicy: { deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn, maxReceiveCount: 5 }
  DeadLetterQueue: { Type: "AWS::SQS::Queue" }
  QuarantineQueue: { Type: "AWS::SQS::Queue" }
`
	nowhere := sqs.New(sqs.Options{})
	for _, tt := range []struct{ name, old, other, want string }{
		{"no queue", "QuarantineQueue", "OtherQueue", "no AWS::SQS::Queue QuarantineQueue"},
		{"no visibility", "VisibilityTimeout: 30", "DelaySeconds: 0", "ReactionsQueue.VisibilityTimeout: want whole seconds"},
		{"another's property", "VisibilityTimeout: 30", "Tags: [a]", "ReactionsQueue.Tags: not known"},
		{"a function", "VisibilityTimeout: 30", "VisibilityTimeout: !If [a, 1, 2]", "!If is not understood"},
		{"another target", "!GetAtt DeadLetterQueue.Arn", "!GetAtt QuarantineQueue.Arn", "ReactionsQueue.RedrivePolicy: its target is not DeadLetterQueue"},
		{"the address as target", "!GetAtt DeadLetterQueue.Arn", "!Ref DeadLetterQueue", "ReactionsQueue.RedrivePolicy: want a redrive policy to"},
		{"its own target", "!GetAtt DeadLetterQueue.Arn", "!GetAtt ReactionsQueue.Arn", "ReactionsQueue.RedrivePolicy: want a redrive policy to"},
		{"no redrive policy", "RedrivePolicy: { deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn, maxReceiveCount: 5 }", "DelaySeconds: 1", "ReactionsQueue.RedrivePolicy: its target is not DeadLetterQueue"},
		{"a policy that is text", "{ deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn, maxReceiveCount: 5 }", "x", "ReactionsQueue.RedrivePolicy: not a mapping"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := provide.Queues(t.Context(), nowhere, parse(t, strings.Replace(good, tt.old, tt.other, 1)), "x-")
			if !errors.Is(err, provide.ErrTemplate) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Queues = %v, want ErrTemplate with %q", err, tt.want)
			}
		})
	}
	client := sqs.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	if _, err := provide.Queues(t.Context(), client, parse(t, good), fresh()); err != nil {
		t.Errorf("Queues = %v", err)
	}
	if _, err := provide.Queues(t.Context(), client, parse(t, strings.Replace(good, "30", "99999", 1)), fresh()); err == nil || errors.Is(err, provide.ErrTemplate) {
		t.Errorf("Queues that the engine refuses = %v", err)
	}
}
