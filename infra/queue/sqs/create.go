package sqs

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/template"
)

// The queues' names in the template.
const (
	reactionsQueue  = "ReactionsQueue"
	deadLetterQueue = "DeadLetterQueue"
	quarantineQueue = "QuarantineQueue"
)

const redrivePolicy = string(types.QueueAttributeNameRedrivePolicy)

// Create makes the template's three queues on a local engine, their names after the
// prefix, as "test-ReactionsQueue", and returns the options that [New] wants. A queue
// that is there already is taken if it is the same; otherwise that is an error.
func Create(ctx context.Context, client *api.Client, t *template.Template, prefix string) (Options, error) {
	o := Options{Client: client}
	dead, _, err := create(ctx, client, t, prefix, deadLetterQueue, "")
	if err != nil {
		return o, err
	}
	if o.Quarantine, _, err = create(ctx, client, t, prefix, quarantineQueue, ""); err != nil {
		return o, err
	}
	var attributes map[string]string
	if o.Queue, attributes, err = create(ctx, client, t, prefix, reactionsQueue, dead); err != nil {
		return o, err
	}
	s, err := strconv.Atoi(attributes[string(types.QueueAttributeNameVisibilityTimeout)])
	if err != nil {
		return o, fmt.Errorf("creating %s: the template gives it no VisibilityTimeout", reactionsQueue)
	}
	o.Visibility = time.Duration(s) * time.Second
	return o, nil
}

// create makes one queue, its dead letters' queue at the address dead, if it has one.
func create(ctx context.Context, client *api.Client, t *template.Template, prefix, name, dead string) (address string, attributes map[string]string, err error) {
	defined, err := t.Resource(name)
	if err != nil {
		return "", nil, fmt.Errorf("creating a queue: %w", err)
	}
	var properties map[string]any
	if err := defined.Load(&properties); err != nil {
		return "", nil, fmt.Errorf("creating a queue: %w", err)
	}
	attributes = map[string]string{}
	for property, value := range properties {
		if property == redrivePolicy {
			value, err = redrive(ctx, client, value, dead)
		}
		switch value.(type) {
		case string, int, bool:
			attributes[property] = fmt.Sprint(value)
		default:
			err = fmt.Errorf("%s is not understood here", property)
		}
		if err != nil {
			return "", nil, fmt.Errorf("creating %s: %w", name, err)
		}
	}
	queueName := prefix + "-" + name
	out, err := client.CreateQueue(ctx, &api.CreateQueueInput{QueueName: &queueName, Attributes: attributes})
	if err != nil {
		return "", nil, fmt.Errorf("creating %s: %w", queueName, err)
	}
	return *out.QueueUrl, attributes, nil
}

// redrive is the template's redrive policy as the call wants it: text, with the ARN
// of the queue that was made.
func redrive(ctx context.Context, client *api.Client, policy any, dead string) (string, error) {
	p, ok := policy.(map[string]any)
	if !ok || p["deadLetterTargetArn"] != deadLetterQueue+".Arn" {
		return "", fmt.Errorf("%s: its target is not %s", redrivePolicy, deadLetterQueue)
	}
	arn := types.QueueAttributeNameQueueArn
	out, err := client.GetQueueAttributes(ctx, &api.GetQueueAttributesInput{QueueUrl: &dead, AttributeNames: []types.QueueAttributeName{arn}})
	if err != nil {
		return "", fmt.Errorf("asking for the ARN of %s: %w", deadLetterQueue, err)
	}
	p["deadLetterTargetArn"] = out.Attributes[string(arn)]
	b, err := json.Marshal(p)
	return string(b), err
}
