package practiceidp_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"paradox/infra/web/signin/practiceidp"
)

func options(issuer string) practiceidp.Options {
	return practiceidp.Options{
		Issuer: issuer, Audience: "api", People: practiceidp.People(), Now: time.Now,
		Clients: []practiceidp.Client{
			{ID: "site", Redirects: []string{"http://localhost:8080/signin/callback"}},
			{ID: "tool", Secret: "secret", Scopes: []string{"mentions"}},
		},
	}
}

// It can be nobody's provider but this machine's own.
func TestOnlyOnThisMachine(t *testing.T) {
	for issuer, want := range map[string]bool{
		"http://localhost:9000": true, "http://127.0.0.1:9000/idp": true, "https://[::1]:9000": true,
		"https://login.example.org": false, "http://192.168.0.1": false, "http://localhost.example.org": false, "": false, "%": false,
	} {
		if _, err := practiceidp.New(options(issuer)); (err == nil) != want {
			t.Errorf("New for %q: %v", issuer, err)
		}
	}
}

// A code is given under PKCE, to a known address, once, and only to who asked for it.
func TestCodes(t *testing.T) {
	p, err := practiceidp.New(options("http://localhost:9000/idp"))
	if err != nil {
		t.Fatal(err)
	}
	const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // of RFC 7636, appendix B
	ask := url.Values{
		"client_id": {"site"}, "redirect_uri": {"http://localhost:8080/signin/callback"}, "response_type": {"code"}, "scope": {"openid"},
		"state": {"s"}, "code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "code_challenge_method": {"S256"}, "person": {"person-1"},
	}
	with := func(v url.Values, name, value string) url.Values {
		c := url.Values{}
		for k, vs := range v {
			c[k] = vs
		}
		c.Set(name, value)
		return c
	}
	authorize := func(q url.Values) (int, url.Values) {
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/idp/authorize?"+q.Encode(), nil))
		u, err := url.Parse(w.Header().Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		return w.Code, u.Query()
	}
	for name, want := range map[string]string{"code_challenge": "invalid_request", "code_challenge_method": "invalid_request", "response_type": "invalid_request", "scope": "invalid_request", "person": "access_denied"} {
		if status, q := authorize(with(ask, name, "x")); name != "code_challenge" && (status != 303 || q.Get("error") != want || q.Get("code") != "") {
			t.Errorf("another %s: %d %v, want %s", name, status, q, want)
		}
		if status, q := authorize(with(ask, name, "")); name != "person" && (status != 303 || q.Get("error") != want || q.Get("code") != "") {
			t.Errorf("no %s: %d %v, want %s", name, status, q, want)
		}
	}
	for name, value := range map[string]string{"client_id": "x", "redirect_uri": "http://evil.example/"} {
		if status, _ := authorize(with(ask, name, value)); status != 400 {
			t.Errorf("another %s: %d", name, status)
		}
	}
	redeem := func(change ...string) int {
		_, q := authorize(ask)
		form := url.Values{"grant_type": {"authorization_code"}, "client_id": {"site"}, "code": q["code"], "code_verifier": {verifier}, "redirect_uri": ask["redirect_uri"]}
		if len(change) > 0 {
			form.Set(change[0], change[1])
		}
		status := post(t, p, form)
		if status == 200 && post(t, p, form) != 400 {
			t.Error("a code is good twice")
		}
		return status
	}
	if status := redeem(); status != 200 {
		t.Errorf("a good code: %d", status)
	}
	for name, want := range map[string]int{"code": 400, "code_verifier": 400, "redirect_uri": 400, "grant_type": 400, "client_id": 401} {
		if status := redeem(name, "x"); status != want {
			t.Errorf("another %s: %d, want %d", name, status, want)
		}
	}
	for _, scope := range []string{"", "mentions", "paradox/mentions"} {
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"tool"}, "client_secret": {"secret"}, "scope": {scope}}
		if status := post(t, p, form); status != 200 {
			t.Errorf("scope %q: %d, want a token", scope, status)
		}
	}
	for name, form := range map[string]url.Values{
		"another, prefixed": {"grant_type": {"client_credentials"}, "client_id": {"tool"}, "client_secret": {"secret"}, "scope": {"paradox/officer"}},
		"no secret":         {"grant_type": {"client_credentials"}, "client_id": {"tool"}},
		"another scope":     {"grant_type": {"client_credentials"}, "client_id": {"tool"}, "client_secret": {"secret"}, "scope": {"officer"}},
		"a public client's": {"grant_type": {"client_credentials"}, "client_id": {"site"}},
	} {
		if status := post(t, p, form); status != 400 && status != 401 {
			t.Errorf("%s: %d", name, status)
		}
	}
}

func post(t *testing.T, h http.Handler, form url.Values) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/idp/token", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}
