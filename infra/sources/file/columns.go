package file

import (
	"fmt"
	"slices"
	"strings"
)

// Field is what a column holds.
type Field string

// The fields, as --map names them.
const (
	FieldText     Field = "text"
	FieldID       Field = "id"
	FieldTime     Field = "time"  // date and time, or the date alone
	FieldClock    Field = "clock" // the time of day beside a date
	FieldAuthor   Field = "author"
	FieldChannel  Field = "channel"
	FieldCampaign Field = "campaign"
	FieldSource   Field = "source"
)

// Fields lists them all, in the order in which they are explained.
var Fields = [numFields]Field{FieldText, FieldID, FieldTime, FieldClock, FieldAuthor, FieldChannel, FieldCampaign, FieldSource}

// Places of the fields in [Fields] and in cells.
const (
	fieldText = iota
	fieldID
	fieldDate
	fieldClock
	fieldAuthor
	fieldChannel
	fieldCampaign
	fieldSource
	numFields
)

// layout says in which column each field stands; -1 for a field that is not there.
type layout [numFields]int

func nowhere() (l layout) {
	for i := range l {
		l[i] = -1
	}
	return l
}

// finder finds the columns of fields by their headers.
type finder struct {
	mapped map[Field]string
	oneDay bool // every row has a day: which column is the time need not be clear
	keys   bool // the headers are keys for certain, not perhaps a first message
}

// headers are those of one file, with what has been found in them.
type headers struct {
	finder
	written, folded []string
	at              layout
}

// resolve finds the columns: by the mapping, by headers that are known, and by
// the words of headers. It fails for a text column that is missing, for a field
// that two columns could be, and for a mapping that names no column: to guess
// would fill the counters with the wrong words.
func (f finder) resolve(written []string) (layout, error) {
	h := &headers{finder: f, written: written, at: nowhere()}
	for _, s := range written {
		h.folded = append(h.folded, fold(s))
	}
	for i := range Fields {
		if err := h.named(i); err != nil {
			return h.at, err
		}
	}
	for _, find := range []func() error{
		func() error { return h.suggested(fieldText, ofText) },
		func() error { return h.suggested(fieldID, ofID) },
		func() error { return h.suggested(fieldDate, ofDate) },
		h.clock,
		func() error { return h.suggested(fieldDate, ofClock) },
	} {
		if err := find(); err != nil {
			return h.at, err
		}
	}
	if h.at[fieldText] < 0 {
		return h.at, fmt.Errorf("no column with the text: map one with --map text=HEADER; %s", found(written))
	}
	return h.at, h.distinct()
}

func (h *headers) told(i int) bool {
	_, told := h.mapped[Fields[i]]
	return told
}

// named finds a field by the mapping or by a known header.
func (h *headers) named(i int) error {
	header, told := h.mapped[Fields[i]]
	if !told {
		return h.only(i, h.where(func(folded string) bool { return slices.Contains(names[i], folded) }))
	}
	if header == "" {
		return nil
	}
	var columns []int
	for c, written := range h.written {
		if same(written, header) {
			columns = append(columns, c)
		}
	}
	if columns == nil {
		return fmt.Errorf("no column %q for %s; %s", header, Fields[i], found(h.written))
	}
	return h.only(i, columns)
}

// suggested finds a field that is missing by the words of headers that are
// nothing else. A first line that may be a message suggests nothing.
func (h *headers) suggested(i int, suits func(words []string) bool) error {
	if h.at[i] >= 0 || h.told(i) || len(h.written) == 1 && !h.keys {
		return nil
	}
	const maxWords = 5
	var columns []int
	for c, folded := range h.folded {
		words := strings.Fields(folded)
		if len(words) <= maxWords && len(h.written[c]) <= 2*maxShown && !slices.Contains(h.at[:], c) && suits(words) {
			columns = append(columns, c)
		}
	}
	return h.only(i, columns)
}

// clock finds the time of day, which is the whole time where there is no date:
// by its name, or as the "Godzina wystawienia" of a "Data wystawienia".
func (h *headers) clock() error {
	if h.told(fieldClock) {
		return nil
	}
	columns := h.where(func(folded string) bool { return slices.Contains(clockNames, folded) })
	if h.at[fieldDate] < 0 && !h.told(fieldDate) {
		return h.only(fieldDate, columns)
	}
	if at := h.at[fieldDate]; at >= 0 {
		columns = slices.DeleteFunc(columns, func(c int) bool { return c == at })
		if len(columns) == 0 {
			of := without(dateWords, h.folded[at])
			columns = h.where(func(folded string) bool {
				return of != "" && ofClock(strings.Fields(folded)) && without(clockWords, folded) == of
			})
		}
	}
	return h.only(fieldClock, columns)
}

// without leaves some words out of a header.
func without(words []string, folded string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(folded), oneOf(words)), " ")
}

func (h *headers) where(is func(folded string) bool) (columns []int) {
	for c, folded := range h.folded {
		if is(folded) {
			columns = append(columns, c)
		}
	}
	return columns
}

// only places a field, if one column alone could be it.
func (h *headers) only(i int, columns []int) error {
	timely := i == fieldDate || i == fieldClock
	switch {
	case len(columns) == 1:
		h.at[i] = columns[0]
	case len(columns) > 1 && !(timely && h.oneDay && !h.told(i)):
		field := Fields[i]
		if timely {
			field = FieldTime
		}
		var could []string
		for _, c := range columns {
			could = append(could, shown(h.written[c]))
		}
		last := len(could) - 1
		hint := fmt.Sprintf("map one with --map %s=HEADER", field)
		if timely {
			hint += ", or count all rows for one day with --date DAY"
		}
		return fmt.Errorf("%s could be column %s or %s: %s; %s", field, strings.Join(could[:last], ", "), could[last], hint, found(h.written))
	}
	return nil
}

func (h *headers) distinct() error {
	for i := range h.at {
		for j := range i {
			if h.at[i] >= 0 && h.at[i] == h.at[j] {
				return fmt.Errorf("column %q is mapped to %s and to %s", h.written[h.at[i]], Fields[j], Fields[i])
			}
		}
	}
	return nil
}

// maxShown bounds what an error lists: a file without a header has a text there.
const maxShown = 40

// found lists the headers for an error; not those of a row with a cell longer
// than a header would be. It may be somebody's message, cut by its commas.
func found(headers []string) string {
	const hint = ". If these are no headers: --skip-rows N passes over rows above them, --no-header reads a file of texts alone"
	list := make([]string, 0, len(headers))
	for i, h := range headers {
		if n := len([]rune(h)); n > maxShown {
			return fmt.Sprintf("the headers are not listed, for one of the %d has %d characters", len(headers), n) + hint
		}
		if i == maxShown {
			list = append(list, "…")
			break
		}
		list = append(list, shown(h))
	}
	said := "the headers are " + strings.Join(list, ", ")
	if len(headers) == 1 {
		said += hint
	}
	return said
}

// shown quotes a header. A cell longer than a header would be is not: it may be
// somebody's message in a file without a header.
func shown(header string) string {
	if n := len([]rune(header)); n > maxShown {
		return fmt.Sprintf("(a cell of %d characters)", n)
	}
	return fmt.Sprintf("%q", header)
}

// columns describes a layout for people.
func (l layout) columns(headers []string) (read []Column, ignored []string) {
	used := map[int]bool{}
	for i, at := range l {
		if at >= 0 {
			read = append(read, Column{Fields[i], headers[at]})
			used[at] = true
		}
	}
	for i, h := range headers {
		if !used[i] {
			ignored = append(ignored, h)
		}
	}
	return read, ignored
}
