// Package queues gives functions their queues on SQS.
package queues

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/cloud"
	"paradox/infra/config"
	"paradox/infra/queue"
	queuesqs "paradox/infra/queue/sqs"
)

// Sender is the queue of a function that only sends.
func Sender(f *cloud.Function) queue.Sender {
	s, err := queuesqs.NewSender(sqs.NewFromConfig(f.AWS), f.Env.Need(config.QueueURL))
	f.Fail(err)
	return s
}

// Queue is the queue of a function that receives, and holds for so long.
func Queue(f *cloud.Function, visibility time.Duration) queue.Queue {
	q, err := queuesqs.New(queuesqs.Options{
		Client: sqs.NewFromConfig(f.AWS), Visibility: visibility,
		Queue: f.Env.Need(config.QueueURL), Quarantine: f.Env.Need(config.QuarantineURL),
	})
	f.Fail(err)
	return q
}
