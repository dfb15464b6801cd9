package main

import (
	"context"
	"io"

	"paradox/functions/training"
)

// trainCmd trains the models from labelled sets, or checks that the models in the
// source tree are what their sets make. It runs in the root of a checkout.
type trainCmd struct {
	Check    bool   `help:"Train again and compare: the themes, and sentiment too where the open sets are here. Check the hashes of everything. Writes nothing."`
	Testdata string `help:"Folder of the project's own sets and manifest.json." default:"testdata" type:"path"`
	Open     string `help:"Folder of the openly licensed sets that teach sentiment, and themes what not to take for one. Needed to train; with --check, sets that are not there are named and passed over." default:"../shared/data/open" type:"path"`
	Models   string `help:"Folder that the models are written to." default:"analysis/model" type:"path"`
}

// Run trains or checks, and says on out what it did.
func (c *trainCmd) Run(ctx context.Context, out io.Writer) error {
	f := training.Folders{Testdata: c.Testdata, Open: c.Open, Model: c.Models}
	if c.Check {
		return training.Check(ctx, f, out)
	}
	return training.Run(ctx, f, out)
}
