// Command lambda makes the nightly pass on AWS, when its schedule says so.
package main

import (
	"context"

	"paradox/functions/reprocess"
	"paradox/infra/cloud"
)

// segments is how many parts of the reactions are read side by side.
const segments = 4

func main() { cloud.Main(build) }

func build(_ context.Context, f *cloud.Function) (any, error) {
	s := f.Store()
	n := &reprocess.Nightly{Control: s, Log: f.Log, Metrics: f.Metrics(), Pass: &reprocess.Pass{
		Store: s, Ledger: f.Ledger(), Now: f.Now, Segments: segments, Checkpoints: s.Checkpoints("nightly"),
	}}
	return cloud.Schedule(n.Run), f.Err()
}
