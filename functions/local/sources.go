package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"paradox/infra/store"
)

type sourceCmd struct {
	Add  sourceAddCmd  `cmd:"" help:"Register a source, or replace one."`
	List sourceListCmd `cmd:"" default:"1" help:"List the sources."`
}

type sourceAddCmd struct {
	Name      string `arg:"" help:"Its name in files and the API: up to 40 lower-case letters, digits and dashes."`
	Purpose   string `required:"" placeholder:"TEXT" help:"What its messages are processed for."`
	Basis     string `required:"" placeholder:"TEXT" help:"The lawful basis, e.g. consent or legitimate interest."`
	Retention string `required:"" placeholder:"DAYS" help:"How long text and author are kept from the day of the message, e.g. 365d. Counts stay."`
}

// Run registers the source. A shorter retention holds for what comes from now on.
func (c *sourceAddCmd) Run(ctx context.Context, w *world) error {
	days, err := strconv.Atoi(strings.TrimSuffix(c.Retention, "d"))
	if err != nil || days < 1 || days > 36500 {
		return usage("--retention: want days from 1d to 36500d")
	}
	source := store.Source{Name: c.Name, Purpose: c.Purpose, Basis: c.Basis, Retention: time.Duration(days) * day}
	if err := source.Check(); err != nil {
		return usageError{err}
	}
	return w.use(ctx, true, func(d *data) error {
		if err := d.store.PutSource(ctx, source); err != nil {
			return fmt.Errorf("registering %q: %w", c.Name, err)
		}
		w.say("source %q is registered", c.Name)
		return nil
	})
}

type sourceListCmd struct {
	JSON bool `name:"json" help:"Print JSON; retention is in seconds."`
}

// Run lists the sources: the record of processing in short.
func (c *sourceListCmd) Run(ctx context.Context, w *world) error {
	return w.use(ctx, false, func(d *data) error {
		all, err := d.store.Sources(ctx)
		if err != nil {
			return fmt.Errorf("reading sources: %w", err)
		}
		if c.JSON {
			type source struct {
				Name      string `json:"name"`
				Purpose   string `json:"purpose"`
				Basis     string `json:"basis"`
				Retention int64  `json:"retention_seconds"`
			}
			out := []source{}
			for _, s := range all {
				out = append(out, source{s.Name, s.Purpose, s.Basis, int64(s.Retention / time.Second)})
			}
			return w.json(out)
		}
		rows := [][]string{{"NAME", "RETENTION", "BASIS", "PURPOSE"}}
		for _, s := range all {
			rows = append(rows, []string{s.Name, thousands(int(s.Retention/day)) + " days", s.Basis, s.Purpose})
		}
		return w.table(rows)
	})
}
