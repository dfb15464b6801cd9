// Command lambda takes feedback and mentions on AWS, behind the HTTP API.
package main

import (
	"context"

	"paradox/functions/intake"
	"paradox/infra/cloud"
	"paradox/infra/cloud/queues"
	"paradox/infra/cloud/site"
	"paradox/infra/config"
)

// limit is how many feedbacks one address may send in ten minutes: an office, a shop
// or a school may be behind it.
const limit = 60

func main() { cloud.Main(build) }

func build(ctx context.Context, f *cloud.Function) (any, error) {
	counters := f.Counters()
	s := &intake.Server{
		Keys: site.Keys(ctx, f, counters), Queue: queues.Sender(f), Control: counters, Now: f.Now, Log: f.Log, Limit: limit,
		Operator: f.Env.Optional(config.Operator), Contact: f.Env.Optional(config.Contact),
	}
	return site.HTTP(f, site.Gate(ctx, f), s.Routes)
}
