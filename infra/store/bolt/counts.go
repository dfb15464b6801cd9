package bolt

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"paradox/infra/store"
)

// countKey is the key of a count among the claims, with which it is swept: a count is
// a claim whose body is a number.
func countKey(key string) string { return "count " + key }

// Count adds one to a key's count and returns it.
func (s *Store) Count(ctx context.Context, key string, until time.Time) (n int, err error) {
	if key == "" {
		return 0, fmt.Errorf("counting: %w: key: empty", store.ErrInvalid)
	}
	err = s.update(ctx, func(b buckets) error {
		c, found, err := b.claim(countKey(key))
		if err != nil {
			return err
		}
		if !found {
			c = store.Claim{Key: countKey(key), Body: "0", Expires: until}
			if err := b.sweepClaims(s.now()); err != nil {
				return err
			}
		}
		if n, err = strconv.Atoi(c.Body); err != nil {
			return fmt.Errorf("count: damaged: %w", err)
		}
		n++
		c.Body = strconv.Itoa(n)
		return b.settle(c)
	})
	if err != nil {
		return 0, fmt.Errorf("counting: %w", err)
	}
	return n, nil
}
