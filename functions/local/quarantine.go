package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"paradox/infra/queue"
)

type quarantineCmd struct {
	List    quarantineListCmd    `cmd:"" default:"withargs" help:"List the messages: id, reason, time and size, never the text."`
	Redrive quarantineRedriveCmd `cmd:"" help:"Put messages back into the queue for another try."`
}

type quarantineListCmd struct {
	Queues queueFlags `embed:""`
}

// Help is shown below the flags.
func (quarantineListCmd) Help() string {
	return `A message is put aside where no try could record it: undecodable and invalid at once, too_many_attempts after 20. It counts nowhere until it is put back and recorded, and is gone 14 days after it was put aside. On SQS a look hides what it sees for two minutes at most: one look at a time.`
}

// Run lists what was put aside. Bodies are not shown: they hold texts.
func (c *quarantineListCmd) Run(ctx context.Context, w *world) error {
	return c.Queues.use(ctx, w, func(q queue.Queue, zone *time.Location) error {
		rows := [][]string{{"ID", "REASON", "SINCE", "BYTES"}}
		var failed error // after what was seen before, which holds
		for m, err := range q.Quarantined(ctx) {
			if failed = err; err != nil {
				break
			}
			rows = append(rows, []string{m.ID, reason(m), m.At.In(zone).Format(time.RFC3339), thousands(len(m.Body))})
		}
		switch {
		case len(rows) > 1:
			return errors.Join(w.table(rows), failed)
		case failed == nil:
			fmt.Fprintln(w.Out, "nothing is put aside")
		}
		return failed
	})
}

// reason is the reason of a message. What somebody else has put there has none of the
// list, and what it has instead is not repeated.
func reason(m queue.Quarantined) string {
	if !slices.Contains(queue.Reasons[:], m.Reason) {
		return "none"
	}
	return string(m.Reason)
}

type quarantineRedriveCmd struct {
	IDs    []string   `arg:"" optional:"" name:"id" help:"The messages, by the ids that list shows."`
	Reason string     `placeholder:"REASON" help:"All that were put aside for this reason: undecodable, invalid or too_many_attempts."`
	All    bool       `help:"All messages."`
	Queues queueFlags `embed:""`
}

// Help is shown below the flags.
func (quarantineRedriveCmd) Help() string {
	return `For when what was wrong is mended: a store that was away, a fault of this program. Each message gets all of its tries anew; one that fails again is put aside again, under another id. Nothing is lost if this is cut off, and what comes twice counts once. Messages of who was erased meanwhile are dropped when they are tried. On the embedded queue serve tries them, when it is started next; on SQS the stack does so at once.`
}

// Run puts messages back.
func (c *quarantineRedriveCmd) Run(ctx context.Context, w *world) error {
	if err := c.check(); err != nil {
		return err
	}
	return c.Queues.use(ctx, w, func(q queue.Queue, _ *time.Location) error {
		ids, err := c.named(ctx, q)
		var hidden queue.HiddenError // what is not hidden is put back
		if err != nil && (!errors.As(err, &hidden) || len(ids) == 0) {
			return err
		}
		if len(ids) == 0 {
			fmt.Fprintln(w.Out, "nothing is put aside"+map[bool]string{true: " for this reason"}[c.Reason != ""])
			return nil
		}
		n, failed := q.Redrive(ctx, ids...)
		if n > 0 || failed == nil {
			fmt.Fprintf(w.Out, "%s put back into the queue\n", messages(n))
		}
		return errors.Join(failed, err)
	})
}

func (c *quarantineRedriveCmd) check() error {
	ways := 0
	for _, given := range []bool{len(c.IDs) > 0, c.Reason != "", c.All} {
		if given {
			ways++
		}
	}
	switch {
	case ways == 0:
		return usage("name what to put back: ids, --reason or --all")
	case ways > 1:
		return usage("ids, --reason, --all: one of them alone")
	case c.Reason != "" && !slices.Contains(queue.Reasons[:], queue.Reason(c.Reason)):
		return usage("--reason: want undecodable, invalid or too_many_attempts")
	}
	return nil
}

// named are the ids of what is to be put back, with an error those that were seen
// before it.
func (c *quarantineRedriveCmd) named(ctx context.Context, q queue.Queue) ([]string, error) {
	if len(c.IDs) > 0 {
		slices.Sort(c.IDs)
		return slices.Compact(c.IDs), nil
	}
	var ids []string
	for m, err := range q.Quarantined(ctx) {
		if err != nil {
			return ids, err
		}
		if c.All || m.Reason == queue.Reason(c.Reason) {
			ids = append(ids, m.ID)
		}
	}
	return ids, nil
}
