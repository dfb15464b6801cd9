package storetest_test

import (
	"os"
	"testing"
	"time"

	"paradox/infra/store"
	"paradox/infra/store/bolt"
	"paradox/infra/store/storetest"
)

func open(name string, now func() time.Time) (store.Store, error) { return bolt.Open(name, now) }

func openLedger(name string) (store.Ledger, error) { return bolt.OpenLedger(name) }

func TestSelf(t *testing.T) { storetest.Run(t, open) }

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
