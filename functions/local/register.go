package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

type campaignCmd struct {
	Add  campaignAddCmd  `cmd:"" help:"Register a campaign, or replace one."`
	List campaignListCmd `cmd:"" default:"1" help:"List the campaigns."`
	Show campaignShowCmd `cmd:"" help:"Show a campaign with its notes."`
}

type campaignAddCmd struct {
	Name    string            `arg:"" help:"Its name in files and addresses: up to 40 lower-case letters, digits and dashes."`
	Title   string            `placeholder:"TEXT" help:"Its name on pages (the name)."`
	Start   string            `required:"" placeholder:"DAY" help:"First day, as 2026-03-01."`
	End     string            `placeholder:"DAY" help:"Last day; leave it out while the campaign runs."`
	Sent    map[string]int64  `mapsep:"," placeholder:"CHANNEL=N" help:"Messages sent on a channel, e.g. email=120000. May be given several times."`
	Note    map[string]string `mapsep:"none" placeholder:"DAY=TEXT" help:"A remark for the charts, e.g. \"2026-03-14=New privacy note\". May be given several times."`
	Replace bool              `help:"Replace the campaign of that name."`
}

// Run registers the campaign. It refuses to replace one by mistake.
func (c *campaignAddCmd) Run(ctx context.Context, w *world) error {
	campaign := store.Campaign{Name: c.Name, Title: or(c.Title, c.Name), Start: store.Day(c.Start), End: store.Day(c.End), Sent: c.Sent}
	for _, day := range slices.Sorted(maps.Keys(c.Note)) {
		campaign.Notes = append(campaign.Notes, store.Note{Day: store.Day(day), Text: c.Note[day]})
	}
	if err := campaign.Check(); err != nil {
		return usageError{err}
	}
	return w.use(ctx, true, func(d *data) error {
		_, known, err := d.campaign(ctx, c.Name)
		if err != nil {
			return err
		}
		if known && !c.Replace {
			return usage("name: %q is registered already; --replace puts this in its place", c.Name)
		}
		if err := d.store.PutCampaign(ctx, campaign); err != nil {
			return fmt.Errorf("registering %q: %w", c.Name, err)
		}
		w.say("campaign %q is registered", c.Name)
		return nil
	})
}

func (d *data) campaign(ctx context.Context, name string) (store.Campaign, bool, error) {
	all, err := d.store.Campaigns(ctx)
	if err != nil {
		return store.Campaign{}, false, fmt.Errorf("reading campaigns: %w", err)
	}
	if i := slices.IndexFunc(all, func(c store.Campaign) bool { return c.Name == name }); i >= 0 {
		return all[i], true, nil
	}
	return store.Campaign{}, false, nil
}

type campaignListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run lists the campaigns by name.
func (c *campaignListCmd) Run(ctx context.Context, w *world) error {
	return w.use(ctx, false, func(d *data) error {
		all, err := d.store.Campaigns(ctx)
		if err != nil {
			return fmt.Errorf("reading campaigns: %w", err)
		}
		if c.JSON {
			return w.json(all)
		}
		rows := [][]string{{"NAME", "TITLE", "DAYS", "SENT"}}
		for _, k := range all {
			rows = append(rows, []string{k.Name, k.Title, span(k), sent(k)})
		}
		return w.table(rows)
	})
}

func span(c store.Campaign) string { return string(c.Start) + " – " + or(string(c.End), "running") }

func sent(c store.Campaign) string {
	var parts []string
	for _, channel := range reaction.Channels {
		if n, ok := c.Sent[channel]; ok {
			parts = append(parts, channel+" "+thousands(int(n)))
		}
	}
	return or(strings.Join(parts, ", "), "not known")
}

type campaignShowCmd struct {
	Name string `arg:"" help:"The campaign's name."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Run shows one campaign.
func (c *campaignShowCmd) Run(ctx context.Context, w *world) error {
	return w.use(ctx, false, func(d *data) error {
		campaign, known, err := d.campaign(ctx, c.Name)
		if err != nil {
			return err
		}
		if !known {
			return fmt.Errorf("no campaign %q; see: paradox campaign list", c.Name)
		}
		if c.JSON {
			return w.json(campaign)
		}
		rows := [][]string{{"name", campaign.Name}, {"title", campaign.Title}, {"days", span(campaign)}, {"sent", sent(campaign)}}
		for _, n := range campaign.Notes {
			rows = append(rows, []string{"note", string(n.Day) + "  " + n.Text})
		}
		return w.table(rows)
	})
}

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

// table prints rows in columns.
func (w *world) table(rows [][]string) error {
	t := tabwriter.NewWriter(w.Out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(t, strings.Join(row, "\t"))
	}
	return t.Flush()
}

// json prints a value, indented.
func (w *world) json(v any) error {
	e := json.NewEncoder(w.Out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
