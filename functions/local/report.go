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

// kind is a report of which there is one to build and to print.
type kind[T any] struct {
	name  string // as a command
	build func(*report.Server, context.Context, report.Ask) (*T, error)
	about func(*T) report.About
	show  func(*world, *T) error
}

// print builds the report and prints it, as JSON or for people.
func (k kind[T]) print(ctx context.Context, w *world, s segment) error {
	return w.use(ctx, false, func(d *data) error {
		r, err := k.build(d.reports(), ctx, s.ask())
		if wrong := (*report.AskError)(nil); errors.As(err, &wrong) {
			return usageError{wrong}
		}
		if err != nil {
			return err
		}
		if s.JSON {
			return w.json(r)
		}
		if about := k.about(r); about.Covered == nil {
			heading(w, about)
			return d.elsewhen(ctx, w, k.name, about)
		}
		return k.show(w, r)
	})
}

type reportTrendCmd struct {
	segment `embed:""`
}

// Run prints one line for each block of days.
func (c *reportTrendCmd) Run(ctx context.Context, w *world) error {
	about := func(r *report.Trend) report.About { return r.About }
	return kind[report.Trend]{"trend", (*report.Server).AskTrend, about, showTrend}.print(ctx, w, c.segment)
}

type reportThemesCmd struct {
	segment `embed:""`
}

// Run prints one line for each theme and polarity.
func (c *reportThemesCmd) Run(ctx context.Context, w *world) error {
	about := func(r *report.Themes) report.About { return r.About }
	return kind[report.Themes]{"themes", (*report.Server).AskThemes, about, showThemes}.print(ctx, w, c.segment)
}

type reportParadoxCmd struct {
	segment `embed:""`
}

// Help is shown below the flags.
func (reportParadoxCmd) Help() string {
	return `Relevant are messages that assert a value, a concern or both; the paradox share is how many of them assert both. Balance is (value only - concern only) / relevant, from -1 to 1. Coexistence is how evenly the two are asserted, from 0 to 1; intensity is the mean of the value share and the concern share. Lift, where it can be told, is how much more often both come together than if they had nothing to do with each other.`
}

// Run prints the index and the tables of its parts.
func (c *reportParadoxCmd) Run(ctx context.Context, w *world) error {
	about := func(r *report.Paradox) report.About { return r.About }
	return kind[report.Paradox]{"paradox", (*report.Server).AskParadox, about, showParadox}.print(ctx, w, c.segment)
}
