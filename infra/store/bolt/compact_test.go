package bolt_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

// After Compact neither an erased nor an expired text, nor its author, is anywhere in
// the file, and what is live is unharmed.
func TestCompact(t *testing.T) {
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
	must(s.Erase(t.Context(), store.Ref{ID: entry(0, "").Reaction.ID}))(t)
	if n := must(s.Expire(t.Context(), now.Add(time.Hour), 10))(t); n != 1 {
		t.Fatalf("Expire = %d, want 1", n)
	}
	if err := bolt.Compact(path); !errors.Is(err, bolt.ErrInUse) {
		t.Errorf("Compact of an open store = %v, want ErrInUse", err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if err := os.WriteFile(path+".compact", []byte("of a run that was cut off"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := bolt.Compact(path); err != nil {
		t.Fatalf("Compact: %v", err)
	}
	file := must(os.ReadFile(path))(t)
	if bytes.Contains(file, []byte("sentinel")) || !bytes.Contains(file, []byte("stays")) {
		t.Errorf("the file holds what is gone, or lacks what is live")
	}
	for i, want := range []bool{false, false, true} {
		if got := bytes.Contains(file, []byte(entry(i, "").Reaction.Author)); got != want {
			t.Errorf("the file names the author of entry %d: %v, want %v", i, got, want)
		}
	}
	s = must(bolt.Open(path, func() time.Time { return now }))(t)
	defer s.Close()
	audit := must(store.Verify(t.Context(), s, s))(t)
	if len(audit.Wrong) > 0 || audit.Reactions != 1 || audit.Stubs != 1 || audit.Tombstones != 1 {
		t.Errorf("Verify after Compact: %+v", audit)
	}
	if left := must(filepath.Glob(path + ".*"))(t); len(left) > 0 {
		t.Errorf("files left over: %v", left)
	}
}

func TestCompactNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store")
	if err := bolt.Compact(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Compact of no file = %v, want ErrNotExist", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Compact made a file: %v", err)
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
