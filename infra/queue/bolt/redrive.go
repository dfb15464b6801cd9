package bolt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/queue"
)

// movable is how many messages are put back in one transaction, which holds their
// bodies.
const movable = 50

// Redrive puts messages back behind those that wait, under new ids and in their
// groups. Up to 50 are moved in one transaction, and none is ever in two places.
func (q *Queue) Redrive(ctx context.Context, ids ...string) (int, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(seqOf(a), seqOf(b)) }) // the oldest first
	back := 0
	var unknown []error
	for part := range slices.Chunk(ids, movable) {
		missing, err := q.redrive(ctx, part)
		if err != nil {
			return back, fmt.Errorf("putting back %d messages: %w", len(part), err)
		}
		back += len(part) - len(missing)
		unknown = append(unknown, missing...)
	}
	return back, errors.Join(unknown...)
}

// redrive moves messages in one transaction and says of which ids there are none.
func (q *Queue) redrive(ctx context.Context, ids []string) (missing []error, err error) {
	sent := q.o.Now()
	err = q.update(ctx, func(tx *bbolt.Tx) error {
		missing = nil
		var its []*item
		for _, id := range ids {
			it, err := takeBack(tx, id, sent)
			switch {
			case err == nil:
				its = append(its, it)
			case errors.Is(err, queue.ErrNotAside):
				missing = append(missing, err)
			default:
				return err
			}
		}
		tx.OnCommit(func() { q.takenBack(its) })
		return nil
	})
	return missing, err
}

// takeBack moves one message.
func takeBack(tx *bbolt.Tx, id string, sent time.Time) (*item, error) {
	k := key(seqOf(id))
	v := tx.Bucket(quarantine).Get(k)
	if v == nil || idOf(seqOf(id)) != id {
		return nil, fmt.Errorf("message %s: %w", id, queue.ErrNotAside)
	}
	a, err := decodeAside(id, v)
	if err != nil {
		return nil, err
	}
	it, err := put(tx, queue.Message{Body: a.Body, Group: a.Group}, sent)
	if err != nil {
		return nil, err
	}
	if err := tx.Bucket(quarantine).Delete(k); err != nil {
		return nil, fmt.Errorf("removing message %s from the quarantine: %w", id, err)
	}
	return it, nil
}

// takenBack lists what was moved. What lay in quarantine is still in the file's pages.
func (q *Queue) takenBack(its []*item) {
	q.mu.Lock()
	q.list.quarantined -= len(its)
	q.freed = q.freed || len(its) > 0
	q.mu.Unlock()
	q.show(its)
}
