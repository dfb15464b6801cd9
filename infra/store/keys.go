package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrOtherKeys is matched where a store was filled with other keys than are to be used
// with it: what it holds would be counted again, no author be found and no receipt good.
var ErrOtherKeys = errors.New("store: filled with other keys")

// keysClaim is the claim that the first keys of a store keep; those that were accepted
// later keep one each, which begins with it.
const keysClaim = "keys"

// forEver is the end of claims that have none.
var forEver = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// SameKeys compares the mark of keys with that of the keys that the store was filled
// with, and returns an error matching ErrOtherKeys where it is another. The first mark
// that a store is shown stands, also in one that was filled before there were marks.
// A mark tells keys apart and must not reveal them.
func SameKeys(ctx context.Context, c Control, mark string, now time.Time) error {
	standing, _, err := c.Claim(ctx, Claim{Key: keysClaim, Body: mark, Expires: forEver}, now)
	if err != nil {
		return fmt.Errorf("comparing the keys with the store's: %w", err)
	}
	if standing.Body == mark {
		return nil
	}
	// A claim whose time is over asks whether one stands, and leaves none.
	_, unknown, err := c.Claim(ctx, Claim{Key: keysClaim + " " + mark, Body: mark, Expires: now}, now)
	if err != nil {
		return fmt.Errorf("comparing the keys with the store's: %w", err)
	}
	if unknown {
		return ErrOtherKeys
	}
	return nil
}

// AcceptKeys makes SameKeys take that mark from now on, beside those that it takes
// already. It is for keys that were replaced on purpose.
func AcceptKeys(ctx context.Context, c Control, mark string) error {
	if err := c.Settle(ctx, Claim{Key: keysClaim + " " + mark, Body: mark, Expires: forEver}); err != nil {
		return fmt.Errorf("accepting keys: %w", err)
	}
	return nil
}
