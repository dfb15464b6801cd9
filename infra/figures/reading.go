package figures

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"paradox/infra/store"
)

// Register is what a request begins with: the day, and the names and volumes that
// reports are read with.
type Register struct {
	Today      store.Day
	Generation string           // the live one, "" before the first
	Campaigns  []store.Campaign // by name
	Sources    []store.Source   // by name
}

// Register reads what a request begins with.
func (s *Reader) Register(ctx context.Context) (Register, error) {
	r := Register{Today: store.DayOf(s.Now(), s.Zone)}
	var err error
	if r.Generation, err = s.Control.Generation(ctx); err != nil && !errors.Is(err, store.ErrNotFound) {
		return r, fmt.Errorf("reading the live generation: %w", err)
	}
	if r.Campaigns, err = s.Control.Campaigns(ctx); err != nil {
		return r, fmt.Errorf("reading campaigns: %w", err)
	}
	if r.Sources, err = s.Control.Sources(ctx); err != nil {
		return r, fmt.Errorf("reading sources: %w", err)
	}
	return r, nil
}

// Campaign returns the registered campaign of that name.
func (r Register) Campaign(name string) (store.Campaign, bool) {
	for _, c := range r.Campaigns {
		if c.Name == name {
			return c, true
		}
	}
	return store.Campaign{}, false
}

func (r Register) source(name string) bool {
	for _, s := range r.Sources {
		if s.Name == name {
			return true
		}
	}
	return false
}

// Reading is what one request knows of the counters. They are read once and every
// figure of the answer is of it, so that no part contradicts another, whatever is
// recorded meanwhile, and so that the price is that of one query.
type Reading struct {
	Register
	reader  *Reader
	tallies map[string][]tally // by campaign and of all of them, ordered by day
}

// tally is what was counted on a day in the places that the request does not tell
// apart.
type tally struct {
	day    int
	place  place
	picked bool // some of it came from a source whose messages are picked
	counts store.Counts
}

// place is the part of a row's name that segments are of, campaign and day aside.
type place struct{ channel, language, source string }

// The days between which everything lies.
const (
	firstDay store.Day = "0001-01-01"
	lastDay  store.Day = "9999-12-31"
)

// Read reads the counters that a report of f is made from. It reads the whole
// history, because blocks are counted from its beginning. Campaigns are read where f
// names one, since what guards it is how the whole divides, and where tabled says
// that the report has tables and f is divided by campaign.
func (s *Reader) Read(ctx context.Context, reg Register, f Filter, tabled bool) (*Reading, error) {
	r := &Reading{Register: reg, reader: s, tallies: map[string][]tally{}}
	if reg.Generation == "" {
		return r, nil
	}
	q := store.Query{Generation: reg.Generation, Campaign: store.AllCampaigns, From: firstDay, To: lastDay}
	each := f.Campaign != "" || tabled && f.divides("campaign")
	if each {
		q.Campaign = ""
	}
	for row, err := range s.Counters.Rows(ctx, q) {
		switch {
		case err != nil:
			return nil, fmt.Errorf("reading counters: %w", err)
		case !each:
			r.add(store.AllCampaigns, placeOf(row.Key), row)
		case row.Key.Campaign != store.AllCampaigns:
			// The whole is summed up here, though it has rows of its own: an engine may
			// read those at another moment, and the parts would not sum to it.
			r.add(store.AllCampaigns, placeOf(row.Key), row)
			r.add(row.Key.Campaign, f.part(row.Key), row)
		}
	}
	return r, nil
}

func placeOf(k store.RowKey) place { return place{k.Channel, k.Language, k.Source} }

// part is what a report of f tells apart within a campaign: the channels of its
// own, of others its own channel at most. It keeps years of many campaigns small.
func (f Filter) part(k store.RowKey) place {
	if k.Campaign == f.Campaign || k.Channel == f.Channel {
		return place{channel: k.Channel}
	}
	return place{}
}

// add counts a row. Rows come in the order of days.
func (r *Reading) add(campaign string, at place, row store.Row) {
	day, all := Number(row.Key.Day), r.tallies[campaign]
	picked := !slices.Contains(r.reader.Unfiltered, row.Key.Source)
	for i := len(all) - 1; i >= 0 && all[i].day == day; i-- {
		if t := &all[i]; t.place == at {
			t.picked = t.picked || picked
			t.counts.Add(row.Counts)
			return
		}
	}
	r.tallies[campaign] = append(all, tally{day, at, picked, row.Counts})
}

// of returns what the filter covers of every day.
func (r *Reading) of(f Filter) []tally {
	campaign := f.Campaign
	if campaign == "" {
		campaign = store.AllCampaigns
	}
	if f.Channel == "" && f.Language == "" && f.Source == "" {
		return r.tallies[campaign]
	}
	var in []tally
	for _, t := range r.tallies[campaign] {
		if f.covers(t.place) {
			in = append(in, t)
		}
	}
	return in
}

func (r *Reading) k() int64 { return r.reader.k() }
