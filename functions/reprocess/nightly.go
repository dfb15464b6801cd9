package reprocess

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"paradox/infra/metrics"
	"paradox/infra/store"
)

// Nightly makes the pass when a schedule says so, one at a time: while one is under
// way, another call does nothing, and a call that comes again for one that was cut
// off goes on with it.
type Nightly struct {
	Pass    *Pass
	Control store.Control   // where a pass says that it is under way
	Log     *slog.Logger    // nil for slog.Default()
	Metrics *metrics.Writer // nil for none
}

// lease is the claim of the pass that is under way.
const lease = "nightly pass"

// leaseTime is how long a pass that says no more is believed to be under way: longer
// than any call of it may take, and soon enough for the next try of the schedule.
const leaseTime = 16 * time.Minute

// shouted is how many wrong counters, and how many erasures, have a line of their own
// in the log.
const shouted = 20

// Run makes passes until nothing is overdue, or fails where a pass gets no further. An error that matches [ErrUnfinished]
// says that there was no time: the same call goes on.
func (n *Nightly) Run(ctx context.Context) error {
	now := n.Pass.Now()
	mine := store.Claim{Key: lease, Pending: now.Add(leaseTime), Expires: now.Add(leaseTime)}
	_, fresh, err := n.Control.Claim(ctx, mine, now)
	if err != nil {
		return fmt.Errorf("beginning the nightly pass: %w", err)
	}
	if !fresh {
		n.log().InfoContext(ctx, "a nightly pass is under way; nothing to do")
		return nil
	}
	err = n.run(ctx)
	mine.Expires = n.Pass.Now() // free again
	if settling := n.Control.Settle(context.WithoutCancel(ctx), mine); settling != nil {
		err = errors.Join(err, fmt.Errorf("ending the nightly pass: %w", settling))
	}
	return err
}

func (n *Nightly) run(ctx context.Context) error {
	for {
		r, err := n.Pass.Run(ctx)
		if err != nil && !errors.Is(err, ErrReplay) {
			return err
		}
		n.report(ctx, r)
		switch {
		case r.Left == 0:
			return nil
		case r.Expired == 0: // nor would another pass
			return fmt.Errorf("nightly pass: %d reactions are overdue beyond those that it took, of which none expired", r.Left)
		}
	}
}

// report writes what a pass did. Counters that differ from the recount are shouted
// about here, and by the alarm on the metric; so are erasures that could not be carried
// out again. Neither fails the night: another try of the schedule would read everything
// once more and find the same, and the next night tries anyway.
func (n *Nightly) report(ctx context.Context, r Report) {
	if r.Anew != "" {
		n.log().WarnContext(ctx, "the pass began anew; what the last had found out is lost", "because", r.Anew)
	}
	wrong, unreplayed := len(r.Audit.Wrong), len(r.Unreplayed)
	n.log().InfoContext(ctx, "nightly pass", "generation", r.Generation, "reactions", r.Audit.Reactions, "expired", r.Expired, "left", r.Left,
		"replayed", r.Replayed, "turned", r.Turned, "replays_failed", unreplayed, "summaries", r.Summaries, "phrases_cut", r.PhrasesCut, "compacted", r.Compacted, "busy", r.Audit.Busy, "wrong", wrong, "read_units", r.Audit.Units)
	n.Metrics.Count(map[string]int{metrics.Reactions: r.Audit.Reactions, metrics.Expired: r.Expired, metrics.CountersWrong: wrong, metrics.ReplaysFailed: unreplayed})
	for _, m := range r.Audit.Wrong[:min(wrong, shouted)] {
		n.log().ErrorContext(ctx, "a counter differs from the recount", "counter", m.String())
	}
	for _, u := range r.Unreplayed[:min(unreplayed, shouted)] {
		n.log().ErrorContext(ctx, "an erasure could not be carried out again", "noted", u.At, "tried_until", u.At.AddDate(0, 0, ReplayDays), "reason", u.Reason)
	}
	if unreplayed > shouted {
		n.log().ErrorContext(ctx, "more erasures could not be carried out again", "more", unreplayed-shouted)
	}
}

func (n *Nightly) log() *slog.Logger {
	if n.Log == nil {
		return slog.Default()
	}
	return n.Log
}
