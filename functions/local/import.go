package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"paradox/functions/intake"
	"paradox/infra/reaction"
	"paradox/infra/sources/file"
	"paradox/infra/store"
)

type importCmd struct {
	Files    []string `arg:"" name:"file" help:"CSV (.csv, .tsv, .txt), JSONL (.jsonl, .ndjson) or XLSX files."`
	Channel  string   `placeholder:"CHANNEL" help:"Channel of rows that name none: email, recommendation, ad, push_sms, call, loyalty or other (other)."`
	Campaign string   `placeholder:"NAME" help:"Registered campaign of rows that name none."`
	Source   string   `default:"import" placeholder:"NAME" help:"Registered source of rows that name none (${default})."`

	Map        map[string]string `mapsep:"none" placeholder:"FIELD=HEADER" help:"Read a field from that column: text, id, time, clock, author, channel, campaign or source. Without a header the field is left out. May be given several times."`
	Date       string            `placeholder:"DAY" help:"Day of rows without a date, as 2026-11-25 (today, if the file has no dates)."`
	DateFormat string            `enum:",dmy,mdy" default:"" placeholder:"ORDER" help:"How to read 03/04/2026: dmy or mdy. Without it such dates are rejected."`
	Format     string            `enum:",csv,jsonl,xlsx" default:"" placeholder:"FORMAT" help:"csv, jsonl or xlsx, where the file's name does not say."`
	Encoding   string            `placeholder:"NAME" help:"utf-8, utf-16le, utf-16be, windows-1250, windows-1252 or iso-8859-2 (found out)."`
	Separator  string            `placeholder:"CHAR" help:"Separator of a CSV file: , ; tab | or none (found out)."`
	NoQuotes   bool              `help:"Quotes are ordinary characters in a CSV file."`
	NoHeader   bool              `help:"The file has no header and one column, the text."`
	Sheet      string            `placeholder:"NAME" help:"Sheet of an XLSX file (the first)."`

	Rejects    string `placeholder:"FILE" help:"Where rows that are refused are listed, with line and reason (FILE.rejects.csv)."`
	RejectRows bool   `help:"Repeat the refused rows in the rejects file. They hold what people wrote, unredacted."`
	Restart    bool   `help:"Begin anew where an import of the same file was cut off."`
	JSON       bool   `name:"json" help:"Print the summary as JSON."`
}

// Help is shown below the flags.
func (importCmd) Help() string {
	return `Columns are found by their headers, in English or Polish (text, comment, opinia, treść, data, autor, kanał, …). Every text is redacted, authors and ids become keyed pseudonyms. A file that was cut off goes on where it was; importing a file twice changes no number: rows are known by their id, or else by time, author and text.`
}

// Run imports the files one after the other. It ends with 1 if one of them could
// not be read to its end or gave no row at all.
func (c *importCmd) Run(ctx context.Context, w *world) error {
	if c.Rejects != "" && len(c.Files) > 1 {
		return usage("--rejects: for one file at a time")
	}
	return w.use(ctx, true, func(d *data) error {
		if err := errors.Join(d.labels(), c.check(ctx, d)); err != nil {
			return err
		}
		var failed []error
		for _, path := range c.Files {
			if err := c.one(ctx, w, d, path); err != nil {
				failed = append(failed, err)
			}
			if ctx.Err() != nil {
				break
			}
		}
		return errors.Join(failed...)
	})
}

// check refuses flags that would send every row astray.
func (c *importCmd) check(ctx context.Context, d *data) error {
	if c.Channel != "" && !reaction.IsChannel(c.Channel) {
		return usage("--channel: want one of %s", strings.Join(reaction.Channels[:], ", "))
	}
	if _, err := store.ParseDay(c.Date); c.Date != "" && err != nil {
		return usage("--date: %w", err)
	}
	for field := range c.Map {
		if !slices.Contains(file.Fields[:], file.Field(field)) {
			return usage("--map: no field %q; the fields are text, id, time, clock, author, channel, campaign and source", field)
		}
	}
	sources, err := d.store.Sources(ctx)
	if err != nil {
		return fmt.Errorf("reading sources: %w", err)
	}
	if !slices.ContainsFunc(sources, func(s store.Source) bool { return s.Name == c.Source }) {
		return usage("--source: %q is not registered; register it with: paradox source add", c.Source)
	}
	campaigns, err := d.store.Campaigns(ctx)
	if err != nil {
		return fmt.Errorf("reading campaigns: %w", err)
	}
	if c.Campaign != "" && !slices.ContainsFunc(campaigns, func(k store.Campaign) bool { return k.Name == c.Campaign }) {
		return usage("--campaign: %q is not registered; register it with: paradox campaign add", c.Campaign)
	}
	return nil
}

func (c *importCmd) options(zone *time.Location, today time.Time) file.Options {
	o := file.Options{
		Format: file.Format(c.Format), Encoding: c.Encoding, Separator: c.Separator, NoQuotes: c.NoQuotes,
		NoHeader: c.NoHeader, Sheet: c.Sheet, DateOrder: file.DateOrder(c.DateFormat), Zone: zone, Today: today,
		KeepRaw: c.RejectRows, Map: map[file.Field]string{},
	}
	for field, header := range c.Map {
		o.Map[file.Field(field)] = header
	}
	if day, err := time.ParseInLocation(time.DateOnly, c.Date, zone); err == nil {
		o.Day = noonOf(day)
	}
	return o
}

// noonOf is the middle of the day on which t falls in its zone.
func noonOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 12, 0, 0, 0, t.Location())
}

// one imports a file.
func (c *importCmd) one(ctx context.Context, w *world, d *data, path string) error {
	job, err := c.begin(ctx, w, d, path)
	if err != nil {
		return err
	}
	err = job.run(ctx)
	return errors.Join(err, job.close())
}

// begin opens the file and finds out how far it has come.
func (c *importCmd) begin(ctx context.Context, w *world, d *data, path string) (*importing, error) {
	today := noonOf(w.Now().In(d.zone))
	f, err := file.Open(path, c.options(d.zone, today))
	if err != nil {
		return nil, err
	}
	j := &importing{cmd: c, world: w, data: d, name: filepath.Base(path), file: f}
	if err := j.open(ctx, path, today); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", j.name, err)
	}
	return j, nil
}

// importing is the import of one file.
type importing struct {
	cmd      *importCmd
	world    *world
	data     *data
	name     string
	file     *file.File
	pipe     *pipeline
	titles   map[string]string // campaigns' names by what a file may call them
	at       *checkpoint
	rejects  *rejects
	progress *progress
}

func (j *importing) open(ctx context.Context, path string, today time.Time) (err error) {
	c := *j.cmd
	c.Files, c.JSON, c.Restart = nil, false, false // how the file is read, and nothing else
	if j.at, err = openCheckpoint(j.data.dir, j.file.SHA256, c, today); err != nil {
		return err
	}
	if j.cmd.Restart {
		j.at = &checkpoint{Today: today, path: j.at.path}
	}
	if !j.at.Today.Equal(today) {
		j.file.Close()
		if j.file, err = file.Open(path, j.cmd.options(j.data.zone, j.at.Today)); err != nil {
			return err
		}
	}
	out := j.cmd.Rejects
	if out == "" {
		out = path + ".rejects.csv"
	}
	if j.rejects, err = openRejects(out, j.cmd.RejectRows, j.at.Rejects); err != nil {
		return err
	}
	if j.titles, err = titles(ctx, j.data.store); err != nil {
		return err
	}
	j.pipe, err = j.data.pipeline(ctx)
	return err
}

// titles are the registered campaigns by name and by title, in lower case.
func titles(ctx context.Context, control store.Control) (map[string]string, error) {
	campaigns, err := control.Campaigns(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading campaigns: %w", err)
	}
	m := map[string]string{}
	for _, c := range campaigns {
		m[strings.ToLower(strings.TrimSpace(c.Title))] = c.Name
	}
	for _, c := range campaigns { // a name goes before another's title
		m[c.Name] = c.Name
	}
	delete(m, "")
	return m, nil
}

func (j *importing) close() error { return errors.Join(j.rejects.Close(), j.file.Close()) }

// run takes the rows in that have not been taken yet.
func (j *importing) run(ctx context.Context) error {
	j.describe()
	began, before := j.world.Now(), j.at.Items
	j.progress = j.world.progress(j.name, j.size())
	err := j.pipe.run(ctx, j.items(), j.done)
	j.progress.end()
	if err != nil {
		j.world.say("%s: stopped after %s rows; the same command goes on from there", j.name, thousands(j.at.Items))
		return fmt.Errorf("%s: %w", j.name, err)
	}
	if err := j.at.remove(); err != nil {
		return err
	}
	j.summary(j.world.Now().Sub(began), j.at.Items-before)
	if t := j.at.Tally; t.Rows > 0 && t.Rejected+t.Expired == t.Rows {
		return fmt.Errorf("%s: no row could be taken; %s says why", j.name, j.rejects.path)
	}
	return nil
}

func (j *importing) size() int64 {
	if j.file.Format == file.XLSX {
		return 0
	}
	return j.file.Size
}

// done makes a batch's end durable, as far as the checkpoint is.
func (j *importing) done(b batch) error {
	if err := j.rejects.write(b.refused); err != nil {
		return err
	}
	j.at.Items += b.tally.Rows
	j.at.Tally.add(b.tally)
	j.at.Rejects = j.rejects.size
	j.progress.show(j.at.Items, j.file.Position())
	return j.at.save()
}

// items yields the rows after the checkpoint. The file is read from its start:
// rows without an id are numbered among their equals.
func (j *importing) items() iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		n, skip := 0, j.at.Items
		for row, err := range j.file.Rows() {
			it := item{line: row.Line, row: row.Raw}
			if reject := (*file.Reject)(nil); errors.As(err, &reject) {
				it.line, it.refuse = reject.Line, &refusal{reject.Line, string(reject.Field), reject.Code, reject.Reason, reject.Raw}
				err = nil
			}
			if n++; n <= skip && err == nil {
				continue
			}
			it.raw = j.raw(row)
			if !yield(it, err) {
				return
			}
		}
	}
}

func (j *importing) raw(row file.Row) intake.Raw {
	c := j.cmd
	raw := intake.Raw{
		SenderID: row.ID, Time: row.Time, Author: row.Author, Text: row.Text,
		Source: or(row.Source, c.Source), Channel: or(row.Channel, c.Channel), Campaign: or(row.Campaign, c.Campaign),
	}
	if name, ok := j.titles[strings.ToLower(raw.Campaign)]; ok {
		raw.Campaign = name
	}
	return raw
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
