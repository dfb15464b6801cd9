package main

import (
	"context"
	"io"

	"paradox/functions/training"
)

// evalCmd measures the models of this program. Without files it measures them on
// the writers set aside in testdata and writes the model card and the README's table.
type evalCmd struct {
	Files    []string `arg:"" optional:"" help:"Labelled JSON Lines files to measure on; their tables are printed." type:"existingfile"`
	Check    bool     `help:"Fail if the model card or the README is not what the models measure. Writes nothing."`
	Testdata string   `help:"Folder of the project's own sets and manifest.json." default:"testdata" type:"path"`
	Models   string   `help:"Folder that the model card is written to." default:"analysis/model" type:"path"`
	Readme   string   `help:"README that shows the headline figures." default:"README.md" type:"path"`
}

// Run measures, and prints on out.
func (c *evalCmd) Run(ctx context.Context, out io.Writer) error {
	for _, path := range c.Files {
		if err := training.EvaluateFile(path, out); err != nil {
			return err
		}
	}
	if len(c.Files) > 0 {
		return nil
	}
	return training.Evaluate(ctx, training.Folders{Testdata: c.Testdata, Model: c.Models, Readme: c.Readme}, c.Check, out)
}
