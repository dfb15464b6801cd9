package poll_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/functions/poll"
	"paradox/infra/schedule"
	"paradox/infra/sources"
	"paradox/infra/store"
)

var errDown = errors.New("its API does not answer")

// place publishes numbered messages in pages; a cursor is the number behind the page.
type place struct {
	all, size int
	fails     int           // the page at which it does, from 1 on; 0 for never
	panics    bool          // instead of an error
	slow      time.Duration // a page takes
	mute      bool          // gives no cursors
}

func (p place) Fetch(ctx context.Context, cursor string) iter.Seq2[sources.Page, error] {
	return func(yield func(sources.Page, error) bool) {
		at, _ := strconv.Atoi(cursor)
		for page := 1; at < p.all; page++ {
			if p.slow > 0 {
				select {
				case <-ctx.Done():
				case <-time.After(p.slow):
				}
			}
			if err := ctx.Err(); err != nil {
				yield(sources.Page{}, fmt.Errorf("fetching: %w", err))
				return
			}
			if page == p.fails && p.panics {
				panic("secret text")
			}
			if page == p.fails {
				yield(sources.Page{}, errDown)
				return
			}
			var out sources.Page
			for ; at < p.all && len(out.Messages) < p.size; at++ {
				out.Messages = append(out.Messages, sources.Message{ID: strconv.Itoa(at), Text: "secret text"})
			}
			if out.Cursor = strconv.Itoa(at); p.mute {
				out.Cursor = ""
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}

// desk is what a poller works with: the register, the cursors and who takes messages in.
type desk struct {
	mu       sync.Mutex
	register []string
	down     error // of the register
	cursors  map[string]string
	taken    map[string][]int // by source: how often each message was
	take     func(source string, call int) error
	save     func(source string) error
	calls    int
	log      bytes.Buffer
}

func newDesk(registered ...string) *desk {
	return &desk{register: registered, cursors: map[string]string{}, taken: map[string][]int{}}
}

func (d *desk) Sources(context.Context) (all []store.Source, err error) {
	for _, name := range d.register {
		all = append(all, store.Source{Name: name, Purpose: "test", Basis: "consent", Retention: 24 * time.Hour})
	}
	return all, d.down
}

func (d *desk) Cursor(_ context.Context, source string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cursors[source], nil
}

func (d *desk) SaveCursor(ctx context.Context, source, cursor string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.save != nil {
		if err := d.save(source); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	d.cursors[source] = cursor
	return nil
}

// Take refuses every tenth message and accepts the others.
func (d *desk) Take(ctx context.Context, source string, ms []sources.Message) (poll.Taken, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls++
	t := poll.Taken{Refused: map[string]int{}}
	for _, m := range ms {
		n, _ := strconv.Atoi(m.ID)
		for len(d.taken[source]) <= n {
			d.taken[source] = append(d.taken[source], 0)
		}
		if d.taken[source][n]++; n%10 == 9 {
			t.Refused["text_too_long"]++
		} else {
			t.Accepted++
		}
	}
	if d.take != nil {
		return t, d.take(source, d.calls)
	}
	return t, ctx.Err()
}

func (d *desk) poller(ss ...sources.Scheduled) *poll.Poller {
	return &poll.Poller{Sources: ss, Register: d, Cursors: d, Take: d.Take, Log: slog.New(slog.NewJSONHandler(&d.log, nil))}
}

// lines are the log's, without time and level.
func (d *desk) lines(t *testing.T) (lines []string) {
	t.Helper()
	for line := range strings.Lines(d.log.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		delete(fields, "time")
		delete(fields, "level")
		b, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	return lines
}

// missing are the messages up to a number that were not taken.
func (d *desk) missing(source string, upTo int) (none []int) {
	for n := range upTo {
		if n >= len(d.taken[source]) || d.taken[source][n] == 0 {
			none = append(none, n)
		}
	}
	return none
}

func TestNoSource(t *testing.T) {
	var log bytes.Buffer
	p := &poll.Poller{Log: slog.New(slog.NewJSONHandler(&log, nil))} // nothing else is touched
	if err := p.Handle(t.Context(), json.RawMessage(`{"time":"2026-11-25T06:00:00Z"}`)); err != nil {
		t.Fatal(err)
	}
	if said := log.String(); strings.Count(said, "\n") != 1 || !strings.Contains(said, `"msg":"no source is configured: nothing was fetched","sources":0`) {
		t.Errorf("log: %s", said)
	}
	for _, wrong := range []string{``, `null`, `[]`, `{"Records":[]}`, `{"requestContext":{}}`} {
		if err := p.Handle(t.Context(), json.RawMessage(wrong)); !errors.Is(err, schedule.ErrEvent) {
			t.Errorf("Handle(%s): %v, want an error matching ErrEvent", wrong, err)
		}
	}
}

// Sources that fail do so alone, each with its name, and none of what they hold comes out.
func TestOneFailsAlone(t *testing.T) {
	d := newDesk("good", "broken", "panics", "mute", "late")
	d.take = func(source string, _ int) error {
		if source == "late" {
			return errors.New("the queue is away")
		}
		return nil
	}
	p := d.poller(
		sources.Scheduled{Name: "broken", Fetcher: place{all: 30, size: 10, fails: 2}},
		sources.Scheduled{Name: "panics", Fetcher: place{all: 30, size: 10, fails: 2, panics: true}},
		sources.Scheduled{Name: "mute", Fetcher: place{all: 30, size: 10, mute: true}},
		sources.Scheduled{Name: "late", Fetcher: place{all: 30, size: 10}},
		sources.Scheduled{Name: "stranger", Fetcher: place{all: 30, size: 10}},
		sources.Scheduled{Name: "good", Fetcher: place{all: 25, size: 10}},
		sources.Scheduled{Name: "good", Fetcher: place{all: 25, size: 10}},
	)
	err := p.Poll(t.Context())
	want := `source broken: fetching page 2: its API does not answer
source panics: panic: a string
source mute: page 1: it came without a cursor
source late: page 1: taking its messages in: the queue is away
source stranger: not registered: it has no purpose, no lawful basis and no retention
source good: configured twice: both would move one cursor`
	if err == nil || err.Error() != want || !errors.Is(err, errDown) {
		t.Errorf("Poll: %v\nwant: %s", err, want)
	}
	if diff := cmp.Diff(map[string]string{"good": "25", "broken": "10", "panics": "10"}, d.cursors); diff != "" {
		t.Errorf("cursors (-want +got):\n%s", diff)
	}
	log := strings.Join(d.lines(t), "\n")
	if good := `{"accepted":23,"failed":false,"messages":25,"msg":"source polled","pages":3,"refused":{"text_too_long":2},"source":"good","unfinished":false}`; !strings.Contains(log, good) {
		t.Errorf("log without %s:\n%s", good, log)
	}
	if strings.Contains(log+err.Error(), "secret") {
		t.Errorf("a text came out:\n%s\n%v", log, err)
	}
}

func TestRegisterAway(t *testing.T) {
	d := newDesk("good")
	d.down = errors.New("the table is away")
	if err := d.poller(sources.Scheduled{Name: "good", Fetcher: place{all: 5, size: 5}}).Poll(t.Context()); !errors.Is(err, d.down) || d.calls > 0 {
		t.Errorf("Poll: %v, %d pages taken", err, d.calls)
	}
}

// What nobody accounts for is not passed over.
func TestUnaccounted(t *testing.T) {
	d := newDesk("good")
	p := d.poller(sources.Scheduled{Name: "good", Fetcher: place{all: 5, size: 5}})
	p.Take = func(context.Context, string, []sources.Message) (poll.Taken, error) {
		return poll.Taken{Accepted: 4}, nil
	}
	if err := p.Poll(t.Context()); err == nil || !strings.Contains(err.Error(), "of 5, 4 are accounted for") || d.cursors["good"] != "" {
		t.Errorf("Poll: %v, cursor %q", err, d.cursors["good"])
	}
}

// A deadline ends a poll ten seconds before: what was taken by then is remembered, a
// source that came forward is no failure, and one that did not is. Nobody waits for the
// slow.
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk("quick", "slow", "stuck")
		p := d.poller(
			sources.Scheduled{Name: "stuck", Fetcher: place{all: 1000, size: 10, slow: time.Hour}},
			sources.Scheduled{Name: "slow", Fetcher: place{all: 1000, size: 10, slow: 3 * time.Second}},
			sources.Scheduled{Name: "quick", Fetcher: place{all: 100, size: 10}},
		)
		begun := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := p.Poll(ctx)
		if took := time.Since(begun); took != 50*time.Second {
			t.Errorf("took %v", took)
		}
		if !errors.Is(err, context.DeadlineExceeded) || !strings.HasPrefix(err.Error(), "source stuck: fetching page 1: ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("Poll: %v", err)
		}
		if diff := cmp.Diff(map[string]string{"quick": "100", "slow": "160"}, d.cursors); diff != "" {
			t.Errorf("cursors (-want +got):\n%s", diff)
		}
		if log := d.log.String(); !strings.Contains(log, `"source":"slow","pages":16,"messages":160,"accepted":144,"unfinished":true,"failed":false`) {
			t.Errorf("log: %s", log)
		}
	})
}

// Less time than the margin is too little, and said to be.
func TestNoTime(t *testing.T) {
	d := newDesk("good")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := d.poller(sources.Scheduled{Name: "good", Fetcher: place{all: 5, size: 5}}).Poll(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "source good: no time left") || d.calls > 0 {
		t.Errorf("Poll: %v, %d pages taken", err, d.calls)
	}
}

// Whatever fails in whatever order, a cursor never stands behind a message that was not
// taken, and when the failures end everything has been.
func TestNothingIsPassedOver(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk("a", "b")
		all, size := rapid.IntRange(0, 60).Draw(rt, "messages"), rapid.IntRange(1, 9).Draw(rt, "page")
		for range rapid.IntRange(0, 6).Draw(rt, "bad polls") {
			fails, take, save := rapid.IntRange(0, 8).Draw(rt, "fetch"), rapid.IntRange(0, 8).Draw(rt, "take"), rapid.IntRange(0, 8).Draw(rt, "save")
			d.calls = 0
			d.take = func(_ string, call int) error {
				if call == take {
					return errors.New("the queue is away")
				}
				return nil
			}
			saves := 0
			d.save = func(string) error {
				if saves++; saves == save {
					return errors.New("the table is away")
				}
				return nil
			}
			_ = d.poller(
				sources.Scheduled{Name: "a", Fetcher: place{all: all, size: size, fails: fails, panics: fails%2 == 0}},
				sources.Scheduled{Name: "b", Fetcher: place{all: all, size: size}},
			).Poll(t.Context())
			for _, source := range []string{"a", "b"} {
				at, _ := strconv.Atoi(d.cursors[source])
				if missing := d.missing(source, at); len(missing) > 0 {
					rt.Fatalf("%s: the cursor stands at %d, and %v were not taken", source, at, missing)
				}
			}
		}
		d.take, d.save = nil, nil
		if err := d.poller(sources.Scheduled{Name: "a", Fetcher: place{all: all, size: size}}, sources.Scheduled{Name: "b", Fetcher: place{all: all, size: size}}).Poll(t.Context()); err != nil {
			rt.Fatal(err)
		}
		for _, source := range []string{"a", "b"} {
			if missing := d.missing(source, all); len(missing) > 0 {
				rt.Errorf("%s: %v were never taken", source, missing)
			}
		}
	})
}
