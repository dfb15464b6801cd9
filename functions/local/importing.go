package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"paradox/functions/intake"
	"paradox/infra/sources/file"
	"paradox/infra/store"
)

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
	if err := j.at.save(); err != nil {
		return err
	}
	j.progress.show(j.at.Items, j.file.Position())
	j.data.log.Debug("batch", "rows", b.tally.Rows, "recorded", b.tally.Recorded, "rows_done", j.at.Items)
	return nil
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
