package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
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

// openRejects begins a rejects file, or goes on with the first size bytes of one.
func openRejects(path string, rows bool, size int64) (*rejects, error) {
	r := &rejects{path: path, rows: rows, size: size}
	if size == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("removing the rejects file of an earlier import: %w", err)
		}
		return r, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("going on with the rejects file: %w", err)
	}
	if err := file.Truncate(size); err != nil {
		file.Close()
		return nil, fmt.Errorf("going on with the rejects file: %w", err)
	}
	r.file = file
	return r, nil
}

// write adds refusals; when it returns, they have left the program.
func (r *rejects) write(refused []refusal) error {
	if len(refused) == 0 {
		return nil
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	if r.file == nil {
		file, err := os.OpenFile(r.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("making the rejects file: %w", err)
		}
		r.file = file
		w.Write(r.record("line", "field", "code", "reason", "row"))
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
