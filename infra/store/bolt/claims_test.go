package bolt_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/boltfile"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

// Claims whose time is over do not pile up, neither themselves nor what finds
// them.
func TestClaimsGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store")
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	s := must(bolt.Open(path, func() time.Time { return now }))(t)
	for i := range 60 {
		c := store.Claim{Key: fmt.Sprint("k", i), Body: "b", Expires: now.Add(time.Hour)}
		if i >= 40 {
			now = now.Add(time.Hour)
			c.Expires = now.Add(time.Hour)
		}
		if _, fresh, err := s.Claim(t.Context(), c, now); err != nil || !fresh {
			t.Fatalf("Claim = fresh %v, %v", fresh, err)
		}
		if err := s.Settle(t.Context(), c); err != nil {
			t.Fatalf("Settle: %v", err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	db := must(boltfile.Open(path))(t)
	defer db.Close()
	err := db.View(func(tx *bbolt.Tx) error {
		for _, name := range []string{"claims", "claimexpiry"} {
			if n := tx.Bucket([]byte(name)).Stats().KeyN; n != 1 {
				t.Errorf("%s holds %d rows, want that of the last claim", name, n)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
}
