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
	earlier  tally // what runs before this one did
	rejects  *rejects
	progress *progress
}

func (j *importing) open(ctx context.Context, path string, today time.Time) (err error) {
	c := *j.cmd
	c.Files, c.JSON, c.Restart = nil, false, false // how the file is read, and nothing else
	if j.at, err = openCheckpoint(j.data.dir, j.data.place.id()+j.file.SHA256, c, today); err != nil {
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
	j.earlier = j.at.Tally
	if j.rejects, err = openRejects(j.cmd.rejectsFile(path), j.cmd.RejectRows, j.at.Rejects); err != nil {
		return err
	}
	j.pipe, err = j.data.pipeline(ctx)
	return err
}

func (j *importing) close() error { return errors.Join(j.rejects.Close(), j.file.Close()) }

// run takes the rows in that have not been taken yet.
func (j *importing) run(ctx context.Context) error {
	j.describe()
	began := j.world.Now()
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
	j.summary(j.world.Now().Sub(began))
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
			it, err := j.item(row, err)
			if n++; n <= skip && err == nil {
				continue
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// item is a row on its way, or its refusal; an error is the file's.
func (j *importing) item(row file.Row, err error) (item, error) {
	reject := (*file.Reject)(nil)
	switch {
	case errors.As(err, &reject):
		return item{line: reject.Line, refuse: &refusal{reject.Line, string(reject.Field), reject.Code, reject.Reason, reject.Raw}}, nil
	case err != nil:
		return item{}, err
	}
	return item{line: row.Line, row: row.Raw, raw: j.raw(row)}, nil
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

// or returns the first of two that is not empty.
func or[S ~string](a, b S) S {
	if a != "" {
		return a
	}
	return b
}
