package main

import (
	"bytes"
	"fmt"
	"math"
	"os"

	"paradox/infra/capacity"
)

type capacityCmd struct {
	Rate   float64 `default:"10" placeholder:"N" help:"Reactions a second, at the peak (${default})."`
	Readme string  `hidden:"" type:"path" help:"Write the tables of the operations chapter into this file."`
	Check  bool    `hidden:"" help:"With --readme: fail if its tables are not what the model says. Writes nothing."`
}

// Help is shown below the flags.
func (capacityCmd) Help() string {
	return `Says what the AWS stack needs at a rate and what a month at that rate costs by list price: which published limit is met first, how many shards the counters need, and how many functions run at once. It is arithmetic; nothing is contacted.`
}

// Run prints the plan of a rate, or writes the README's tables.
func (c *capacityCmd) Run(w *world) error {
	if c.Readme != "" {
		return c.write()
	}
	if !(c.Rate > 0) || math.IsInf(c.Rate, 1) { // NaN is not more than 0
		return usage("--rate: want a number of reactions a second, more than 0")
	}
	p := capacity.For(c.Rate, capacity.Assumed, capacity.Listed)
	if !p.Enough {
		return usage("--rate: %d shards of one campaign's counters do not keep up with it: the rate of each campaign is what matters, give that of the busiest", capacity.MaxShards)
	}
	if err := w.table(planRows(p)); err != nil {
		return err
	}
	for _, n := range p.Over {
		fmt.Fprintf(w.Out, "to be raised before: %s, %.0f of %.0f\n", n.Limit, n.Asked, n.Max)
	}
	fmt.Fprintf(w.Out, "list prices of %s noted in %s, without free tiers; durations are assumed, see infra/capacity\n",
		capacity.Listed.Region, capacity.Listed.Noted)
	return nil
}

func planRows(p capacity.Plan) [][]string {
	number := func(x float64) string { return thousands(int(x + 0.5)) }
	dollars := func(x float64) string { return "$" + number(x) }
	m := p.Month
	return [][]string{
		{"messages in a batch", thousands(p.Batch)},
		{"limit met first, unsharded", fmt.Sprintf("%s (%.0f %% used)", p.First.Limit, 100*p.First.Share())},
		{"shards of the counters", thousands(p.Shards)},
		{"batches that need more than 3 tries", fmt.Sprintf("%.1f %%", 100*p.FourTries)},
		{"classify functions at once", thousands(p.Classifying)},
		{"intake functions at once", thousands(p.Accepting)},
		{"messages in flight", thousands(p.InFlight)},
		{"write units a second", number(p.WritesSecond)},
		{"a month", dollars(m.Total())},
		{"  of that, DynamoDB", fmt.Sprintf("%s writes, %s reads, %s stored", dollars(m.Writes), dollars(m.Reads), dollars(m.Stored))},
		{"  and", fmt.Sprintf("%s queue, %s functions, %s HTTP, %s logs", dollars(m.Queue), dollars(m.Functions), dollars(m.HTTP), dollars(m.Logs))},
		{"a million reactions", fmt.Sprintf("$%.2f", m.Million)},
	}
}

// write puts the tables where the README has their places.
func (c *capacityCmd) write() error {
	text, err := os.ReadFile(c.Readme)
	if err != nil {
		return fmt.Errorf("reading the README: %w", err)
	}
	out := text
	for _, t := range []struct{ name, table string }{
		{"units", capacity.UnitsTable()}, {"plans", capacity.PlanTable(capacity.Assumed, capacity.Listed)},
	} {
		if out, err = between(out, "<!-- "+t.name+": written by capacity -->\n", "<!-- end of "+t.name+" -->\n", t.table); err != nil {
			return fmt.Errorf("%s: %w", c.Readme, err)
		}
	}
	switch {
	case bytes.Equal(out, text):
		return nil
	case c.Check:
		return fmt.Errorf("%s: its tables are not what the capacity model says: run go run ./functions/local capacity --readme %[1]s", c.Readme)
	}
	return os.WriteFile(c.Readme, out, 0o644)
}

// between returns text with what lies between two lines replaced.
func between(text []byte, begins, ends, with string) ([]byte, error) {
	before, rest, found := bytes.Cut(text, []byte(begins))
	_, after, closed := bytes.Cut(rest, []byte(ends))
	if !found || !closed {
		return nil, fmt.Errorf("no place for a table: want the lines %q and %q", begins, ends)
	}
	return bytes.Join([][]byte{before, []byte(begins), []byte(with), []byte(ends), after}, nil), nil
}
