package bolt

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Expire turns up to limit overdue reactions into stubs, the longest overdue
// first, in transactions of some hundred. A stub lies under its id alone.
func (s *Store) Expire(ctx context.Context, now time.Time, limit int) (int, error) {
	total := 0
	for total < limit {
		want, n := min(pageSize, limit-total), 0
		err := s.update(ctx, func(b buckets) (err error) {
			n, err = b.expireSome(now, want)
			return err
		})
		if err != nil {
			return total, fmt.Errorf("expiring reactions: %w", err)
		}
		if total += n; n < want {
			break
		}
	}
	return total, nil
}

func (b buckets) expireSome(now time.Time, limit int) (int, error) {
	last := timeKey(now)
	var ids []reaction.ID
	c := b.in(expiry).Cursor()
	for k, _ := c.First(); k != nil && len(ids) < limit && bytes.Compare(k[:timeKeyLen], last) <= 0; k, _ = c.Next() {
		ids = append(ids, reaction.ID(k[timeKeyLen:]))
	}
	for _, id := range ids {
		if err := b.expire(id); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

func (b buckets) expire(id reaction.ID) error {
	at := b.find(id)
	st, err := decode(id, at.value)
	if err != nil {
		return err
	}
	value, err := encodeStub(st.Entry)
	if err != nil {
		return err
	}
	if err := b.remove(st.Reaction, at); err != nil {
		return err
	}
	return b.putAlone(id, value)
}

// shown is st as readers may see it at now: past its expiry a reaction is a stub,
// swept or not.
func shown(st store.Stored, now time.Time) store.Stored {
	if st.State == store.Whole && !st.Reaction.Expires.After(now) {
		return store.Stored{Entry: stubOf(st.Entry), State: store.Stub}
	}
	return st
}
