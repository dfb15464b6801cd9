package main

import (
	"context"
	"errors"

	"paradox/functions/report"
)

type reportCmd struct {
	Trend   reportTrendCmd   `cmd:"" help:"Sentiment, value, concern and paradox share over time."`
	Themes  reportThemesCmd  `cmd:"" help:"What people speak of."`
	Paradox reportParadoxCmd `cmd:"" help:"The paradox index, by campaign, channel, language and source."`
	Phrases reportPhrasesCmd `cmd:"" help:"The phrases that people use most, by theme."`
}

// segment are the flags that say what a report is of.
type segment struct {
	From     string `placeholder:"DAY" help:"First day (90 days up to the last)."`
	To       string `placeholder:"DAY" help:"Last day (today)."`
	Campaign string `placeholder:"NAME" help:"A campaign, or unassigned."`
	Channel  string `placeholder:"CHANNEL" help:"A channel; alone or with a campaign."`
	Language string `placeholder:"LANG" help:"en, pl or und; alone."`
	Source   string `placeholder:"NAME" help:"A source; alone."`
	JSON     bool   `name:"json" help:"Print what the API answers."`
}

func (s segment) ask() report.Ask {
	return report.Ask{From: s.From, To: s.To, Campaign: s.Campaign, Channel: s.Channel, Language: s.Language, Source: s.Source}
}

// printReport builds a report and prints it, as JSON or for people.
func printReport[T any](ctx context.Context, w *world, s segment,
	build func(*report.Server, context.Context, report.Ask) (*T, error), show func(*world, *T) error) error {
	return w.use(ctx, false, func(d *data) error {
		r, err := build(d.reports(), ctx, s.ask())
		if wrong := (*report.AskError)(nil); errors.As(err, &wrong) {
			return usageError{wrong}
		}
		if err != nil {
			return err
		}
		if s.JSON {
			return w.json(r)
		}
		return show(w, r)
	})
}

type reportTrendCmd struct {
	segment `embed:""`
}

// Run prints one line for each block of days.
func (c *reportTrendCmd) Run(ctx context.Context, w *world) error {
	return printReport(ctx, w, c.segment, (*report.Server).AskTrend, showTrend)
}

type reportThemesCmd struct {
	segment `embed:""`
}

// Run prints one line for each theme and polarity.
func (c *reportThemesCmd) Run(ctx context.Context, w *world) error {
	return printReport(ctx, w, c.segment, (*report.Server).AskThemes, showThemes)
}

type reportParadoxCmd struct {
	segment `embed:""`
}

// Run prints the index and the tables of its parts.
func (c *reportParadoxCmd) Run(ctx context.Context, w *world) error {
	return printReport(ctx, w, c.segment, (*report.Server).AskParadox, showParadox)
}
