// Command lambda erases on AWS, behind the HTTP API: by receipt, or for the privacy
// officer.
package main

import (
	"context"
	"time"

	"paradox/functions/privacy"
	"paradox/infra/cloud"
	"paradox/infra/cloud/site"
)

// backups is how long AWS can restore the tables to, which is longer than the queues
// keep anything.
const backups = 35 * 24 * time.Hour

func main() { cloud.Main(build) }

func build(ctx context.Context, f *cloud.Function) (any, error) {
	secret, store := site.Secret(ctx, f), f.Store()
	s := &privacy.Server{
		Keys: site.Keys(f, secret), Store: store, Ledger: f.Ledger(), Control: store, Now: f.Now, Log: f.Log, Backups: backups,
	}
	return site.HTTP(f, site.Gate(f, secret), s.Routes)
}
