package signin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"paradox/infra/web/signin/practiceidp"
)

// A new key of the provider's is learnt from a token that names it; tokens of the old
// one end, and tokens that name keys which do not exist do not make us ask each time.
func TestKeyRotation(t *testing.T) {
	r := newRig(t)
	old := r.says(nil, "marketer")
	for range 3 {
		r.bearer(old, "GET", "/market").who(t)
	}
	if n := r.times("/keys"); n != 1 {
		t.Errorf("the keys were fetched %d times for one key", n)
	}
	r.clock.advance(10 * time.Second)
	if err := r.idp.Rotate(); err != nil {
		t.Fatal(err)
	}
	r.bearer(r.says(nil, "analyst"), "GET", "/analyse").who(t)
	if n := r.times("/keys"); n != 2 {
		t.Errorf("the keys were fetched %d times for two keys", n)
	}
	r.bearer(old, "GET", "/market").problem(t, 401, "invalid_token")
	other, err := practiceidp.New(practiceidp.Options{Issuer: r.provider.URL, Audience: api, RolesClaim: claimed, Now: r.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		unknown, err := other.Sign(other.Access("person-7", "officer"))
		if err != nil {
			t.Fatal(err)
		}
		r.bearer(unknown, "GET", "/market").problem(t, 401, "invalid_token")
	}
	if n := r.times("/keys"); n != 2 {
		t.Errorf("keys that do not exist had the keys fetched %d times", n-2)
	}
}

// Without the provider the open routes and those who are signed in go on; what needs
// it is answered with 503, and it is asked again in its time.
func TestProviderAway(t *testing.T) {
	r := newRig(t)
	value, token := r.session("Marta"), r.says(nil, "marketer")
	r.serve(r.config) // an instance that has asked nothing yet
	r.down.Store(true)
	before := r.times("/.well-known/openid-configuration")
	for range 3 {
		got := r.bearer(token, "GET", "/market")
		got.problem(t, 503, "unavailable")
		if got.Header.Get("Retry-After") != "10" || strings.Contains(got.text+r.log.String(), "sentinel") {
			t.Errorf("answer %v %s", got.Header, got.text)
		}
	}
	b := r.browser()
	page := b.send("GET", r.site.URL+"/market")
	page.page(t, 503, "Sign-in is not available right now")
	if page.Header.Get("Retry-After") != "10" || page.link(t, "Try again") != "/signin?return=%2Fmarket" {
		t.Errorf("the page says %v %s", page.Header, page.text)
	}
	if n := r.times("/.well-known/openid-configuration") - before; n != 1 {
		t.Errorf("a provider that is away was asked %d times", n)
	}
	if got := r.with(value, "GET", "/market").who(t); got.Role != "marketer" {
		t.Errorf("whoever is signed in is %+v", got)
	}
	if got := b.send("GET", r.site.URL+"/open"); got.StatusCode != 200 {
		t.Errorf("an open route: %d", got.StatusCode)
	}
	if got := r.bearer(token, "GET", "/open"); got.StatusCode != 503 { // the handler asks who it is
		t.Errorf("an open route that asks: %d", got.StatusCode)
	}

	r.down.Store(false)
	r.bearer(token, "GET", "/market").problem(t, 503, "unavailable")
	r.clock.advance(10 * time.Second)
	r.bearer(token, "GET", "/market").who(t)
	r.down.Store(true)
	r.bearer(token, "GET", "/market").who(t) // its keys are known
	r.clock.advance(10 * time.Second)
	if err := r.idp.Rotate(); err != nil {
		t.Fatal(err)
	}
	r.bearer(r.says(nil, "marketer"), "GET", "/market").problem(t, 503, "unavailable") // nobody can tell
	r.bearer(letterless(token), "GET", "/market").problem(t, 401, "invalid_token")
}

// letterless is a token that no key is needed for to see that it does not hold.
func letterless(token string) string { return strings.Replace(token, ".", "..", 1) }

// A provider that goes away in the middle of a sign-in.
func TestProviderGoesAway(t *testing.T) {
	r := newRig(t)
	b := r.browser().still()
	callback := b.send("GET", b.send("GET", r.site.URL+"/signin").Header.Get("Location")+"&person=person-1").Header.Get("Location")
	r.down.Store(true)
	b.send("GET", callback).page(t, 503, "Sign-in is not available right now")
	r.down.Store(false)
	if got := b.send("GET", callback); got.StatusCode != 303 {
		t.Errorf("the same once it is back: %d", got.StatusCode)
	}
	r.provider.Close()
	b.send("GET", callback).page(t, 503, "Sign-in is not available right now")
}

// A document that names another provider, or an address that is not safe, is not
// followed.
func TestDiscoveryThatIsWrong(t *testing.T) {
	for name, document := range map[string]string{
		"another issuer": `{"issuer":"https://evil.example","authorization_endpoint":"https://evil.example/a","token_endpoint":"https://evil.example/t","jwks_uri":"https://evil.example/k"}`,
		"plain http":     `{"issuer":"ISSUER","authorization_endpoint":"https://x.example/a","token_endpoint":"http://x.example/t","jwks_uri":"https://x.example/k"}`,
		"no addresses":   `{"issuer":"ISSUER"}`,
		"no JSON":        `sentinel`,
	} {
		t.Run(name, func(t *testing.T) {
			provider := httptest.NewUnstartedServer(nil)
			issuer := "http://" + provider.Listener.Addr().String()
			provider.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.Write([]byte(strings.ReplaceAll(document, "ISSUER", issuer)))
			})
			provider.Start()
			defer provider.Close()
			r := newRig(t)
			c := r.config
			c.Issuer = issuer
			r.serve(c)
			r.browser().send("GET", r.site.URL+"/signin").page(t, 503, "Sign-in is not available right now")
			if strings.Contains(r.log.String(), "sentinel") {
				t.Errorf("the log repeats the provider: %s", r.log)
			}
		})
	}
}
