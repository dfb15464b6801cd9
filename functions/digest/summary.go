package digest

import (
	"context"
	"fmt"

	"paradox/infra/figures"
	"paradox/infra/store"
)

// Summary is what a digest says: the reports of a week and of the week before it, out
// of one reading of the counters.
type Summary struct {
	Week         Week
	This, Before Reports
	Silent       bool // nothing at all is counted on the week's days
	Changes      *Changes
	NoChanges    string           // why there are none
	Running      []store.Campaign // on some day of the week, by name
	Runs         []Run            // of those whose volume is registered
}

// Reports are the reports of one week: what the dashboard and the API show of it.
type Reports struct {
	Paradox *figures.Paradox
	Themes  *figures.Themes
}

// shown is the week's own figures, nil where they are withheld.
func (r Reports) shown() *figures.Figures { return r.Paradox.Segment }

// campaigns is the table of campaigns; nil where nothing is shown.
func (r Reports) campaigns() *figures.Table {
	for i, t := range r.Paradox.Tables {
		if t.Dimension == "campaign" {
			return &r.Paradox.Tables[i]
		}
	}
	return nil
}

// Run is a campaign's concern against what it sent. It is of the campaign's whole run
// until now, or until its end: over a week alone it would say nothing.
type Run struct {
	Campaign store.Campaign
	About    figures.About
	Volume   *figures.Volume // nil where withheld
}

// Summary reads the figures of a week that is over; another is refused with an error
// that matches [ErrWeek].
func (d *Digest) Summary(ctx context.Context, w Week) (*Summary, error) {
	reg, err := d.Figures.Register(ctx)
	if err != nil {
		return nil, err
	}
	if w.String() == "" {
		return nil, fmt.Errorf("%w: none is given", ErrWeek)
	}
	if w.Last() >= reg.Today {
		return nil, fmt.Errorf("%w: %s is not over until the end of %s", ErrWeek, w, w.Last())
	}
	r, err := d.Figures.Read(ctx, reg, figures.Filter{From: w.Before().First(), To: w.Last()}, true)
	if err != nil {
		return nil, err
	}
	s := &Summary{Week: w}
	var all *figures.Segment
	s.This, all = reports(r, w)
	s.Before, _ = reports(r, w.Before())
	s.Silent = !all.Heard(w.First(), w.Last())
	s.Changes, s.NoChanges = compare(s.This, s.Before)
	for _, c := range reg.Campaigns {
		if c.Start > w.Last() || c.End != "" && c.End < w.First() {
			continue
		}
		if s.Running = append(s.Running, c); len(c.Sent) > 0 {
			s.Runs = append(s.Runs, run(r, c))
		}
	}
	return s, nil
}

func reports(r *figures.Reading, w Week) (Reports, *figures.Segment) {
	g := r.Segment(figures.Filter{From: w.First(), To: w.Last()})
	return Reports{g.Paradox(), g.Themes()}, g
}

// run is the report of the days that concern per 1,000 sent is given for, as a campaign's
// own page has it.
func run(r *figures.Reading, c store.Campaign) Run {
	end := r.Today
	if c.End != "" {
		end = min(end, c.End)
	}
	start := max(c.Start, end.Add(1-figures.MaxDays))
	g := r.Segment(figures.Filter{From: start, To: end, Campaign: c.Name})
	return Run{c, g.About(), g.Volume()}
}
