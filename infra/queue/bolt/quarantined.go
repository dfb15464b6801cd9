package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/boltfile"
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
	err = q.file.View(func(tx *bbolt.Tx) (err error) {
		k, v := tx.Bucket(quarantine).Cursor().Seek(key(seq))
		if k == nil {
			return nil
		}
		found = binary.BigEndian.Uint64(k)
		id := idOf(found)
		a, err := decodeAside(id, v)
		m = queue.Quarantined{ID: id, Body: a.Body, Reason: a.Reason, At: a.At}
		return err
	})
	if errors.Is(err, boltfile.ErrClosed) {
		err = ErrClosed
	}
	return m, found, err
}

// Discard removes for good what was put aside at or before a time, and returns how
// many messages that were: what is in quarantine must not outlive its retention.
func (q *Queue) Discard(ctx context.Context, until time.Time) (int, error) {
	n := 0
	for m, err := range q.Quarantined(ctx) {
		if err != nil {
			return n, err
		}
		if m.At.After(until) {
			continue
		}
		removed, err := q.discard(ctx, key(seqOf(m.ID)))
		if err != nil {
			return n, fmt.Errorf("discarding message %s: %w", m.ID, err)
		}
		if removed {
			n++
		}
	}
	return n, nil
}

// discard reports whether it was the one that removed the message.
func (q *Queue) discard(ctx context.Context, k []byte) (removed bool, err error) {
	err = q.update(ctx, func(tx *bbolt.Tx) error {
		removed = tx.Bucket(quarantine).Get(k) != nil
		return tx.Bucket(quarantine).Delete(k)
	})
	if err != nil || !removed {
		return false, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list.quarantined--
	q.freed = true
	return true, nil
}
