package provide

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/template"
)

const redrivePolicy = "RedrivePolicy"

// queues makes those without a redrive policy first: the others refer to them.
func (e Engine) queues(ctx context.Context, c aws.Config, rs []template.Resource, all map[string]template.Provided) error {
	client := sqs.NewFromConfig(c)
	var later []template.Resource
	for _, r := range rs {
		var properties map[string]any
		if err := r.Load(&properties); err != nil {
			return err
		}
		if properties[redrivePolicy] != nil {
			later = append(later, r)
		} else if err := e.queue(ctx, client, r, all); err != nil {
			return err
		}
	}
	for _, r := range later {
		if err := e.queue(ctx, client, r, all); err != nil {
			return err
		}
	}
	return nil
}

func (e Engine) queue(ctx context.Context, client *sqs.Client, r template.Resource, all map[string]template.Provided) error {
	var properties map[string]any
	if err := r.Load(&properties); err != nil {
		return err
	}
	name := e.Prefix + r.Name
	in := &sqs.CreateQueueInput{QueueName: &name, Attributes: map[string]string{}}
	for property, value := range properties {
		var err error
		switch value := value.(type) {
		case string, int, bool:
			in.Attributes[property] = fmt.Sprint(value)
		case map[string]any:
			in.Attributes[property], err = redrive(property, value, all)
		default:
			err = errors.New("not known here")
		}
		if err != nil {
			return fmt.Errorf("%s.%s: %w", r.Name, property, err)
		}
	}
	out, err := client.CreateQueue(ctx, in)
	if err != nil {
		return fmt.Errorf("making %s: %w", r.Name, err)
	}
	arn := types.QueueAttributeNameQueueArn
	got, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: out.QueueUrl, AttributeNames: []types.QueueAttributeName{arn}})
	if err != nil {
		return fmt.Errorf("asking for the ARN of %s: %w", r.Name, err)
	}
	all[r.Name] = template.Provided{Ref: *out.QueueUrl, Attributes: map[string]string{
		"Arn": got.Attributes[string(arn)], "QueueName": name, "QueueUrl": *out.QueueUrl,
	}}
	return nil
}

// redrive is a redrive policy as the call wants it: text, with the ARN of the queue
// that was made.
func redrive(property string, policy map[string]any, all map[string]template.Provided) (string, error) {
	const target = "deadLetterTargetArn"
	name, isArn := strings.CutSuffix(fmt.Sprint(policy[target]), ".Arn")
	dead, ok := all[name]
	if property != redrivePolicy || !isArn || !ok {
		return "", errors.New("want a redrive policy to a queue of this template that has none itself")
	}
	whole := map[string]any{target: dead.Attributes["Arn"]}
	for key, value := range policy {
		if key != target {
			whole[key] = value
		}
	}
	b, err := json.Marshal(whole)
	return string(b), err
}
