// Command lambda polls the scheduled sources on AWS. None is configured yet: it says so
// in its log, so that its schedule is known to work.
package main

import (
	"context"

	"paradox/functions/poll"
	"paradox/infra/cloud"
)

func main() { cloud.Main(build) }

func build(_ context.Context, f *cloud.Function) (any, error) {
	p := &poll.Poller{Log: f.Log}
	return p.Handle, f.Err()
}
