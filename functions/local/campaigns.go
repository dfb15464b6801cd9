package main

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

type campaignCmd struct {
	Add  campaignAddCmd  `cmd:"" help:"Register a campaign, or change one."`
	List campaignListCmd `cmd:"" default:"1" help:"List the campaigns."`
	Show campaignShowCmd `cmd:"" help:"Show a campaign with its notes."`
}

type campaignAddCmd struct {
	Name    string   `arg:"" help:"Its name in files and addresses: up to 40 lower-case letters, digits and dashes."`
	Title   string   `placeholder:"TEXT" help:"Its name on pages (the name)."`
	Start   string   `placeholder:"DAY" help:"First day, as 2026-03-01."`
	End     string   `placeholder:"DAY" help:"Last day; leave it out while the campaign runs."`
	Sent    []string `placeholder:"CHANNEL=N" help:"Messages sent on a channel, e.g. email=120000. May be given several times."`
	Note    []string `sep:"none" placeholder:"DAY=TEXT" help:"A remark for the charts, e.g. \"2026-03-14=New privacy note\". May be given several times."`
	Replace bool     `help:"Change the campaign of that name. What is not given stays."`
}

// Help is shown below the flags.
func (campaignAddCmd) Help() string {
	return `With --replace, --sent changes the channels that it names, and --note the notes of the days that it names; "--sent email=" and "--note 2026-03-14=" take them away, and "--end running" the last day.`
}

// Run registers the campaign. It refuses to change one by mistake.
func (c *campaignAddCmd) Run(ctx context.Context, w *world) error {
	if !store.IsName(c.Name) {
		return usage("name: want 1 to 40 lower-case letters, digits and dashes, and not %q", reaction.Unassigned)
	}
	if err := c.into(&store.Campaign{Name: c.Name}); err != nil && !c.Replace {
		return usageError{err} // before a store is made
	}
	return w.use(ctx, true, func(d *data) error {
		known, err := d.register(ctx)
		if err != nil {
			return err
		}
		campaign, ok := known.campaign(c.Name)
		if ok && !c.Replace {
			return usage("name: %q is registered already; --replace changes it", c.Name)
		}
		campaign.Name = c.Name
		if err := c.into(&campaign); err != nil {
			return usageError{err}
		}
		if err := d.store.PutCampaign(ctx, campaign); err != nil {
			return fmt.Errorf("registering %q: %w", c.Name, err)
		}
		w.say("campaign %q is %s", c.Name, map[bool]string{false: "registered", true: "changed"}[ok])
		return nil
	})
}

// into writes what is given over a campaign and checks what comes of it.
func (c *campaignAddCmd) into(k *store.Campaign) error {
	k.Title = or(strings.TrimSpace(c.Title), or(k.Title, c.Name))
	if err := line("--title", k.Title, maxTitle); err != nil {
		return err
	}
	k.Start = or(store.Day(c.Start), k.Start)
	if k.Start == "" {
		return fmt.Errorf("--start: required, as 2026-03-01")
	}
	if _, err := store.ParseDay(string(k.Start)); err != nil {
		return fmt.Errorf("--start: %w", err)
	}
	if k.End = or(store.Day(c.End), k.End); k.End == "running" {
		k.End = ""
	}
	if err := c.sent(k); err != nil {
		return err
	}
	if err := c.notes(k); err != nil {
		return err
	}
	return k.Check()
}

// The longest title and note, in characters: both stand beside charts.
const maxTitle, maxNote = 80, 200

func line(flag, s string, longest int) error {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n\x00"):
		return fmt.Errorf("%s: want one line of UTF-8", flag)
	case n > longest:
		return fmt.Errorf("%s: has %d characters; want %d at most", flag, n, longest)
	}
	return nil
}

// amount is a whole number, with blanks between its thousands if at all.
var amount = regexp.MustCompile(`^(\d+|\d{1,3}([ _\x{a0}\x{202f}]\d{3})+)$`)

func (c *campaignAddCmd) sent(k *store.Campaign) error {
	all, given := maps.Clone(k.Sent), map[string]bool{}
	if all == nil {
		all = map[string]int64{}
	}
	for _, s := range c.Sent {
		channel, number, ok := strings.Cut(s, "=")
		channel, number = strings.TrimSpace(channel), strings.TrimSpace(number)
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, number)
		n, err := strconv.ParseInt(digits, 10, 64)
		switch {
		case ok && !reaction.IsChannel(channel):
			return fmt.Errorf("--sent: no channel %q; the channels are %s", channel, strings.Join(reaction.Channels[:], ", "))
		case given[channel]:
			return fmt.Errorf("--sent: %s is given twice", channel)
		case ok && number == "" && c.Replace:
			delete(all, channel)
		case !ok || !amount.MatchString(number) || err != nil:
			return fmt.Errorf("--sent: want CHANNEL=N with a whole number, such as email=120000")
		default:
			all[channel] = n
		}
		given[channel] = true
	}
	if k.Sent = nil; len(all) > 0 {
		k.Sent = all
	}
	return nil
}

func (c *campaignAddCmd) notes(k *store.Campaign) error {
	given, notes := map[store.Day]bool{}, []store.Note{}
	for _, s := range c.Note {
		at, text, ok := strings.Cut(s, "=")
		day, err := store.ParseDay(strings.TrimSpace(at))
		text = strings.TrimSpace(text)
		switch {
		case !ok || err != nil:
			return fmt.Errorf("--note: want DAY=TEXT, such as \"2026-03-14=New privacy note\"")
		case day < k.Start && text != "":
			return fmt.Errorf("--note: %s is before the campaign's first day %s", day, k.Start)
		case text == "" && !c.Replace:
			return fmt.Errorf("--note: no text for %s", day)
		}
		if err := line("--note", text, maxNote); err != nil {
			return err
		}
		given[day] = true
		if text != "" {
			notes = append(notes, store.Note{Day: day, Text: text})
		}
	}
	kept := slices.DeleteFunc(slices.Clone(k.Notes), func(n store.Note) bool { return given[n.Day] })
	if i := slices.IndexFunc(kept, func(n store.Note) bool { return n.Day < k.Start }); i >= 0 {
		return fmt.Errorf("--start: %s is after the day of a note, %s; --replace --note %s= takes it away", k.Start, kept[i].Day, kept[i].Day)
	}
	k.Notes = append(kept, notes...)
	slices.SortStableFunc(k.Notes, func(a, b store.Note) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return nil
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
		known, err := d.register(ctx)
		if err != nil {
			return err
		}
		campaign, ok := known.campaign(c.Name)
		if !ok {
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
