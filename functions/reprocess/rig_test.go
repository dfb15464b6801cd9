package reprocess_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/functions/reprocess"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

const live = "m1/t1/Europe/Warsaw"

// clock stands still until it is moved.
type clock struct{ ns atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.ns.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.ns.Add(int64(d)) }

var start = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// fresh is an empty store on disk with a live generation.
func fresh(t testing.TB) (store.Store, *clock) {
	t.Helper()
	c := &clock{}
	c.ns.Store(start.UnixNano())
	s, err := bolt.Open(filepath.Join(t.TempDir(), "store"), c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.SetGeneration(t.Context(), "", live); err != nil {
		t.Fatal(err)
	}
	return s, c
}

// results stand for every stance, and for no label.
var results = []label.Result{
	result(label.Positive, 8000, "V1+"),
	result(label.Negative, -9000, "C2"),
	result(label.Neutral, 12, "V2", "C1"),
	result(label.Negative, -1, "R1-"),
	result(label.Neutral, 0),
	{Language: "en", Unclassified: true, Model: "m1"},
}

func result(sentiment string, score label.Score, outputs ...string) label.Result {
	r := label.Result{Language: "en", Model: "m1", Sentiment: label.Sentiment{Label: sentiment, Score: score}}
	for _, o := range outputs {
		r.Themes = append(r.Themes, label.Found{
			Output: label.Output{Code: o[:2], Polarity: label.Polarity(o[2:])}, Confidence: 8000, Spans: []label.Span{{0, 4}},
		})
	}
	return r
}

var texts = map[string][]string{
	"en": {
		"Creepy ads follow me after I looked at running shoes.",
		"The targeted ads know my shoe size, a privacy nightmare.",
		"Useful product recommendations, and a fair discount code!",
		"Your loyalty programme sends a birthday voucher. Creepy Ads too.",
	},
	"pl": {
		"Śledzące reklamy wiedzą, co oglądałam w sklepie.",
		"Dobry kod rabatowy, ale śledząca reklama mnie męczy.",
		"Karta stałego klienta i kod rabatowy, miło.",
	},
}

// numbered is the id of that number.
func numbered(i int) reaction.ID { return reaction.ID(fmt.Sprintf("%032x", i)) }

// entry is a reaction of that number: of one of some sixty authors, or of none.
func entry(i int, r *rand.Rand, now time.Time) store.Entry {
	language := []string{"en", "en", "pl"}[r.IntN(3)]
	e := store.Entry{
		Reaction: reaction.Reaction{
			ID: numbered(i), Time: now.AddDate(0, 0, -r.IntN(35)), Source: "shop", Channel: "email",
			Text: texts[language][r.IntN(len(texts[language]))], Expires: now.AddDate(0, 0, 1+r.IntN(90)),
		},
		Dims: store.Dims{
			Campaign: []string{"spring", "autumn", reaction.Unassigned}[r.IntN(3)], Channel: []string{"email", "ad"}[r.IntN(2)],
			Language: language, Source: []string{"shop", "form"}[r.IntN(2)],
		},
		Labels: map[string]label.Result{live: results[r.IntN(len(results))]},
	}
	// No two of a row look the same to its counters: an erasure and a recording never
	// leave a row as it was, which would hide that it changed.
	if l := e.Labels[live]; !l.Unclassified {
		l.Sentiment.Score = label.Score(r.IntN(10000))
		e.Labels[live] = l
	}
	if n := r.IntN(70); n < 60 {
		e.Reaction.Author = reaction.AuthorKey(fmt.Sprintf("a%031x", n))
	}
	e.Dims.Day = store.DayOf(e.Reaction.Time, time.UTC)
	return e
}

// fill records so many entries.
func fill(t testing.TB, s store.Store, c *clock, seed uint64, n int) []store.Entry {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	var es []store.Entry
	for i := range n {
		es = append(es, entry(i+1, r, c.now()))
	}
	if _, err := s.Record(t.Context(), es); err != nil {
		t.Fatal(err)
	}
	return es
}

// sliced is a store that scans in small pages and in as many segments as it is asked
// for, as long as nothing is changed meanwhile. It fails after some pages if told to.
type sliced struct {
	store.Store
	size  int
	fails *atomic.Int64 // pages until one is refused; below 0 for never
}

func (s sliced) Scan(ctx context.Context, seg store.Segment) iter.Seq2[store.Page, error] {
	return func(yield func(store.Page, error) bool) {
		var all []store.Stored
		due := map[reaction.ID]bool{}
		for page, err := range s.Store.Scan(ctx, store.Segment{Of: 1}) {
			if err != nil {
				yield(store.Page{}, err)
				return
			}
			for _, st := range page.Stored {
				if part(st, seg.Of) == seg.Number {
					all = append(all, st)
				}
			}
			for _, id := range page.Overdue {
				due[id] = true
			}
		}
		at, _ := strconv.Atoi(seg.After)
		for at < len(all) {
			if s.fails != nil && s.fails.Add(-1) == -1 {
				yield(store.Page{}, errAway)
				return
			}
			some := all[at:min(at+s.size, len(all))]
			page := store.Page{Stored: some, Units: float64(len(some)) / 2}
			for _, st := range some {
				if due[st.Reaction.ID] {
					page.Overdue = append(page.Overdue, st.Reaction.ID)
				}
			}
			if at += len(some); at < len(all) {
				page.After = strconv.Itoa(at)
			}
			if !yield(page, nil) {
				return
			}
		}
	}
}

var errAway = fmt.Errorf("the store is away")

// part is the segment of a reaction: authors are not divided.
func part(st store.Stored, of int) int {
	key := string(st.Reaction.Author)
	if key == "" {
		key = string(st.Reaction.ID)
	}
	h := fnv.New32a()
	h.Write([]byte(key))
	return int(h.Sum32() % uint32(of))
}

// kept keeps a checkpoint in memory.
type kept struct {
	b     []byte
	saves int
	err   error // of the next save
}

func (k *kept) Load(context.Context) ([]byte, error) {
	if k.b == nil {
		return nil, store.ErrNotFound
	}
	return slices.Clone(k.b), nil
}

func (k *kept) Save(_ context.Context, b []byte) error {
	if k.err != nil {
		return k.err
	}
	k.saves++
	k.b = slices.Clone(b)
	return nil
}

func (k *kept) Remove(context.Context) error {
	k.b = nil
	return nil
}

var _ reprocess.Checkpoints = (*kept)(nil)

// must returns a function that fails the test on err and gives v otherwise.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// verify fails the test if the counters are not the sum of the reactions.
func verify(t testing.TB, s store.Store) store.Audit {
	t.Helper()
	a := must(store.Verify(t.Context(), s, s))(t)
	for _, m := range a.Wrong {
		t.Errorf("verify: %v", m)
	}
	return a
}

// summaries are all that are stored of a generation.
func summaries(t testing.TB, s store.Store, generation string) []store.Summary {
	t.Helper()
	var all []store.Summary
	for sum, err := range s.Summaries(t.Context(), generation, "0001-01-01", "9999-12-31") {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, sum)
	}
	return all
}
