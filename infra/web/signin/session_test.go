package signin_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"paradox/infra/web"
	"paradox/infra/web/signin"
)

// session is the cookie of someone who has signed in.
func (r *rig) session(person string) string {
	r.t.Helper()
	b := r.browser()
	r.signIn(b, "/market", person)
	return b.cookie(r, web.SessionCookie)
}

func (b *browser) cookie(r *rig, name string) string {
	for _, c := range b.Jar.Cookies(mustParse(b.t, r.site.URL)) {
		if c.Name == name {
			return c.Value
		}
	}
	b.t.Fatalf("there is no cookie %s", name)
	return ""
}

// with sends a request with that session cookie, as a program would.
func (r *rig) with(value, method, path string, kv ...string) answer {
	r.t.Helper()
	b := &browser{r.t, r.site.Client()}
	return b.send(method, r.site.URL+path, append(kv, "Accept", "application/json", "Cookie", web.SessionCookie+"="+value)...)
}

func TestSessionsEnd(t *testing.T) {
	r := newRig(t)
	value := r.session("Olga")
	for _, tt := range []struct {
		after time.Duration
		good  bool
	}{{0, true}, {signin.SessionLife - time.Second, true}, {signin.SessionLife, false}, {1000 * time.Hour, false}, {-time.Minute, true}, {-2 * time.Minute, false}} {
		r.clock.advance(tt.after)
		if got := r.with(value, "GET", "/market").StatusCode == 200; got != tt.good {
			t.Errorf("%s after signing in the session is good: %t, want %t", tt.after, got, tt.good)
		}
		r.clock.advance(-tt.after)
	}
}

// Not a bit of a session can be changed, and there is no second spelling of it.
func TestSessionsCannotBeMade(t *testing.T) {
	r := newRig(t)
	value := r.session("Marta")
	if got := r.with(value, "GET", "/market").who(t); got.Role != "marketer" {
		t.Fatalf("the session itself is %+v", got)
	}
	plain, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		t.Fatal(err)
	}
	forged := map[string]string{
		"empty": "", "short": "AQ", "padded": value + "=", "longer": value + "AAAA", "cut": value[:len(value)-4], "twice": value + value,
		"not base64": strings.Repeat("!", len(value)), "without MAC": base64.RawURLEncoding.EncodeToString(plain[:len(plain)-sha256.Size]),
	}
	for i := range plain {
		b := bytes.Clone(plain)
		b[i] ^= 1
		forged["byte "+string(rune('a'+i))] = base64.RawURLEncoding.EncodeToString(b)
	}
	last := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", value[len(value)-1])
	if unused := len(plain) * 8 % 6; unused != 0 { // bits of the last letter that stand for nothing
		forged["another spelling"] = value[:len(value)-1] + string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last^1])
	}
	officer := bytes.Clone(plain[:len(plain)-sha256.Size])
	officer[1] = 3
	m := hmac.New(sha256.New, []byte(strings.Repeat("x", 32)))
	m.Write(officer)
	forged["another key"] = base64.RawURLEncoding.EncodeToString(m.Sum(officer))
	for name, value := range forged {
		if got := r.with(value, "GET", "/market"); got.StatusCode != 401 {
			t.Errorf("%s: answer %d %s", name, got.StatusCode, got.text)
		}
		if got := r.with(value, "GET", "/open").who(t); got.Role != "anyone" {
			t.Errorf("%s: on an open route %+v", name, got)
		}
	}
}

// A session is of one deployment, one provider and one client, and nothing else that
// the key signs is one.
func TestForeignSessions(t *testing.T) {
	r := newRig(t)
	value := r.session("Olga")
	for name, change := range map[string]func(*signin.Config){
		"another key":    func(c *signin.Config) { c.Key = bytes.Repeat([]byte("j"), 32) },
		"another issuer": func(c *signin.Config) { c.Issuer += "/two" },
		"another client": func(c *signin.Config) { c.Client += "2" },
	} {
		c := r.config
		change(&c)
		r.serve(c)
		if got := r.with(value, "GET", "/market"); got.StatusCode != 401 {
			t.Errorf("%s: answer %d", name, got.StatusCode)
		}
	}
	r.serve(r.config) // another instance of the same function
	if got := r.with(value, "GET", "/market").who(t); got.Role != "officer" {
		t.Errorf("another instance says %+v", got)
	}
	state := mustParse(t, r.browser().still().send("GET", r.site.URL+"/signin").Header.Get("Location")).Query().Get("state")
	if got := r.with(state, "GET", "/market"); got.StatusCode != 401 {
		t.Errorf("a state for a session: answer %d", got.StatusCode)
	}
	if got := r.with("x; "+web.SessionCookie+"="+value, "GET", "/market"); got.StatusCode != 200 {
		t.Errorf("a good one behind a bad one: answer %d", got.StatusCode)
	}
}

// What changes something takes a session from this site's own pages alone.
func TestSessionsOfOtherSitesPages(t *testing.T) {
	r := newRig(t)
	value := r.session("Marta")
	for _, tt := range []struct {
		name   string
		header []string
		status int
	}{
		{"our page", []string{"Sec-Fetch-Site", "same-origin", "Origin", r.site.URL}, 200},
		{"our page in an old browser", []string{"Origin", r.site.URL}, 200},
		{"another site's", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		{"a neighbour's", []string{"Sec-Fetch-Site", "same-site", "Origin", "https://evil.example"}, 403},
		{"an old browser's", []string{"Origin", "https://evil.example"}, 403},
		{"nobody's", nil, 401},
	} {
		if got := r.with(value, "POST", "/change", tt.header...); got.StatusCode != tt.status {
			t.Errorf("%s: answer %d %s, want %d", tt.name, got.StatusCode, got.text, tt.status)
		} else if said := strings.Contains(got.text, "session does not count"); said != (tt.status == 401) {
			t.Errorf("%s: answer %s, which says why the session does not count: %t", tt.name, got.text, said)
		}
	}
	if got := r.with("x"+value, "POST", "/change"); got.StatusCode != 401 || strings.Contains(got.text, "session does not count") {
		t.Errorf("what is no session: answer %d %s", got.StatusCode, got.text)
	}
	for site, want := range map[string]string{"same-origin": "marketer", "cross-site": "anyone", "same-site": "anyone"} {
		if got := r.with(value, "POST", "/embedded", "Sec-Fetch-Site", site).who(t); got.Role != want {
			t.Errorf("where other sites' pages may post, a %s one is %+v, want %s", site, got, want)
		}
	}
	b := &browser{t, r.site.Client()}
	if got := b.send("POST", r.site.URL+"/signout", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); got.StatusCode != 403 || len(got.Cookies()) != 0 {
		t.Errorf("another site signs people out: %d", got.StatusCode)
	}
	if got := b.send("GET", r.site.URL+"/signout"); got.StatusCode != 404 && got.StatusCode != 405 {
		t.Errorf("a link signs people out: %d", got.StatusCode)
	}
}

// Who is asked to sign in, and how: by being led there, or by a problem.
func TestWithoutCredentials(t *testing.T) {
	r := newRig(t)
	b := r.browser().still()
	got := b.send("GET", r.site.URL+"/campaigns/a?from=2026-09-01&x=%2F")
	if got.StatusCode != 303 || got.Header.Get("Location") != "/signin?return=%2Fcampaigns%2Fa%3Ffrom%3D2026-09-01%26x%3D%252F" ||
		got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("Vary") != "Accept, Authorization, Cookie" {
		t.Errorf("a browser is answered with %d %v", got.StatusCode, got.Header)
	}
	for name, got := range map[string]answer{
		"a program":         b.send("GET", r.site.URL+"/market", "Accept", "application/json"),
		"no wishes":         b.send("GET", r.site.URL+"/market", "Accept", "*/*"),
		"a post":            b.send("POST", r.site.URL+"/change", "Accept", "text/html"),
		"a proxy's passwor": b.send("GET", r.site.URL+"/market", "Accept", "*/*", "Authorization", "Basic eDp5"),
	} {
		got.problem(t, 401, "unauthenticated")
		if h := got.Header.Get("WWW-Authenticate"); h != `Bearer realm="paradox"` {
			t.Errorf("%s: WWW-Authenticate %q", name, h)
		}
	}
	for _, path := range []string{"/open", "/openapi.yaml"} {
		if got := b.send("GET", r.site.URL+path); got.StatusCode != 200 || got.Header.Get("Vary") != "" {
			t.Errorf("%s: %d %v", path, got.StatusCode, got.Header)
		}
	}
	if got := b.send("GET", r.site.URL+"/nowhere"); got.StatusCode != 404 {
		t.Errorf("an unknown address: %d", got.StatusCode)
	}
	if n := r.times("/.well-known/openid-configuration"); n != 0 {
		t.Errorf("the provider was asked %d times", n)
	}
}

// A role that does not suffice is said to a person on a page, to a program as a problem.
func TestRoleDoesNotSuffice(t *testing.T) {
	r := newRig(t)
	value := r.session("Marta")
	got := r.with(value, "GET", "/analyse")
	got.problem(t, 403, "role_required")
	if !strings.Contains(got.text, "analyst") || got.Header.Get("WWW-Authenticate") != "" {
		t.Errorf("answer %v %s", got.Header, got.text)
	}
	b := &browser{t, r.site.Client()}
	page := b.send("GET", r.site.URL+"/forgotten", "Cookie", web.SessionCookie+"="+value)
	page.page(t, http.StatusForbidden, "Not with your role")
	if !strings.Contains(page.text, "officer") || !strings.Contains(page.text, `action="/signout"`) {
		t.Errorf("the page names no role, or has no way out: %s", page.text)
	}
	if got := r.with(r.session("Olga"), "GET", "/forgotten").who(t); got.Role != "officer" {
		t.Errorf("the officer is %+v", got)
	}
}
