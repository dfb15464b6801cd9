package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"paradox/infra/web"
	"paradox/infra/web/signin"
)

// A person goes to a page, signs in, is on the page, and signs out.
func TestPeopleSignIn(t *testing.T) {
	for _, secret := range []string{"", "a confidential client's"} {
		r := newRig(t, func(c *signin.Config) { c.Secret = secret })
		b := r.browser()
		got := r.signIn(b, "/market?from=2026-09-01&campaign=a%26b", "Marta")
		if got.Request.URL.String() != r.site.URL+"/market?from=2026-09-01&campaign=a%26b" {
			t.Errorf("the browser is at %s", got.Request.URL)
		}
		w := got.who(t)
		if w.Role != "marketer" || !w.Session || len(w.Subject) != 32 {
			t.Errorf("signed in as %+v", w)
		}
		if got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("Vary") != "Accept, Authorization, Cookie" {
			t.Errorf("what is behind sign-in may be kept: %v", got.Header)
		}
		if page := b.send("GET", r.site.URL+"/campaigns/x"); page.text != "campaign" || page.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%q, Cache-Control %q", page.text, page.Header.Get("Cache-Control"))
		}
		again := r.signIn(r.browser(), "/analyse", "Anna").who(t)
		if again.Role != "analyst" || again.Subject == w.Subject {
			t.Errorf("the second person is %+v", again)
		}
		if n := r.times("/.well-known/openid-configuration"); n != 1 {
			t.Errorf("the provider was looked for %d times", n)
		}

		out := b.send("POST", r.site.URL+"/signout", "Origin", r.site.URL)
		out.page(t, 200, "You are signed out")
		if got := out.link(t, "Sign out of the provider too"); !strings.HasPrefix(got, r.provider.URL+"/logout?") || !strings.Contains(got, url.QueryEscape(r.config.Site)) {
			t.Errorf("the provider's sign-out is at %q", got)
		}
		if left := b.Jar.Cookies(mustParse(t, r.site.URL)); len(left) != 0 {
			t.Errorf("cookies stay: %v", left)
		}
		b.still().send("GET", r.site.URL+"/market", "Accept", "application/json").problem(t, 401, "unauthenticated")
		if strings.Contains(r.log.String(), "person-") || !strings.Contains(r.log.String(), w.Subject) {
			t.Errorf("the log names somebody, or not by the hash: %s", r.log)
		}
	}
}

// The cookies are the browser's and this site's alone.
func TestCookies(t *testing.T) {
	r := newRig(t)
	b := r.browser().still()
	begun := b.send("GET", r.site.URL+"/signin")
	callback := b.send("GET", begun.Header.Get("Location")+"&person=person-1").Header.Get("Location")
	done := b.send("GET", callback)
	for _, tt := range []struct {
		name string
		set  []*http.Cookie
		life time.Duration
	}{{"__Host-paradox-flow", begun.Cookies(), 10 * time.Minute}, {web.SessionCookie, done.Cookies(), 8 * time.Hour}} {
		if len(tt.set) != 1 {
			t.Fatalf("cookies %v, want one", tt.set)
		}
		c := tt.set[0]
		if c.Name != tt.name || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != int(tt.life.Seconds()) {
			t.Errorf("cookie %s, want %s for %s, HttpOnly, Secure, Lax, of this host", c, tt.name, tt.life)
		}
		if strings.Contains(c.Value, "person") {
			t.Errorf("%s names somebody", c)
		}
	}
	q := mustParse(t, begun.Header.Get("Location")).Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" || q.Get("state") == "" || q.Get("scope") != "openid" || q.Get("client_id") != people {
		t.Errorf("the provider is asked with %v", q)
	}
	if v := r.verifier.Load().(string); len(v) != 43 || v == q.Get("nonce") || strings.Contains(begun.Header.Get("Location"), v) {
		t.Errorf("the verifier %q can be read off the address", v)
	}
	if done.StatusCode != 303 || done.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the callback answers %d %v", done.StatusCode, done.Header)
	}
}

// A sign-in that is not this browser's, not this one, or not in its time, is none.
func TestCallbacksThatDoNotCount(t *testing.T) {
	r := newRig(t)
	stale, failed := "This sign-in is not under way", "The sign-in did not work"
	for name, tt := range map[string]struct {
		status  int
		heading string
		do      func(r *rig, b *browser, callback *url.URL) *url.URL
	}{
		"another browser's": {400, stale, func(r *rig, b *browser, u *url.URL) *url.URL {
			other := r.browser().still()
			other.send("GET", r.site.URL+"/signin")
			b.Jar = other.Jar
			return u
		}},
		"a browser without cookies": {400, stale, func(_ *rig, b *browser, u *url.URL) *url.URL { b.Jar = nil; return u }},
		"no state":                  {400, stale, func(_ *rig, _ *browser, u *url.URL) *url.URL { return set(u, "state", "") }},
		"a state that is changed": {400, stale, func(_ *rig, _ *browser, u *url.URL) *url.URL {
			s := []byte(u.Query().Get("state"))
			s[30] ^= 1
			return set(u, "state", string(s))
		}},
		"a session for a state": {400, stale, func(r *rig, b *browser, u *url.URL) *url.URL {
			done := b.send("GET", u.String())
			return set(u, "state", done.Cookies()[0].Value)
		}},
		"too late": {400, stale, func(r *rig, _ *browser, u *url.URL) *url.URL {
			r.clock.advance(10 * time.Minute)
			return u
		}},
		"a code used before": {400, failed, func(_ *rig, b *browser, u *url.URL) *url.URL {
			b.send("GET", u.String())
			return u
		}},
		"a code of another sign-in": {400, failed, func(r *rig, b *browser, u *url.URL) *url.URL {
			second := mustParse(r.t, b.send("GET", b.send("GET", r.site.URL+"/signin").Header.Get("Location")+"&person=person-3").Header.Get("Location"))
			return set(u, "code", second.Query().Get("code"))
		}},
		"no code":                  {400, failed, func(_ *rig, _ *browser, u *url.URL) *url.URL { return set(u, "code", "") }},
		"another provider":         {400, failed, func(_ *rig, _ *browser, u *url.URL) *url.URL { return set(u, "iss", "https://evil.example") }},
		"refused":                  {403, "You were not signed in", func(_ *rig, _ *browser, u *url.URL) *url.URL { return set(u, "error", "sentinel") }},
		"ID token: nonce":          {400, failed, amended("nonce", "sentinel")},
		"ID token: none":           {400, failed, amended("nonce", nil)},
		"ID token: other":          {400, failed, amended("aud", "sentinel")},
		"ID token: party":          {400, failed, amended("azp", "sentinel")},
		"ID token: issuer":         {400, failed, amended("iss", "https://evil.example")},
		"ID token: expired":        {400, failed, amended("exp", 1)},
		"ID token: future":         {400, failed, amended("iat", 1<<40)},
		"ID token: nobody":         {400, failed, amended("sub", "")},
		"no role":                  {403, "You have no role here yet", amended(claimed, []string{"admin", "Officer", "anyone"})},
		"no claim":                 {403, "You have no role here yet", amended(claimed, nil)},
		"a claim of another shape": {403, "You have no role here yet", amended(claimed, map[string]any{"officer": true})},
	} {
		t.Run(name, func(t *testing.T) {
			r.amend.Store(nil)
			b := r.browser().still()
			begun := b.send("GET", r.site.URL+"/signin")
			callback := mustParse(t, b.send("GET", begun.Header.Get("Location")+"&person=person-1").Header.Get("Location"))
			u := tt.do(r, b, callback)
			got := b.send("GET", u.String())
			got.page(t, tt.status, tt.heading)
			for _, c := range got.Cookies() {
				t.Errorf("a cookie is set: %s", c)
			}
			if strings.Contains(got.text, "sentinel") || strings.Contains(r.log.String(), "sentinel") || strings.Contains(r.log.String(), u.Query().Get("code")) && u.Query().Get("code") != "" {
				t.Error("the page repeats what was sent, or the log does")
			}
		})
	}
}

// A HEAD of the callback, as link checkers send it, does not use up the code.
func TestCallbackIsLookedAt(t *testing.T) {
	r := newRig(t)
	b := r.browser().still()
	begun := b.send("GET", r.site.URL+"/signin")
	callback := b.send("GET", begun.Header.Get("Location")+"&person=person-1").Header.Get("Location")
	if got := b.send("HEAD", callback); got.StatusCode != 400 || len(got.Cookies()) != 0 {
		t.Errorf("HEAD: %d, cookies %v", got.StatusCode, got.Cookies())
	}
	if got := b.send("GET", callback); got.StatusCode != 303 || len(got.Cookies()) != 1 {
		t.Errorf("the person's own GET after it: %d, cookies %v", got.StatusCode, got.Cookies())
	}
}

func set(u *url.URL, name, value string) *url.URL {
	c := *u
	q := c.Query()
	q.Set(name, value)
	c.RawQuery = q.Encode()
	return &c
}

// amended has the ID token say something else; nil takes the claim away.
func amended(name string, value any) func(*rig, *browser, *url.URL) *url.URL {
	return func(r *rig, _ *browser, u *url.URL) *url.URL {
		f := func(claims map[string]any) {
			if claims[name] = value; value == nil {
				delete(claims, name)
			}
		}
		r.amend.Store(&f)
		return u
	}
}

// Tabs that were opened together all arrive.
func TestTwoTabs(t *testing.T) {
	r := newRig(t)
	b := r.browser()
	first, second := b.send("GET", r.site.URL+"/market?tab=1"), b.send("GET", r.site.URL+"/market?tab=2")
	for tab, page := range map[string]answer{"1": first, "2": second} {
		got := b.send("GET", page.link(t, "Marta"))
		if got.StatusCode != 200 || got.Request.URL.Query().Get("tab") != tab {
			t.Errorf("tab %s ends at %s: %d", tab, got.Request.URL, got.StatusCode)
		}
	}
}

// Nobody is led away from this site.
func TestReturns(t *testing.T) {
	r := newRig(t)
	for _, tt := range []struct{ wish, want string }{
		{"", "/"}, {"/market", "/market"}, {"/campaigns/a%2Fb?x=%20y&z=//q", "/campaigns/a%2Fb?x=%20y&z=//q"},
		{"https://evil.example/", "/"}, {"//evil.example", "/"}, {"///evil.example", "/"}, {`/\evil.example`, "/"}, {`\\evil.example`, "/"},
		{"/%5Cevil.example", "/"}, {"/%2Fevil.example", "/"}, {"/%2fevil.example", "/"}, {"/a//evil.example", "/"}, {"/..//evil.example", "/"},
		{"/./market", "/"}, {"/a/../market", "/"}, {"/a/%2e%2e/market", "/"}, {"/\t/evil.example", "/"}, {"/ /evil.example", "/"}, {"\t//evil.example", "/"},
		{"javascript:alert(1)", "/"}, {"evil.example", "/"}, {"@evil.example", "/"}, {"/market#x", "/"}, {"/ż", "/"}, {"/%zz", "/"},
		{"/signout", "/"}, {"/signin", "/"}, {"/signin?return=/signin", "/"}, {"/signin/callback?code=1", "/"}, {"/signings", "/signings"},
		{"/" + strings.Repeat("a", 1<<10), "/"}, {"?x", "/"}, {"/?x=1", "/?x=1"},
	} {
		b := r.browser().still()
		begun := b.send("GET", r.site.URL+"/signin?"+url.Values{web.ReturnTo: {tt.wish}}.Encode())
		done := b.send("GET", b.send("GET", begun.Header.Get("Location")+"&person=person-1").Header.Get("Location"))
		if got := done.Header.Get("Location"); done.StatusCode != 303 || got != tt.want {
			t.Errorf("return=%q leads to %q (%d), want %q", tt.wish, got, done.StatusCode, tt.want)
		}
	}
}
