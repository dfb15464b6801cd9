package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"paradox/functions/reprocess"
)

type nightlyCmd struct {
	Rate float64 `placeholder:"UNITS" help:"Read units a second that it may use at most, in tables (no limit)."`
}

// Help is shown below the flags.
func (nightlyCmd) Help() string {
	return `One pass over everything that is stored: recounts it and compares the sums with the counters, takes text and author from what is past its retention, writes the weekly summaries and makes the counters of past weeks cheaper to read. serve does the same at its start and once a day. Ends with 1 if a counter differs. What was cut off goes on where it was.`
}

// Run makes one pass.
func (c *nightlyCmd) Run(ctx context.Context, w *world) error {
	if c.Rate < 0 {
		return usage("--rate: want read units a second, above 0")
	}
	return w.use(ctx, false, func(d *data) error {
		pass := d.pass("nightly", c.Rate)
		bar := w.progress("nightly", 0)
		pass.Progress = func(p reprocess.Progress) { bar.show(p.Read, int64(p.Read)) }
		r, err := pass.Run(ctx)
		bar.end()
		if err != nil {
			return err
		}
		if err := d.scrubAll(ctx); err != nil {
			return err
		}
		fmt.Fprintf(w.Out, "%s lost text and author past their retention; their counts stay\n", messages(r.Expired))
		fmt.Fprintf(w.Out, "%s of %s written, %s compacted\n", count(r.Summaries, "summary", "summaries"), count(r.Weeks, "week", "weeks"), counterRows(r.Compacted))
		if r.Left > 0 {
			fmt.Fprintf(w.Out, "%s more are past their retention: run it again\n", thousands(r.Left))
		}
		if r.PhrasesCut > 0 {
			fmt.Fprintln(w.Out, "there were more phrases than are counted at a time; the summaries' figures of phrases may be too low")
		}
		return show(w, r.Audit)
	})
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// passDaily makes the nightly pass now and once a day. Past its retention a text is
// not shown, whether the pass has come to it or not.
func (d *data) passDaily(ctx context.Context) {
	daily := time.NewTicker(day)
	defer daily.Stop()
	for {
		d.passOnce(ctx)
		select {
		case <-daily.C:
		case <-ctx.Done():
			return
		}
	}
}

func (d *data) passOnce(ctx context.Context) {
	for {
		r, err := d.pass("nightly", 0).Run(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			d.log.Error("the nightly pass failed; it goes on tomorrow or at the next start", "expired", r.Expired, "error", err)
			return
		}
		d.log.Info("nightly", slog.Int("messages", r.Audit.Reactions), slog.Int("expired", r.Expired), slog.Int("summaries", r.Summaries),
			slog.Int("compacted", r.Compacted), slog.Int("busy", r.Audit.Busy), slog.Int("wrong", len(r.Audit.Wrong)), slog.Float64("read_units", r.Audit.Units))
		if n := len(r.Audit.Wrong); n > 0 {
			d.log.Error("counters differ from the recount: stop serve and run verify, which lists them, and verify --repair", "wrong", n)
		}
		if r.Left == 0 {
			return
		}
	}
}
