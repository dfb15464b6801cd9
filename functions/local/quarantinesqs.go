package main

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/queue"
	"paradox/infra/queue/sqs"
)

// queueFlags say which queue is meant: the stack's by its addresses, or the one in the
// data directory.
type queueFlags struct {
	ReactionsQueue  string `placeholder:"URL" env:"PARADOX_QUEUE_URL" help:"With --quarantine-queue: the stack's queue on SQS, by the address that stands among its outputs as ReactionsQueue. Without both the queue in --data. [${env}]"`
	QuarantineQueue string `placeholder:"URL" env:"PARADOX_QUARANTINE_URL" help:"The stack's queue of what was put aside, its output QuarantineQueue. [${env}]"`
}

// use runs f with the queue and the time zone to tell times in.
func (c queueFlags) use(ctx context.Context, w *world, f func(queue.Queue, *time.Location) error) error {
	if c.ReactionsQueue == "" && c.QuarantineQueue == "" {
		return w.use(ctx, false, func(d *data) error {
			q, err := d.openQueue()
			if err != nil {
				return err
			}
			return errors.Join(f(q, d.reportZone()), q.Close())
		})
	}
	if err := c.check(); err != nil {
		return err
	}
	if err := w.checkZone(); err != nil {
		return err
	}
	zone, err := time.LoadLocation(w.Zone) // UTC where none is given: a queue knows of no zone
	if err != nil {
		return err
	}
	account, err := w.Kept.account(ctx)
	if err != nil {
		return err
	}
	// Nothing is received from the queue: how long a delivery is held does not matter.
	q, err := sqs.New(sqs.Options{Client: api.NewFromConfig(account), Queue: c.ReactionsQueue, Quarantine: c.QuarantineQueue, Visibility: visibility})
	if err != nil {
		return usageError{err}
	}
	return f(q, zone)
}

// Parts of the addresses' names, as CloudFormation makes them of template.yaml's.
const (
	reactionsName   = "ReactionsQueue"
	quarantineName  = "QuarantineQueue"
	deadLettersName = "DeadLetterQueue"
)

// check refuses addresses before anything is asked of them. One in the place of the
// other would move what waits to be labelled among what was put aside.
func (c queueFlags) check() error {
	for _, f := range []struct{ flag, address, other, wrong string }{
		{"--reactions-queue", c.ReactionsQueue, "--quarantine-queue", quarantineName},
		{"--quarantine-queue", c.QuarantineQueue, "--reactions-queue", reactionsName},
	} {
		u, err := url.Parse(f.address)
		switch {
		case f.address == "":
			return usage("%s: required with %s", f.flag, f.other)
		case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(u.Path) < 2:
			return usage("%s: want the address of a queue, as it stands among the stack's outputs", f.flag)
		case strings.Contains(u.Path, f.wrong) || c.ReactionsQueue == c.QuarantineQueue:
			return usage("%s: this is the address that goes with %s", f.flag, f.other)
		case strings.Contains(u.Path, deadLettersName):
			return usage("%s: this is a queue of dead letters, which aws sqs start-message-move-task puts back", f.flag)
		}
	}
	return nil
}
