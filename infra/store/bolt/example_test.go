package bolt_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

// A reaction is recorded once however often it comes, and after its erasure neither
// comes back nor is counted.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	now := func() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }
	s, err := bolt.Open(filepath.Join(dir, "store"), now)
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()

	ctx := context.Background()
	e := entry(1, "They know what I looked at.")
	first, _ := s.Record(ctx, []store.Entry{e, e})
	erased, _ := s.Erase(ctx, e.Reaction.ID)
	again, _ := s.Record(ctx, []store.Entry{e})
	audit, _ := store.Verify(ctx, s, s)
	fmt.Println(first, erased, again, audit.Tombstones, audit.Rows, len(audit.Wrong))
	// Output: [recorded duplicate] true [erased] 1 0 0
}
