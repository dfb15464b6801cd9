package privacy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/analysis/label"
	"paradox/functions/privacy"
	"paradox/infra/pseudonym"
	"paradox/infra/reaction"
	"paradox/infra/store"
	storebolt "paradox/infra/store/bolt"
	"paradox/infra/web"
	"paradox/infra/web/access"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// failing is a store that can be made to fail: erasures by err, the register by
// unread.
type failing struct {
	store.Store
	err, unread error
}

func (f *failing) Sources(ctx context.Context) ([]store.Source, error) {
	if f.unread != nil {
		return nil, f.unread
	}
	return f.Store.Sources(ctx)
}

func (f *failing) Erase(ctx context.Context, id reaction.ID) (bool, error) {
	if f.err != nil {
		return false, f.err
	}
	return f.Store.Erase(ctx, id)
}

func (f *failing) EraseAuthor(ctx context.Context, a reaction.AuthorKey, until time.Time, objection bool) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.Store.EraseAuthor(ctx, a, until, objection)
}

// ledger is one that can be made to take nothing.
type ledger struct {
	store.Ledger
	path string
	err  error
}

func (l *ledger) Note(ctx context.Context, e store.Erasure) error {
	if l.err != nil {
		return l.err
	}
	return l.Ledger.Note(ctx, e)
}

type rig struct {
	keys    pseudonym.Keys
	store   *failing
	ledger  *ledger
	log     bytes.Buffer
	gate    *gate // takes everyone for the privacy officer, or for nobody
	server  *privacy.Server
	api     huma.API
	handler http.Handler
}

// gate takes everyone for the same.
type gate struct{ who access.Principal }

func (g *gate) Identify(*http.Request) (access.Principal, error) { return g.who, nil }

func newRig(t *testing.T, officer bool) *rig {
	t.Helper()
	r := &rig{keys: pseudonym.NewKeys(), gate: &gate{}}
	if officer {
		r.gate.who = access.Principal{Role: access.Officer, Subject: "officer"}
	}
	now := func() time.Time { return noon }
	s, err := storebolt.Open(filepath.Join(t.TempDir(), "store"), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	r.store = &failing{Store: s}
	r.ledger = &ledger{path: filepath.Join(t.TempDir(), "erasures")}
	if r.ledger.Ledger, err = storebolt.OpenLedger(r.ledger.path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.ledger.Close() })
	for _, name := range []string{"form", "m", "mastodon"} {
		if err := s.PutSource(t.Context(), store.Source{Name: name, Purpose: "p", Basis: "consent", Retention: 365 * 24 * time.Hour}); err != nil {
			t.Fatal(err)
		}
	}
	log := slog.New(slog.NewJSONHandler(&r.log, nil))
	p := &privacy.Server{Keys: r.keys, Store: r.store, Ledger: r.ledger, Control: r.store, Now: now, Log: log, Backups: 35 * 24 * time.Hour}
	r.api = web.NewAPI(http.NewServeMux())
	r.server = p
	p.Routes(r.api)
	if r.handler, err = web.Handler(r.api, web.Options{Log: log, Now: now, Gate: r.gate}); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rig) do(t *testing.T, method, target, body string, kv ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	for i := 0; i < len(kv); i += 2 {
		req.Header.Set(kv[i], kv[i+1])
	}
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, req)
	return w
}

type erased struct {
	Removed     int
	What        string
	ErasedAt    time.Time  `json:"erased_at"`
	BackupsGone *time.Time `json:"backups_gone_by"`
	Later       string
}

// erase posts a request and returns the answer's content.
func (r *rig) erase(t *testing.T, request map[string]any) erased {
	t.Helper()
	b, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	w := r.do(t, "POST", "/v1/erasures", string(b), "Content-Type", "application/json")
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("answer %d %v %s", w.Code, w.Header(), w.Body)
	}
	var e erased
	if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// entry is a message of an author, or of nobody.
func (r *rig) entry(source, id, author string, at time.Time) store.Entry {
	return store.Entry{
		Reaction: reaction.Reaction{
			ID: r.keys.ReactionID(source, id), Author: r.keys.AuthorKey(source, author), Time: at, Source: source,
			Channel: "email", Text: "creepy", Expires: at.Add(365 * 24 * time.Hour),
		},
		Dims:   store.Dims{Campaign: reaction.Unassigned, Day: store.DayOf(at, time.UTC), Channel: "email", Language: "en", Source: source},
		Labels: map[string]label.Result{"g": {Language: "en", Sentiment: label.Sentiment{Label: label.Negative}, Model: "m"}},
	}
}

func (r *rig) record(t *testing.T, es ...store.Entry) []store.Outcome {
	t.Helper()
	outcomes, err := r.store.Record(t.Context(), es)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// left returns how many messages are stored whole, and checks the counters.
func (r *rig) left(t *testing.T) int {
	t.Helper()
	a, err := store.Verify(t.Context(), r.store, r.store)
	if err != nil || len(a.Wrong) > 0 {
		t.Errorf("verify: %v %v", a.Wrong, err)
	}
	return a.Reactions
}

func (r *rig) receipt(t *testing.T, e store.Entry) string {
	t.Helper()
	s, err := r.keys.ReceiptFor(e.Reaction.ID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestByReceipt(t *testing.T) {
	for _, officer := range []bool{false, true} {
		r := newRig(t, officer)
		a, b := r.entry("form", "1", "", noon), r.entry("form", "2", "", noon)
		r.record(t, a, b)
		got := r.erase(t, map[string]any{"receipt": " " + r.receipt(t, a) + "\n"})
		if got.Removed != 1 || !got.ErasedAt.Equal(noon) || got.BackupsGone == nil || !got.BackupsGone.Equal(noon.Add(35*24*time.Hour)) || got.What == "" || got.Later == "" {
			t.Errorf("answer %+v", got)
		}
		if again := r.erase(t, map[string]any{"receipt": r.receipt(t, a)}); again.Removed != 0 {
			t.Errorf("the second time removed %d", again.Removed)
		}
		if n := r.left(t); n != 1 {
			t.Errorf("%d messages are left, want 1", n)
		}
		if o := r.record(t, a); o[0] != store.Erased {
			t.Errorf("the same message again: %v", o[0])
		}
	}
}

func TestBeforeItWasCounted(t *testing.T) {
	r := newRig(t, false)
	a := r.entry("form", "1", "", noon)
	if got := r.erase(t, map[string]any{"receipt": r.receipt(t, a)}); got.Removed != 0 {
		t.Errorf("removed %d", got.Removed)
	}
	if o := r.record(t, a); o[0] != store.Erased || r.left(t) != 0 {
		t.Errorf("the message that comes later: %v, %d left", o[0], r.left(t))
	}
}

func TestAsForm(t *testing.T) {
	r := newRig(t, true)
	a := r.entry("form", "1", "", noon)
	b := r.entry("mastodon", "2", "jan", noon)
	r.record(t, a, b)
	for _, form := range []url.Values{
		{"receipt": {r.receipt(t, a)}}, {"source": {"mastodon"}, "author": {"jan"}, "objection": {"on"}},
	} {
		w := r.do(t, "POST", "/v1/erasures", form.Encode(), "Content-Type", web.FormType)
		if w.Code != 200 || !strings.Contains(w.Body.String(), `"removed":1`) {
			t.Errorf("answer %d %s", w.Code, w.Body)
		}
	}
	if o := r.record(t, r.entry("mastodon", "3", "jan", noon.Add(time.Hour))); o[0] != store.Erased {
		t.Errorf("after an objection: %v", o[0])
	}
}

func TestByMessageAndAuthor(t *testing.T) {
	r := newRig(t, true)
	r.record(t, r.entry("m", "1", "jan", noon), r.entry("m", "2", "jan", noon), r.entry("m", "3", "jan", noon), r.entry("m", "4", "ewa", noon), r.entry("m", "5", "", noon))
	for _, id := range []string{" 1", "5"} { // the id alone, whether the message came with an author or not
		if got := r.erase(t, map[string]any{"source": " m", "id": id}); got.Removed != 1 {
			t.Errorf("by id %q: %+v", id, got)
		}
	}
	if got := r.erase(t, map[string]any{"source": "m", "author": "\tJAN"}); got.Removed != 2 {
		t.Errorf("by author: %+v", got)
	}
	if got := r.erase(t, map[string]any{"source": "m", "author": "jan"}); got.Removed != 0 {
		t.Errorf("by author again: %+v", got)
	}
	if n := r.left(t); n != 1 {
		t.Errorf("%d left, want ewa's", n)
	}
	outcomes := r.record(t, r.entry("m", "6", "jan", noon), r.entry("m", "7", "jan", noon.Add(time.Hour)))
	if outcomes[0] != store.Erased || outcomes[1] != store.Recorded {
		t.Errorf("jan's earlier and later messages: %v", outcomes)
	}
	r.erase(t, map[string]any{"source": "m", "author": "jan", "objection": true})
	if o := r.record(t, r.entry("m", "8", "jan", noon.Add(2*time.Hour))); o[0] != store.Erased {
		t.Errorf("after an objection: %v", o[0])
	}
}

func TestRefused(t *testing.T) {
	officer, public := newRig(t, true), newRig(t, false)
	good := officer.receipt(t, officer.entry("form", "1", "", noon))
	foreign := newRig(t, false).receipt(t, officer.entry("form", "1", "", noon))
	for _, tt := range []struct {
		name   string
		r      *rig
		body   string
		status int
		code   string
		field  string
	}{
		{"nothing", officer, `{}`, 422, "invalid", "receipt"},
		{"no body", officer, ``, 400, "malformed", ""},
		{"no source", officer, `{"id":"1"}`, 422, "invalid", "source"},
		{"no id", officer, `{"source":"m"}`, 422, "invalid", "id"},
		{"a blank id", officer, `{"source":"m","id":" \n"}`, 422, "invalid", "id"},
		{"a blank author", officer, `{"source":"m","author":" "}`, 422, "invalid", "id"},
		{"a blank source", officer, `{"source":" ","author":"jan"}`, 422, "invalid", "source"},
		{"both ways", officer, `{"receipt":"` + good + `","source":"m"}`, 422, "invalid", "receipt"},
		{"a source that nobody registered", officer, `{"source":"sentinel","author":"jan"}`, 422, "source_unknown", "source"},
		{"a message of such a source", officer, `{"source":"sentinel","id":"1"}`, 422, "source_unknown", "source"},
		{"an objection at such a source", officer, `{"source":"sentinel","author":"jan","objection":true}`, 422, "source_unknown", "source"},
		{"a message and an author", officer, `{"source":"m","id":"1","author":"jan"}`, 422, "invalid", "author"},
		{"objection to a message", officer, `{"source":"m","id":"1","objection":true}`, 422, "invalid", "objection"},
		{"objection with a receipt", officer, `{"receipt":"` + good + `","objection":true}`, 422, "invalid", "objection"},
		{"objection perhaps", officer, `{"source":"m","author":"jan","objection":"perhaps"}`, 422, "invalid", "objection"},
		{"not a receipt", officer, `{"receipt":"sentinel"}`, 404, "receipt_unknown", "receipt"},
		{"another's receipt", officer, `{"receipt":"` + foreign + `"}`, 404, "receipt_unknown", "receipt"},
		{"a message without the officer", public, `{"source":"m","id":"sentinel"}`, 403, "receipt_required", "receipt"},
		{"an author without the officer", public, `{"source":"m","author":"sentinel"}`, 403, "receipt_required", "receipt"},
		{"unknown property", officer, `{"sentinel":1}`, 422, "invalid", "body"},
		{"too large", officer, `{"receipt":"` + strings.Repeat("x", 16<<10) + `"}`, 413, "body_too_large", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := tt.r.do(t, "POST", "/v1/erasures", tt.body, "Content-Type", "application/json")
			var p struct {
				Code          string
				InvalidParams []web.InvalidParam `json:"invalid_params"`
			}
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatal(err)
			}
			if w.Code != tt.status || p.Code != tt.code || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("answer %d %s, want %d %s", w.Code, w.Body, tt.status, tt.code)
			}
			if tt.field != "" && (len(p.InvalidParams) == 0 || p.InvalidParams[0].Field != tt.field) {
				t.Errorf("invalid_params %+v, want %s", p.InvalidParams, tt.field)
			}
			if out := w.Body.String() + tt.r.log.String(); strings.Contains(out, "sentinel") || strings.Contains(out, foreign) {
				t.Errorf("the answer or the log repeats the request: %s", out)
			}
		})
	}
	w := officer.do(t, "POST", "/v1/erasures", `{"receipt":"`+good+`"}`, "Content-Type", "application/json", "Sec-Fetch-Site", "cross-site")
	if w.Code != 403 {
		t.Errorf("from another site's page: %d", w.Code)
	}
	for _, r := range []*rig{officer, public} {
		if noted := r.noted(t); len(noted) != 0 {
			t.Errorf("noted %v of what was refused", noted)
		}
	}
}

// Whoever may do less than the officer, a program's scopes among it, needs the receipt.
func TestLessThanTheOfficer(t *testing.T) {
	r := newRig(t, false)
	for _, who := range []access.Principal{
		{Role: access.Marketer, Subject: "m", Session: true}, {Role: access.Analyst, Subject: "a", Session: true}, {Scopes: []string{"mentions"}, Subject: "p"},
	} {
		r.gate.who = who
		for _, body := range []string{`{"source":"m","id":"1"}`, `{"source":"m","author":"jan"}`} {
			w := r.do(t, "POST", "/v1/erasures", body, "Content-Type", "application/json")
			if w.Code != 403 || !strings.Contains(w.Body.String(), "receipt_required") {
				t.Errorf("%+v: answer %d %s", who, w.Code, w.Body)
			}
		}
	}
	if noted := r.noted(t); len(noted) != 0 {
		t.Errorf("noted %v", noted)
	}
}

// The log proves each erasure by pseudonyms and counts alone.
func TestLog(t *testing.T) {
	r := newRig(t, true)
	a := r.entry("form", "1", "", noon)
	r.record(t, a, r.entry("m", "2", "jan.sentinel", noon))
	r.erase(t, map[string]any{"receipt": r.receipt(t, a)})
	r.erase(t, map[string]any{"source": "m", "author": "jan.sentinel"})
	log := r.log.String()
	for _, want := range []string{`"msg":"erasure"`, `"by":"receipt","id":"` + string(a.Reaction.ID) + `","removed":1`, `"by":"author","id":"` + string(r.keys.AuthorKey("m", "jan.sentinel")) + `","removed":1`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s: %s", want, log)
		}
	}
	if strings.Contains(log, "sentinel") || strings.Contains(log, r.receipt(t, a)) {
		t.Errorf("the log holds a handle or a receipt: %s", log)
	}
}
