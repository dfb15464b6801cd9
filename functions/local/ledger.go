package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"paradox/infra/store"
)

type ledgerCmd struct {
	Replay ledgerReplayCmd `cmd:"" help:"Erase again what was erased, after an older copy of the store was put back."`
	List   ledgerListCmd   `cmd:"" help:"Say how many erasures the ledger holds, and from when to when."`
}

type ledgerReplayCmd struct {
	Since string `placeholder:"TIME" help:"Only what was erased from then on, such as since the copy was made: as 2026-11-25T08:00:00Z or 2026-11-25. Without it everything, which takes longer and changes no more."`
}

// Help is shown below the flags.
func (ledgerReplayCmd) Help() string {
	return `Every erasure is noted in a ledger beside the store, by pseudonyms alone, before it is carried out. Whoever puts back an older copy of the store leaves the ledger as it is, lets nothing else run, replays it and then runs verify. What an author wrote after an erasure stays, unless the author objected. Replaying twice changes nothing, and imports that were cut off begin anew: what they had done may not be in the copy. "paradox nightly" replays the last three days each time.`
}

// Run replays the ledger.
func (c *ledgerReplayCmd) Run(ctx context.Context, w *world) error {
	return w.use(ctx, false, func(d *data) error {
		since, err := d.when("--since", c.Since)
		if err != nil {
			return err
		}
		erasures, turned, err := store.Replay(ctx, d.ledger, d.store, since)
		if err != nil {
			return fmt.Errorf("after %s carried out again, which erased %s: %w", erasureCount(erasures), messages(turned), err)
		}
		if erasures == 0 {
			fmt.Fprintln(w.Out, "the ledger holds no erasure of that time; is it the present one, and not a copy that was put back with the store?")
			return d.forgetCheckpoints()
		}
		fmt.Fprintf(w.Out, "%s carried out again; %s of the store were erased by it\n", erasureCount(erasures), messages(turned))
		return errors.Join(d.forgetCheckpoints(), d.scrubAll(ctx))
	})
}

// when reads a time, or a day as its beginning in the report time zone; "" is the
// beginning of time.
func (d *data) when(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, d.reportZone())
	if err != nil {
		return time.Time{}, usage("%s: want a day as 2026-11-25 or a time as 2026-11-25T08:00:00Z", flag)
	}
	return t, nil
}

func erasureCount(n int) string {
	if n == 1 {
		return "1 erasure"
	}
	return thousands(n) + " erasures"
}

// scrubAll takes the bytes of what was erased out of the store's files and out of
// the queue's: it may hold those of what passed through it.
func (d *data) scrubAll(ctx context.Context) error {
	q, err := d.openQueue()
	if errors.Is(err, errQueueInUse) {
		return nil // serve is at work on the same tables, and scrubs it
	}
	if err != nil {
		return err
	}
	if err := errors.Join(d.scrub(ctx, q), q.Close()); err != nil {
		return fmt.Errorf("erased, but what was freed may still lie in a file: %w", err)
	}
	return nil
}

type ledgerListCmd struct{}

// Run counts what the ledger holds. Its lines name people by pseudonyms that lead
// nobody to them, and are of no use on a screen.
func (c *ledgerListCmd) Run(ctx context.Context, w *world) error {
	return w.use(ctx, false, func(d *data) error {
		var ofMessages, ofAuthors, objections int
		var first, last time.Time
		for e, err := range d.ledger.Erasures(ctx, time.Time{}) {
			if err != nil {
				return err
			}
			if first.IsZero() {
				first = e.At
			}
			last = e.At
			switch {
			case e.Objection:
				objections++
			case e.Author != "":
				ofAuthors++
			default:
				ofMessages++
			}
		}
		if first.IsZero() {
			fmt.Fprintln(w.Out, "nothing was erased yet")
			return nil
		}
		at := func(t time.Time) string { return t.In(d.reportZone()).Format(time.RFC3339) }
		return w.table([][]string{
			{"of a message", thousands(ofMessages)}, {"of an author", thousands(ofAuthors)},
			{"of an author who objects", thousands(objections)}, {"first", at(first)}, {"last", at(last)},
		})
	})
}
