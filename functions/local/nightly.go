package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"paradox/functions/reprocess"
)

type nightlyCmd struct {
	Rate float64 `placeholder:"UNITS" help:"Read units a second that it may use at most, in tables (no limit)."`
}

// Help is shown below the flags.
func (nightlyCmd) Help() string {
	return `Carries out again the erasures of the last three days, for what one of them missed or a program left undone. Then one pass over everything that is stored: recounts it and compares the sums with the counters, takes text and author from what is past its retention, writes the weekly summaries and makes the counters of past weeks cheaper to read. serve does the same once a day. Ends with 1 if a counter differs. What was cut off goes on where it was.`
}

// Run makes one pass.
func (c *nightlyCmd) Run(ctx context.Context, w *world) error {
	if c.Rate < 0 {
		return usage("--rate: want read units a second, above 0")
	}
	return w.use(ctx, false, func(d *data) error {
		pass := d.pass("nightly", c.Rate)
		bar := w.reading("nightly")
		pass.Progress = func(p reprocess.Progress) { bar.show(p.Read, int64(p.Read)) }
		r, err := pass.Run(ctx)
		bar.end()
		undone := err // erasures; all else is done
		if err != nil && !errors.Is(err, reprocess.ErrReplay) {
			return err
		}
		if err = nil; r.Left == 0 {
			err = d.passed()
		}
		if err := errors.Join(err, d.scrubAll(ctx)); err != nil {
			return errors.Join(undone, err)
		}
		fmt.Fprintf(w.Out, "%s of the last %d days carried out again; %s of the store were erased by it\n", erasureCount(r.Replayed), reprocess.ReplayDays, messages(r.Turned))
		fmt.Fprintf(w.Out, "%s lost text and author past their retention; their counts stay\n", messages(r.Expired))
		fmt.Fprintf(w.Out, "%s of %s written, %s compacted\n", count(r.Summaries, "summary", "summaries"), count(r.Weeks, "week", "weeks"), counterRows(r.Compacted))
		if r.Left > 0 {
			fmt.Fprintf(w.Out, "%s more are past their retention: run it again\n", thousands(r.Left))
		}
		if r.PhrasesCut > 0 {
			fmt.Fprintln(w.Out, "there were more phrases than are counted at a time; the summaries' figures of phrases may be too low")
		}
		if r.Anew != "" {
			fmt.Fprintln(w.Out, "it began anew, because of", r.Anew)
		}
		return errors.Join(undone, show(w, r.Audit))
	})
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// pause is the least time between two passes, also where one failed or could not be
// noted.
const pause = time.Hour

// passDaily makes the nightly pass once a day, and now if the last was a day ago:
// starting serve often is not to cost a pass each time. Past its retention a text is
// not shown, whether the pass has come to it or not.
func (d *data) passDaily(ctx context.Context) {
	for d.untilDue(ctx) {
		d.passOnce(ctx)
		if !sleep(ctx, pause) {
			return
		}
	}
}

// untilDue waits until a day after the last pass and reports whether ctx is still
// there. It looks again every hour: while a machine sleeps its timers do too, and
// another program may have made the pass.
func (d *data) untilDue(ctx context.Context) bool {
	for said := (time.Time{}); ; {
		due := d.lastPass().Add(day)
		wait := due.Sub(d.now())
		if wait <= 0 {
			return ctx.Err() == nil
		}
		if !due.Equal(said) {
			d.log.Info("next nightly pass", "at", due)
			said = due
		}
		if !sleep(ctx, min(wait, pause)) {
			return false
		}
	}
}

// sleep waits and reports whether ctx is still there.
func sleep(ctx context.Context, wait time.Duration) bool {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// passOnce makes a pass, several where more is past its retention than one expires,
// and notes that it came to its end.
func (d *data) passOnce(ctx context.Context) {
	for {
		r, err := d.pass("nightly", 0).Run(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, reprocess.ErrReplay): // all else is done
			d.log.Error("erasures could not be carried out again; the next days' passes try them, and paradox ledger replay does now", "erasures", len(r.Unreplayed), "error", err)
		case err != nil:
			d.log.Error("the nightly pass failed; it goes on in an hour or at the next start", "expired", r.Expired, "error", err)
			return
		}
		d.log.Info("nightly", slog.Int("erasures", r.Replayed), slog.Int("missed", r.Turned), slog.Int("messages", r.Audit.Reactions),
			slog.Int("expired", r.Expired), slog.Int("summaries", r.Summaries), slog.Int("compacted", r.Compacted), slog.Int("busy", r.Audit.Busy), slog.Int("wrong", len(r.Audit.Wrong)), slog.Float64("read_units", r.Audit.Units))
		if n := len(r.Audit.Wrong); n > 0 {
			d.log.Error("counters differ from the recount: stop serve and run verify, which lists them, and verify --repair", "wrong", n)
		}
		if r.Left > 0 && r.Expired > 0 {
			continue
		}
		if err := d.passed(); err != nil {
			d.log.Error("noting the nightly pass failed; it is made again in an hour", "error", err)
		}
		return
	}
}

// lastPass is when the last nightly pass of this data directory came to its end; the
// beginning of time where that is not known.
func (d *data) lastPass() time.Time {
	b, err := os.ReadFile(d.lastPassFile())
	if err != nil {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, string(b))
	if err != nil || at.After(d.now()) {
		return time.Time{}
	}
	return at
}

// passed notes that a nightly pass came to its end.
func (d *data) passed() error {
	if err := os.MkdirAll(passes(d.dir), 0o700); err != nil {
		return err
	}
	return replaceFile(d.lastPassFile(), []byte(d.now().UTC().Format(time.RFC3339)))
}

func (d *data) lastPassFile() string {
	return filepath.Join(passes(d.dir), "nightly-"+fingerprint(d.place.id())+".done")
}
