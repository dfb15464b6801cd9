package bolt

import (
	"context"
	"fmt"
	"math"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/queue"
)

// Send stores all messages in one transaction: on error none is kept, unless the
// program ends just then.
func (q *Queue) Send(ctx context.Context, ms ...queue.Message) error {
	for i, m := range ms {
		if len(m.Body) > queue.MaxBody {
			return fmt.Errorf("sending message %d of %d: %w: %d bytes, at most %d", i+1, len(ms), queue.ErrTooLarge, len(m.Body), queue.MaxBody)
		}
		if len(m.Group) > math.MaxUint8 {
			return fmt.Errorf("sending message %d of %d: group: longer than %d bytes", i+1, len(ms), math.MaxUint8)
		}
	}
	if len(ms) == 0 {
		return nil
	}
	sent := q.o.Now()
	err := q.update(ctx, func(tx *bbolt.Tx) error {
		its := make([]*item, len(ms))
		for i, m := range ms {
			it, err := put(tx, m, sent)
			if err != nil {
				return err
			}
			its[i] = it
		}
		tx.OnCommit(func() { q.show(its) })
		return nil
	})
	if err != nil {
		return fmt.Errorf("sending %d messages: %w", len(ms), err)
	}
	return nil
}

// put stores a new message.
func put(tx *bbolt.Tx, m queue.Message, sent time.Time) (*item, error) {
	seq, err := tx.Bucket(messages).NextSequence()
	if err != nil {
		return nil, fmt.Errorf("numbering a message: %w", err)
	}
	if err := tx.Bucket(messages).Put(key(seq), encodeMessage(m, sent)); err != nil {
		return nil, fmt.Errorf("storing a message: %w", err)
	}
	return &item{seq: seq, group: m.Group}, nil
}

// show lists new messages.
func (q *Queue) show(its []*item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, it := range its {
		q.list.add(it)
	}
	q.wake()
}
