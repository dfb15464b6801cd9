package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"paradox/functions/reprocess"
	writers "paradox/infra/register"
	"paradox/infra/store"
)

// repairing is the repair of counters that differ from the recount.
type repairing struct {
	world   *world
	data    *data
	rebuild *reprocess.Rebuild
	live    string   // the generation that reports are read from
	begun   string   // one that an earlier repair left unfinished, or ""
	broken  bool     // the live one is
	old     []string // others that are, and are not wanted any more
}

// batchLimit is how long a writer at the same tables may be at work on one batch.
const batchLimit = 5 * time.Minute

// repair says what it is going to do and what that costs, asks, and does it.
func (c *verifyCmd) repair(ctx context.Context, w *world, d *data, found store.Audit) error {
	r, err := c.plan(ctx, w, d, found)
	if err != nil {
		return err
	}
	if !r.broken && r.begun == "" && len(r.old) == 0 {
		return nil
	}
	if err := r.say(ctx); err != nil {
		return err
	}
	if !c.Yes && !w.agreed("Go on?") {
		fmt.Fprintln(w.Out, "nothing was changed")
		return errQuiet
	}
	if err := r.do(ctx); err != nil {
		return err
	}
	fmt.Fprintln(w.Out, "\nafter the repair:")
	audit, err := (&verifyCmd{Rate: c.Rate, Restart: true}).recount(ctx, w, d)
	if err != nil {
		return err
	}
	return show(w, audit)
}

// plan finds out which generations are to be repaired, and which to be removed.
func (c *verifyCmd) plan(ctx context.Context, w *world, d *data, found store.Audit) (*repairing, error) {
	r := &repairing{world: w, data: d}
	r.rebuild = &reprocess.Rebuild{Store: d.store, Now: d.now, Segments: segments, Rate: c.Rate, Longest: batchLimit}
	if !d.shared || c.Alone {
		r.rebuild.Wait = func(context.Context, time.Duration) error { return nil } // there is nobody to wait for
	}
	var err error
	if r.live, err = d.store.Generation(ctx); err != nil {
		return nil, fmt.Errorf("reading the live generation: %w", err)
	}
	if r.begun, err = d.store.Building(ctx); err != nil {
		return nil, fmt.Errorf("reading the generation being built: %w", err)
	}
	for _, m := range found.Wrong {
		switch g := m.Key.Generation; {
		case g == r.live:
			r.broken = true
		case g != r.begun && !slices.Contains(r.old, g):
			r.old = append(r.old, g)
		}
	}
	return r, nil
}

// say tells what is about to happen.
func (r *repairing) say(ctx context.Context) error {
	out := r.world.Out
	fmt.Fprintln(out)
	switch {
	case r.begun != "":
		fmt.Fprintf(out, "An earlier repair was cut off: %s is being built beside %s. It is completed.\n", r.begun, r.live)
	case r.broken:
		fmt.Fprintf(out, "The counters of %s are built anew beside the old ones, from the labels of the stored messages. They are compared, reports are switched to them, and the old ones are removed. No message changes.\n", r.live)
	}
	for _, g := range r.old {
		fmt.Fprintf(out, "What is left of %s, which no report is read from, is removed.\n", g)
	}
	if !r.data.shared {
		return nil
	}
	cost, err := r.rebuild.Estimate(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "That costs at most %s read units and %s write units, and the removal as much again.\n",
		thousands(int(cost.Reads)), thousands(int(cost.Writes)))
	if r.rebuild.Wait == nil {
		fmt.Fprintf(out, "Other programs may go on meanwhile. For what they have in hand it waits %s, twice; --alone says that there are none.\n", batchLimit+writers.Lifetime)
	}
	return nil
}

// do rebuilds and removes.
func (r *repairing) do(ctx context.Context) error {
	bar := steps{world: r.world}
	r.rebuild.Progress = bar.show
	defer bar.end()
	if r.broken || r.begun != "" {
		done, err := r.rebuild.Run(ctx)
		bar.end()
		if err != nil {
			return fmt.Errorf("repairing (the same command goes on from here): %w", err)
		}
		fmt.Fprintf(r.world.Out, "%s labelled, %s compared; reports are read from %s now\n",
			messages(done.Labelled), messages(done.Gate.Reactions), done.To)
		r.changes(done.Gate)
		if done.From != "" && !slices.Contains(r.old, done.From) {
			r.old = append(r.old, done.From)
		}
	}
	for _, g := range r.old {
		cleaned, err := r.rebuild.CleanUp(ctx, g)
		bar.end()
		if err != nil {
			return fmt.Errorf("removing %s (the same command goes on from here): %w", g, err)
		}
		fmt.Fprintf(r.world.Out, "%s removed", g)
		if cleaned.Kept > 0 {
			fmt.Fprintf(r.world.Out, " but for %s that have no other label", messages(cleaned.Kept))
		}
		fmt.Fprintln(r.world.Out)
	}
	return nil
}

// changes lists the totals that readers will see change.
func (r *repairing) changes(g reprocess.Gate) {
	for _, f := range g.Changes() {
		fmt.Fprintf(r.world.Out, "  %s: %s, was %s\n", f.Attr, whole(f.New), whole(f.Stored))
	}
}

// agreed asks a question that only a yes answers with yes.
func (w *world) agreed(question string) bool {
	fmt.Fprintf(w.Out, "%s [y/N] ", question)
	answer, err := bufio.NewReader(w.In).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		answer = ""
	}
	if answer == "" {
		fmt.Fprintln(w.Out, "(no answer; --yes gives one)")
	}
	return slices.Contains([]string{"y", "yes"}, strings.ToLower(strings.TrimSpace(answer)))
}

// steps shows the progress of work in several steps.
type steps struct {
	world *world
	step  reprocess.Step
	bar   *progress
}

func (s *steps) show(step reprocess.Step, p reprocess.Progress) {
	if s.bar == nil || step != s.step {
		s.end()
		s.step, s.bar = step, s.world.reading(string(step))
		s.world.say("%s", step)
	}
	s.bar.show(p.Read, int64(p.Read))
}

func (s *steps) end() {
	if s.bar != nil {
		s.bar.end()
		s.bar = nil
	}
}
