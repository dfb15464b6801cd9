package file

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxUnzipped bounds what a workbook may grow to: a small file can hold a very
// large one. Sheets above 16 MiB are unpacked to a temporary file.
const maxUnzipped, maxUnzippedInMemory = 4 << 30, 16 << 20

// openXLSX opens the workbook and reads the header of the sheet. Cells are read
// as they are stored, so that dates are numbers, whatever their format shows.
func (f *File) openXLSX(*seen) error {
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	book, err := excelize.OpenReader(f.file, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzippedInMemory,
	})
	if err != nil {
		return fmt.Errorf("opening the workbook: %w", err)
	}
	f.book = book
	if err := f.chooseSheet(book.GetSheetList()); err != nil {
		return err
	}
	from := since1900
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		from = since1904
	}
	l, header := nowhere(), f.opts.SkipRows
	if f.opts.NoHeader {
		l[fieldText] = 0
		f.Columns = []Column{{FieldText, ""}}
	} else if l, header, err = f.sheetHeader(book); err != nil {
		return err
	}
	f.read = func(f *File) iter.Seq2[cells, error] { return f.sheetRows(book, l, header, from) }
	return nil
}

func (f *File) chooseSheet(sheets []string) error {
	if len(sheets) == 0 {
		return errors.New("the workbook has no sheet")
	}
	f.Sheet = sheets[0]
	if f.opts.Sheet == "" {
		return nil
	}
	for _, s := range sheets {
		if strings.EqualFold(s, f.opts.Sheet) {
			f.Sheet = s
			return nil
		}
	}
	return fmt.Errorf("no sheet %q; the sheets are %s", f.opts.Sheet, strings.Join(sheets, ", "))
}

// sheetHeader finds the columns by the first row that is not empty.
func (f *File) sheetHeader(book *excelize.File) (layout, int, error) {
	for rec, err := range sheet(book, f.Sheet) {
		if err != nil {
			return layout{}, 0, err
		}
		if rec.line <= f.opts.SkipRows || rec.empty() {
			continue
		}
		l, err := f.finder().resolve(rec.fields)
		if err != nil {
			return l, 0, err
		}
		f.Columns, f.Ignored = l.columns(rec.fields)
		return l, rec.line, f.undated(l, rec.fields, below(book, f.Sheet, rec.line))
	}
	return layout{}, 0, fmt.Errorf("sheet %q has no row of headers", f.Sheet)
}

// below yields the rows under one, as long as they can be read.
func below(book *excelize.File, name string, row int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for rec, err := range sheet(book, name) {
			if err != nil || rec.line > row && !yield(rec.fields) {
				return
			}
		}
	}
}

func (rec record) empty() bool {
	return !slices.ContainsFunc(rec.fields, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// sheet yields the rows of a sheet, numbered as the spreadsheet shows them.
func sheet(book *excelize.File, name string) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		rows, err := book.Rows(name)
		if err != nil {
			yield(record{}, fmt.Errorf("reading sheet %q: %w", name, err))
			return
		}
		defer rows.Close()
		for n := 1; rows.Next(); n++ {
			fields, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				yield(record{}, fmt.Errorf("reading row %d of sheet %q: %w", n, name, err))
				return
			}
			if !yield(record{line: n, lines: 1, fields: fields}, nil) {
				return
			}
		}
		if err := rows.Error(); err != nil {
			yield(record{}, fmt.Errorf("reading sheet %q: %w", name, err))
		}
	}
}

// sheetRows yields the rows below one. Cells beyond the header are not read;
// without a header there may be one column only.
func (f *File) sheetRows(book *excelize.File, l layout, header int, from serials) iter.Seq2[cells, error] {
	return func(yield func(cells, error) bool) {
		for rec, err := range sheet(book, f.Sheet) {
			switch {
			case rec.line <= header && err == nil:
				continue
			case err == nil && rec.empty():
				f.Blank++
				continue
			case f.opts.KeepRaw:
				rec.raw = strings.Join(rec.fields, "\t")
			}
			if err == nil && f.opts.NoHeader && !(record{fields: rec.fields[1:]}).empty() {
				err = rec.ragged(1)
			}
			c, err := f.cells(rec, l, err)
			c.serials = from
			if fatal := isFatal(err); !yield(c, err) || fatal {
				return
			}
		}
	}
}
