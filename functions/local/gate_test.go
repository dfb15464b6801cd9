package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/functions/intake"
	"paradox/functions/privacy"
	"paradox/functions/report"
	"paradox/infra/web"
	"paradox/infra/web/access"
	"paradox/infra/web/signin"
	"paradox/infra/web/signin/practiceidp"
)

// mayUse is who may use each route of the product: design.md's table. A route that is
// not in it fails the test: whoever adds one says here who it is for.
var mayUse = map[string]access.Need{
	"GET /form/{campaign}":  {},
	"POST /v1/feedback":     {},
	"GET /erase":            {},
	"POST /v1/erasures":     {}, // with a receipt; the rest is the officer's, see below
	"GET /healthz":          {},
	"GET /openapi.yaml":     {},
	"GET /assets/":          {}, // of the open pages too
	"GET /signin":           {},
	"GET /signin/callback":  {},
	"POST /signout":         {},
	"GET /{$}":              {Role: access.Marketer},
	"GET /campaigns/{name}": {Role: access.Marketer},
	"GET /api":              {Role: access.Marketer},
	"GET /openapi.json":     {Role: access.Marketer},

	"GET /v1/reports/trend":   {Role: access.Marketer},
	"GET /v1/reports/themes":  {Role: access.Marketer},
	"GET /v1/reports/paradox": {Role: access.Marketer},

	"POST /v1/mentions": {Role: access.Analyst, Scope: "mentions"},
}

// public is the whole product where others can reach it, with its provider.
type public struct {
	t      *testing.T
	site   *httptest.Server
	routes []web.Route
	idp    *practiceidp.Provider
}

func openToOthers(t *testing.T) *public {
	t.Helper()
	p := &public{t: t, site: httptest.NewUnstartedServer(nil)}
	log, now := slog.New(slog.DiscardHandler), time.Now
	w := &world{Now: now, In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Log: log, Data: filepath.Join(t.TempDir(), "data")}
	d, err := w.open(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	q, err := d.openQueue()
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewUnstartedServer(nil)
	site, issuer := "https://"+p.site.Listener.Addr().String(), "http://"+provider.Listener.Addr().String()
	if p.idp, err = practiceidp.New(practiceidp.Options{
		Issuer: issuer, Audience: "api", People: practiceidp.People(), Now: now,
		Clients: []practiceidp.Client{{ID: "people", Redirects: []string{site + "/signin/callback"}}},
	}); err != nil {
		t.Fatal(err)
	}
	provider.Config.Handler = p.idp
	provider.Start()
	gate, err := signin.New(signin.Config{
		Issuer: issuer, Client: "people", Audiences: []string{"api"}, RolesClaim: "roles", Site: site, Key: make([]byte, 32), Now: now, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	api := web.NewAPI(http.NewServeMux())
	gate.Routes(api)
	everyRoute(api, d.healthy, &report.Server{Figures: d.figures(), Log: d.log},
		&intake.Server{Keys: d.keys, Queue: q, Control: d.store, Now: now, Log: log},
		&privacy.Server{Keys: d.keys, Store: d.store, Ledger: d.ledger, Control: d.store, Now: now, Log: log})
	if p.site.Config.Handler, err = web.Handler(api, web.Options{Log: log, Now: now, Gate: gate}); err != nil {
		t.Fatal(err)
	}
	p.site.StartTLS()
	t.Cleanup(func() {
		p.site.Close()
		provider.Close()
		q.Close()
		d.close()
	})
	p.routes = web.Routes(api)
	return p
}

// caller is someone with what they show.
type caller struct {
	name   string
	may    func(access.Need) bool
	header http.Header
}

// callers are nobody, each role by session and by token, and a listening tool.
func (p *public) callers() []caller {
	p.t.Helper()
	all := []caller{
		{"nobody", func(n access.Need) bool { return n.Role == access.Anyone }, nil},
		{"a person without a role", func(n access.Need) bool { return n.Role == access.Anyone }, p.token("person-4", nil)},
		{"a listening tool", func(n access.Need) bool { return n.Role == access.Anyone || n.Scope == "mentions" },
			p.token("tool", map[string]any{"client_id": "tool", "scope": "paradox/mentions"})},
	}
	for i, role := range []access.Role{access.Marketer, access.Analyst, access.Officer} {
		may := func(n access.Need) bool { return role >= n.Role }
		person := practiceidp.People()[i]
		all = append(all,
			caller{role.String() + " by token", may, p.token(person.Subject, map[string]any{"roles": role.String()})},
			caller{role.String() + " by session", may, p.session(person.Subject)})
	}
	return all
}

func (p *public) token(subject string, more map[string]any) http.Header {
	p.t.Helper()
	claims := p.idp.Access(subject)
	for k, v := range more {
		claims[k] = v
	}
	token, err := p.idp.Sign(claims)
	if err != nil {
		p.t.Fatal(err)
	}
	return http.Header{"Authorization": {"Bearer " + token}}
}

// session signs a person in and returns what their browser sends from then on.
func (p *public) session(subject string) http.Header {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	browser := *p.site.Client()
	browser.Jar = jar
	page, err := browser.Get(p.site.URL + "/signin?return=/openapi.yaml")
	if err != nil {
		p.t.Fatal(err)
	}
	page.Body.Close()
	back, err := browser.Get(page.Request.URL.String() + "&person=" + subject)
	if err != nil {
		p.t.Fatal(err)
	}
	back.Body.Close()
	u, err := url.Parse(p.site.URL)
	if err != nil {
		p.t.Fatal(err)
	}
	var pairs []string
	for _, c := range jar.Cookies(u) {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	return http.Header{"Cookie": {strings.Join(pairs, "; ")}, "Sec-Fetch-Site": {"same-origin"}}
}

// ask sends the least of a request to a route: what matters is who may pass.
func (p *public) ask(pattern string, c caller) (status int, code string) {
	p.t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	path = strings.NewReplacer("{$}", "", "{campaign}", "x", "{name}", "x").Replace(path)
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.site.URL+path, strings.NewReader("{}"))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header = c.header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Content-Type", "application/json")
	client := *p.site.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	var problem struct{ Code string }
	if strings.Contains(resp.Header.Get("Content-Type"), "json") {
		if err := json.NewDecoder(resp.Body).Decode(&problem); err != nil {
			p.t.Fatalf("%s: %v", pattern, err)
		}
	}
	return resp.StatusCode, problem.Code
}

// Every route says who may use it, in the routes as in the table and the document.
func TestEveryRouteSaysWhoMayUseIt(t *testing.T) {
	p := openToOthers(t)
	got := map[string]access.Need{}
	for _, r := range p.routes {
		if got[r.Pattern] = r.Need; !r.Said {
			t.Errorf("%s does not say who may use it and is closed to all but officers: give its Metadata a web.Role", r.Pattern)
		}
	}
	if diff := cmp.Diff(mayUse, got); diff != "" {
		t.Errorf("who may use the routes (-table +routes):\n%s", diff)
	}
	_, doc := p.document()
	for path, operations := range doc.Paths {
		for method, op := range operations {
			need, known := mayUse[strings.ToUpper(method)+" "+path]
			nothing := func(s map[string][]string) bool { return len(s) == 0 } // open, and with credentials to more
			if open := len(op.Security) == 0 || slices.ContainsFunc(op.Security, nothing); !known || open != (need.Role == access.Anyone) {
				t.Errorf("the document says of %s %s that it is open: %t; in the table: %t", method, path, open, known)
			}
		}
	}
}

type described struct {
	Paths map[string]map[string]struct{ Security []map[string][]string }
}

func (p *public) document() (status int, doc described) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), "GET", p.site.URL+"/openapi.json", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header = p.token("person-1", map[string]any{"roles": "marketer"})
	resp, err := p.site.Client().Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&doc); err != nil || len(doc.Paths) < 10 {
		p.t.Fatalf("the document has %d paths: %v", len(doc.Paths), err)
	}
	return resp.StatusCode, doc
}

// Every route answers those who may use it and nobody else, whatever they show.
func TestWhoMayUseEveryRoute(t *testing.T) {
	p := openToOthers(t)
	for _, c := range p.callers() {
		for _, r := range p.routes {
			status, code := p.ask(r.Pattern, c)
			passed := status != http.StatusUnauthorized && code != "role_required"
			if want := c.may(mayUse[r.Pattern]); passed != want || status >= 500 {
				t.Errorf("%s at %s: answer %d %s, may use it: %t", c.name, r.Pattern, status, code, want)
			}
			if c.header == nil && !passed && status != http.StatusUnauthorized {
				t.Errorf("%s at %s: answer %d, want 401", c.name, r.Pattern, status)
			}
			if browser := (caller{header: http.Header{"Accept": {"text/html"}}}); c.header == nil && !passed && strings.HasPrefix(r.Pattern, "GET ") {
				if status, _ := p.ask(r.Pattern, browser); status != http.StatusSeeOther {
					t.Errorf("a browser at %s: answer %d, want to be led to the sign-in", r.Pattern, status)
				}
			}
		}
	}
}

// An erasure without a receipt is the officer's, on the same open route.
func TestErasingWithoutReceipt(t *testing.T) {
	p := openToOthers(t)
	for _, c := range p.callers() {
		r, err := http.NewRequestWithContext(t.Context(), "POST", p.site.URL+"/v1/erasures", strings.NewReader(`{"source":"form","id":"1"}`))
		if err != nil {
			t.Fatal(err)
		}
		if c.header != nil {
			r.Header = c.header.Clone()
		}
		r.Header.Set("Content-Type", "application/json")
		resp, err := p.site.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		want := http.StatusForbidden
		if c.may(access.Need{Role: access.Officer}) {
			want = http.StatusOK
		}
		if resp.StatusCode != want {
			t.Errorf("%s: answer %d, want %d", c.name, resp.StatusCode, want)
		}
	}
}
