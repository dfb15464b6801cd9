package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

type thing struct {
	Name  string    `json:"name" minLength:"2" maxLength:"5" pattern:"^[a-z]+$"`
	Kind  string    `json:"kind,omitempty" enum:",a,b"`
	Count int       `json:"count,omitempty" maximum:"10"`
	At    time.Time `json:"at,omitempty"`
	Mail  string    `json:"mail,omitempty" format:"email"`
	Tags  []string  `json:"tags,omitempty" maxItems:"2"`
	Inner struct {
		Must string `json:"must"`
		Deep string `json:"deep,omitempty" enum:"x"`
	} `json:"inner,omitempty"`
}

type thingInput struct {
	Limit int    `query:"limit" minimum:"1"`
	Since string `query:"since" format:"date"`
	Body  thing
}

type empty struct{}

// gate lets every request in as the officer's, or as who is named in X-Test.
type gate map[string]who

type who struct {
	access.Principal
	err error
}

func (g gate) Identify(r *http.Request) (access.Principal, error) {
	if len(g) == 0 {
		return access.Principal{Role: access.Officer, Subject: "7f"}, nil
	}
	w := g[r.Header.Get("X-Test")]
	return w.Principal, w.err
}

// gateOf is a server's that others can reach.
func gateOf(loopback bool) web.Gate {
	if loopback {
		return nil
	}
	return gate{}
}

// newHandler returns a handler with routes that fail in every way, and its log.
func newHandler(t *testing.T, loopback bool) (http.Handler, *bytes.Buffer) {
	t.Helper()
	api := web.NewAPI(http.NewServeMux())
	huma.Register(api, huma.Operation{OperationID: "put", Method: "POST", Path: "/things", MaxBodyBytes: 1 << 10},
		func(context.Context, *thingInput) (*empty, error) { return nil, nil })
	huma.Register(api, huma.Operation{OperationID: "open", Method: "POST", Path: "/open", Metadata: map[string]any{web.Embeddable: true}},
		func(context.Context, *struct{ Body thing }) (*empty, error) { return nil, nil })
	for name, f := range map[string]func() error{
		"plain":    func() error { return errors.New("sentinel: row 7") },
		"wrapped":  func() error { return fmt.Errorf("outer: %w", web.Problem(409, "busy", "Not now.")) },
		"internal": func() error { return web.Problem(500, "broken", "sentinel: row 7") },
		"away":     func() error { return web.Unavailable(errors.New("sentinel: row 7")) },
		"busy":     func() error { return web.RetryAfter(web.Problem(429, "slow_down", "Too fast."), 1500*time.Millisecond) },
		"panic":    func() error { panic("sentinel") },
		"fault":    func() error { panic(errors.New("sentinel")) },
		"index":    func() error { var s []int; return fmt.Errorf("%d", s[len(s)]) },
	} {
		huma.Register(api, huma.Operation{OperationID: "get-" + name, Method: "GET", Path: "/" + name},
			func(context.Context, *empty) (*empty, error) { return nil, f() })
		web.Handle(api, huma.Operation{OperationID: "page-" + name, Method: "GET", Path: "/pages/" + name, Responses: web.Answers("text/html", "x")},
			http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { web.Fail(w, r, f()) }))
	}
	web.Handle(api, huma.Operation{OperationID: "late", Method: "GET", Path: "/late"}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("half"))
		panic("sentinel")
	}))
	web.Handle(api, huma.Operation{OperationID: "read", Method: "POST", Path: "/read"}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := web.ReadForm(r.Body, 100); err != nil {
			web.Fail(w, r, err)
		}
	}))
	log := &bytes.Buffer{}
	h, err := web.Handler(api, web.Options{Log: slog.New(slog.NewJSONHandler(log, nil)), Now: time.Now, Loopback: loopback, Gate: gateOf(loopback)})
	if err != nil {
		t.Fatal(err)
	}
	return h, log
}

func do(t *testing.T, h http.Handler, method, target, body string, kv ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	for i := 0; i < len(kv); i += 2 {
		r.Header.Set(kv[i], kv[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

type problem struct {
	Type, Title, Detail, Code string
	Status                    int
	RequestID                 string             `json:"request_id"`
	InvalidParams             []web.InvalidParam `json:"invalid_params"`
}

func problemOf(t *testing.T, w *httptest.ResponseRecorder) problem {
	t.Helper()
	var p problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Fatalf("no problem: %d %v %q", w.Code, w.Header(), w.Body)
	}
	if p.Status != w.Code || p.Title != http.StatusText(w.Code) || p.RequestID != w.Header().Get("X-Request-Id") || p.RequestID == "" {
		t.Errorf("problem %+v of a %d with request id %q", p, w.Code, w.Header().Get("X-Request-Id"))
	}
	return p
}

// Whatever the guard may answer stands at every operation; a list is never null.
func TestDocumentListsTheGuardsAnswers(t *testing.T) {
	h, _ := newHandler(t, false)
	var doc struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]struct {
					Schema struct {
						Ref string `json:"$ref"`
					}
				}
			}
		}
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct{ Type any }
			}
		}
	}
	if err := json.Unmarshal(do(t, h, "GET", "/openapi.json", "").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			for _, status := range []string{"421", "default"} {
				if op.Responses[status].Content["application/problem+json"].Schema.Ref != "#/components/schemas/Problem" {
					t.Errorf("%s %s does not list %s", method, path, status)
				}
			}
		}
	}
	if got := doc.Components.Schemas["Thing"].Properties["tags"].Type; got != "array" {
		t.Errorf("a list is %v", got)
	}
}

// The API has a page for people, with what each route takes.
func TestAPIPage(t *testing.T) {
	api := web.NewAPI(http.NewServeMux())
	huma.Register(api, huma.Operation{OperationID: "put", Method: "POST", Path: "/v1/things", Summary: "Put a thing",
		Description: "Where `limit` < 3, nothing; a lone ` stays."},
		func(context.Context, *thingInput) (*empty, error) { return nil, nil })
	huma.Register(api, huma.Operation{OperationID: "internal", Method: "GET", Path: "/internal", Summary: "Not for programs"},
		func(context.Context, *empty) (*empty, error) { return nil, nil })
	h, err := web.Handler(api, web.Options{Log: slog.New(slog.DiscardHandler), Now: time.Now, Gate: gate{}})
	if err != nil {
		t.Fatal(err)
	}
	w := do(t, h, "GET", "/api", "")
	body := w.Body.String()
	for _, want := range []string{"POST /v1/things", "Put a thing", "<code>limit</code>", "Where <code>limit</code> &lt; 3, nothing; a lone ` stays.", "<code>name</code> <small>required</small>", "/openapi.yaml"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if w.Code != 200 || strings.Contains(body, "/internal") {
		t.Errorf("%d, with what is not for programs: %v", w.Code, strings.Contains(body, "/internal"))
	}
}

// The names of fields and the reasons come through; what was sent does not.
func TestProblemsRepeatNothing(t *testing.T) {
	h, log := newHandler(t, false)
	for _, tt := range []struct{ name, target, body, field, reason string }{
		{"length", "/things", `{"name":"sentinelsentinel"}`, "name", "expected length <= 5"},
		{"pattern", "/things", `{"name":"SENT"}`, "name", "expected string to match pattern ^[a-z]+$"},
		{"enum", "/things", `{"name":"ok","kind":"sentinel"}`, "kind", `expected value to be one of "a, b"`},
		{"number", "/things", `{"name":"ok","count":11}`, "count", "expected number <= 10"},
		{"type", "/things", `{"name":"ok","count":"sentinel"}`, "count", "expected integer"},
		{"time", "/things", `{"name":"ok","at":"sentinel"}`, "at", "expected string to be RFC 3339 date-time"},
		{"mail", "/things", `{"name":"ok","mail":"sentinel"}`, "mail", "expected string to be RFC 5322 email"},
		{"items", "/things", `{"name":"ok","tags":["sentinel","b","c"]}`, "tags", "expected array length <= 2"},
		{"item", "/things", `{"name":"ok","tags":[7]}`, "tags[0]", "expected string"},
		{"nested", "/things", `{"name":"ok","inner":{"must":"","deep":"sentinel"}}`, "inner.deep", `expected value to be one of "x"`},
		{"a property of the sender's", "/things", `{"name":"ok","sentinel.x":1}`, "body", "has a property that the contract does not know"},
		{"a nested one", "/things", `{"name":"ok","inner":{"must":"","sentinel":1}}`, "body", "has a property that the contract does not know"},
		{"required", "/things", `{}`, "name", "required"},
		{"required inside", "/things", `{"name":"ok","inner":{}}`, "inner.must", "required"},
		{"query", "/things?limit=sentinel", `{"name":"ok"}`, "query.limit", "invalid integer"},
		{"query range", "/things?limit=0", `{"name":"ok"}`, "query.limit", "expected number >= 1"},
		{"query date", "/things?since=sentinel", `{"name":"ok"}`, "query.since", "expected string to be RFC 3339 date"},
		{"syntax", "/things", `{"sentinel`, "body", "not valid JSON at byte 10"},
		{"encoding", "/things", "{\"name\":\"\xff\"}", "body", "not valid UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := do(t, h, "POST", tt.target, tt.body, "Content-Type", "application/json")
			p := problemOf(t, w)
			if w.Code != 422 && w.Code != 400 || len(p.InvalidParams) != 1 || p.InvalidParams[0] != (web.InvalidParam{Field: tt.field, Reason: tt.reason}) {
				t.Errorf("%d %+v, want %s: %s", w.Code, p.InvalidParams, tt.field, tt.reason)
			}
			if strings.Contains(w.Body.String(), "sentinel") || strings.Contains(w.Body.String(), "SENT") {
				t.Errorf("the answer repeats what was sent: %s", w.Body)
			}
		})
	}
	if strings.Contains(log.String(), "sentinel") {
		t.Errorf("the log repeats what was sent: %s", log)
	}
}

func TestErrorsOfHandlers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		code   string
		detail string
		retry  string
		logged bool
	}{
		{"plain", 500, "internal", "", "", true},
		{"wrapped", 409, "busy", "Not now.", "", false},
		{"internal", 500, "broken", "", "", true},
		{"away", 503, "unavailable", "", "5", true},
		{"busy", 429, "slow_down", "Too fast.", "2", false},
		{"panic", 500, "internal", "", "", false},
		{"index", 500, "internal", "", "", false},
	} {
		for _, path := range []string{"/", "/pages/"} {
			t.Run(path+tt.name, func(t *testing.T) {
				h, log := newHandler(t, false)
				w := do(t, h, "GET", path+tt.name, "")
				p := problemOf(t, w)
				if w.Code != tt.status || p.Code != tt.code || p.Detail != tt.detail || w.Header().Get("Retry-After") != tt.retry {
					t.Errorf("answer %+v, Retry-After %q, want %+v", p, w.Header().Get("Retry-After"), tt)
				}
				if strings.Contains(w.Body.String(), "row 7") || w.Header().Get("Cache-Control") != "no-store" {
					t.Errorf("the answer tells the cause, or may be kept: %v %s", w.Header(), w.Body)
				}
				if got := strings.Contains(log.String(), "row 7"); got != tt.logged {
					t.Errorf("the log tells the cause: %t, want %t: %s", got, tt.logged, log)
				}
			})
		}
	}
	h, log := newHandler(t, false)
	for _, path := range []string{"/panic", "/fault"} {
		log.Reset()
		do(t, h, "GET", path, "")
		if strings.Contains(log.String(), "sentinel") || !strings.Contains(log.String(), "web_test.go") {
			t.Errorf("a panic's line should have the stack and not the value: %s", log)
		}
	}
	log.Reset()
	do(t, h, "GET", "/index", "")
	if !strings.Contains(log.String(), "index out of range") {
		t.Errorf("the runtime's own panic should be told: %s", log)
	}
	log.Reset()
	if w := do(t, h, "GET", "/late", ""); w.Body.String() != "half" || !strings.Contains(log.String(), `"level":"ERROR"`) {
		t.Errorf("a panic after the first byte: %q, log %s", w.Body, log)
	}
}

// A handler that gives up on purpose breaks the connection off, as net/http has it,
// and has its line all the same.
func TestAbort(t *testing.T) {
	mux := http.NewServeMux()
	api := web.NewAPI(mux)
	mux.HandleFunc("GET /abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	var log bytes.Buffer
	h, err := web.Handler(api, web.Options{Log: slog.New(slog.NewJSONHandler(&log, nil)), Now: time.Now, Gate: gate{}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if p := recover(); p != http.ErrAbortHandler || strings.Count(log.String(), "GET /abort") != 1 {
			t.Errorf("panic %v, log %s; want ErrAbortHandler and a line", p, log.String())
		}
	}()
	do(t, h, "GET", "/abort", "")
}

func TestUnknownRoutes(t *testing.T) {
	h, _ := newHandler(t, false)
	page := do(t, h, "GET", "/sentinel", "", "Accept", "text/html,*/*;q=0.8", "Accept-Language", "pl")
	if body := page.Body.String(); page.Code != 404 || !strings.HasPrefix(page.Header().Get("Content-Type"), "text/html") ||
		!strings.Contains(body, "Nie ma takiej strony") || strings.Contains(body, "sentinel") {
		t.Errorf("a browser gets %d %s", page.Code, body)
	}
	if p := problemOf(t, do(t, h, "GET", "/sentinel", "")); p.Status != 404 || p.Code != "not_found" {
		t.Errorf("unknown path: %+v", p)
	}
	w := do(t, h, "GET", "/things", "")
	if p := problemOf(t, w); p.Status != 405 || p.Code != "method_not_allowed" || w.Header().Get("Allow") != "POST" {
		t.Errorf("unknown method: %+v, Allow %q", p, w.Header().Get("Allow"))
	}
}

func TestSizes(t *testing.T) {
	h, _ := newHandler(t, false)
	for _, tt := range []struct {
		name, target, body, media string
		status                    int
	}{
		{"the operation's limit", "/things", `{"name":"` + strings.Repeat("x", 1<<10) + `"}`, "application/json", 413},
		{"the server's limit", "/read", strings.Repeat("x", web.MaxBody+1), web.FormType, 413},
		{"the form's limit", "/read", strings.Repeat("x", 101), web.FormType, 413},
		{"a form", "/read", "a=b", web.FormType, 200},
		{"a broken form", "/read", "a=%", web.FormType, 400},
		{"no such media type", "/things", `{"name":"ok"}`, "text/sentinel", 415},
		{"not listed for the operation", "/things", `name=ok`, web.FormType, 415},
		{"JSON by another name", "/things", `{"name":"ok"}`, "application/vnd.x+json; charset=utf-8", 204},
		{"JSON by default", "/things", `{"name":"ok"}`, "", 204},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := do(t, h, "POST", tt.target, tt.body, "Content-Type", tt.media)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d: %s", w.Code, tt.status, w.Body)
			}
			if w.Code >= 400 && strings.Contains(fmt.Sprint(problemOf(t, w)), "sentinel") {
				t.Errorf("the answer repeats the media type: %s", w.Body)
			}
		})
	}
}

func TestLanguage(t *testing.T) {
	for _, tt := range []struct{ target, accept, want string }{
		{"/", "", "en"}, {"/", "pl", "pl"}, {"/", "pl-PL,en;q=0.8", "pl"}, {"/", "en-GB,pl;q=0.8", "en"}, {"/", "de,pl;q=0.5", "pl"},
		{"/", "de", "en"}, {"/", "*", "en"}, {"/", "!!", "en"}, {"/?lang=pl", "en", "pl"}, {"/?lang=en", "pl", "en"}, {"/?lang=fr", "pl", "pl"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", tt.target, nil)
		r.Header.Set("Accept-Language", tt.accept)
		if got := web.Language(r); got != tt.want {
			t.Errorf("Language(%s, %q) = %q, want %q", tt.target, tt.accept, got, tt.want)
		}
	}
}
