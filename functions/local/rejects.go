package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
)

// rejects is the file that lists the rows that were not taken: line, field, code
// and reason. The rows themselves stand in it only where that was asked for:
// they hold personal data, and the line finds them in the file they came from.
type rejects struct {
	path string
	rows bool
	file *os.File // nil until there is something to write
	size int64    // what of the file is kept; the rest is written anew
}

// header is the first line of every rejects file, without or with the rows. By
// it an import knows a file that it may replace.
var header = []string{"line", "field", "code", "reason", "row"}

// rejectsFile is where the rejects of a file go.
func (c *importCmd) rejectsFile(input string) string { return or(c.Rejects, input+".rejects.csv") }

// spared refuses a rejects file that would be written over something else: a file
// that is imported, or whatever an import has not written itself.
func (c *importCmd) spared() error {
	for _, input := range c.Files {
		path := c.rejectsFile(input)
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("rejects file: %w", err)
		}
		same := func(input string) bool {
			other, err := os.Stat(input)
			return err == nil && os.SameFile(info, other)
		}
		if slices.ContainsFunc(c.Files, same) {
			return usage("--rejects: %s is a file to import; the rejects need one of their own", path)
		}
		if !isRejects(path) {
			return usage("%s is there already and is no list of rejects, so that nothing is written to it: name another file with --rejects", path)
		}
	}
	return nil
}

// isRejects reports whether a file is a list of rejects, by its first line.
func isRejects(path string) bool {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	all := strings.Join(header, ",")
	first, _ := bufio.NewReader(io.LimitReader(file, int64(len(all))+2)).ReadString('\n')
	first = strings.TrimRight(first, "\r\n")
	return first == all || first == strings.Join(header[:len(header)-1], ",")
}

// openRejects begins a rejects file, or goes on with the first size bytes of one.
// One of an earlier import goes: it would pass for a list of this one's.
func openRejects(path string, rows bool, size int64) (*rejects, error) {
	r := &rejects{path: path, rows: rows, size: size}
	if size > 0 {
		return r, r.goOn()
	}
	if !isRejects(path) {
		return r, nil
	}
	if err := os.Remove(path); err != nil {
		return nil, fmt.Errorf("removing the rejects file of an earlier import: %w", err)
	}
	return r, nil
}

// goOn opens the file at what belongs to the rows that are done.
func (r *rejects) goOn() error {
	if info, err := os.Stat(r.path); err != nil || info.Size() < r.size {
		return fmt.Errorf("%s, the list of what was rejected so far, is gone or cut short: --restart makes it anew", r.path)
	}
	file, err := os.OpenFile(r.path, os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("going on with the rejects file: %w", err)
	}
	if err := file.Truncate(r.size); err != nil {
		file.Close()
		return fmt.Errorf("going on with the rejects file: %w", err)
	}
	r.file = file
	return nil
}

// write adds refusals; when it returns, they have left the program.
func (r *rejects) write(refused []refusal) error {
	if len(refused) == 0 {
		return nil
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	if r.file == nil {
		// What has come there since the import began is somebody else's.
		file, err := os.OpenFile(r.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("making the rejects file: %w", err)
		}
		r.file = file
		w.Write(r.record(header...))
	}
	for _, f := range refused {
		w.Write(r.record(strconv.Itoa(f.line), f.field, f.code, f.reason, harmless(f.row)))
	}
	w.Flush()
	if _, err := r.file.Seek(r.size, io.SeekStart); err != nil {
		return fmt.Errorf("writing the rejects file: %w", err)
	}
	n, err := io.WriteString(r.file, b.String())
	if r.size += int64(n); err != nil {
		return fmt.Errorf("writing the rejects file: %w", err)
	}
	return nil
}

func (r *rejects) record(fields ...string) []string {
	if !r.rows {
		fields = fields[:len(fields)-1]
	}
	return fields
}

// harmless keeps a spreadsheet from reading a row as a formula.
func harmless(row string) string {
	if row != "" && strings.ContainsRune("=+-@\t\r", rune(row[0])) {
		return "'" + row
	}
	return row
}

func (r *rejects) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
