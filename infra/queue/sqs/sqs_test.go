package sqs_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/queue/queuetest"
	"paradox/infra/queue/sqs"
	"paradox/infra/template"
)

// opened is a queue of the suite.
type opened struct{ *sqs.Queue }

func (opened) Close() error { return nil }

func TestQueue(t *testing.T) {
	client := api.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	queuetest.Run(t, queuetest.Engine{Open: func(name string, visibility time.Duration) (queuetest.Queue, error) {
		o, err := create(client, name)
		if err != nil {
			return nil, err
		}
		o.Visibility = visibility
		q, err := sqs.New(o)
		return opened{q}, err
	}})
}

// create makes the queues of a name, or finds them.
func create(client *api.Client, name string) (sqs.Options, error) {
	tmpl, err := template.Find()
	if err != nil {
		return sqs.Options{}, err
	}
	sum := sha256.Sum256([]byte(name))
	made, err := provide.Queues(context.Background(), client, tmpl, "test-"+hex.EncodeToString(sum[:16])+"-")
	return sqs.Options{Client: client, Queue: made.Reactions, Quarantine: made.Quarantine, Visibility: made.Visibility}, err
}
