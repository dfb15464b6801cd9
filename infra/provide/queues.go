package provide

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/template"
)

// MadeQueues are the addresses of the queues that reactions pass through.
type MadeQueues struct {
	Reactions, Quarantine, DeadLetters string
	Visibility                         time.Duration // of the queue of reactions, in whole seconds
}

// What the template calls them.
const (
	reactionsQueue  = "ReactionsQueue"
	quarantineQueue = "QuarantineQueue"
	deadLetterQueue = "DeadLetterQueue"
)

// Queues makes the template's queues on an engine of one's own, each named by the
// prefix and its logical name. A template without one of the three, or whose queue of
// reactions has no visibility or other dead letters, is an error matching [ErrTemplate].
func Queues(ctx context.Context, client *sqs.Client, t *template.Template, prefix string) (MadeQueues, error) {
	var made MadeQueues
	defined, err := readQueues(t)
	if err == nil {
		made.Visibility, err = ofReactions(defined)
	}
	if err != nil {
		return MadeQueues{}, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	all := map[string]template.Provided{}
	if err := makeQueues(ctx, client, defined, prefix, all); err != nil {
		return MadeQueues{}, fmt.Errorf("providing queues: %w", err)
	}
	made.Reactions, made.Quarantine, made.DeadLetters = all[reactionsQueue].Ref, all[quarantineQueue].Ref, all[deadLetterQueue].Ref
	return made, nil
}

// ofReactions says what reactions would miss, or how long their queue hides them.
func ofReactions(defined []queue) (visibility time.Duration, err error) {
	for _, name := range []string{deadLetterQueue, quarantineQueue, reactionsQueue} {
		if find(defined, name) == nil {
			return 0, fmt.Errorf("no AWS::SQS::Queue %s", name)
		}
	}
	q := find(defined, reactionsQueue)
	if q.dead != deadLetterQueue {
		return 0, fmt.Errorf("%s.%s: its target is not %s", q.name, redrivePolicy, deadLetterQueue)
	}
	const property = string(types.QueueAttributeNameVisibilityTimeout)
	seconds, err := strconv.Atoi(q.attributes[property])
	if err != nil {
		return 0, fmt.Errorf("%s.%s: want whole seconds, have %q", q.name, property, q.attributes[property])
	}
	return time.Duration(seconds) * time.Second, nil
}

const (
	redrivePolicy = string(types.QueueAttributeNameRedrivePolicy)
	redriveTarget = "deadLetterTargetArn"
)

// queue is one as the template defines it.
type queue struct {
	name       string            // logical
	attributes map[string]string // without the redrive policy
	redrive    map[string]any    // the redrive policy, or nil
	dead       string            // logical name of its target, or ""
}

func find(all []queue, name string) *queue {
	i := slices.IndexFunc(all, func(q queue) bool { return q.name == name })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// readQueues returns those without a redrive policy first: the others refer to them.
func readQueues(t *template.Template) ([]queue, error) {
	var first, later []queue
	for _, r := range t.Type("AWS::SQS::Queue") {
		q, err := readQueue(r)
		if err != nil {
			return nil, err
		}
		if q.redrive == nil {
			first = append(first, q)
		} else {
			later = append(later, q)
		}
	}
	for _, q := range later {
		if find(first, q.dead) == nil {
			return nil, fmt.Errorf("%s.%s: want a redrive policy to a queue of this template that has none itself", q.name, redrivePolicy)
		}
	}
	return slices.Concat(first, later), nil
}

func readQueue(r template.Resource) (queue, error) {
	q := queue{name: r.Name, attributes: map[string]string{}}
	var properties map[string]any
	if err := r.Load(&properties); err != nil {
		return q, err
	}
	for _, property := range slices.Sorted(maps.Keys(properties)) {
		value := properties[property]
		if property == redrivePolicy {
			policy, ok := value.(map[string]any)
			if !ok {
				return q, fmt.Errorf("%s.%s: not a mapping", r.Name, property)
			}
			q.redrive = policy
			if target, isArn := strings.CutSuffix(fmt.Sprint(policy[redriveTarget]), ".Arn"); isArn {
				q.dead = target
			}
			continue
		}
		switch value.(type) {
		case string, int, bool:
			q.attributes[property] = fmt.Sprint(value)
		default:
			return q, fmt.Errorf("%s.%s: not known here", r.Name, property)
		}
	}
	return q, nil
}

// makeQueues adds to all what stands for each queue.
func makeQueues(ctx context.Context, client *sqs.Client, defined []queue, prefix string, all map[string]template.Provided) error {
	for _, q := range defined {
		name := prefix + q.name
		attributes := maps.Clone(q.attributes)
		if q.redrive != nil {
			policy := maps.Clone(q.redrive)
			policy[redriveTarget] = all[q.dead].Attributes["Arn"]
			text, err := json.Marshal(policy)
			if err != nil {
				return fmt.Errorf("making %s: its redrive policy: %w", name, err)
			}
			attributes[redrivePolicy] = string(text)
		}
		out, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
		if err != nil {
			return fmt.Errorf("making %s: %w", name, err)
		}
		arn := types.QueueAttributeNameQueueArn
		got, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: out.QueueUrl, AttributeNames: []types.QueueAttributeName{arn}})
		if err != nil {
			return fmt.Errorf("asking for the ARN of %s: %w", name, err)
		}
		all[q.name] = template.Provided{Ref: *out.QueueUrl, Attributes: map[string]string{
			"Arn": got.Attributes[string(arn)], "QueueName": name, "QueueUrl": *out.QueueUrl,
		}}
	}
	return nil
}
