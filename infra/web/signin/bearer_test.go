package signin_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/web/signin"
	"paradox/infra/web/signin/practiceidp"
)

// bearer sends a request with that token.
func (r *rig) bearer(token, method, path string) answer {
	r.t.Helper()
	b := &browser{r.t, r.site.Client()}
	return b.send(method, r.site.URL+path, "Accept", "application/json", "Authorization", "Bearer "+token)
}

func (r *rig) sign(claims map[string]any) string {
	r.t.Helper()
	token, err := r.idp.Sign(claims)
	if err != nil {
		r.t.Fatal(err)
	}
	return token
}

// says is an access token of someone with a role, changed.
func (r *rig) says(change func(c map[string]any), roles ...string) string {
	r.t.Helper()
	c := r.idp.Access("person-7", roles...)
	if change != nil {
		change(c)
	}
	return r.sign(c)
}

func TestTokens(t *testing.T) {
	r := newRig(t)
	now := r.clock.now().Unix()
	to := func(name string, value any) func(map[string]any) {
		return func(c map[string]any) {
			if c[name] = value; value == nil {
				delete(c, name)
			}
		}
	}
	both := func(fs ...func(map[string]any)) func(map[string]any) {
		return func(c map[string]any) {
			for _, f := range fs {
				f(c)
			}
		}
	}
	for _, tt := range []struct {
		name   string
		change func(map[string]any)
		good   bool
	}{
		{"as it is", nil, true},
		{"for several", to("aud", []string{"other", api}), true},
		{"roles in one text", to(claimed, "unknown analyst"), true},
		{"for another", to("aud", "other"), false},
		{"for people's sign-in", to("aud", people), false},
		{"for nobody", to("aud", nil), false},
		{"for nobody, from a program of ours", both(to("aud", nil), to("client_id", tool)), true},
		{"for nobody, from another program", both(to("aud", nil), to("client_id", "other")), false},
		{"for another, from a program of ours", both(to("aud", "other"), to("client_id", tool)), false},
		{"an empty audience", both(to("aud", []string{}), to("client_id", tool)), false},
		{"for two in one text", to("aud", "other "+api), false},
		{"for a list in a list", to("aud", []any{[]string{api}}), false},
		{"no time at all", to("nbf", 1e300), false},
		{"another issuer", to("iss", "https://evil.example"), false},
		{"the issuer with a slash", to("iss", r.config.Issuer+"/"), false},
		{"no issuer", to("iss", nil), false},
		{"no subject", to("sub", nil), false},
		{"just expired", to("exp", now-59), true},
		{"expired", to("exp", now-60), false},
		{"never expires", to("exp", nil), false},
		{"expires in words", to("exp", "tomorrow"), false},
		{"good in a moment", to("nbf", now+60), true},
		{"good later", to("nbf", now+61), false},
		{"issued later", to("iat", now+61), false},
		{"an ID token", to("nonce", "n"), false},
		{"Cognito's ID token", to("token_use", "id"), false},
		{"Cognito's access token", to("token_use", "access"), true},
		{"Keycloak's ID token", to("typ", "ID"), false},
		{"a role in another claim", both(to(claimed, nil), to("roles", "officer")), false},
		{"roles that are none", to(claimed, []string{"Analyst", "analyst ", "admin", "anyone"}), false},
		{"roles of another shape", to(claimed, []any{"analyst", 7}), false},
		{"a person's scopes", both(to(claimed, nil), to("client_id", tool), to("scope", "analyst paradox/officer")), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			token := r.says(tt.change, "analyst")
			got := r.bearer(token, "GET", "/analyse")
			if good := got.StatusCode == 200; good != tt.good {
				t.Errorf("answer %d %s, want it good: %t", got.StatusCode, got.text, tt.good)
			}
			if h := got.Header.Get("WWW-Authenticate"); !tt.good && !strings.HasPrefix(h, `Bearer realm="paradox", error="i`) {
				t.Errorf("WWW-Authenticate %q", h)
			}
			for _, part := range strings.Split(token, ".") {
				if strings.Contains(got.text, part) || strings.Contains(r.log.String(), part) || strings.Contains(r.log.String(), "person-7") {
					t.Error("the answer or the log repeats the token")
				}
			}
		})
	}
}

// Roles may lie deeper, where the claim's name says so.
func TestClaimWithDots(t *testing.T) {
	r := newRig(t, func(c *signin.Config) { c.RolesClaim = "realm_access.roles" })
	for _, tt := range []struct {
		claims map[string]any
		status int
	}{
		{map[string]any{"realm_access": map[string]any{"roles": []string{"analyst"}}}, 200},
		{map[string]any{"realm_access.roles": "analyst"}, 200},
		{map[string]any{"realm_access.roles": "x", "realm_access": map[string]any{"roles": []string{"analyst"}}}, 403},
		{map[string]any{"realm_access": "roles"}, 403},
		{map[string]any{"roles": "analyst"}, 403},
	} {
		if got := r.bearer(r.says(func(c map[string]any) { maps.Copy(c, tt.claims) }), "GET", "/analyse"); got.StatusCode != tt.status {
			t.Errorf("%v: answer %d, want %d", tt.claims, got.StatusCode, tt.status)
		}
	}
}

// A signature is the provider's, by one of its keys and an algorithm that has two.
func TestSignatures(t *testing.T) {
	r := newRig(t)
	good := r.says(nil, "officer")
	head, rest, _ := strings.Cut(good, ".")
	body, signature, _ := strings.Cut(rest, ".")
	claims := r.idp.Access("person-7", "officer")
	public := r.idp.Public().Keys[0]
	der, err := x509.MarshalPKIXPublicKey(public.Key)
	if err != nil {
		t.Fatal(err)
	}
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	asJWK, err := json.Marshal(public)
	if err != nil {
		t.Fatal(err)
	}
	other, err := practiceidp.New(practiceidp.Options{Issuer: r.provider.URL, Audience: api, RolesClaim: claimed, Now: r.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Sign(claims)
	if err != nil {
		t.Fatal(err)
	}
	letters := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	for name, token := range map[string]string{
		"none":                letters(map[string]string{"alg": "none", "typ": "JWT"}) + "." + body + ".",
		"None":                letters(map[string]string{"alg": "None"}) + "." + body + ".",
		"none with a kid":     letters(map[string]string{"alg": "none", "kid": public.KeyID}) + "." + body + "." + signature,
		"no signature":        head + "." + body + ".",
		"another's signature": head + "." + letters(r.idp.Access("person-8", "officer")) + "." + signature,
		"HS256 over PEM":      hmacSigned(t, asPEM, public.KeyID, claims),
		"HS256 over DER":      hmacSigned(t, der, public.KeyID, claims),
		"HS256 over JWK":      hmacSigned(t, asJWK, public.KeyID, claims),
		"another provider's":  foreign,
		"another's key named": letters(map[string]string{"alg": "RS256", "kid": public.KeyID}) + "." + strings.SplitN(foreign, ".", 2)[1],
		"two parts":           head + "." + body,
		"five parts":          good + ".a.b",
		"words":               "sentinel",
		"JSON":                `{"payload":"x"}`,
		"too long":            good + strings.Repeat("A", 9<<10),
	} {
		if got := r.bearer(token, "GET", "/market"); got.StatusCode != 401 && got.StatusCode != 400 {
			t.Errorf("%s: answer %d %s", name, got.StatusCode, got.text)
		}
	}
	if got := r.bearer(good, "GET", "/market").who(t); got.Role != "officer" || got.Session {
		t.Errorf("the good one is %+v", got)
	}
}

func hmacSigned(t *testing.T, key []byte, kid string, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", kid))
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// The scheme may be spelt as one likes; two tokens, or half of one, are none.
func TestAuthorizationHeader(t *testing.T) {
	r := newRig(t)
	token := r.says(nil, "marketer")
	b := &browser{t, r.site.Client()}
	for _, tt := range []struct {
		values []string
		status int
	}{
		{[]string{"bearer  " + token}, 200}, {[]string{"BEARER " + token}, 200}, {[]string{"Bearer"}, 400}, {[]string{"Bearer " + token + " x"}, 400},
		{[]string{"Bearer " + token + ", Bearer " + token}, 400}, {[]string{"Bearer " + token, "Bearer " + token}, 400}, {[]string{token}, 401}, {[]string{"Token " + token}, 401},
	} {
		kv := []string{"Accept", "*/*"}
		for _, v := range tt.values {
			kv = append(kv, "Authorization", v)
		}
		if got := b.send("GET", r.site.URL+"/market", kv...); got.StatusCode != tt.status {
			t.Errorf("%d values, %.12s: answer %d, want %d", len(tt.values), tt.values[0], got.StatusCode, tt.status)
		}
	}
	if got := b.send("GET", r.site.URL+"/market?access_token="+token, "Accept", "*/*"); got.StatusCode != 401 {
		t.Errorf("a token in the address: answer %d", got.StatusCode)
	}
	if got := r.with(r.session("Olga"), "GET", "/market", "Authorization", "Bearer x"); got.StatusCode != 401 {
		t.Errorf("a bad token beside a good session: answer %d", got.StatusCode)
	}
}

// fetch gets a program's own token from the provider.
func (r *rig) fetch(scope string) string {
	r.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {scope}}
	req, err := http.NewRequestWithContext(r.t.Context(), "POST", r.provider.URL+"/token", strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(tool, url.QueryEscape(secret))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || out.Token == "" {
		r.t.Fatalf("no token: %d %v", resp.StatusCode, err)
	}
	return out.Token
}

// A listening tool hands in mentions and does nothing else, unless it was given a role.
func TestProgramsWithScopes(t *testing.T) {
	r := newRig(t)
	for _, tt := range []struct {
		scope string
		want  map[string]int
	}{
		{"paradox/mentions", map[string]int{"POST /mention": 200, "GET /market": 403, "GET /analyse": 403, "GET /forgotten": 403, "GET /open": 200}},
		{"paradox/analyst", map[string]int{"POST /mention": 200, "GET /market": 200, "GET /analyse": 200, "GET /forgotten": 403, "GET /open": 200}},
		{"other/officer", map[string]int{"POST /mention": 403, "GET /market": 403, "GET /analyse": 403, "GET /forgotten": 403, "GET /open": 200}},
	} {
		token, got := r.fetch(tt.scope), map[string]int{}
		for route := range tt.want {
			method, path, _ := strings.Cut(route, " ")
			a := r.bearer(token, method, path)
			if got[route] = a.StatusCode; a.StatusCode == 403 {
				a.problem(t, 403, "role_required")
				if h := a.Header.Get("WWW-Authenticate"); h != `Bearer realm="paradox", error="insufficient_scope"` {
					t.Errorf("WWW-Authenticate %q", h)
				}
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("with the scope %s (-want +got):\n%s", tt.scope, diff)
		}
	}
	person, program := r.bearer(r.says(nil, "marketer"), "GET", "/market").who(t), r.with(r.session("Marta"), "GET", "/market").who(t)
	if person.Subject == program.Subject {
		t.Error("two subjects have one hash")
	}
	same := r.sign(r.idp.Access("person-1", "marketer"))
	if got := r.bearer(same, "GET", "/market").who(t); got.Subject != program.Subject {
		t.Error("the same subject has two hashes, by session and by token")
	}
}
