package main

import (
	"context"
	"errors"
	"fmt"

	"paradox/functions/digest"
)

type digestCmd struct {
	Week string `placeholder:"WEEK" help:"A week that is over, as 2026-W47, or a day in it (the last)."`
}

// Help is shown below the flags.
func (digestCmd) Help() string {
	return `Prints the text that the AWS stack sends once a week to the subscribers of its digest: the figures of the week, from Monday to Sunday, against those of the week before.`
}

// Run prints the digest, its subject first.
func (c *digestCmd) Run(ctx context.Context, w *world) error {
	return w.use(ctx, false, func(d *data) error {
		writer := digest.Digest{Figures: d.figures(), Log: d.log}
		week := writer.Last(w.Now())
		if c.Week != "" {
			var err error
			if week, err = digest.ParseWeek(c.Week); err != nil {
				return usageError{fmt.Errorf("--week: %w", err)}
			}
		}
		letter, err := writer.Letter(ctx, week)
		if errors.Is(err, digest.ErrWeek) {
			return usageError{fmt.Errorf("--week: %w", err)}
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(w.Out, "Subject: %s\n\n%s", letter.Subject, letter.Body)
		return nil
	})
}
