package classify_test

import (
	"path/filepath"
	"testing"
	"time"

	"paradox/functions/classify"
	"paradox/infra/store/bolt"
)

// The first classifier's generation is live; a later one's does not take its place.
func TestBegin(t *testing.T) {
	s, err := bolt.Open(filepath.Join(t.TempDir(), "store.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, model := range []string{"first", "second"} {
		c := &classify.Classifier{Generation: classify.Generation(model, "1", time.UTC)}
		for range 2 {
			if err := c.Begin(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		if live, err := s.Generation(t.Context()); err != nil || live != "first/1/UTC" {
			t.Errorf("after %s began: live is %q, %v", model, live, err)
		}
	}
}
