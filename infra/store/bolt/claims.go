package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"paradox/infra/store"
)

// sweep is how many claims whose time is over a new claim removes: more than the
// one it adds, so that they do not pile up.
const sweep = 4

// Claim stores c if its key is free or its time is over at now.
func (s *Store) Claim(ctx context.Context, c store.Claim, now time.Time) (store.Claim, bool, error) {
	if c.Key == "" {
		return store.Claim{}, false, fmt.Errorf("claiming: %w: key: empty", store.ErrInvalid)
	}
	var standing store.Claim
	var fresh bool
	err := s.update(ctx, func(b buckets) error {
		old, found, err := b.claim(c.Key)
		if err != nil {
			return err
		}
		if fresh = !found || !old.Expires.After(now); !fresh {
			standing = old
			return nil
		}
		standing = c
		if err := b.sweepClaims(now); err != nil {
			return err
		}
		return b.settle(c)
	})
	if err != nil {
		return store.Claim{}, false, fmt.Errorf("claiming: %w", err)
	}
	return standing, fresh, nil
}

// Settle stores c in place of the claim of its key.
func (s *Store) Settle(ctx context.Context, c store.Claim) error {
	if c.Key == "" {
		return fmt.Errorf("settling a claim: %w: key: empty", store.ErrInvalid)
	}
	if err := s.update(ctx, func(b buckets) error { return b.settle(c) }); err != nil {
		return fmt.Errorf("settling a claim: %w", err)
	}
	return nil
}

func (b buckets) claim(key string) (c store.Claim, found bool, err error) {
	v := b.in(claims).Get([]byte(key))
	if v == nil {
		return c, false, nil
	}
	if err := json.Unmarshal(v, &c); err != nil {
		return c, false, fmt.Errorf("claim: damaged: %w", err)
	}
	return c, true, nil
}

func (b buckets) settle(c store.Claim) error {
	old, found, err := b.claim(c.Key)
	if err != nil {
		return err
	}
	if found {
		if err := b.in(claimExpiry).Delete(expiryKey(old.Expires, old.Key)); err != nil {
			return err
		}
	}
	v, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encoding a claim: %w", err)
	}
	if err := b.in(claims).Put([]byte(c.Key), v); err != nil {
		return err
	}
	return b.in(claimExpiry).Put(expiryKey(c.Expires, c.Key), nil)
}

// sweepClaims removes some claims whose time is over.
func (b buckets) sweepClaims(now time.Time) error {
	var over [][]byte
	c, last := b.in(claimExpiry).Cursor(), timeKey(now)
	for k, _ := c.First(); k != nil && len(over) < sweep && bytes.Compare(k[:timeKeyLen], last) <= 0; k, _ = c.Next() {
		over = append(over, bytes.Clone(k))
	}
	for _, k := range over {
		if err := b.in(claims).Delete(k[timeKeyLen:]); err != nil {
			return err
		}
		if err := b.in(claimExpiry).Delete(k); err != nil {
			return err
		}
	}
	return nil
}
