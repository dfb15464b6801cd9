package practiceidp

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Person is someone whom the provider lets in.
type Person struct {
	Subject string
	Name    string
	Roles   []string
}

// People are one for each role, and one without any.
func People() []Person {
	return []Person{
		{"person-1", "Marta, marketer", []string{"marketer"}},
		{"person-2", "Anna, analyst", []string{"analyst"}},
		{"person-3", "Olga, officer", []string{"officer"}},
		{"person-4", "Nina, no role", nil},
	}
}

// Client is a program that the provider knows: a site that people sign in to, or one
// that fetches tokens for itself.
type Client struct {
	ID        string
	Secret    string   // "" for a public client, which cannot fetch tokens for itself
	Redirects []string // where people may be sent back to
	Scopes    []string // that it may ask for itself, each also with "paradox/" before it, as Cognito has them
}

// Options say what the provider is.
type Options struct {
	Issuer     string // its own address, on this machine; a path is taken off requests
	Audience   string // of access tokens
	RolesClaim string // "roles" if it is ""
	Style      string // address, at the issuer's host, of a stylesheet for the page where people choose; "" for none
	People     []Person
	Clients    []Client
	Now        func() time.Time
	// Amend changes what an ID token is about to say, for tests of who reads it.
	Amend func(claims map[string]any)
}

// Provider answers for the issuer. It is safe for concurrent use.
type Provider struct {
	Options
	handler http.Handler

	mu    sync.Mutex
	key   signingKey
	codes map[string]grant
}

// New returns a provider for an issuer on this machine, and for no other.
func New(o Options) (*Provider, error) {
	u, err := url.Parse(o.Issuer)
	if err != nil || !local(u.Hostname()) {
		return nil, errors.New("practiceidp: the issuer is not on this machine, and this provider is for nothing else")
	}
	if o.RolesClaim == "" {
		o.RolesClaim = "roles"
	}
	p := &Provider{Options: o, codes: map[string]grant{}}
	if err := p.Rotate(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /logout", p.logout)
	p.handler = http.StripPrefix(u.Path, mux)
	return p, nil
}

func local(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	p.handler.ServeHTTP(w, r)
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer":                                         p.Issuer,
		"authorization_endpoint":                         p.Issuer + "/authorize",
		"token_endpoint":                                 p.Issuer + "/token",
		"jwks_uri":                                       p.Issuer + "/keys",
		"end_session_endpoint":                           p.Issuer + "/logout",
		"response_types_supported":                       []string{"code"},
		"grant_types_supported":                          []string{"authorization_code", "client_credentials"},
		"subject_types_supported":                        []string{"public"},
		"id_token_signing_alg_values_supported":          []string{"RS256"},
		"code_challenge_methods_supported":               []string{"S256"},
		"token_endpoint_auth_methods_supported":          []string{"none", "client_secret_basic", "client_secret_post"},
		"authorization_response_iss_parameter_supported": true,
	})
}

func (p *Provider) client(id string) (Client, bool) {
	i := slices.IndexFunc(p.Clients, func(c Client) bool { return c.ID == id })
	if i < 0 {
		return Client{}, false
	}
	return p.Clients[i], true
}

func (p *Provider) person(subject string) (Person, bool) {
	i := slices.IndexFunc(p.People, func(x Person) bool { return x.Subject == subject })
	if i < 0 {
		return Person{}, false
	}
	return p.People[i], true
}
