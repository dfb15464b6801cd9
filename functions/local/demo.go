package main

import (
	"context"
	"fmt"
	"iter"
	"time"

	"paradox/functions/intake"
	"paradox/infra/store"
	"paradox/testdata"
)

// fillDemo takes the demo set in, with its days counted back from today.
func (d *data) fillDemo(ctx context.Context, w *world) error {
	today := store.DayOf(d.now(), d.zone)
	if err := d.registerDemo(ctx, today); err != nil {
		return err
	}
	messages, err := testdata.Reactions()
	if err != nil {
		return err
	}
	p, err := d.pipeline(ctx)
	if err != nil {
		return err
	}
	var done tally
	bar := w.progress("demo set", int64(len(messages)))
	err = p.run(ctx, d.demo(messages, today), func(b batch) error {
		done.add(b.tally)
		bar.show(done.Rows, int64(done.Rows))
		return nil
	})
	bar.end()
	if err != nil {
		return fmt.Errorf("filling the demo: %w", err)
	}
	if done.Rejected > 0 {
		return fmt.Errorf("filling the demo: %d of %d messages were refused", done.Rejected, done.Rows)
	}
	w.say("demo set: %s messages of the last %d days", thousands(done.Recorded), testdata.Days)
	return nil
}

func (d *data) registerDemo(ctx context.Context, today store.Day) error {
	campaigns, err := testdata.Campaigns()
	if err != nil {
		return err
	}
	for _, c := range campaigns {
		k := store.Campaign{Name: c.Name, Title: c.Title, Start: today.Add(-c.StartDaysAgo), Sent: c.Sent}
		if c.EndDaysAgo != nil {
			k.End = today.Add(-*c.EndDaysAgo)
		}
		for _, n := range c.Notes {
			k.Notes = append(k.Notes, store.Note{Day: today.Add(-n.DaysAgo), Text: n.Text})
		}
		if err := d.store.PutCampaign(ctx, k); err != nil {
			return fmt.Errorf("registering %q: %w", c.Name, err)
		}
	}
	return nil
}

// demo yields the messages that have been written by now.
func (d *data) demo(messages []testdata.Reaction, today store.Day) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		for i, m := range messages {
			at, err := time.ParseInLocation("2006-01-02 15:04", string(today.Add(-m.DaysAgo))+" "+m.Time, d.zone)
			if err != nil {
				yield(item{}, fmt.Errorf("message %d of the demo set: %w", i+1, err))
				return
			}
			if at.After(d.now()) {
				continue
			}
			it := item{line: i + 1, raw: intake.Raw{
				SenderID: m.ID, Time: at, Source: m.Source, Channel: m.Channel, Campaign: m.Campaign, Author: m.Author, Text: m.Text,
			}}
			if !yield(it, nil) {
				return
			}
		}
	}
}
