package classify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/functions/classify"
	"paradox/infra/pseudonym"
	"paradox/infra/queue"
	queuebolt "paradox/infra/queue/bolt"
	"paradox/infra/reaction"
	"paradox/infra/store"
	storebolt "paradox/infra/store/bolt"
)

// clock is a time that tests move.
type clock struct{ ns atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.ns.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.ns.Add(int64(d)) }

// buffer is a log that several goroutines write.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// flaky is a store that refuses or panics while a batch holds a text.
type flaky struct {
	store.Store
	err    error
	poison string // a text that the store refuses
	panic  bool
	calls  int
}

func (f *flaky) Record(ctx context.Context, es []store.Entry) ([]store.Outcome, error) {
	f.calls++
	if f.err != nil {
		return nil, f.err
	}
	for _, e := range es {
		if f.poison != "" && e.Reaction.Text == f.poison {
			if f.panic {
				panic("cannot store " + e.Reaction.Text)
			}
			return nil, errors.New("cannot store this")
		}
	}
	return f.Store.Record(ctx, es)
}

const generation = "m1/t1/Europe/Warsaw"

type rig struct {
	clock *clock
	keys  pseudonym.Keys
	store *flaky
	queue *queuebolt.Queue
	log   *buffer
	c     *classify.Classifier
	w     *classify.Worker
}

// analyze stands for the model: what a text says of itself.
func analyze(text string) label.Result {
	switch {
	case strings.HasPrefix(text, "panic"):
		panic("cannot bear " + text)
	case strings.HasPrefix(text, "toneless"):
		return label.Result{Language: "en", Model: "m1"}
	case strings.HasPrefix(text, "de "):
		return label.Result{Language: "de", Unclassified: true, Model: "m1"}
	}
	lang, _, _ := strings.Cut(text, " ")
	return label.Result{
		Language: lang, Model: "m1", Sentiment: label.Sentiment{Label: label.Negative, Score: -5000},
		Themes: []label.Found{{Output: label.Output{Code: "C2"}, Spans: []label.Span{{0, len(text)}}}},
	}
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{clock: &clock{}, keys: pseudonym.NewKeys(), log: &buffer{}}
	r.clock.ns.Store(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC).UnixNano())
	s, err := storebolt.Open(filepath.Join(t.TempDir(), "store"), r.clock.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if r.queue, err = queuebolt.Open(filepath.Join(t.TempDir(), "queue"), queuebolt.Options{Visibility: time.Minute, Now: r.clock.now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.queue.Close() })
	r.store = &flaky{Store: s}
	if err := s.PutCampaign(t.Context(), store.Campaign{Name: "autumn", Title: "Autumn", Start: "2026-11-01"}); err != nil {
		t.Fatal(err)
	}
	if err := s.PutSource(t.Context(), store.Source{Name: "form", Purpose: "p", Basis: "b", Retention: 24 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(r.log, nil))
	r.c = &classify.Classifier{Store: r.store, Register: s, Analyze: analyze, Generation: generation, Zone: zone, Now: r.clock.now, Log: log}
	r.w = &classify.Worker{Queue: r.queue, Classifier: r.c, Log: log}
	return r
}

// reaction makes one as intake does.
func (r *rig) reaction(n int, text string) reaction.Reaction {
	return reaction.Reaction{
		ID: r.keys.ReactionID("form", fmt.Sprint(n)), Time: r.clock.now(), Source: "form", Channel: "email", Campaign: "autumn",
		Text: text, Expires: r.clock.now().Add(24 * time.Hour),
	}
}

// delivery makes a message of reactions as a queue hands it over the nth time.
func (r *rig) delivery(t *testing.T, received int, rs ...reaction.Reaction) queue.Delivery {
	t.Helper()
	bodies, err := reaction.Encode(rs)
	if err != nil || len(bodies) != 1 {
		t.Fatalf("%d bodies: %v", len(bodies), err)
	}
	return queue.Delivery{ID: "message of " + string(rs[0].ID), Body: bodies[0], Received: received}
}

func (r *rig) send(t *testing.T, rs ...reaction.Reaction) {
	t.Helper()
	bodies, err := reaction.Encode(rs)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bodies {
		if err := r.queue.Send(t.Context(), queue.Message{Body: b, Group: "form"}); err != nil {
			t.Fatal(err)
		}
	}
}

// counts returns the counts over all campaigns and days.
func (r *rig) counts(t *testing.T) store.Counts {
	t.Helper()
	var c store.Counts
	for row, err := range r.store.Rows(t.Context(), store.Query{Generation: generation, Campaign: store.AllCampaigns, From: "2026-01-01", To: "2027-01-01"}) {
		if err != nil {
			t.Fatal(err)
		}
		c.Add(row.Counts)
	}
	return c
}

// verify fails the test if the counters are not the sum of the reactions.
func (r *rig) verify(t *testing.T) {
	t.Helper()
	a, err := store.Verify(t.Context(), r.store, r.store)
	if err != nil || len(a.Wrong) > 0 {
		t.Errorf("verify: %v %v", a.Wrong, err)
	}
}
