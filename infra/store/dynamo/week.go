package dynamo

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"paradox/infra/store"
)

// A campaign's week is one row of the counters table, so that two years of forty
// campaigns are a few pages. Its attribute holds, after a byte for the version and
// one that says whether the rest is deflated:
//
//	how many names there are, and each with its length before it
//	how many cells there are, ordered by channel, language, source and day
//	of all cells the day (0 for Monday), then of all the channel, then the language,
//	then the source, those three as numbers of names
//	a set of bits, the lowest for the first of weekSlots, with those that follow
//	of each slot in the set the counts of all cells
//
// Numbers are varints, those of counts signed. Columns deflate to about half of what
// rows do: the cells of a day and its neighbours are alike.
const (
	weekVersion = 1
	plain       = 0
	deflated    = 1

	// maxInflated bounds what a damaged row can make of itself.
	maxInflated = 4 << 20
)

// weekSlots names the attributes in the order of a week's columns. New ones go to the
// end, whatever their place among the store's attributes, so that weeks written
// before still read right.
var weekSlots = [...]string{
	"n", "unclassified", "off_topic", "negative", "neutral", "positive", "score_sum",
	"valued", "concerned", "ambivalent", "other", "irritation", "resignation",
	"demand_valued", "demand_other",
	"V1+", "V1-", "V2", "V3", "C1", "C2", "C3", "C4", "C5", "C6", "C7",
	"R1+", "R1-", "R2+", "R2-", "R3+", "R3-", "T1+", "T1-",
}

// Does not compile when an attribute has no slot.
var _ = [1]struct{}{}[len(weekSlots)-int(store.NumAttrs)]

// slotAttr is the attribute of each slot.
var slotAttr = func() (attrs [len(weekSlots)]store.Attr) {
	for a := range store.NumAttrs {
		attrs[slices.Index(weekSlots[:], a.String())] = a
	}
	return attrs
}()

// week names one campaign's week.
type week struct {
	generation, campaign string
	monday               store.Day
}

func (w week) days() (days [7]store.Day) {
	for i := range days {
		days[i] = w.monday.Add(i)
	}
	return days
}

// encode writes rows of the week, each at most once.
func (w week) encode(rows []store.Row) ([]byte, error) {
	rows = slices.SortedFunc(slices.Values(rows), func(a, b store.Row) int {
		x, y := a.Key, b.Key
		return cmp.Or(cmp.Compare(x.Channel, y.Channel), cmp.Compare(x.Language, y.Language),
			cmp.Compare(x.Source, y.Source), cmp.Compare(x.Day, y.Day))
	})
	b := w.columns(rows)
	var small bytes.Buffer
	small.Write([]byte{weekVersion, deflated})
	z, err := flate.NewWriter(&small, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("deflating a week: %w", err)
	}
	if _, err := z.Write(b); err != nil {
		return nil, fmt.Errorf("deflating a week: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("deflating a week: %w", err)
	}
	if small.Len() < len(b)+2 {
		return small.Bytes(), nil
	}
	return append([]byte{weekVersion, plain}, b...), nil
}

// columns writes rows that are sorted.
func (w week) columns(rows []store.Row) []byte {
	var list []string
	numbers := map[string]int{}
	number := func(name string) int {
		n, known := numbers[name]
		if !known {
			n = len(list)
			numbers[name], list = n, append(list, name)
		}
		return n
	}
	days := w.days()
	var places [4][]byte // of all cells: days, channels, languages, sources
	var used uint64
	for _, r := range rows {
		k := r.Key
		for i, n := range [...]int{slices.Index(days[:], k.Day), number(k.Channel), number(k.Language), number(k.Source)} {
			places[i] = binary.AppendUvarint(places[i], uint64(n))
		}
		for slot, a := range slotAttr {
			if r.Counts[a] != 0 {
				used |= 1 << slot
			}
		}
	}
	b := binary.AppendUvarint(nil, uint64(len(list)))
	for _, name := range list {
		b = append(binary.AppendUvarint(b, uint64(len(name))), name...)
	}
	b = binary.AppendUvarint(b, uint64(len(rows)))
	b = append(b, bytes.Join(places[:], nil)...)
	b = binary.AppendUvarint(b, used)
	for slot, a := range slotAttr {
		if used>>slot&1 == 0 {
			continue
		}
		for _, r := range rows {
			b = binary.AppendVarint(b, r.Counts[a])
		}
	}
	return b
}

var (
	errVersion = errors.New("written by another version of this program")
	errDamaged = errors.New("damaged")
)

// decode reads what encode writes.
func (w week) decode(b []byte) ([]store.Row, error) {
	if len(b) < 2 || b[0] != weekVersion || b[1] > deflated {
		return nil, errVersion
	}
	if packed := b[1] == deflated; !packed {
		b = b[2:]
	} else {
		all, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b[2:])), maxInflated+1))
		if err != nil || len(all) > maxInflated {
			return nil, errDamaged
		}
		b = all
	}
	r := columnReader{rest: b}
	rows := w.read(&r)
	if r.damaged || len(r.rest) > 0 {
		return nil, errDamaged
	}
	return rows, nil
}

func (w week) read(r *columnReader) []store.Row {
	list := make([]string, r.length())
	for i := range list {
		list[i] = r.text()
	}
	rows := make([]store.Row, r.below(len(r.rest)/4+1)) // four columns of places
	days := w.days()
	for i := range rows {
		rows[i].Key = store.RowKey{Generation: w.generation, Campaign: w.campaign, Day: days[r.below(len(days))]}
	}
	for _, field := range [...]func(*store.RowKey) *string{
		func(k *store.RowKey) *string { return &k.Channel },
		func(k *store.RowKey) *string { return &k.Language },
		func(k *store.RowKey) *string { return &k.Source },
	} {
		for i := range rows {
			if n := r.below(len(list)); n < len(list) {
				*field(&rows[i].Key) = list[n]
			}
		}
	}
	used := r.number()
	if used>>len(weekSlots) != 0 {
		r.damaged = true
	}
	for slot, a := range slotAttr {
		if used>>slot&1 == 0 {
			continue
		}
		for i := range rows {
			rows[i].Counts[a] = r.count()
		}
	}
	return rows
}

// columnReader reads numbers and names until the end or the first damage; after that
// it reads zeros.
type columnReader struct {
	rest    []byte
	damaged bool
}

func (r *columnReader) take(n int) {
	if n <= 0 || n > len(r.rest) {
		r.damaged, n = true, len(r.rest)
	}
	r.rest = r.rest[n:]
}

func (r *columnReader) number() uint64 {
	v, n := binary.Uvarint(r.rest)
	r.take(n)
	return v
}

func (r *columnReader) count() int64 {
	v, n := binary.Varint(r.rest)
	r.take(n)
	return v
}

// below is a number smaller than n.
func (r *columnReader) below(n int) int {
	v := r.number()
	if v >= uint64(n) {
		r.damaged = true
		return 0
	}
	return int(v)
}

// length is a number of things of which each takes a byte at least.
func (r *columnReader) length() int { return r.below(len(r.rest) + 1) }

func (r *columnReader) text() string {
	n := r.length()
	if n == 0 {
		return ""
	}
	s := string(r.rest[:min(n, len(r.rest))])
	r.take(n)
	return s
}
