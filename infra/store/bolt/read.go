package bolt

import (
	"bytes"
	"context"
	"fmt"
	"iter"

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
	prefix := authorPrefix(author)
	return s.stored(ctx, "reading an author's reactions", authored, prefix)
}

// All yields what has an author, then the rest.
func (s *Store) All(ctx context.Context) iter.Seq2[store.Stored, error] {
	return func(yield func(store.Stored, error) bool) {
		for _, bucket := range [...]string{authored, alone} { // things move this way only
			for st, err := range s.stored(ctx, "reading reactions", bucket, nil) {
				if !yield(st, err) || err != nil {
					return
				}
			}
		}
	}
}

func (s *Store) stored(ctx context.Context, doing, bucket string, prefix []byte) iter.Seq2[store.Stored, error] {
	return func(yield func(store.Stored, error) bool) {
		for kv, err := range s.pairs(ctx, bucket, prefix, prefix) {
			var st store.Stored
			if err == nil {
				id := kv[0]
				if bucket == authored {
					id = id[bytes.IndexByte(id, 0)+1:]
				}
				st, err = decode(reaction.ID(id), kv[1])
			}
			if err != nil {
				yield(store.Stored{}, fmt.Errorf("%s: %w", doing, err))
				return
			}
			if !yield(shown(st, s.now()), nil) {
				return
			}
		}
	}
}
