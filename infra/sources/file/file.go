package file

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Format is how a file is written.
type Format string

// The formats.
const (
	CSV   Format = "csv" // with any separator
	JSONL Format = "jsonl"
	XLSX  Format = "xlsx"
)

// Options say what the file does not say itself. The zero value lets everything
// be found out, in UTC.
type Options struct {
	Format    Format           // "" goes by the file's name
	Encoding  string           // one of [Encodings]; "" is detected. XLSX has none
	Separator string           // one of [Separators]; "" is found out. CSV only
	NoQuotes  bool             // quotes are ordinary characters. CSV only
	NoHeader  bool             // one column, all of it text. Not in JSONL
	SkipRows  int              // rows above the header that are passed over: titles, remarks. In CSV lines. Not in JSONL
	Sheet     string           // "" is the first one. XLSX only
	Map       map[Field]string // headers that replace the known ones; "" leaves the field out
	DateOrder DateOrder        // for dates such as 03/04/2026
	Zone      *time.Location   // of times that name none; nil is UTC
	Day       time.Time        // time of rows that have none; zero refuses them
	Today     time.Time        // in place of a Day where the file has no times at all
	KeepRaw   bool             // fill Raw of rows and rejects
}

// Row is a message as the file has it.
type Row struct {
	Line int // where it begins, from 1; in XLSX the row of the sheet
	// ID is the file's own id. Where there is none it is a SHA-256 over time (as
	// it is written), source, author, text and the row's number among equals, so
	// that the same row has the same id in every reading and in every file, and
	// two people who wrote the same are two.
	ID       string
	Time     time.Time
	Source   string // "" where the file does not say; so for all that follow
	Channel  string // as reaction.Channels spells it if it is known by another name, else as written
	Campaign string
	Author   string
	Text     string
	Raw      string // the row as it is written, with Options.KeepRaw
}

// Reject is a row that cannot be read. Its message never quotes the row.
type Reject struct {
	Line   int // where it begins, from 1
	Lines  int // how many it takes
	Field  Field
	Code   string // stable, for programs
	Reason string
	Raw    string // with Options.KeepRaw; "" where the row is too long to keep
}

// Error names the line, the field if it is one, and the reason.
func (r *Reject) Error() string {
	if r.Field == "" {
		return fmt.Sprintf("line %d: %s", r.Line, r.Reason)
	}
	return fmt.Sprintf("line %d: %s: %s", r.Line, r.Field, r.Reason)
}

// Codes of rejects.
const (
	CodeQuote     = "bad_quote"
	CodeFields    = "field_count"
	CodeRowLong   = "row_too_long"
	CodeNotUTF8   = "not_utf8"
	CodeJSON      = "bad_json"
	CodeValue     = "bad_value"
	CodeTime      = "time_invalid"
	CodeAmbiguous = "time_ambiguous"
	CodeNoTime    = "time_missing"
)

// File is an open file, ready to be read. It is for one goroutine.
type File struct {
	Format    Format
	Encoding  string   // as found or told; "" in XLSX
	Separator string   // as found or told; "" outside CSV
	Sheet     string   // XLSX only
	Columns   []Column // what is read from where; in JSONL as the first lines have it
	Ignored   []string // headers that are not read
	SHA256    string   // of the bytes, in lower-case hex
	Size      int64    // in bytes
	Blank     int      // blank lines passed over so far

	opts    Options
	file    *os.File
	counted counter
	read    func(*File) iter.Seq2[cells, error]
	book    io.Closer // what an XLSX file holds open beside it
}

// Column is a column that is read.
type Column struct {
	Field  Field
	Header string
}

// Open looks through the file once for its digest and encoding, and reads its
// header. An error is for people: it says what was looked for and what was found.
func Open(path string, o Options) (*File, error) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	file := &File{Format: o.Format, opts: o, file: f, counted: counter{r: f}}
	if err := file.open(path); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return file, nil
}

func (f *File) open(path string) error {
	if f.Format == "" {
		f.Format = formatOf(path)
	}
	seen, err := inspect(f.file)
	if err != nil {
		return err
	}
	f.SHA256, f.Size = seen.sha256, seen.size
	if seen.size == 0 {
		return errors.New("the file is empty")
	}
	switch f.Format {
	case CSV:
		return f.openCSV(seen)
	case JSONL:
		return f.openJSONL(seen)
	case XLSX:
		return f.openXLSX(seen)
	}
	return errors.New("neither .csv, .tsv, .txt, .jsonl, .ndjson nor .xlsx: name the format")
}

func formatOf(path string) Format {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv", ".tab", ".txt":
		return CSV
	case ".jsonl", ".ndjson", ".json":
		return JSONL
	case ".xlsx", ".xlsm":
		return XLSX
	}
	return ""
}

// Position returns how many bytes of the file [File.Rows] has read, for progress;
// it is 0 throughout in XLSX. It may be called while another goroutine reads.
func (f *File) Position() int64 { return f.counted.n.Load() }

// Close ends the reading.
func (f *File) Close() error {
	if f.book != nil {
		return errors.Join(f.book.Close(), f.file.Close())
	}
	return f.file.Close()
}

// Rows yields the rows from the first on, each or, for a row that cannot be
// read, a *[Reject] as the error; the rest goes on. Any other error is the last
// thing that is yielded. It may be called again to read from the start.
func (f *File) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		f.Blank = 0
		f.counted.n.Store(0)
		if _, err := f.file.Seek(0, io.SeekStart); err != nil {
			yield(Row{}, err)
			return
		}
		equals := numbers{}
		for c, err := range f.read(f) {
			row := Row{Line: c.line}
			if err == nil {
				row, err = f.row(c, equals)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// cells are the fields of a row as they are written.
type cells struct {
	line, lines int
	values      [numFields]string
	raw         string
	serials     serials // what numbers in the date column mean
}

func (f *File) row(c cells, equals numbers) (Row, error) {
	v := &c.values
	row := Row{
		Line: c.line, ID: strings.TrimSpace(v[fieldID]), Source: strings.TrimSpace(v[fieldSource]),
		Channel: channel(v[fieldChannel]), Campaign: strings.TrimSpace(v[fieldCampaign]),
		Author: strings.TrimSpace(v[fieldAuthor]), Text: v[fieldText], Raw: c.raw,
	}
	written := when(v[fieldDate], v[fieldClock])
	if row.ID == "" { // before a refusal: the numbers must not depend on what is refused
		row.ID = equals.id(row, written)
	}
	var err error
	if written == "" {
		row.Time, err = f.day()
	} else {
		row.Time, err = parseTime(written, f.opts.DateOrder, f.opts.Zone, c.serials)
	}
	if bad := (*dateError)(nil); errors.As(err, &bad) {
		return Row{Line: c.line}, &Reject{Line: c.line, Lines: c.lines, Field: FieldTime, Code: bad.code, Reason: bad.reason, Raw: c.raw}
	}
	return row, nil
}

// Timed reports whether the file has times of its own.
func (f *File) Timed() bool {
	return slices.ContainsFunc(f.Columns, func(c Column) bool { return c.Field == FieldTime })
}

// day is the time of a row that has none.
func (f *File) day() (time.Time, error) {
	switch {
	case !f.opts.Day.IsZero():
		return f.opts.Day, nil
	case !f.opts.Today.IsZero() && !f.Timed():
		return f.opts.Today, nil
	}
	return time.Time{}, &dateError{CodeNoTime, "empty, and no day was given for rows without one"}
}
