package reprocess_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"paradox/functions/reprocess"
	"paradox/infra/metrics"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// nightly is a night's work on a store, with what it writes as metrics.
func nightly(s store.Store, c *clock) (*reprocess.Nightly, *strings.Builder) {
	var out strings.Builder
	return &reprocess.Nightly{
		Pass: &reprocess.Pass{Store: s, Now: c.now}, Control: s, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Metrics: metrics.New(&out, "reprocess", c.now),
	}, &out
}

// A night's pass says what it found, where alarms read it, and the next night's runs too.
func TestNightly(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 1, 300)
	n, out := nightly(s, c)
	for night := range 2 {
		out.Reset()
		if err := n.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), `"CountersWrong":0`) || !strings.Contains(out.String(), `"Reactions":300`) {
			t.Errorf("night %d: written %q", night, out.String())
		}
	}
}

// Counters that were tampered with are found and counted for the alarm.
func TestNightlyFindsWrongCounters(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 2, 50)
	broken := tampered{s}
	n, out := nightly(s, c)
	n.Pass.Store = broken
	if err := n.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), `"CountersWrong":0`) {
		t.Errorf("nothing is wrong: %s", out.String())
	}
}

// While a pass is under way another does nothing; one that died without a word is
// believed for a while only.
func TestNightlyOneAtATime(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 3, 20)
	first, _ := nightly(s, c)
	other, out := nightly(s, c)
	blocked := blocking{s, make(chan struct{}), make(chan struct{})}
	first.Pass.Store = blocked
	done := make(chan error)
	go func() { done <- first.Run(t.Context()) }()
	<-blocked.entered
	if err := other.Run(t.Context()); err != nil || out.Len() != 0 {
		t.Errorf("beside another: %v, written %q; want nothing done", err, out.String())
	}
	c.advance(17 * time.Minute)
	if err := other.Run(t.Context()); err != nil || out.Len() == 0 {
		t.Errorf("when the other has not been heard of: %v, written %q; want a pass", err, out.String())
	}
	close(blocked.leave)
	if err := <-done; err != nil {
		t.Errorf("the first: %v", err)
	}
}

// Erasures that could not be carried out again are told to the log, with when they were
// noted, and to the alarm. They do not fail the night: its other tries would read
// everything again, and the next night tries them.
func TestNightlyTellsOfErasures(t *testing.T) {
	s, l, c := undone(t, 30, start)
	s.never = func(_ context.Context, id reaction.ID) error {
		if id == numbered(3) {
			return nil
		}
		return errAway
	}
	n, out := nightly(s, c)
	var log strings.Builder
	n.Pass.Ledger, n.Log = l, slog.New(slog.NewJSONHandler(&log, nil))
	if err := n.Run(t.Context()); err != nil {
		t.Errorf("Run = %v", err)
	}
	if !strings.Contains(out.String(), `"ReplaysFailed":29`) {
		t.Errorf("written %q", out.String())
	}
	if got := strings.Count(log.String(), `"level":"ERROR"`); got != 21 {
		t.Errorf("%d errors are logged, want the first 20 and one that says how many more", got)
	}
	for _, want := range []string{`"noted":"2026-11-25T12:00:06Z"`, errAway.Error(), `"more":9`, `"replays_failed":29`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s: %s", want, log.String())
		}
	}
	s.never = nil
	out.Reset()
	if err := n.Run(t.Context()); err != nil || !strings.Contains(out.String(), `"ReplaysFailed":0`) {
		t.Errorf("the next: %v, written %q", err, out.String())
	}
}

// stubborn is a store in which nothing expires, though more is overdue than one pass
// takes.
type stubborn struct {
	store.Store
	passes int
}

func (s *stubborn) Scan(context.Context, store.Segment) iter.Seq2[store.Page, error] {
	s.passes++
	return func(yield func(store.Page, error) bool) {
		if s.passes == 3 { // enough of it
			yield(store.Page{}, errAway)
			return
		}
		page := store.Page{}
		for i := range 200_001 {
			st := store.Stored{State: store.Stub}
			st.Reaction.ID = numbered(i)
			page.Stored, page.Overdue = append(page.Stored, st), append(page.Overdue, st.Reaction.ID)
		}
		yield(page, nil)
	}
}

func (s *stubborn) Expire(context.Context, time.Time, ...reaction.ID) (int, error) { return 0, nil }

// A night that gets nowhere ends, and says so.
func TestNightlyEnds(t *testing.T) {
	s, c := fresh(t)
	n, out := nightly(s, c)
	stuck := &stubborn{Store: s}
	n.Pass.Store = stuck
	if err := n.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "overdue") || stuck.passes != 1 {
		t.Errorf("Run = %v after %d passes, want an error after one", err, stuck.passes)
	}
	if !strings.Contains(out.String(), `"Expired":0`) {
		t.Errorf("written %q", out.String())
	}
}

// A night that loses what the last has found out says why.
func TestNightlyBeginsAnew(t *testing.T) {
	s, c := fresh(t)
	n, _ := nightly(s, c)
	var log strings.Builder
	n.Pass.Checkpoints, n.Log = &kept{b: []byte("{}")}, slog.New(slog.NewJSONHandler(&log, nil))
	if err := n.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), `"level":"WARN"`) || !strings.Contains(log.String(), "damaged") {
		t.Errorf("the log says nothing of the checkpoint: %s", log.String())
	}
}

// A night that fails is free for the schedule's next try at once.
func TestNightlyAfterAFailure(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 4, 20)
	n, out := nightly(s, c)
	n.Pass.Margin = math.MaxInt64 // more than any deadline leaves
	late, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	if err := n.Run(late); !errors.Is(err, reprocess.ErrUnfinished) {
		t.Errorf("without time: %v, want ErrUnfinished", err)
	}
	n.Pass.Margin = 0
	if err := n.Run(t.Context()); err != nil || out.Len() == 0 {
		t.Errorf("the next try: %v, written %q", err, out.String())
	}
}

// tampered is a store whose counters have one more than there are.
type tampered struct{ store.Store }

func (s tampered) AllRows(ctx context.Context) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for row, err := range s.Store.AllRows(ctx) {
			row.Counts[store.N]++
			if !yield(row, err) {
				return
			}
		}
	}
}

// blocking is a store that is read as soon as it is let.
type blocking struct {
	store.Store
	entered, leave chan struct{}
}

func (s blocking) Scan(ctx context.Context, seg store.Segment) iter.Seq2[store.Page, error] {
	close(s.entered)
	<-s.leave
	return s.Store.Scan(ctx, seg)
}
