package file

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// sampleRows is how many rows are looked at for dates.
const sampleRows = 50

// undated fails where no column is read as the time, nobody said what is to
// count instead, and a column that is not read holds dates: all messages would
// count for the day of the import.
func (f *File) undated(l layout, headers []string, rows iter.Seq[[]string]) error {
	_, told := f.opts.Map[FieldTime]
	if l[fieldDate] >= 0 || told || !f.opts.Day.IsZero() {
		return nil
	}
	filled, dates, seen := make([]int, len(headers)), make([]int, len(headers)), 0
	for fields := range rows {
		for i, field := range fields[:min(len(fields), len(headers))] {
			if field = strings.TrimSpace(field); field != "" {
				filled[i]++
			}
			if isDate(field) {
				dates[i]++
			}
		}
		if seen++; seen == sampleRows {
			break
		}
	}
	for i, h := range headers {
		read := false
		for _, at := range l {
			read = read || at == i
		}
		if !read && dates[i] > 0 && 10*dates[i] >= 8*filled[i] {
			return fmt.Errorf("column %s holds dates, but by its header it is not the time: "+
				"read it with --map time=HEADER, or count all rows for one day with --date DAY", shown(h))
		}
	}
	return nil
}

// isDate reports whether a cell that is no number alone is a date, in any order,
// or a spreadsheet's date with the time of day.
func isDate(s string) bool {
	if yearFirst.MatchString(s) || dotted.MatchString(s) || slashed.MatchString(s) {
		return true
	}
	days, err := strconv.ParseFloat(s, 64)
	_, part, found := strings.Cut(s, ".")
	return err == nil && found && len(part) >= 4 && days >= firstSerial && days < lastSerial
}
