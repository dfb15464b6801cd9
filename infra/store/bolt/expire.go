package bolt

import (
	"context"
	"fmt"
	"slices"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Expire turns the overdue ones among ids into stubs, in transactions of some
// hundred. A stub lies under its id alone.
func (s *Store) Expire(ctx context.Context, now time.Time, ids ...reaction.ID) (int, error) {
	total := 0
	for some := range slices.Chunk(ids, pageSize) {
		n := 0
		err := s.update(ctx, func(b buckets) error {
			n = 0
			for _, id := range some {
				turned, err := b.expire(id, now)
				if err != nil {
					return err
				}
				n += turned
			}
			return nil
		})
		if err != nil {
			return total, fmt.Errorf("expiring reactions: %w", err)
		}
		total += n
	}
	return total, nil
}

// expire returns 1 if it turned the reaction, 0 if there was nothing to turn.
func (b buckets) expire(id reaction.ID, now time.Time) (int, error) {
	at := b.find(id)
	if at.value == nil {
		return 0, nil
	}
	st, err := decode(id, at.value)
	if err != nil || st.State != store.Whole || st.Reaction.Expires.After(now) {
		return 0, err
	}
	value, err := encodeStub(st.Entry)
	if err != nil {
		return 0, err
	}
	if err := b.remove(st.Reaction, at); err != nil {
		return 0, err
	}
	return 1, b.putAlone(id, value)
}

// shown is st as readers may see it at now: past its expiry a reaction is a stub,
// swept or not.
func shown(st store.Stored, now time.Time) (seen store.Stored, overdue bool) {
	if st.State == store.Whole && !st.Reaction.Expires.After(now) {
		return store.Stored{Entry: st.Entry.Stub(), State: store.Stub}, true
	}
	return st, false
}
