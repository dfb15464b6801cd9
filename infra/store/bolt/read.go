package bolt

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// pairs yields the rows of a bucket from start on while they have the prefix,
// read in pages; see the package comment. Keys and values are copies.
func (s *Store) pairs(ctx context.Context, bucket string, prefix, start []byte) iter.Seq2[[2][]byte, error] {
	return func(yield func([2][]byte, error) bool) {
		next := start
		for {
			var page [][2][]byte
			err := s.view(ctx, func(b buckets) error {
				c := b.in(bucket).Cursor()
				for k, v := c.Seek(next); k != nil && bytes.HasPrefix(k, prefix) && len(page) < pageSize; k, v = c.Next() {
					page = append(page, [2][]byte{bytes.Clone(k), bytes.Clone(v)})
				}
				return nil
			})
			if err != nil {
				yield([2][]byte{}, err)
				return
			}
			for _, kv := range page {
				if !yield(kv, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
			next = append(page[len(page)-1][0], 0) // the smallest key after the last
		}
	}
}

// OfAuthor yields the author's whole reactions, and as stubs those that are
// overdue. What was erased or has expired no longer knows its author.
func (s *Store) OfAuthor(ctx context.Context, author reaction.AuthorKey) iter.Seq2[store.Stored, error] {
	return func(yield func(store.Stored, error) bool) {
		prefix := authorPrefix(author)
		for kv, err := range s.pairs(ctx, authored, prefix, prefix) {
			var st store.Stored
			if err == nil {
				st, err = decode(idOf(authored, kv[0]), kv[1])
			}
			if err != nil {
				yield(store.Stored{}, fmt.Errorf("reading an author's reactions: %w", err))
				return
			}
			st, _ = shown(st, s.now())
			if !yield(st, nil) {
				return
			}
		}
	}
}

// Scan yields what has an author, then the rest; things move this way only. It
// puts everything into segment 0: one file is read by one reader.
func (s *Store) Scan(ctx context.Context, seg store.Segment) iter.Seq2[store.Page, error] {
	return func(yield func(store.Page, error) bool) {
		if seg.Number > 0 {
			return
		}
		for at := seg.After; ; {
			page, err := s.page(ctx, at)
			if err != nil {
				yield(store.Page{}, fmt.Errorf("reading reactions: %w", err))
				return
			}
			if !yield(page, nil) || page.After == "" {
				return
			}
			at = page.After
		}
	}
}

// scanned are the buckets in the order of a scan. A place in it is a bucket's name
// and, in hex, the last key seen there.
var scanned = [...]string{authored, alone}

// page reads the page that follows a place.
func (s *Store) page(ctx context.Context, after string) (store.Page, error) {
	bucket, start := scanned[0], []byte(nil)
	if after != "" {
		name, hexKey, _ := strings.Cut(after, ":")
		key, err := hex.DecodeString(hexKey)
		if err != nil || !slices.Contains(scanned[:], name) {
			return store.Page{}, fmt.Errorf("%w: after: not a place of this store", store.ErrInvalid)
		}
		if bucket = name; len(key) > 0 {
			start = append(key, 0) // the smallest key after it
		}
	}
	var page store.Page
	err := s.view(ctx, func(b buckets) error {
		c := b.in(bucket).Cursor()
		k, v := c.Seek(start)
		for ; k != nil && len(page.Stored) < pageSize; k, v = c.Next() {
			st, err := decode(idOf(bucket, k), v)
			if err != nil {
				return err
			}
			st, overdue := shown(st, s.now())
			if page.Stored = append(page.Stored, st); overdue {
				page.Overdue = append(page.Overdue, st.Reaction.ID)
			}
			page.After = bucket + ":" + hex.EncodeToString(k)
		}
		if k == nil {
			page.After = ""
		}
		return nil
	})
	if err == nil && page.After == "" && bucket != scanned[len(scanned)-1] {
		page.After = scanned[slices.Index(scanned[:], bucket)+1] + ":"
	}
	return page, err
}

// idOf is the id in a key of a bucket.
func idOf(bucket string, key []byte) reaction.ID {
	if bucket == authored {
		key = key[bytes.IndexByte(key, 0)+1:]
	}
	return reaction.ID(key)
}
