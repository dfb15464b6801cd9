package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"paradox/analysis/label"
	"paradox/infra/store"
)

// slots names the attributes in the order in which a row stores them. New ones go
// to the end, whatever their place among the store's attributes, so that rows
// written before still read right.
var slots = [...]string{
	"n", "unclassified", "off_topic", "negative", "neutral", "positive", "score_sum",
	"valued", "concerned", "ambivalent", "other", "irritation", "resignation",
	"demand_valued", "demand_other",
	"V1+", "V1-", "V2", "V3", "C1", "C2", "C3", "C4", "C5", "C6", "C7",
	"R1+", "R1-", "R2+", "R2-", "R3+", "R3-", "T1+", "T1-",
}

// Does not compile when an attribute has no slot.
var _ = [1]struct{}{}[len(slots)-int(store.NumAttrs)]

// slotAttr is the attribute of each slot.
var slotAttr = func() (attrs [len(slots)]store.Attr) {
	for a := range store.NumAttrs {
		attrs[slices.Index(slots[:], a.String())] = a
	}
	return attrs
}()

// encodeCounts writes a version byte and a signed varint per slot.
func encodeCounts(c store.Counts) []byte {
	b := append(make([]byte, 0, 2*len(slots)), version)
	for _, a := range slotAttr {
		b = binary.AppendVarint(b, c[a])
	}
	return b
}

// decodeCounts reads what encodeCounts writes; slots that are absent are zero.
func decodeCounts(b []byte) (c store.Counts, err error) {
	if len(b) == 0 || b[0] != version {
		return c, fmt.Errorf("written by another version of this program")
	}
	b = b[1:]
	for _, a := range slotAttr {
		if len(b) == 0 {
			break
		}
		v, n := binary.Varint(b)
		if n <= 0 {
			return c, fmt.Errorf("damaged")
		}
		c[a], b = v, b[n:]
	}
	if len(b) > 0 {
		return c, fmt.Errorf("written by another version of this program")
	}
	return c, nil
}

func rowKey(k store.RowKey) []byte {
	return []byte(strings.Join([]string{k.Generation, k.Campaign, string(k.Day), k.Channel, k.Language, k.Source}, "\x00"))
}

func decodeRow(key, value []byte) (store.Row, error) {
	f := strings.Split(string(key), "\x00")
	if len(f) != 6 {
		return store.Row{}, fmt.Errorf("counter row %q: damaged key", key)
	}
	k := store.RowKey{Generation: f[0], Campaign: f[1], Day: store.Day(f[2]), Channel: f[3], Language: f[4], Source: f[5]}
	c, err := decodeCounts(value)
	if err != nil {
		return store.Row{}, fmt.Errorf("counter row %v: %w", k, err)
	}
	return store.Row{Key: k, Counts: c}, nil
}

// deltas are what a transaction moves the counters by, merged per row.
type deltas map[string]*store.Counts

func (d deltas) row(k store.RowKey) *store.Counts {
	key := string(rowKey(k))
	if d[key] == nil {
		d[key] = new(store.Counts)
	}
	return d[key]
}

func (d deltas) add(e store.Entry) {
	for _, r := range store.RowsOf(e) {
		d.row(r.Key).Add(r.Counts)
	}
}

func (d deltas) sub(e store.Entry) {
	for _, r := range store.RowsOf(e) {
		d.row(r.Key).Sub(r.Counts)
	}
}

// addLabel counts one generation's label of e alone, subLabel takes it away.
func (d deltas) addLabel(e store.Entry, generation string) { d.add(only(e, generation)) }
func (d deltas) subLabel(e store.Entry, generation string) { d.sub(only(e, generation)) }

func only(e store.Entry, generation string) store.Entry {
	e.Labels = map[string]label.Result{generation: e.Labels[generation]}
	return e
}

// move applies d to the rows. A row that comes to nothing is removed.
func (b buckets) move(d deltas) error {
	bucket := b.in(counters)
	for _, key := range slices.Sorted(maps.Keys(d)) {
		var c store.Counts
		if v := bucket.Get([]byte(key)); v != nil {
			row, err := decodeRow([]byte(key), v)
			if err != nil {
				return err
			}
			c = row.Counts
		}
		c.Add(*d[key])
		if c == (store.Counts{}) {
			if err := bucket.Delete([]byte(key)); err != nil {
				return fmt.Errorf("removing a counter row: %w", err)
			}
			continue
		}
		if err := bucket.Put([]byte(key), encodeCounts(c)); err != nil {
			return fmt.Errorf("writing a counter row: %w", err)
		}
	}
	return nil
}

// Compact has nothing to do: a range of rows is one read.
func (*Store) Compact(context.Context, string, store.Day) (int, error) { return 0, nil }

// Drop removes the rows of a generation, in transactions of some hundred. Each of
// them looks again whether the generation is live or being built.
func (s *Store) Drop(ctx context.Context, generation string) (int, error) {
	for total := 0; ; {
		n := 0
		err := s.update(ctx, func(b buckets) (err error) {
			n, err = b.dropSome(generation)
			return err
		})
		if err != nil {
			return total, fmt.Errorf("dropping the counters of %q: %w", generation, err)
		}
		if total += n; n < pageSize {
			return total, nil
		}
	}
}

// dropSome removes up to a page of a generation's rows.
func (b buckets) dropSome(generation string) (int, error) {
	for _, key := range [...][]byte{generationKey, buildingKey} {
		if string(b.in(control).Get(key)) == generation {
			return 0, store.ErrConflict
		}
	}
	prefix := []byte(generation + "\x00")
	var keys [][]byte
	c := b.in(counters).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(keys) < pageSize; k, _ = c.Next() {
		keys = append(keys, bytes.Clone(k))
	}
	for _, k := range keys {
		if err := b.in(counters).Delete(k); err != nil {
			return 0, err
		}
	}
	return len(keys), nil
}

// Rows yields the rows in the order of day, channel, language and source.
func (s *Store) Rows(ctx context.Context, q store.Query) iter.Seq2[store.Row, error] {
	if q.Campaign == "" {
		return s.everyCampaign(ctx, q)
	}
	prefix := []byte(q.Generation + "\x00" + q.Campaign + "\x00")
	start := append(bytes.Clone(prefix), q.From...)
	return func(yield func(store.Row, error) bool) {
		for row, err := range s.rows(ctx, prefix, start) {
			if err == nil && row.Key.Day > q.To {
				return
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// everyCampaign merges the campaigns' rows day by day: each is in order already, and
// a page of each is all that lies in memory.
func (s *Store) everyCampaign(ctx context.Context, q store.Query) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		names, err := s.counted(ctx, q.Generation)
		if err != nil {
			yield(store.Row{}, fmt.Errorf("reading counter rows: %w", err))
			return
		}
		heads := make([]head, len(names))
		for i, name := range names {
			q.Campaign = name
			next, stop := iter.Pull2(s.Rows(ctx, q))
			defer stop()
			heads[i].next = next
			heads[i].step()
		}
		for day, ok := earliest(heads); ok; day, ok = earliest(heads) {
			for i := range heads {
				for h := &heads[i]; h.ok && h.row.Key.Day == day; h.step() {
					if !yield(h.row, h.err) || h.err != nil {
						return
					}
				}
			}
		}
	}
}

// head is the next row of a campaign.
type head struct {
	next func() (store.Row, error, bool)
	row  store.Row
	err  error
	ok   bool
}

func (h *head) step() { h.row, h.err, h.ok = h.next() }

// earliest is the first day that a head is of; that of an error is before all others.
func earliest(heads []head) (day store.Day, ok bool) {
	for _, h := range heads {
		if h.ok && (!ok || h.row.Key.Day < day) {
			day, ok = h.row.Key.Day, true
		}
	}
	return day, ok
}

// counted returns the campaigns that a generation has rows of, the whole among them.
func (s *Store) counted(ctx context.Context, generation string) (names []string, err error) {
	prefix := []byte(generation + "\x00")
	err = s.view(ctx, func(b buckets) error {
		c := b.in(counters).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); {
			name, _, _ := bytes.Cut(k[len(prefix):], []byte{0})
			names = append(names, string(name))
			k, _ = c.Seek([]byte(string(prefix) + string(name) + "\x01")) // behind its rows
		}
		return nil
	})
	return names, err
}

// AllRows yields every row, ordered by generation, campaign and day.
func (s *Store) AllRows(ctx context.Context) iter.Seq2[store.Row, error] {
	return s.rows(ctx, nil, nil)
}

func (s *Store) rows(ctx context.Context, prefix, start []byte) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for kv, err := range s.pairs(ctx, counters, prefix, start) {
			var row store.Row
			if err == nil {
				row, err = decodeRow(kv[0], kv[1])
			}
			if err != nil {
				yield(store.Row{}, fmt.Errorf("reading counter rows: %w", err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}
