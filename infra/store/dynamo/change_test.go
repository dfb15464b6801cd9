package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/analysis/label"
	"paradox/infra/enginetest"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

var neutral = label.Result{Language: "en", Sentiment: label.Sentiment{Label: label.Neutral, Score: 3}, Model: "m2"}

// between lets something happen after a change has read what it decides on and
// before it writes, once.
func between(happen func()) handler {
	return func(_ context.Context, input any, send func() (any, error)) (any, error) {
		if _, ok := input.(*dynamodb.TransactWriteItemsInput); ok && happen != nil {
			do := happen
			happen = nil
			do()
		}
		return send()
	}
}

// Whatever is done to a reaction between a change's reading and its writing, the
// change is decided anew and the counters agree.
func TestChangedMeanwhile(t *testing.T) {
	type do = func(*testing.T, *dynamo.Store) int
	count := func(n int, err error) func(*testing.T) int {
		return func(t *testing.T) int {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	doings := []struct {
		name string
		do   do
	}{
		{"erased", func(t *testing.T, s *dynamo.Store) int {
			there, err := s.Erase(t.Context(), id(1))
			if there {
				return count(1, err)(t)
			}
			return count(0, err)(t)
		}},
		{"erased with its author", func(t *testing.T, s *dynamo.Store) int {
			return count(s.EraseAuthor(t.Context(), "a", start, false))(t)
		}},
		{"expired", func(t *testing.T, s *dynamo.Store) int {
			return count(s.Expire(t.Context(), start.Add(48*time.Hour), id(1)))(t)
		}},
		{"labelled", func(t *testing.T, s *dynamo.Store) int {
			return count(s.Label(t.Context(), "m2", store.Labelled{ID: id(1), Result: neutral}))(t)
		}},
		{"unlabelled", func(t *testing.T, s *dynamo.Store) int {
			return count(s.Unlabel(t.Context(), generation, id(1)))(t)
		}},
	}
	for _, author := range []reaction.AuthorKey{"", "a"} {
		for _, first := range doings {
			for _, second := range doings {
				t.Run(fmt.Sprintf("%s, author %q, meanwhile %s", first.name, author, second.name), func(t *testing.T) {
					st := newStack(t, enginetest.MiniStack(t))
					plain := st.open(t, atStart)
					record(t, plain, []store.Entry{entry(1, author)}, store.Recorded)
					var turned [2]int
					s := st.open(t, atStart, st.behind(between(func() { turned[1] = second.do(t, plain) })))
					turned[0] = first.do(t, s)
					a, err := store.Verify(t.Context(), plain, plain)
					if err != nil || len(a.Wrong) > 0 {
						t.Errorf("Verify = %+v, %v", a, err)
					}
					if first.name == second.name && turned[0]+turned[1] > 1 {
						t.Errorf("turned %v times in all, want at most once", turned)
					}
				})
			}
		}
	}
}

// A reaction that arrives while its tombstone is written is erased, not stored.
func TestErasedWhileItArrives(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	plain := st.open(t, atStart)
	s := st.open(t, atStart, st.behind(between(func() { record(t, plain, []store.Entry{entry(1, "a")}, store.Recorded) })))
	if there, err := s.Erase(t.Context(), id(1)); !there || err != nil {
		t.Errorf("Erase = %v, %v; want that it was there", there, err)
	}
	verify(t, plain, 0, 0, 1)
}

// An erasure looks again after a while: what a transaction wrote may not be visible at
// once.
func TestEraseAuthorLooksTwice(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	record(t, st.open(t, atStart), entries(0, 3, "a"), store.Recorded)
	var idle waits
	queries := 0
	s := st.open(t, atStart, idle.wait, st.behind(func(_ context.Context, _ any, send func() (any, error)) (any, error) {
		out, err := send()
		if q, ok := out.(*dynamodb.QueryOutput); ok {
			if queries++; queries == 1 {
				q.Items = nil
			}
		}
		return out, err
	}))
	if n, err := s.EraseAuthor(t.Context(), "a", start, false); n != 3 || err != nil {
		t.Errorf("EraseAuthor = %d, %v; want 3", n, err)
	}
	if len(idle.all) != 1 {
		t.Errorf("waited %v, want once", idle.all)
	}
	verify(t, st.open(t, atStart), 0, 0, 3) // reads shards side by side, which the handler is not made for
}

// An erasure of an author that dies in between is completed by the same call; what it
// had done is not counted twice.
func TestEraseAuthorDies(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	const many = 250
	record(t, st.open(t, atStart), entries(0, many, "a"), store.Recorded)
	died := errors.New("died")
	turned := 0
	for after := 0; ; after++ {
		left := after
		s := st.open(t, atStart, st.behind(func(_ context.Context, _ any, send func() (any, error)) (any, error) {
			if left--; left < 0 {
				return nil, died
			}
			return send()
		}))
		n, err := s.EraseAuthor(t.Context(), "a", start, false)
		turned += n
		if err == nil {
			break
		}
		if !errors.Is(err, died) {
			t.Fatalf("EraseAuthor = %v", err)
		}
		if after > 0 { // the author's row comes first
			record(t, st.open(t, atStart), []store.Entry{entry(1000+after, "a")}, store.Erased)
		}
	}
	if turned != many {
		t.Errorf("turned %d in all, want %d", turned, many)
	}
	verify(t, st.open(t, atStart), 0, 0, many)
}

// What is refused of an author only grows, in whatever order erasures come.
func TestEraseAuthorWidens(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		s := st.open(t, atStart)
		for i, h := range []time.Duration{-2, -1, -3} {
			if _, err := s.EraseAuthor(t.Context(), "a", start.Add(h*time.Hour), i == 2); err != nil {
				t.Fatalf("EraseAuthor: %v", err)
			}
			e := entry(i, "a")
			e.Reaction.Time = start.Add(-time.Hour)
			record(t, s, []store.Entry{e}, []store.Outcome{store.Recorded, store.Erased, store.Erased}[i])
		}
		later := entry(9, "a")
		later.Reaction.Time = start.Add(time.Hour)
		record(t, s, []store.Entry{later}, store.Erased) // an objection holds for good
		if _, err := s.EraseAuthor(t.Context(), "a", start, false); err != nil {
			t.Fatalf("EraseAuthor: %v", err)
		}
		record(t, s, []store.Entry{later}, store.Erased)
		verify(t, s, 0, 0, 1)
	})
}

// Segments hold everything, each reaction once, an author's together; a scan goes on
// from any page.
func TestScanSegments(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		s := st.open(t, atStart, st.behind(func(_ context.Context, input any, send func() (any, error)) (any, error) {
			if in, ok := input.(*dynamodb.ScanInput); ok && in.Segment != nil {
				in.Limit = new(int32)
				*in.Limit = 7
			}
			return send()
		}))
		es := entries(0, 40, "")
		for i := range 60 {
			es = append(es, entry(100+i, reaction.AuthorKey(fmt.Sprint("author-", i%7))))
		}
		record(t, s, es, store.Recorded)
		if _, err := s.EraseAuthor(t.Context(), "author-9", start, true); err != nil {
			t.Fatalf("EraseAuthor: %v", err)
		}
		for _, of := range []int{1, 3, 8} {
			var ids []reaction.ID
			where := map[reaction.AuthorKey]int{}
			for number := range of {
				for _, st := range scanFromPageToPage(t, s, number, of) {
					ids = append(ids, st.Reaction.ID)
					if a := st.Reaction.Author; a != "" {
						if in, known := where[a]; known && in != number {
							t.Errorf("author %s lies in segments %d and %d", a, in, number)
						}
						where[a] = number
					}
				}
			}
			want := make([]reaction.ID, len(es))
			for i, e := range es {
				want[i] = e.Reaction.ID
			}
			slices.Sort(ids)
			if slices.Sort(want); !slices.Equal(ids, want) {
				t.Errorf("%d segments hold %d reactions, want %d, each once", of, len(ids), len(want))
			}
		}
	})
}

// scanFromPageToPage reads a segment with a scan of its own for each page, and checks
// that the reactions of an author follow each other.
func scanFromPageToPage(t *testing.T, s *dynamo.Store, number, of int) (all []store.Stored) {
	t.Helper()
	seg := store.Segment{Number: number, Of: of}
	for {
		for page, err := range s.Scan(t.Context(), seg) {
			if err != nil {
				t.Fatalf("Scan: %v", err)
			}
			if page.Units <= 0 && len(page.Stored) > 0 {
				t.Errorf("a page that cost %v", page.Units)
			}
			all = append(all, page.Stored...)
			seg.After = page.After
			break
		}
		if seg.After == "" {
			break
		}
	}
	seen, last := map[reaction.AuthorKey]bool{}, reaction.AuthorKey("")
	for _, st := range all {
		if a := st.Reaction.Author; a != "" && a != last {
			if seen[a] {
				t.Errorf("others lie between the reactions of %s", a)
			}
			seen[a], last = true, a
		}
	}
	return all
}

func TestScanRefuses(t *testing.T) {
	s := newStack(t, enginetest.MiniStack(t)).open(t, atStart)
	for _, seg := range []store.Segment{{}, {Number: 1, Of: 1}, {Number: -1, Of: 2}, {Of: 1, After: "?"}, {Of: 1, After: "bnVsbA"}} {
		for _, err := range s.Scan(t.Context(), seg) {
			if !errors.Is(err, store.ErrInvalid) {
				t.Errorf("Scan(%+v) = %v, want ErrInvalid", seg, err)
			}
		}
	}
}
