package file

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"unicode/utf8"
)

// openJSONL decides the encoding and finds the columns by the keys of the first lines.
func (f *File) openJSONL(s *seen) error {
	if f.opts.NoHeader {
		return errors.New("JSONL has no header to leave out")
	}
	if f.opts.SkipRows > 0 {
		return errors.New("JSONL has no rows above a header to pass over")
	}
	if f.Encoding = f.opts.Encoding; f.Encoding == "" {
		if f.Encoding = s.encoding(); f.Encoding == Windows1250 {
			f.Encoding = UTF8 // JSON is UTF-8: the lines that are not are damaged
		}
	}
	sample, err := f.sample(s)
	if err != nil {
		return err
	}
	keys := firstKeys(sample)
	if len(keys) == 0 {
		return errors.New("no line is a JSON object")
	}
	l, err := f.finder().resolve(keys)
	if err == nil {
		err = f.undated(l, keys, values(sample, keys))
	}
	if err != nil {
		return err
	}
	f.Columns, f.Ignored = l.columns(keys)
	f.read = func(f *File) iter.Seq2[cells, error] { return f.objects(s) }
	return nil
}

// first yields the objects in a sample. Broken ones are rejected when the rows
// are read.
func first(sample []byte) iter.Seq[[]pair] {
	return func(yield func([]pair) bool) {
		ls := newLines(bytes.NewReader(sample))
		for {
			l, err := ls.read()
			if err != nil {
				return
			}
			if pairs, _ := object(l.body()); !yield(pairs) {
				return
			}
		}
	}
}

// firstKeys returns the keys of the objects in a sample, in order of appearance.
func firstKeys(sample []byte) (keys []string) {
	for pairs := range first(sample) {
		for _, p := range pairs {
			if !slices.Contains(keys, p.key) {
				keys = append(keys, p.key)
			}
		}
	}
	return keys
}

// values yields the objects in a sample as rows under the keys.
func values(sample []byte, keys []string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for pairs := range first(sample) {
			row := make([]string, len(keys))
			for _, p := range pairs {
				row[slices.Index(keys, p.key)], _ = scalar(p.value)
			}
			if !yield(row) {
				return
			}
		}
	}
}

// pair is a key of an object and its value, undecoded.
type pair struct {
	key   string
	value json.RawMessage
}

var errObject = errors.New("not a JSON object")

// object takes a JSON object apart, in order.
func object(b []byte) ([]pair, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errObject
	}
	var pairs []pair
	for d.More() {
		t, err := d.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return nil, errObject
		}
		p := pair{key: key}
		if err := d.Decode(&p.value); err != nil {
			return nil, errObject
		}
		pairs = append(pairs, p)
	}
	if _, err := d.Token(); err != nil {
		return nil, errObject
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errObject
	}
	return pairs, nil
}

// objects yields the lines. The columns are found anew where the keys change:
// objects need not have the same.
func (f *File) objects(s *seen) iter.Seq2[cells, error] {
	return func(yield func(cells, error) bool) {
		r, err := s.decoded(&f.counted, f.Encoding)
		if err != nil {
			yield(cells{}, err)
			return
		}
		ls, known := newLines(r), layouts{finder: f.finder()}
		for {
			l, err := ls.read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(cells{}, fmt.Errorf("reading: %w", err))
				return
			}
			if !l.long && len(bytes.TrimSpace(l.text)) == 0 {
				f.Blank++
				continue
			}
			c, reject := known.cells(l)
			if f.opts.KeepRaw {
				c.raw = string(l.body())
			}
			if reject != nil {
				reject.Line, reject.Lines, reject.Raw = c.line, 1, c.raw
				if !yield(c, reject) {
					return
				}
				continue
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// layouts remembers where the fields stand in objects with the same keys.
type layouts struct {
	finder
	keys []string
	last layout
	err  error
}

func (k *layouts) of(keys []string) (layout, error) {
	if !slices.Equal(keys, k.keys) {
		f := k.finder
		f.mapped = present(f.mapped, keys)
		k.last, k.err = f.resolve(keys)
		k.keys = keys
	}
	return k.last, k.err
}

// present leaves out the mappings to keys that this object does not have: they
// are empty here, and no other key may stand in for them.
func present(mapped map[Field]string, keys []string) map[Field]string {
	out := make(map[Field]string, len(mapped))
	for field, key := range mapped {
		if !slices.ContainsFunc(keys, func(k string) bool { return same(k, key) }) {
			key = ""
		}
		out[field] = key
	}
	return out
}

// cells reads an object. Its reject has no line yet.
func (k *layouts) cells(l line) (cells, *Reject) {
	c := cells{line: l.number, lines: 1}
	if l.long {
		return c, &Reject{Code: CodeRowLong, Reason: "longer than 1 MiB"}
	}
	if !utf8.Valid(l.text) {
		return c, &Reject{Code: CodeNotUTF8, Reason: "not valid UTF-8"}
	}
	pairs, err := object(l.body())
	if err != nil {
		return c, &Reject{Code: CodeJSON, Reason: "not a JSON object on one line"}
	}
	keys := make([]string, len(pairs))
	for i, p := range pairs {
		keys[i] = p.key
	}
	where, err := k.of(keys)
	if err != nil {
		return c, &Reject{Code: CodeValue, Reason: "which of its keys is the text, the time and so on is not clear, or there is no text"}
	}
	for i, at := range where {
		if at < 0 {
			continue
		}
		value, ok := scalar(pairs[at].value)
		if i == fieldText && ok && isNumber(pairs[at].value) {
			return c, &Reject{Field: FieldText, Code: CodeValue, Reason: "want a string"}
		}
		if !ok {
			return c, &Reject{Field: Fields[i], Code: CodeValue, Reason: "want a string or a number"}
		}
		c.values[i] = value
	}
	return c, nil
}

func isNumber(raw json.RawMessage) bool {
	return len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9')
}

// scalar returns a string or a number as it is written, and "" for null.
func scalar(raw json.RawMessage) (string, bool) {
	switch {
	case string(raw) == "null":
		return "", true
	case len(raw) > 0 && raw[0] == '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err == nil
	case isNumber(raw):
		return string(raw), true
	}
	return "", false
}
