package bolt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/queue"
)

// Ack removes messages for good, in one transaction. A message that is gone
// already is no error: acknowledging twice is the same as once.
func (q *Queue) Ack(ctx context.Context, ds ...queue.Delivery) error {
	its, lost := q.grab(ds)
	err := q.settle(ctx, its, func(tx *bbolt.Tx) error {
		for _, it := range its {
			if err := remove(tx, it); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // that others are lost besides asks for nothing to be done
		return fmt.Errorf("acknowledging %d messages: %w", len(its), err)
	}
	return lost
}

// Retry makes messages visible again after the wait, at once if it is not
// positive. The wait does not outlive the program.
func (q *Queue) Retry(_ context.Context, wait time.Duration, ds ...queue.Delivery) error {
	its, lost := q.grab(ds)
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, it := range its {
		it.receipt = ""
	}
	q.hide(its, wait)
	return lost
}

// Hold lets the deliveries be held for the whole visibility timeout again. It
// writes nothing: who holds what does not outlive the program.
func (q *Queue) Hold(_ context.Context, ds ...queue.Delivery) error {
	its, lost := q.grab(ds)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.hide(its, q.o.Visibility)
	return lost
}

// hide makes moving messages invisible for a time. q.mu is held.
func (q *Queue) hide(its []*item, d time.Duration) {
	until := q.o.Now().Add(d)
	for _, it := range its {
		q.list.hold(it, until)
	}
	q.wake() // the waiting must know of the new deadline
}

// Quarantine moves a message aside in one transaction. A message that is gone is
// reported with an error matching queue.ErrLost.
func (q *Queue) Quarantine(ctx context.Context, d queue.Delivery, why queue.Reason) error {
	if !slices.Contains(queue.Reasons[:], why) {
		return fmt.Errorf("quarantining message %s: no reason %q", d.ID, why)
	}
	its, lost := q.grab([]queue.Delivery{d})
	if lost == nil && len(its) == 0 {
		lost = queue.ErrLost
	}
	if lost != nil {
		return fmt.Errorf("quarantining message %s: %w", d.ID, lost)
	}
	at := q.o.Now().UTC()
	err := q.settle(ctx, its, func(tx *bbolt.Tx) error {
		if err := setAside(tx, its[0], d.Body, why, at); err != nil {
			return err
		}
		return remove(tx, its[0])
	})
	if err != nil {
		return fmt.Errorf("quarantining message %s: %w", d.ID, err)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list.quarantined++
	return nil
}

// grab takes the messages of the deliveries that are still held, each once, so
// that nobody receives them meanwhile. It reports the deliveries whose message is
// there but no longer held by them.
func (q *Queue) grab(ds []queue.Delivery) (its []*item, lost error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.list.release(q.o.Now()) {
		q.wake()
	}
	var missed []error
	for _, d := range ds {
		it := q.list.items[seqOf(d.ID)]
		switch {
		case it == nil || slices.Contains(its, it): // gone, or named twice
		case q.list.grab(it, d.Receipt):
			its = append(its, it)
		default:
			missed = append(missed, fmt.Errorf("message %s: %w", d.ID, queue.ErrLost))
		}
	}
	return its, errors.Join(missed...)
}

// settle runs fn, which removes what was grabbed. If it fails the messages become
// visible again.
func (q *Queue) settle(ctx context.Context, its []*item, fn func(*bbolt.Tx) error) error {
	if len(its) == 0 {
		return nil
	}
	err := q.update(ctx, fn)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.freed = true
	if err != nil {
		q.putBack(its)
		return err
	}
	for _, it := range its {
		q.list.drop(it)
	}
	return nil
}

func remove(tx *bbolt.Tx, it *item) error {
	for _, bucket := range [...][]byte{messages, tallies} {
		if err := tx.Bucket(bucket).Delete(key(it.seq)); err != nil {
			return fmt.Errorf("removing message %d: %w", it.seq, err)
		}
	}
	return nil
}

func setAside(tx *bbolt.Tx, it *item, body []byte, why queue.Reason, at time.Time) error {
	m, err := decodeMessage(tx.Bucket(messages).Get(key(it.seq)))
	if err != nil {
		return fmt.Errorf("message %d: %w", it.seq, err)
	}
	v, err := encodeAside(aside{Reason: why, At: at, Sent: m.sent, Group: m.group, Body: body})
	if err != nil {
		return err
	}
	if err := tx.Bucket(quarantine).Put(key(it.seq), v); err != nil {
		return fmt.Errorf("setting message %d aside: %w", it.seq, err)
	}
	return nil
}
