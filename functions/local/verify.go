package main

import (
	"context"
	"fmt"

	"paradox/functions/reprocess"
	"paradox/infra/store"
)

type verifyCmd struct {
	Rate    float64 `placeholder:"UNITS" help:"Read units a second that it may use at most, in tables (no limit)."`
	Restart bool    `help:"Begin anew where a verify was cut off."`
	Repair  bool    `help:"Where counters differ, build them anew from the messages' labels and switch to them. Says first what that costs, and asks."`
	Yes     bool    `short:"y" help:"With --repair: do not ask."`
	Alone   bool    `help:"With --repair, in tables: nothing else is at work there, so that no other program is waited for."`
}

// Help is shown below the flags.
func (verifyCmd) Help() string {
	return `Reads every stored message and compares the sums with the counter rows that reports are made of. Ends with 1 if a single one differs, and lists what does. Rows that change while it runs are not judged, and it says how many those were. What was cut off goes on where it was. Without --repair it changes nothing.`
}

// Run recounts the store, and repairs it if that is asked for.
func (c *verifyCmd) Run(ctx context.Context, w *world) error {
	switch {
	case c.Rate < 0:
		return usage("--rate: want read units a second, above 0")
	case !c.Repair && (c.Yes || c.Alone):
		return usage("--yes, --alone: only with --repair")
	}
	return w.use(ctx, false, func(d *data) error {
		audit, err := c.recount(ctx, w, d)
		if err != nil {
			return err
		}
		if err := show(w, audit); !c.Repair {
			return err
		}
		return c.repair(ctx, w, d, audit)
	})
}

// recount counts everything again, and goes on where an earlier one was cut off.
func (c *verifyCmd) recount(ctx context.Context, w *world, d *data) (store.Audit, error) {
	pass := d.pass("verify", c.Rate)
	at := pass.Checkpoints.(passFile)
	if c.Restart {
		if err := at.Remove(ctx); err != nil {
			return store.Audit{}, fmt.Errorf("removing the checkpoint: %w", err)
		}
	}
	if at.begun() {
		w.say("goes on where it was cut off; --restart begins anew")
	}
	bar := w.reading("verify")
	pass.Progress = func(p reprocess.Progress) { bar.show(p.Read, int64(p.Read)) }
	audit, err := pass.Verify(ctx)
	bar.end()
	if err != nil {
		if at.begun() {
			w.say("stopped; the same command goes on from there")
		}
		return store.Audit{}, err
	}
	return audit, nil
}

// show prints what a recount found; what differs is an error.
func show(w *world, a store.Audit) error {
	fmt.Fprintf(w.Out, "%s, %s expired (counts kept), %s erased, %s counter rows\n",
		messages(a.Reactions), thousands(a.Stubs), thousands(a.Tombstones), thousands(a.Rows))
	if a.Units > 0 {
		fmt.Fprintf(w.Out, "reading them cost %s read units\n", thousands(int(a.Units+0.5)))
	}
	if a.Busy > 0 {
		fmt.Fprintf(w.Out, "%s changed while they were counted and are not judged\n", counterRows(a.Busy))
	}
	if len(a.Wrong) == 0 {
		fmt.Fprintln(w.Out, "every counter equals the recount")
		return nil
	}
	for _, m := range a.Wrong {
		fmt.Fprintln(w.Out, m)
	}
	return fmt.Errorf("%s counters differ from the recount", thousands(len(a.Wrong)))
}

func counterRows(n int) string {
	if n == 1 {
		return "1 counter row"
	}
	return thousands(n) + " counter rows"
}
