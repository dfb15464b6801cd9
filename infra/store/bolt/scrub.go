package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
)

// freed is the key in the control bucket that says that a text was removed since
// the file was last rewritten. Its value differs after each removal, and it is set
// in the transaction that removes: neither a crash nor a race forgets one.
var freed = []byte("freed")

// noteFreed notes that the file holds bytes that it should not.
func (b buckets) noteFreed() error {
	bucket := b.in(control)
	seq, err := bucket.NextSequence()
	if err != nil {
		return fmt.Errorf("numbering a removal: %w", err)
	}
	return bucket.Put(freed, binary.BigEndian.AppendUint64(nil, seq))
}

// Scrub rewrites the file if a text was removed from it since the last time, so
// that its bytes are gone too, and reports whether it did. Other calls wait while
// it does; see boltfile.File.Compact.
func (s *Store) Scrub(ctx context.Context) (bool, error) {
	var due []byte
	err := s.view(ctx, func(b buckets) error {
		due = bytes.Clone(b.in(control).Get(freed))
		return nil
	})
	if err != nil || due == nil {
		return false, err
	}
	if err := s.file.Compact(); err != nil {
		return false, fmt.Errorf("scrubbing the store: %w", err)
	}
	err = s.update(ctx, func(b buckets) error {
		if !bytes.Equal(b.in(control).Get(freed), due) {
			return nil // more was removed meanwhile: there is a next time
		}
		return b.in(control).Delete(freed)
	})
	if err != nil {
		return true, fmt.Errorf("scrubbing the store: %w", err)
	}
	return true, nil
}
