package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/queue"
)

// Receive waits for visible messages without polling: a send, a retry and the end
// of a delivery's time wake it. max must be at least 1.
func (q *Queue) Receive(ctx context.Context, max int) ([]queue.Delivery, error) {
	if max < 1 {
		return nil, fmt.Errorf("receiving: max is %d, want at least 1", max)
	}
	its, err := q.wait(ctx, max)
	if err != nil {
		return nil, fmt.Errorf("receiving: %w", err)
	}
	var ds []queue.Delivery
	err = q.update(ctx, func(tx *bbolt.Tx) (err error) {
		ds, err = tally(tx, its)
		return err
	})
	q.mu.Lock()
	defer q.mu.Unlock()
	if err != nil {
		q.putBack(its)
		return nil, fmt.Errorf("receiving %d messages: %w", len(its), err)
	}
	for i, it := range its {
		it.received++
		it.receipt = ds[i].Receipt
	}
	q.hide(its, q.o.Visibility)
	return ds, nil
}

// wait takes up to max visible messages, at least one.
func (q *Queue) wait(ctx context.Context, max int) ([]*item, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		q.mu.Lock()
		if q.closed {
			q.mu.Unlock()
			return nil, ErrClosed
		}
		now := q.o.Now()
		q.list.release(now)
		if its := q.list.take(max); len(its) > 0 {
			q.mu.Unlock()
			return its, nil
		}
		change := q.change
		next, any := q.list.next()
		q.mu.Unlock()
		if err := sleep(ctx, change, next.Sub(now), any); err != nil {
			return nil, err
		}
	}
}

// sleep returns when something changed, when d is over (if timed), or with ctx's error.
func sleep(ctx context.Context, change <-chan struct{}, d time.Duration, timed bool) error {
	var over <-chan time.Time
	if timed {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-change:
	case <-over:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// tally counts a delivery of each message and reads the bodies.
func tally(tx *bbolt.Tx, its []*item) ([]queue.Delivery, error) {
	ds := make([]queue.Delivery, len(its))
	for i, it := range its {
		k := key(it.seq)
		m, err := decodeMessage(tx.Bucket(messages).Get(k))
		if err != nil {
			return nil, fmt.Errorf("message %d: %w", it.seq, err)
		}
		received := it.received + 1
		if err := tx.Bucket(tallies).Put(k, binary.BigEndian.AppendUint32(nil, uint32(received))); err != nil {
			return nil, fmt.Errorf("counting a delivery: %w", err)
		}
		ds[i] = queue.Delivery{
			ID: idOf(it.seq), Receipt: receiptOf(it.seq, received),
			Body: bytes.Clone(m.body), Received: received, Sent: m.sent,
		}
	}
	return ds, nil
}

// putBack makes moving messages visible again after a failed transaction. q.mu is held.
func (q *Queue) putBack(its []*item) {
	for _, it := range its {
		q.list.show(it)
	}
	q.wake()
}
