package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// A server that others can reach is not made without a gate.
func TestNoServerWithoutAGate(t *testing.T) {
	api := web.NewAPI(http.NewServeMux())
	log := slog.New(slog.DiscardHandler)
	if _, err := web.Handler(api, web.Options{Log: log, Now: time.Now}); err == nil {
		t.Error("there is a server without a gate")
	}
	for _, o := range []web.Options{{Log: log, Now: time.Now, Gate: gate{}}, {Log: log, Now: time.Now, Loopback: true}, {Log: log, Now: time.Now, Loopback: true, Gate: gate{}}} {
		if _, err := web.Handler(api, o); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// asked counts how often the gate is.
type asked struct {
	web.Gate
	n int
}

func (a *asked) Identify(r *http.Request) (access.Principal, error) {
	a.n++
	return a.Gate.Identify(r)
}

// gated is a server with a route for each need, and people who are named in X-Test.
func gated(t *testing.T) (http.Handler, huma.API, *asked) {
	t.Helper()
	mux := http.NewServeMux()
	api := web.NewAPI(mux)
	say := func(ctx context.Context, _ *empty) (*empty, error) { return nil, nil }
	for path, metadata := range map[string]map[string]any{
		"/silent":   nil,
		"/mistaken": {web.Role: "anyone"}, // not an access.Role
		"/open":     {web.Role: access.Anyone},
		"/marketer": {web.Role: access.Marketer},
		"/scope":    {web.Role: access.Officer, web.Scope: "do"},
	} {
		huma.Register(api, huma.Operation{OperationID: path[1:], Method: "GET", Path: path, Metadata: metadata}, say)
	}
	huma.Register(api, huma.Operation{OperationID: "asks", Method: "GET", Path: "/asks", Metadata: map[string]any{web.Role: access.Anyone}},
		func(ctx context.Context, _ *empty) (*empty, error) {
			_, err := access.From(ctx)
			if err == nil {
				_, err = access.From(ctx)
			}
			return nil, err
		})
	ok := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") })
	web.Mount(api, "GET /mounted", access.Marketer, ok)
	mux.Handle("GET /past", ok) // nobody was told
	bad := web.Challenge(web.Problem(401, "invalid_token", "No."), "invalid_token")
	a := &asked{Gate: gate{
		"marketer": {Principal: access.Principal{Role: access.Marketer, Subject: "1"}},
		"officer":  {Principal: access.Principal{Role: access.Officer, Subject: "2", Session: true}},
		"program":  {Principal: access.Principal{Scopes: []string{"do"}, Subject: "3"}},
		"bad":      {Principal: access.Principal{Role: access.Officer}, err: bad},
	}}
	h, err := web.Handler(api, web.Options{Log: slog.New(slog.DiscardHandler), Now: time.Now, Gate: a})
	if err != nil {
		t.Fatal(err)
	}
	return h, api, a
}

// A route that says nothing, or nothing that can be understood, is the officer's.
func TestRoutesFailClosed(t *testing.T) {
	h, api, a := gated(t)
	for path, want := range map[string]map[string]int{
		"/silent":   {"": 401, "marketer": 403, "program": 403, "officer": 204, "bad": 401},
		"/mistaken": {"": 401, "marketer": 403, "program": 403, "officer": 204, "bad": 401},
		"/past":     {"": 401, "marketer": 403, "program": 403, "officer": 200, "bad": 401},
		"/marketer": {"": 401, "marketer": 204, "program": 403, "officer": 204, "bad": 401},
		"/mounted":  {"": 401, "marketer": 200, "program": 403, "officer": 200, "bad": 401},
		"/scope":    {"": 401, "marketer": 403, "program": 204, "officer": 204, "bad": 401},
		"/open":     {"": 204, "marketer": 204, "program": 204, "officer": 204, "bad": 204},
		"/asks":     {"": 204, "marketer": 204, "program": 204, "officer": 204, "bad": 401},
	} {
		got := map[string]int{}
		for name := range want {
			before := a.n
			w := do(t, h, "GET", path, "", "X-Test", name)
			got[name] = w.Code
			if n := a.n - before; path == "/open" && n != 0 || path != "/open" && n != 1 {
				t.Errorf("%s by %q: the gate is asked %d times", path, name, n)
			}
			if private := w.Header().Get("Vary") != ""; w.Code < 300 && private == (path == "/open" || path == "/asks") {
				t.Errorf("%s by %q: headers %v", path, name, w.Header())
			}
			if challenge := w.Header().Get("WWW-Authenticate"); (challenge != "") != (w.Code == 401 || w.Code == 403 && name != "officer") {
				t.Errorf("%s by %q: %d, WWW-Authenticate %q", path, name, w.Code, challenge)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	silent := map[string]bool{}
	for _, r := range web.Routes(api) {
		if !r.Said {
			silent[r.Pattern] = true
		}
	}
	if diff := cmp.Diff(map[string]bool{"GET /silent": true, "GET /mistaken": true}, silent); diff != "" {
		t.Errorf("routes that say nothing (-want +got):\n%s", diff)
	}
}

// Other ways to write an address, and other methods, lead to the same gate.
func TestNoWayAroundTheGate(t *testing.T) {
	h, _, _ := gated(t)
	for _, target := range []string{"/marketer", "//marketer", "/open/../marketer", "/./marketer", "/%6darketer", "/marketer?x=/open"} {
		for _, method := range []string{"GET", "HEAD"} {
			if w := do(t, h, method, target, ""); w.Code != 401 {
				t.Errorf("%s %s: %d", method, target, w.Code)
			}
		}
	}
	for _, method := range []string{"POST", "OPTIONS", "PUT", "TRACE"} {
		if w := do(t, h, method, "/marketer", ""); w.Code != 405 {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

// Whoever is at the machine itself has every role.
func TestLoopbackNeedsNoSignIn(t *testing.T) {
	api := web.NewAPI(http.NewServeMux())
	var who access.Principal
	huma.Register(api, huma.Operation{OperationID: "silent", Method: "GET", Path: "/silent"}, func(ctx context.Context, _ *empty) (*empty, error) {
		var err error
		who, err = access.From(ctx)
		return nil, err
	})
	h, err := web.Handler(api, web.Options{Log: slog.New(slog.DiscardHandler), Now: time.Now, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), "GET", "http://localhost/silent", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 204 || who.Role != access.Officer || w.Header().Get("Vary") != "" {
		t.Errorf("answer %d to %+v", w.Code, who)
	}
}

// People who are signed in can sign out from every page with a navigation.
func TestSignOutOnPages(t *testing.T) {
	api := web.NewAPI(http.NewServeMux())
	g := gate{"session": {Principal: access.Principal{Role: access.Marketer, Session: true}}, "token": {Principal: access.Principal{Role: access.Marketer, Subject: "1"}}}
	h, err := web.Handler(api, web.Options{Log: slog.New(slog.DiscardHandler), Now: time.Now, Gate: g})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"session": true, "token": false} {
		w := do(t, h, "GET", "/api", "", "X-Test", name)
		if got := strings.Contains(w.Body.String(), `<form method="post" action="/signout">`); w.Code != 200 || got != want {
			t.Errorf("%s: answer %d with a way out: %t, want %t", name, w.Code, got, want)
		}
	}
}
