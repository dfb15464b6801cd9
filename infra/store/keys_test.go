package store_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

// The first keys stand, for good; others are refused until they are accepted, and then
// both are good.
func TestSameKeys(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := bolt.Open(path, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { s.Close() }()
	accept := func(mark string) {
		t.Helper()
		if err := store.AcceptKeys(t.Context(), s, mark); err != nil {
			t.Fatal(err)
		}
	}
	for i, step := range []struct {
		mark   string
		accept bool
		later  time.Duration
		want   error
	}{
		{mark: "a"}, {mark: "a"}, {mark: "b", want: store.ErrOtherKeys}, {mark: "b", want: store.ErrOtherKeys},
		{mark: "a", later: 100 * 365 * 24 * time.Hour}, {mark: "b", want: store.ErrOtherKeys},
		{mark: "b", accept: true}, {mark: "a"}, {mark: "b", later: 100 * 365 * 24 * time.Hour},
		{mark: "c", want: store.ErrOtherKeys}, {mark: "a"},
	} {
		now = now.Add(step.later)
		if step.accept {
			accept(step.mark)
		}
		if err := store.SameKeys(t.Context(), s, step.mark, now); !errors.Is(err, step.want) {
			t.Errorf("step %d: keys %q: %v, want %v", i, step.mark, err, step.want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if s, err = bolt.Open(path, func() time.Time { return now }); err != nil {
			t.Fatal(err)
		}
	}
}
