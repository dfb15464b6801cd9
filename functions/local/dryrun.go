package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"paradox/functions/intake"
	"paradox/infra/pseudonym"
	"paradox/infra/reaction"
	"paradox/infra/sources/file"
	"paradox/infra/store"
)

// preview is what an import would make of a file.
type preview struct {
	File       string        `json:"file"`
	Format     file.Format   `json:"format"`
	Encoding   string        `json:"encoding,omitempty"`
	Separator  string        `json:"separator,omitempty"`
	Sheet      string        `json:"sheet,omitempty"`
	Columns    []shownColumn `json:"columns"`
	NotRead    []string      `json:"not_read"` // headers
	Rows       int           `json:"rows"`
	Good       int           `json:"good"`            // would be taken, unless they are known or were erased
	From       store.Day     `json:"from,omitempty"`  // of the good ones, in the report time zone
	To         store.Day     `json:"to,omitempty"`    //
	Repeated   int           `json:"repeated"`        // good ones with the id of an earlier row: duplicates
	Unassigned int           `json:"unassigned"`      // good ones that name a campaign that is not registered
	Expired    int           `json:"expired"`         // past the retention of their source
	Rejected   int           `json:"rejected"`        // refused for any other reason
	First      []shownReject `json:"first_not_taken"` // the first of these two
	how        []string
}

type shownColumn struct {
	Field  file.Field `json:"field"`
	Header string     `json:"header"`
}

type shownReject struct {
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// maxFirst is how many refusals a dry run shows.
const maxFirst = 5

// dryRun reads the files to their end and judges every row as an import would.
// It makes no store and writes to none.
func (c *importCmd) dryRun(ctx context.Context, w *world) error {
	known, zone, err := w.known(ctx)
	if err != nil {
		return err
	}
	if err := c.registered(known); err != nil {
		return err
	}
	var failed []error
	for _, path := range c.Files {
		p, err := c.preview(ctx, w, known, zone, path)
		if err == nil {
			err = p.say(w, c.JSON)
		}
		if err == nil && p.Rows > 0 && p.Good == 0 {
			err = fmt.Errorf("%s: no row could be taken", p.File)
		}
		if err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// known is what is registered in the store, or would be in a new one, and the
// time zone of its days.
func (w *world) known(ctx context.Context) (known register, zone *time.Location, err error) {
	at, err := w.place(ctx)
	if err != nil {
		return known, nil, err
	}
	if fresh, err := at.fresh(ctx); err != nil || !fresh {
		if err == nil {
			err = w.use(ctx, false, func(d *data) (err error) {
				zone = d.zone
				known, err = d.register(ctx)
				return err
			})
		}
		return known, zone, err
	}
	if err := w.checkZone(); err != nil {
		return known, nil, err
	}
	zone, err = time.LoadLocation(or(w.Zone, defaultZone))
	return register{sources: builtin}, zone, err
}

// preview reads one file. Its ids are made with keys that nobody else has: they
// tell rows apart and are forgotten.
func (c *importCmd) preview(ctx context.Context, w *world, known register, zone *time.Location, path string) (*preview, error) {
	today := noonOf(w.Now().In(zone))
	f, err := file.Open(path, c.options(zone, today))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	j := &importing{cmd: c, world: w, name: filepath.Base(path), file: f, titles: known.titles()}
	p := &preview{
		File: j.name, Format: f.Format, Encoding: f.Encoding, Separator: f.Separator, Sheet: f.Sheet,
		Columns: []shownColumn{}, NotRead: append([]string{}, f.Ignored...), First: []shownReject{}, how: j.how(today),
	}
	for _, column := range f.Columns {
		p.Columns = append(p.Columns, shownColumn(column))
	}
	judge := judge{
		prepare: intake.Preparer{Keys: pseudonym.NewKeys(), Now: w.Now, Retention: known.retention()},
		names:   known.names(), zone: zone, seen: map[reaction.ID]bool{},
	}
	for row, err := range f.Rows() {
		it, err := j.item(row, err)
		if err := errors.Join(err, ctx.Err()); err != nil {
			return nil, fmt.Errorf("%s: %w", j.name, err)
		}
		judge.row(p, it)
	}
	return p, nil
}

// judge decides what would become of rows.
type judge struct {
	prepare intake.Preparer
	names   map[string]bool
	zone    *time.Location
	seen    map[reaction.ID]bool
}

func (j judge) row(p *preview, it item) {
	p.Rows++
	if it.refuse != nil {
		p.refuse(*it.refuse)
		return
	}
	r, err := j.prepare.Prepare(it.raw)
	if refused := (*intake.Refusal)(nil); errors.As(err, &refused) {
		p.refuse(refusal{it.line, refused.Field, string(refused.Code), refused.Reason, ""})
		return
	}
	p.Good++
	day := store.DayOf(r.Time, j.zone)
	if p.From == "" || day < p.From {
		p.From = day
	}
	p.To = max(p.To, day)
	if j.seen[r.ID] {
		p.Repeated++
	}
	j.seen[r.ID] = true
	if it.raw.Campaign != "" && !j.names[r.Campaign] {
		p.Unassigned++
	}
}

func (p *preview) refuse(r refusal) {
	if r.code == string(intake.Expired) {
		p.Expired++
	} else {
		p.Rejected++
	}
	if len(p.First) < maxFirst {
		p.First = append(p.First, shownReject{r.line, r.field, r.code, r.reason})
	}
}

// say prints the preview; as JSON on one line, as an import's summary is.
func (p *preview) say(w *world, asJSON bool) error {
	if asJSON {
		b, err := json.Marshal(p)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w.Out, "%s\n", b)
		return err
	}
	fmt.Fprintf(w.Out, "%s: dry run, nothing is stored\n", p.File)
	for _, line := range p.how {
		fmt.Fprintf(w.Out, "  %s\n", line)
	}
	line := func(n int, what string) { fmt.Fprintf(w.Out, "%10s %s\n", thousands(n), what) }
	if p.Rows == 1 {
		line(1, "row")
	} else {
		line(p.Rows, "rows")
	}
	days := ""
	if p.Good > 0 {
		days = fmt.Sprintf(", from %s to %s", p.From, p.To)
	}
	line(p.Good, "can be taken"+days+", where the store does not know them yet")
	if p.Repeated > 0 {
		line(p.Repeated, "of these have the id of an earlier row and would pass for duplicates")
	}
	if p.Unassigned > 0 {
		line(p.Unassigned, "of these name a campaign that is not registered")
	}
	line(p.Expired, "expired")
	line(p.Rejected, "rejected")
	if len(p.First) == 0 {
		return nil
	}
	fmt.Fprintln(w.Out, "\nThe first that would not be taken:")
	rows := [][]string{{"LINE", "FIELD", "CODE", "REASON"}}
	for _, r := range p.First {
		rows = append(rows, []string{fmt.Sprint(r.Line), r.Field, r.Code, r.Reason})
	}
	return w.table(rows)
}
