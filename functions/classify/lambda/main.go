// Command lambda labels reactions on AWS: SQS hands it batches, it records them with
// their counters and says which of them are to come again.
package main

import (
	"context"
	"time"

	"paradox/analysis"
	"paradox/analysis/label"
	"paradox/functions/classify"
	"paradox/infra/cloud"
	"paradox/infra/cloud/queues"
	"paradox/infra/config"
	"paradox/infra/queue/sqs"
)

// held is for how long a message is kept from others while it is put aside.
const held = 3 * time.Minute

func main() { cloud.Main(build) }

func build(ctx context.Context, f *cloud.Function) (any, error) {
	s, q, zone := f.Store(), queues.Queue(f, held), f.Env.Location(config.Zone)
	if err := f.Err(); err != nil {
		return nil, err
	}
	c := &classify.Classifier{
		Store: s, Register: s, Analyze: analysis.Analyze, Zone: zone, Now: f.Now, Log: f.Log, Metrics: f.Metrics(),
		Generation: classify.Generation(analysis.Model(), label.Taxonomy, zone),
	}
	w := &classify.Worker{Queue: q, Classifier: c}
	analysis.Analyze("The model is read here and not with the first message.")
	return sqs.Events(w.Serve), c.Begin(ctx, s)
}
