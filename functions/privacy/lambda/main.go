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

// limit is how many erasures one address may ask for in ten minutes, by receipt: what an
// office, a shop or a school may have written.
const limit = 60

func main() { cloud.Main(build) }

func build(ctx context.Context, f *cloud.Function) (any, error) {
	store := f.Store()
	s := &privacy.Server{
		Keys: site.Keys(ctx, f, store), Store: store, Ledger: f.Ledger(), Control: store, Now: f.Now, Log: f.Log, Backups: backups, Limit: limit,
	}
	return site.HTTP(f, site.Gate(ctx, f), s.Routes)
}
