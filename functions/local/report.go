package main

import (
	"context"
	"errors"
	"paradox/infra/figures"
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

func (s segment) ask() figures.Ask {
	return figures.Ask{From: s.From, To: s.To, Campaign: s.Campaign, Channel: s.Channel, Language: s.Language, Source: s.Source}
}

// kind is a report of which there is one to build and to print.
type kind[T any] struct {
	name  string // as a command
	build func(*figures.Reader, context.Context, figures.Ask) (*T, error)
	about func(*T) figures.About
	show  func(*world, *T) error
}

// print builds the report and prints it, as JSON or for people.
func (k kind[T]) print(ctx context.Context, w *world, s segment) error {
	return w.use(ctx, false, func(d *data) error {
		r, err := k.build(d.figures(), ctx, s.ask())
		if wrong := (*figures.AskError)(nil); errors.As(err, &wrong) {
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
	about := func(r *figures.Trend) figures.About { return r.About }
	return kind[figures.Trend]{"trend", (*figures.Reader).Trend, about, showTrend}.print(ctx, w, c.segment)
}

type reportThemesCmd struct {
	segment `embed:""`
}

// Run prints one line for each theme and polarity.
func (c *reportThemesCmd) Run(ctx context.Context, w *world) error {
	about := func(r *figures.Themes) figures.About { return r.About }
	return kind[figures.Themes]{"themes", (*figures.Reader).Themes, about, showThemes}.print(ctx, w, c.segment)
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
	about := func(r *figures.Paradox) figures.About { return r.About }
	return kind[figures.Paradox]{"paradox", (*figures.Reader).Paradox, about, showParadox}.print(ctx, w, c.segment)
}
