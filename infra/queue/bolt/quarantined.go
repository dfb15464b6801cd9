package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"

	"paradox/infra/queue"
)

// Quarantined yields the messages that were put aside, oldest first. Each is read
// in its own short transaction, so that a slow consumer holds up nobody.
func (q *Queue) Quarantined(ctx context.Context) iter.Seq2[queue.Quarantined, error] {
	return func(yield func(queue.Quarantined, error) bool) {
		for next := uint64(0); ; {
			m, seq, err := q.asideFrom(ctx, next)
			if err != nil {
				yield(queue.Quarantined{}, fmt.Errorf("reading the quarantine: %w", err))
				return
			}
			if seq == 0 || !yield(m, nil) {
				return
			}
			next = seq + 1
		}
	}
}

// asideFrom reads the first quarantined message whose number is not below seq;
// the number it returns is 0 where there is none.
func (q *Queue) asideFrom(ctx context.Context, seq uint64) (m queue.Quarantined, found uint64, err error) {
	if err := ctx.Err(); err != nil {
		return m, 0, err
	}
	err = q.db.View(func(tx *bbolt.Tx) (err error) {
		k, v := tx.Bucket(quarantine).Cursor().Seek(key(seq))
		if k == nil {
			return nil
		}
		found = binary.BigEndian.Uint64(k)
		m, err = decodeAside(idOf(found), v)
		return err
	})
	if errors.Is(err, bbolt.ErrDatabaseNotOpen) {
		err = ErrClosed
	}
	return m, found, err
}
