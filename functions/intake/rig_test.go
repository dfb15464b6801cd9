package intake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"paradox/functions/intake"
	"paradox/infra/pseudonym"
	"paradox/infra/queue"
	queuebolt "paradox/infra/queue/bolt"
	"paradox/infra/reaction"
	"paradox/infra/store"
	storebolt "paradox/infra/store/bolt"
	"paradox/infra/web"

	"github.com/danielgtaylor/huma/v2"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// buffer is a log that several requests write.
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

// flaky is a queue whose Send can be made to fail.
type flaky struct {
	queue.Queue
	mu   sync.Mutex
	err  error
	sent func() // called after a Send that worked; nil for nothing
}

func (f *flaky) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *flaky) Send(ctx context.Context, ms ...queue.Message) error {
	f.mu.Lock()
	err := f.err
	f.mu.Unlock()
	if err != nil {
		return err
	}
	if err := f.Queue.Send(ctx, ms...); err != nil || f.sent == nil {
		return err
	}
	f.sent()
	return nil
}

// control is a register and claims that can be made to fail.
type control struct {
	store.Control
	sources, claim, settle error
	none                   bool // no source is registered
	impatient              bool // settles nothing for who has gone, as a database elsewhere
}

func (c *control) Sources(ctx context.Context) ([]store.Source, error) {
	if c.sources != nil || c.none {
		return nil, c.sources
	}
	return c.Control.Sources(ctx)
}

func (c *control) Claim(ctx context.Context, x store.Claim, now time.Time) (store.Claim, bool, error) {
	if c.claim != nil {
		return store.Claim{}, false, c.claim
	}
	return c.Control.Claim(ctx, x, now)
}

func (c *control) Settle(ctx context.Context, x store.Claim) error {
	if c.settle != nil {
		return c.settle
	}
	if c.impatient && ctx.Err() != nil {
		return ctx.Err()
	}
	return c.Control.Settle(ctx, x)
}

// rig is the intake on real engines.
type rig struct {
	clock   *clock
	files   []string // of the store and the queue
	keys    pseudonym.Keys
	store   *storebolt.Store
	control *control
	queue   *flaky
	depth   func() queuebolt.Depth
	log     *buffer
	api     huma.API
	handler http.Handler
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{clock: &clock{t: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}, keys: pseudonym.NewKeys(), log: &buffer{}}
	dir := t.TempDir()
	r.files = []string{filepath.Join(dir, "store"), filepath.Join(dir, "queue")}
	var err error
	if r.store, err = storebolt.Open(r.files[0], r.clock.now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.store.Close() })
	q, err := queuebolt.Open(r.files[1], queuebolt.Options{Visibility: time.Minute, Now: r.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	r.queue, r.depth = &flaky{Queue: q}, q.Depth
	r.control = &control{Control: r.store}
	for _, s := range []store.Source{intake.FormSource, {Name: "mastodon", Purpose: "listening", Basis: "legitimate interest", Retention: 30 * 24 * time.Hour}} {
		if err := r.store.PutSource(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.store.PutCampaign(t.Context(), store.Campaign{Name: "autumn", Title: "Autumn & co.", Start: "2026-11-01", Sent: map[string]int64{"email": 100}}); err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewJSONHandler(r.log, nil))
	s := &intake.Server{
		Keys: r.keys, Queue: r.queue, Control: r.control, Now: r.clock.now, Log: logger,
		Operator: "Shop Ltd", Contact: "privacy@shop.example",
	}
	r.api = web.NewAPI(http.NewServeMux())
	s.Routes(r.api)
	if r.handler, err = web.Handler(r.api, web.Options{Log: logger, Now: r.clock.now, Loopback: true}); err != nil {
		t.Fatal(err)
	}
	return r
}

// do sends a request; kv are header names and values.
func (r *rig) do(t *testing.T, method, target, body string, kv ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	req.Host = "localhost"
	for i := 0; i < len(kv); i += 2 {
		req.Header.Set(kv[i], kv[i+1])
	}
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, req)
	return w
}

func (r *rig) postJSON(t *testing.T, path string, body any, kv ...string) *httptest.ResponseRecorder {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return r.do(t, "POST", path, string(b), append([]string{"Content-Type", "application/json"}, kv...)...)
}

// queued takes everything out of the queue.
func (r *rig) queued(t *testing.T) (rs []reaction.Reaction, bodies string) {
	t.Helper()
	for r.depth().Visible > 0 {
		ds, err := r.queue.Receive(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			got, err := reaction.Decode(d.Body)
			if err != nil {
				t.Fatal(err)
			}
			rs = append(rs, got...)
			bodies += string(d.Body) + "\n"
		}
		if err := r.queue.Ack(t.Context(), ds...); err != nil {
			t.Fatal(err)
		}
	}
	return rs, bodies
}

type problem struct {
	Title, Detail, Code string
	Status              int
	RequestID           string             `json:"request_id"`
	InvalidParams       []web.InvalidParam `json:"invalid_params"`
}

func decode[T any](t *testing.T, body io.Reader) T {
	t.Helper()
	var v T
	if err := json.NewDecoder(body).Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// wantProblem checks an answer for being a problem of that status and code, and returns it.
func wantProblem(t *testing.T, w *httptest.ResponseRecorder, status int, code string) problem {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type = %q, want a problem; body %s", got, w.Body)
	}
	p := decode[problem](t, bytes.NewReader(w.Body.Bytes()))
	if w.Code != status || p.Status != status || p.Code != code || p.RequestID == "" {
		t.Errorf("answer %d %+v, want %d %s with a request id", w.Code, p, status, code)
	}
	return p
}
