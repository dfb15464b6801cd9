package bolt_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"paradox/infra/store"
	"paradox/infra/store/bolt"
	"paradox/infra/store/storetest"
)

func open(name string, now func() time.Time) (store.Store, error) { return bolt.Open(name, now) }

func openLedger(name string) (store.Ledger, error) { return bolt.OpenLedger(name) }

func TestStore(t *testing.T) { storetest.Run(t, storetest.Seeds, open) }

func TestLedger(t *testing.T) { storetest.RunLedger(t, openLedger) }

func TestRestore(t *testing.T) {
	storetest.RunRestore(t, open, openLedger, func(t *testing.T, from, to string) {
		b, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(to, b, 0o600)
		}
		if err != nil {
			t.Fatalf("copying the store: %v", err)
		}
	})
}

// A second program is told at once, and what to do.
func TestFileInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store")
	s, err := bolt.Open(path, time.Now)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	began := time.Now()
	if _, err := bolt.Open(path, time.Now); !errors.Is(err, bolt.ErrInUse) {
		t.Errorf("second Open = %v, want ErrInUse", err)
	}
	if d := time.Since(began); d > time.Second {
		t.Errorf("second Open took %v, want at most a second", d)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	again, err := bolt.Open(path, time.Now)
	if err != nil {
		t.Fatalf("Open after Close: %v", err)
	}
	again.Close()
}
