package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// say writes a line for people beside the output.
func (w *world) say(format string, a ...any) { fmt.Fprintf(w.Err, format+"\n", a...) }

// describe says how the file is read, so that a wrong guess is seen at once.
func (j *importing) describe() {
	for _, line := range j.how(j.at.Today) {
		j.world.say("%s: %s", j.name, line)
	}
	if j.at.Items > 0 {
		j.world.say("%s: goes on after %s that are done", j.name, rowCount(j.at.Items))
	}
}

// how says how the file is read: its format, its columns and where dates come from.
func (j *importing) how(today time.Time) []string {
	f := j.file
	format := []string{string(f.Format)}
	if f.Encoding != "" {
		format = append(format, f.Encoding)
	}
	if f.Separator != "" && f.Separator != "none" {
		format = append(format, fmt.Sprintf("separator %q", f.Separator))
	}
	if f.Sheet != "" {
		format = append(format, fmt.Sprintf("sheet %q", f.Sheet))
	}
	var columns []string
	for _, c := range f.Columns {
		columns = append(columns, fmt.Sprintf("%s from %q", c.Field, c.Header))
	}
	if j.cmd.NoHeader {
		columns = []string{"text from the only column"}
	}
	lines := []string{strings.Join(format, ", ") + "; " + strings.Join(columns, ", ")}
	if len(f.Ignored) > 0 {
		lines = append(lines, "not read: "+quoted(f.Ignored))
	}
	switch {
	case f.Timed():
	case j.cmd.Date != "":
		lines = append(lines, "no column with dates is read; all rows count for "+j.cmd.Date)
	default:
		lines = append(lines, "no column with dates is read; all rows count for "+today.Format(time.DateOnly)+", today (another day goes with --date)")
	}
	return lines
}

func rowCount(n int) string {
	if n == 1 {
		return "1 row"
	}
	return thousands(n) + " rows"
}

func quoted(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(out, ", ")
}

// imported is the summary of a file: of what this run did. Runs that were cut off
// before it did the rest.
type imported struct {
	File string `json:"file"`
	tally
	Earlier     int     `json:"rows_before"` // done by earlier runs
	Blank       int     `json:"blank_lines"` // in the whole file
	Seconds     float64 `json:"seconds"`
	PerSecond   float64 `json:"rows_per_second"`
	RejectsFile string  `json:"rejects,omitempty"`   // where all refused rows are listed
	Encoding    string  `json:"encoding,omitempty"`  // as found or told
	Separator   string  `json:"separator,omitempty"` // as found or told
}

// summary says what became of the rows.
func (j *importing) summary(took time.Duration) {
	done := j.at.Tally
	done.take(j.earlier)
	s := imported{
		File: j.name, tally: done, Earlier: j.earlier.Rows, Blank: j.file.Blank, Encoding: j.file.Encoding, Separator: j.file.Separator,
		Seconds: took.Round(time.Millisecond).Seconds(),
	}
	if took > 0 {
		s.PerSecond = float64(int(float64(done.Rows) / took.Seconds()))
	}
	if j.rejects.size > 0 {
		s.RejectsFile = j.rejects.path
	}
	if j.cmd.JSON {
		b, err := json.Marshal(s)
		if err == nil {
			fmt.Fprintf(j.world.Out, "%s\n", b)
		}
		return
	}
	s.print(j.world)
}

func (s imported) print(w *world) {
	before := ""
	if s.Earlier > 0 {
		before = "; " + rowCount(s.Earlier) + " were done before"
	}
	fmt.Fprintf(w.Out, "%s: %s in %.1f s, %s rows/s%s\n", s.File, rowCount(s.Rows), s.Seconds, thousands(int(s.PerSecond)), before)
	line := func(n int, what, note string) {
		if note != "" && n > 0 {
			what += "  " + note
		}
		fmt.Fprintf(w.Out, "%10s %s\n", thousands(n), what)
	}
	line(s.Recorded, "recorded", "")
	line(s.Duplicates, "duplicates", "(their ids are known already; nothing changed)")
	line(s.Erased, "erased", "(erased earlier; they stay out)")
	line(s.Expired, "expired", "(past the retention of their source)")
	line(s.Rejected, "rejected", "")
	if s.From != "" {
		fmt.Fprintf(w.Out, "%10s of %s to %s; their figures: paradox report trend %s\n", "", s.From, s.To, during(s.From, s.To))
	}
	if s.RejectsFile != "" {
		fmt.Fprintf(w.Out, "%10s lines and reasons of what was not taken: %s\n", "", s.RejectsFile)
	}
	if s.Unassigned > 0 {
		line(s.Unassigned, "of these name a campaign that is not registered and count as unassigned", "")
	}
}
