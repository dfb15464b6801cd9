package file

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// record is a row of separated fields.
type record struct {
	line, lines int
	fields      []string
	raw         string
}

// records reads separated fields as RFC 4180 has them, with any separator and
// "\n" or "\r\n" at the end of lines, and finds its way back after a mistake: a
// record whose quotes are wrong costs its first line only, and reading goes on
// with the second. One stray quote does not swallow the rest of a file.
type records struct {
	lines     *lines
	separator rune // 0 for none: one field a record
	noQuotes  bool
	blank     int
}

// read returns the next record, a *Reject for a line that is none, or io.EOF.
// Blank lines are counted and passed over.
func (r *records) read() (record, error) {
	for {
		first, err := r.lines.read()
		if err != nil {
			return record{}, err
		}
		if !first.long && len(first.body()) == 0 {
			r.blank++
			continue
		}
		return r.from(first)
	}
}

// from reads the record that begins with a line.
func (r *records) from(first line) (record, error) {
	p, taken, size := parser{separator: r.separator, noQuotes: r.noQuotes}, []line{first}, 0
	for current := first; ; taken = append(taken, current) {
		if size += len(current.text); current.long || size > maxRow {
			return r.giveUp(taken, tooLong(len(taken)))
		}
		if reason := p.add(current); reason != "" {
			return r.giveUp(taken, &Reject{Code: CodeQuote, Reason: reason})
		}
		if !p.quoted {
			return r.whole(taken, p.fields)
		}
		next, err := r.lines.read()
		if errors.Is(err, io.EOF) {
			return r.giveUp(taken, &Reject{Code: CodeQuote, Reason: "a quote is opened and never closed"})
		}
		if err != nil {
			return record{}, err
		}
		current = next
	}
}

func tooLong(lines int) *Reject {
	if lines > 1 {
		return &Reject{Code: CodeQuote, Reason: "a quote is opened and not closed within 1 MiB"}
	}
	return &Reject{Code: CodeRowLong, Reason: "longer than 1 MiB"}
}

// giveUp rejects the first line and takes back the others.
func (r *records) giveUp(taken []line, why *Reject) (record, error) {
	r.lines.unread(taken[1:])
	why.Line, why.Lines, why.Raw = taken[0].number, 1, string(taken[0].body())
	return record{}, why
}

func (r *records) whole(taken []line, fields []string) (record, error) {
	rec := record{line: taken[0].number, lines: len(taken), fields: fields}
	var raw strings.Builder
	last := len(taken) - 1
	for _, l := range taken[:last] {
		raw.Write(l.text)
	}
	raw.Write(taken[last].body())
	rec.raw = raw.String()
	if !utf8.ValidString(rec.raw) {
		return rec, &Reject{Line: rec.line, Lines: rec.lines, Code: CodeNotUTF8, Raw: rec.raw,
			Reason: "not valid UTF-8, though the file is: damaged, or pasted from elsewhere"}
	}
	return rec, nil
}

// parser takes a record apart, line by line.
type parser struct {
	separator rune
	noQuotes  bool
	fields    []string
	quoted    bool // within quotes at the end of the line
	field     strings.Builder
}

// add takes the next line of the record and returns what is wrong with its
// quotes, or "".
func (p *parser) add(l line) string {
	rest := string(l.body())
	end := string(l.text[len(rest):])
	for {
		if p.quoted {
			var closed bool
			if rest, closed = p.inside(rest); !closed {
				p.field.WriteString(end)
				return ""
			}
			if rest == "" {
				return ""
			}
			before, after, more := p.cut(rest)
			if before != "" || !more {
				return "more after the quote that closes a field"
			}
			rest = after
		}
		if p.quoted = !p.noQuotes && strings.HasPrefix(rest, `"`); p.quoted {
			rest = rest[1:]
			continue
		}
		field, after, more := p.cut(rest)
		if !p.noQuotes && strings.Contains(field, `"`) {
			return "a quote within a field that is not quoted"
		}
		p.fields = append(p.fields, field)
		if !more {
			return ""
		}
		rest = after
	}
}

// inside reads on to the quote that closes a field, if it is on this line, and
// returns what follows it.
func (p *parser) inside(s string) (rest string, closed bool) {
	for {
		part, after, found := strings.Cut(s, `"`)
		p.field.WriteString(part)
		if !found {
			return "", false
		}
		if !strings.HasPrefix(after, `"`) {
			p.fields = append(p.fields, p.field.String())
			p.field.Reset()
			p.quoted = false
			return after, true
		}
		p.field.WriteByte('"')
		s = after[1:]
	}
}

// cut divides s at the first separator.
func (p *parser) cut(s string) (field, rest string, more bool) {
	if p.separator == 0 {
		return s, "", false
	}
	return strings.Cut(s, string(p.separator))
}

// ragged says that a record has more or fewer fields than the header.
func (rec record) ragged(want int) *Reject {
	return &Reject{Line: rec.line, Lines: rec.lines, Code: CodeFields, Raw: rec.raw,
		Reason: plural(len(rec.fields), "field") + " instead of " + strconv.Itoa(want)}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
