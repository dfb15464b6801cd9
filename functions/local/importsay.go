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
	f := j.file
	how := []string{string(f.Format)}
	if f.Encoding != "" {
		how = append(how, f.Encoding)
	}
	if f.Separator != "" && f.Separator != "none" {
		how = append(how, fmt.Sprintf("separator %q", f.Separator))
	}
	if f.Sheet != "" {
		how = append(how, fmt.Sprintf("sheet %q", f.Sheet))
	}
	var columns []string
	for _, c := range f.Columns {
		columns = append(columns, fmt.Sprintf("%s from %q", c.Field, c.Header))
	}
	if j.cmd.NoHeader {
		columns = []string{"text from the only column"}
	}
	j.world.say("%s: %s; %s", j.name, strings.Join(how, ", "), strings.Join(columns, ", "))
	if len(f.Ignored) > 0 {
		j.world.say("%s: not read: %s", j.name, quoted(f.Ignored))
	}
	if !f.Timed() && j.cmd.Date == "" {
		j.world.say("%s: no dates in it; all rows count for %s", j.name, j.at.Today.Format(time.DateOnly))
	}
	if j.at.Items > 0 {
		j.world.say("%s: goes on after %s rows that are done", j.name, thousands(j.at.Items))
	}
}

func quoted(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(out, ", ")
}

// imported is the summary of a file.
type imported struct {
	File string `json:"file"`
	tally
	Blank       int     `json:"blank_lines"`
	Seconds     float64 `json:"seconds"`             // of this run
	PerSecond   float64 `json:"rows_per_second"`     // of this run
	RejectsFile string  `json:"rejects,omitempty"`   // where the refused rows are listed
	Encoding    string  `json:"encoding,omitempty"`  // as found or told
	Separator   string  `json:"separator,omitempty"` // as found or told
}

// summary says what became of the rows.
func (j *importing) summary(took time.Duration, rows int) {
	s := imported{
		File: j.name, tally: j.at.Tally, Blank: j.file.Blank, Encoding: j.file.Encoding, Separator: j.file.Separator,
		Seconds: took.Round(time.Millisecond).Seconds(),
	}
	if took > 0 {
		s.PerSecond = float64(int(float64(rows) / took.Seconds()))
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
	fmt.Fprintf(w.Out, "%s: %s rows in %.1f s, %s rows/s\n", s.File, thousands(s.Rows), s.Seconds, thousands(int(s.PerSecond)))
	line := func(n int, what, note string) {
		if note != "" && n > 0 {
			what += "  " + note
		}
		fmt.Fprintf(w.Out, "%10s %s\n", thousands(n), what)
	}
	line(s.Recorded, "recorded", "")
	line(s.Duplicates, "duplicates", "(known already; nothing changed)")
	line(s.Erased, "erased", "(erased earlier; they stay out)")
	line(s.Expired, "expired", "(past the retention of their source)")
	line(s.Rejected, "rejected", "")
	if s.RejectsFile != "" {
		fmt.Fprintf(w.Out, "%10s lines and reasons of what was not taken: %s\n", "", s.RejectsFile)
	}
	if s.Unassigned > 0 {
		line(s.Unassigned, "of these name a campaign that is not registered and count as unassigned", "")
	}
}
