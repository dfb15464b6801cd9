package main

import (
	"context"
	"fmt"
	"strings"

	"paradox/infra/figures"
	"paradox/infra/store"
)

// elsewhen says, where a report has nothing to show of the days asked for, of which
// days it has.
func (d *data) elsewhen(ctx context.Context, w *world, kind string, a figures.About) error {
	reader := d.figures()
	known, err := reader.Register(ctx)
	if err != nil {
		return err
	}
	reading, err := reader.Read(ctx, known, a.Asked, false)
	if err != nil {
		return err
	}
	g := reading.Segment(a.Asked)
	ever := g.Ever()
	switch {
	case ever != nil:
		fmt.Fprintf(w.Out, "there are figures of %s to %s: paradox report %s %s\n", ever.From, ever.To, kind, asked(a.Asked, ever.From, ever.To))
	case g.Counted():
		fmt.Fprintf(w.Out, "fewer than %d messages are stored, or none close enough together to be shown\n", a.K)
	default:
		fmt.Fprintln(w.Out, "no message is stored")
	}
	return nil
}

// asked are the flags for the same report of other days.
func asked(f figures.Filter, from, to store.Day) string {
	flags := []string{during(from, to)}
	for _, x := range []struct{ flag, value string }{
		{"campaign", f.Campaign}, {"channel", f.Channel}, {"language", f.Language}, {"source", f.Source},
	} {
		if x.value != "" {
			flags = append(flags, "--"+x.flag+" "+x.value)
		}
	}
	return strings.Join(flags, " ")
}

// during are the flags for a report of days, of the last of them where there are more
// than a report may have.
func during(from, to store.Day) string {
	if figures.Number(to)-figures.Number(from) >= figures.MaxDays {
		from = to.Add(1 - figures.MaxDays)
	}
	return fmt.Sprintf("--from %s --to %s", from, to)
}
