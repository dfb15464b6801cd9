package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"paradox/infra/store"
)

// PutSummaries stores ss in place of all summaries of that generation and week, in
// one transaction.
func (s *Store) PutSummaries(ctx context.Context, generation string, week store.Day, ss []store.Summary) error {
	prefix := summaryPrefix(generation, week)
	values := map[string][]byte{}
	for _, sum := range ss {
		v, err := json.Marshal(sum)
		if err != nil {
			return fmt.Errorf("encoding a summary: %w", err)
		}
		values[string(summaryKey(generation, week, sum.Slice))] = v
	}
	err := s.update(ctx, func(b buckets) error {
		bucket := b.in(summaries)
		var old [][]byte
		c := bucket.Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			old = append(old, bytes.Clone(k))
		}
		for _, k := range old {
			if err := bucket.Delete(k); err != nil {
				return err
			}
		}
		for k, v := range values { // each to its own key: the order does not matter
			if err := bucket.Put([]byte(k), v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("storing the summaries of %s: %w", week, err)
	}
	return nil
}

// Summaries yields the summaries of weeks in [from, to].
func (s *Store) Summaries(ctx context.Context, generation string, from, to store.Day) iter.Seq2[store.Summary, error] {
	return func(yield func(store.Summary, error) bool) {
		for kv, err := range s.pairs(ctx, summaries, []byte(generation+"\x00"), summaryPrefix(generation, from)) {
			var sum store.Summary
			if err == nil {
				err = json.Unmarshal(kv[1], &sum)
			}
			if err != nil {
				yield(store.Summary{}, fmt.Errorf("reading summaries: %w", err))
				return
			}
			if sum.Week > to || !yield(sum, nil) {
				return
			}
		}
	}
}

func summaryPrefix(generation string, week store.Day) []byte {
	return []byte(generation + "\x00" + string(week) + "\x00")
}

func summaryKey(generation string, week store.Day, s store.Slice) []byte {
	return append(summaryPrefix(generation, week), s.Campaign+"\x00"+s.Channel+"\x00"+s.Language+"\x00"+s.Source...)
}
