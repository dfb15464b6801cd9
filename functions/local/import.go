package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

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
	Date       string            `placeholder:"DAY" help:"Day of rows without a date, as 2026-11-25 (today, if the file has no dates); of all rows, where several columns could be the date and none is mapped."`
	DateFormat string            `placeholder:"ORDER" help:"How to read 03/04/2026: dmy or mdy. Without it such dates are rejected."`
	Format     string            `placeholder:"FORMAT" help:"csv, jsonl or xlsx, where the file's name does not say."`
	Encoding   string            `placeholder:"NAME" help:"utf-8, utf-16le, utf-16be, windows-1250, windows-1252 or iso-8859-2 (found out)."`
	Separator  string            `placeholder:"CHAR" help:"Separator of a CSV file: , ; tab | or none (found out)."`
	NoQuotes   bool              `help:"Quotes are ordinary characters in a CSV file."`
	NoHeader   bool              `help:"The file has no header and one column, the text."`
	Sheet      string            `placeholder:"NAME" help:"Sheet of an XLSX file (the first)."`
	SkipRows   int               `placeholder:"N" help:"Pass over N rows (in CSV: lines) above the headers, such as a title."`

	Rejects    string `placeholder:"FILE" help:"Where rows that are refused are listed, with line and reason (FILE.rejects.csv)."`
	RejectRows bool   `help:"Repeat the refused rows in the rejects file. They hold what people wrote, unredacted."`
	DryRun     bool   `help:"Say how the files would be read, what days they cover and which rows would be refused, and store nothing."`
	Restart    bool   `help:"Begin anew where an import of the same file was cut off."`
	JSON       bool   `name:"json" help:"Print the summary as JSON."`
}

// Help is shown below the flags.
func (importCmd) Help() string {
	return `Columns are found by their headers, in English or Polish (text, comment, opinia, treść, data, autor, kanał, …); where two could be the same, say which with --map. See with --dry-run how a file is read. Every text is redacted, authors and ids become keyed pseudonyms. A file that was cut off goes on where it was; importing a file twice changes no number: rows are known by their source and id, or else by time, author and text. A file that numbers its own rows therefore needs a --source of its own.`
}

// Run imports the files one after the other, once what is past its retention has
// lost its text: not everybody who keeps a store in a file leaves serve running. It ends with 1 if one of them could
// not be read to its end or gave no row at all.
func (c *importCmd) Run(ctx context.Context, w *world) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.DryRun {
		return c.dryRun(ctx, w)
	}
	if err := c.spared(); err != nil {
		return err
	}
	return w.use(ctx, true, func(d *data) error {
		if err := d.labels(); err != nil {
			return err
		}
		known, err := d.register(ctx)
		if err != nil {
			return err
		}
		if err := c.registered(known); err != nil {
			return err
		}
		if err := d.expireFirst(ctx, w); err != nil {
			return fmt.Errorf("taking the text from what is past its retention: %w", err)
		}
		var failed []error
		for _, path := range c.Files {
			if err := c.one(ctx, w, d, known, path); err != nil {
				failed = append(failed, err)
			}
			if ctx.Err() != nil {
				break
			}
		}
		return errors.Join(failed...)
	})
}

// expireFirst takes the text from what is past its retention, where this program has
// the store to itself. Where others have it too, the nightly pass of one of them does.
func (d *data) expireFirst(ctx context.Context, w *world) error {
	if d.shared {
		return nil
	}
	total := 0
	for page, err := range d.store.Scan(ctx, store.Segment{Of: 1}) {
		if err != nil {
			return err
		}
		n, err := d.store.Expire(ctx, d.now(), page.Overdue...)
		if total += n; err != nil {
			return err
		}
	}
	if total > 0 {
		w.say("%s past their retention lost text and author; the counts stay", messages(total))
	}
	return nil
}

// check refuses flags that would send every row astray.
func (c *importCmd) check() error {
	if c.Rejects != "" && len(c.Files) > 1 {
		return usage("--rejects: for one file at a time")
	}
	if !slices.Contains([]string{"", "csv", "jsonl", "xlsx"}, c.Format) {
		return usage("--format: want csv, jsonl or xlsx")
	}
	if !slices.Contains([]string{"", string(file.DayFirst), string(file.MonthFirst)}, c.DateFormat) {
		return usage("--date-format: want dmy (day first) or mdy (month first)")
	}
	if c.SkipRows < 0 {
		return usage("--skip-rows: want 0 or more")
	}
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
	return nil
}

// registered refuses names that nobody registered: a slip would count every row
// as unassigned, or refuse it.
func (c *importCmd) registered(known register) error {
	if err := known.source(c.Source); err != nil {
		return err
	}
	if c.Campaign == "" || known.names()[c.Campaign] {
		return nil
	}
	return usage("--campaign: %q is not registered; register it with: paradox campaign add", c.Campaign)
}

func (c *importCmd) options(zone *time.Location, today time.Time) file.Options {
	o := file.Options{
		Format: file.Format(c.Format), Encoding: c.Encoding, Separator: c.Separator, NoQuotes: c.NoQuotes,
		NoHeader: c.NoHeader, SkipRows: c.SkipRows, Sheet: c.Sheet, DateOrder: file.DateOrder(c.DateFormat), Zone: zone, Today: today,
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
func (c *importCmd) one(ctx context.Context, w *world, d *data, known register, path string) error {
	job, err := c.begin(ctx, w, d, known, path)
	if err != nil {
		return err
	}
	err = job.run(ctx)
	return errors.Join(err, job.close())
}

// begin opens the file and finds out how far it has come.
func (c *importCmd) begin(ctx context.Context, w *world, d *data, known register, path string) (*importing, error) {
	today := noonOf(w.Now().In(d.zone))
	f, err := file.Open(path, c.options(d.zone, today))
	if err != nil {
		return nil, err
	}
	j := &importing{cmd: c, world: w, data: d, name: filepath.Base(path), file: f, titles: known.titles()}
	if err := j.open(ctx, path, today); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", j.name, err)
	}
	return j, nil
}
