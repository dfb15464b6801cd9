package bolt_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

// After Scrub neither an erased nor an expired text, nor its author, is anywhere in
// the file; what is live is unharmed, and writers beside it lose nothing.
func TestScrub(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store")
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	s := must(bolt.Open(path, func() time.Time { return now }))(t)
	for i, text := range []string{"sentinel-erased", "sentinel-expired", "stays"} {
		e := entry(i, strings.Repeat(text+" ", 500))
		if i == 1 {
			e.Reaction.Expires = now.Add(time.Minute)
		}
		must(s.Record(t.Context(), []store.Entry{e}))(t)
	}
	if must(s.Scrub(t.Context()))(t) {
		t.Error("Scrub rewrote the file though nothing was removed")
	}
	must(s.Erase(t.Context(), entry(0, "").Reaction.ID))(t)
	if n := must(s.Expire(t.Context(), now.Add(time.Hour), entry(0, "").Reaction.ID, entry(1, "").Reaction.ID, entry(2, "").Reaction.ID))(t); n != 1 {
		t.Fatalf("Expire = %d, want 1", n)
	}
	if err := s.Close(); err != nil { // what was removed is remembered
		t.Fatalf("Close: %v", err)
	}
	if err := os.WriteFile(path+".compact", []byte("of a run that was cut off"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = must(bolt.Open(path, func() time.Time { return now }))(t)
	defer func() { s.Close() }()
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := range 25 {
				if _, err := s.Record(t.Context(), []store.Entry{entry(100+25*w+i, "beside")}); err != nil {
					t.Errorf("Record beside Scrub: %v", err)
				}
			}
		})
	}
	if !must(s.Scrub(t.Context()))(t) {
		t.Error("Scrub left the file though something was removed")
	}
	writers.Wait()
	file := must(os.ReadFile(path))(t)
	if bytes.Contains(file, []byte("sentinel")) || !bytes.Contains(file, []byte("stays")) {
		t.Errorf("the file holds what is gone, or lacks what is live")
	}
	for i, want := range []bool{false, false, true} {
		if got := bytes.Contains(file, []byte(entry(i, "").Reaction.Author)); got != want {
			t.Errorf("the file names the author of entry %d: %v, want %v", i, got, want)
		}
	}
	if must(s.Scrub(t.Context()))(t) {
		t.Error("Scrub rewrote the file again though nothing was removed since")
	}
	if _, err := bolt.Open(path, time.Now); !errors.Is(err, bolt.ErrInUse) {
		t.Errorf("another Open of the scrubbed store = %v, want ErrInUse", err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	s = must(bolt.Open(path, func() time.Time { return now }))(t)
	audit := must(store.Verify(t.Context(), s, s))(t)
	if len(audit.Wrong) > 0 || audit.Reactions != 101 || audit.Stubs != 1 || audit.Tombstones != 1 {
		t.Errorf("Verify after Scrub: %+v", audit)
	}
	if left := must(filepath.Glob(path + ".*"))(t); len(left) > 0 {
		t.Errorf("files left over: %v", left)
	}
}

// must returns a function that fails the test on err and gives v otherwise.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// entry is an ordinary entry of that number.
func entry(i int, text string) store.Entry {
	day := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	return store.Entry{
		Reaction: reaction.Reaction{
			ID: reaction.ID(hex32(i)), Author: reaction.AuthorKey(hex32(-1 - i%5000)), Text: text,
			Time: day, Expires: day.Add(90 * 24 * time.Hour), Source: "shop", Channel: "email", Campaign: "spring",
		},
		Dims: store.Dims{
			Campaign: "spring", Channel: "email", Language: "en", Source: "shop",
			Day: store.DayOf(day, time.UTC).Add(-i % 90),
		},
		Labels: map[string]label.Result{"m1": {
			Language: "en", Confidence: 9700, Model: "m1",
			Sentiment: label.Sentiment{
				Label: label.Negative, Score: -4210,
				Probabilities: label.Probabilities{Negative: 6100, Neutral: 2010, Positive: 1890},
			},
			Themes: []label.Found{
				{Output: label.Output{Code: "C2"}, Confidence: 8111, Spans: []label.Span{{0, 20}}},
				{Output: label.Output{Code: "R1", Polarity: label.Minus}, Confidence: 6021, Spans: []label.Span{{21, 40}}},
			},
		}},
	}
}
