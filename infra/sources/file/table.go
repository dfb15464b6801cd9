package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Separators are the names that Options.Separator takes.
var Separators = []string{",", ";", "tab", "|", "none"}

var separators = map[string]rune{",": ',', ";": ';', "tab": '\t', "\t": '\t', "|": '|', "none": 0}

// sampleSize is how much of a file is looked at to find its separator and, in
// JSONL, its keys.
const sampleSize = 64 << 10

// openCSV decides encoding and separator and reads the header.
func (f *File) openCSV(s *seen) error {
	if f.Encoding = strings.ToLower(f.opts.Encoding); f.Encoding == "" {
		f.Encoding = s.encoding()
	}
	separator, known := separators[f.opts.Separator]
	if !known && f.opts.Separator != "" {
		return fmt.Errorf("separator %q: want one of %s", f.opts.Separator, strings.Join(Separators, " "))
	}
	sample, err := f.sample(s)
	if err != nil {
		return err
	}
	switch {
	case f.opts.NoHeader:
		separator = 0
	case f.opts.Separator == "":
		separator = f.sniff(sample)
	}
	f.Separator = map[rune]string{',': ",", ';': ";", '\t': "tab", '|': "|", 0: "none"}[separator]
	rs := f.records(bytes.NewReader(sample), separator)
	l, width := nowhere(), 1
	if f.opts.NoHeader {
		l[fieldText] = 0
		f.Columns = []Column{{FieldText, ""}}
	} else if l, width, err = f.header(rs); err != nil {
		return err
	}
	f.read = func(f *File) iter.Seq2[cells, error] { return f.table(s, separator, l, width) }
	return nil
}

// sample returns the first part of the file, decoded.
func (f *File) sample(s *seen) ([]byte, error) {
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	r, err := s.decoded(f.file, f.Encoding)
	if err != nil {
		return nil, err
	}
	sample, err := io.ReadAll(io.LimitReader(r, sampleSize))
	if err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	return sample, nil
}

// records begins to read a table, below the rows that are passed over.
func (f *File) records(r io.Reader, separator rune) *records {
	ls := newLines(r)
	for range f.opts.SkipRows {
		if _, err := ls.read(); err != nil { // it comes again
			break
		}
	}
	return &records{lines: ls, separator: separator, noQuotes: f.opts.NoQuotes}
}

// header reads the first record and finds the columns.
func (f *File) header(rs *records) (layout, int, error) {
	rec, err := rs.header()
	if errors.Is(err, io.EOF) {
		return layout{}, 0, errors.New("the file has no header")
	}
	if err != nil {
		return layout{}, 0, fmt.Errorf("reading the header: %w", err)
	}
	l, err := f.finder().resolve(rec.fields)
	if err != nil {
		return l, 0, err
	}
	f.Columns, f.Ignored = l.columns(rec.fields)
	return l, len(rec.fields), f.undated(l, rec.fields, rs.sample())
}

func (f *File) finder() finder {
	return finder{mapped: f.opts.Map, oneDay: !f.opts.Day.IsZero(), keys: f.Format == JSONL}
}

// sample yields the fields of the records that are none the less.
func (r *records) sample() iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for {
			rec, err := r.read()
			if isFatal(err) || err == nil && !yield(rec.fields) {
				return
			}
		}
	}
}

// header reads the first record that is not Excel's "sep=;".
func (r *records) header() (record, error) {
	rec, err := r.read()
	if err == nil && rec.lines == 1 && len(rec.raw) <= 5 && strings.HasPrefix(strings.ToLower(rec.raw), "sep=") {
		return r.read()
	}
	return rec, err
}

// sniff returns the separator under which the header names the most columns that
// are known; among equals the one that divides most records like the header.
func (f *File) sniff(sample []byte) rune {
	best, most := rune(0), score{}
	for _, separator := range [...]rune{',', ';', '\t', '|'} {
		rs := f.records(bytes.NewReader(sample), separator)
		if s := f.score(rs); s.better(most) {
			best, most = separator, s
		}
	}
	return best
}

type score struct{ known, alike, fields int }

func (s score) better(t score) bool {
	if s.known != t.known {
		return s.known > t.known
	}
	if s.alike != t.alike {
		return s.alike > t.alike
	}
	return s.fields > t.fields
}

// score judges a separator by the first records; the zero score if it does not
// divide the header.
func (f *File) score(rs *records) score {
	header, err := rs.header()
	if err != nil || len(header.fields) < 2 {
		return score{}
	}
	s := score{known: f.known(header.fields), fields: len(header.fields)}
	for range 50 {
		rec, err := rs.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && len(rec.fields) == len(header.fields) {
			s.alike++
		}
	}
	return s
}

// known counts the headers that name a field, or suggest one.
func (f *File) known(headers []string) (n int) {
	wanted := map[string]bool{}
	for _, list := range append(names[:], clockNames) {
		for _, name := range list {
			wanted[name] = true
		}
	}
	for _, header := range f.opts.Map {
		wanted[fold(header)] = true
	}
	delete(wanted, "")
	for _, h := range headers {
		words := strings.Fields(fold(h))
		if wanted[fold(h)] || ofText(words) || ofID(words) || ofDate(words) {
			n++
		}
	}
	return n
}

// table yields the records below the header.
func (f *File) table(s *seen, separator rune, l layout, width int) iter.Seq2[cells, error] {
	return func(yield func(cells, error) bool) {
		r, err := s.decoded(&f.counted, f.Encoding)
		if err != nil {
			yield(cells{}, err)
			return
		}
		rs := f.records(r, separator)
		if !f.opts.NoHeader {
			if _, err := rs.header(); err != nil {
				yield(cells{}, fmt.Errorf("reading the header: %w", err))
				return
			}
		}
		for {
			rec, err := rs.read()
			f.Blank = rs.blank
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && len(rec.fields) != width {
				err = rec.ragged(width)
			}
			c, err := f.cells(rec, l, err)
			if fatal := isFatal(err); !yield(c, err) || fatal {
				return
			}
		}
	}
}

// isFatal reports whether nothing can be read after the error.
func isFatal(err error) bool {
	reject := (*Reject)(nil)
	return err != nil && !errors.As(err, &reject)
}

// cells places the fields of a record. The raw text goes where it is not wanted.
func (f *File) cells(rec record, l layout, err error) (cells, error) {
	c := cells{line: rec.line, lines: rec.lines}
	if reject := (*Reject)(nil); errors.As(err, &reject) {
		c.line, c.lines = reject.Line, reject.Lines
		if !f.opts.KeepRaw {
			reject.Raw = ""
		}
		return c, err
	}
	if err != nil {
		return c, fmt.Errorf("reading: %w", err)
	}
	for i, at := range l {
		if at >= 0 && at < len(rec.fields) {
			c.values[i] = rec.fields[at]
		}
	}
	if f.opts.KeepRaw {
		c.raw = rec.raw
	}
	return c, nil
}
