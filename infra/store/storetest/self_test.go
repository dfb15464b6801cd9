package storetest_test

import (
	"testing"
	"time"

	"paradox/infra/store"
	"paradox/infra/store/bolt"
	"paradox/infra/store/storetest"
)

func TestSelf(t *testing.T) {
	storetest.Run(t, func(name string, now func() time.Time) (store.Store, error) { return bolt.Open(name, now) })
}
