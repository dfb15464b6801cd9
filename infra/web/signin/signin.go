package signin

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// Config says which provider is trusted, and how this site presents itself to it.
type Config struct {
	// Issuer is the provider's issuer URL, exactly as it names itself. https, or http
	// on a loopback address.
	Issuer string
	// Client is what the provider knows this site by, for the sign-in of people.
	Client string
	// Secret is the client's secret; "" for a public client, which PKCE protects alone.
	Secret string
	// Audiences are those that a program's token may be meant for. A token without an
	// audience, as Cognito gives to programs, is taken if its client is one of them.
	Audiences []string
	// RolesClaim is the claim that holds the roles: a list, or a string with spaces
	// between them, such as cognito:groups. A name with dots that is no claim leads
	// into objects, such as realm_access.roles.
	RolesClaim string
	// Site is the public origin of this site, such as https://paradox.example.org. The
	// provider sends people back to Site + "/signin/callback".
	Site string
	// Key signs sessions: 32 bytes or more, of [DeriveKey]. Every function of a
	// deployment has the same, and a new one signs everybody out.
	Key []byte
	// HTTP reaches the provider; nil for one that gives up after 3 s.
	HTTP *http.Client

	Now func() time.Time
	Log *slog.Logger
}

// String keeps the secrets out of whatever prints them.
func (Config) String() string { return "signin.Config(withheld)" }

// Format keeps them out of every verb, %#v and %d among them.
func (c Config) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) }

// LogValue keeps them out of logs.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Server knows people and programs. It is safe for concurrent use.
type Server struct {
	Config
	provider *provider
}

// New returns a Server. It does not ask the provider. The error names every field
// that is missing or wrong.
func New(c Config) (*Server, error) {
	var wrong []error
	refuse := func(field, reason string) { wrong = append(wrong, fmt.Errorf("%s: %s", field, reason)) }
	for _, f := range []struct{ name, value string }{{"client", c.Client}, {"roles claim", c.RolesClaim}} {
		if f.value == "" {
			refuse(f.name, "not set")
		}
	}
	if !secure(c.Issuer) {
		refuse("issuer", "want an https address")
	}
	if u, err := url.Parse(c.Site); err != nil || !secure(c.Site) || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		refuse("site", "want an origin like https://paradox.example.org")
	}
	if len(c.Audiences) == 0 || slices.Contains(c.Audiences, "") {
		refuse("audience", "not set")
	}
	if len(c.Key) < minKey {
		refuse("key", fmt.Sprintf("want %d bytes or more", minKey))
	}
	if c.Now == nil || c.Log == nil {
		refuse("clock and log", "not set")
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, fmt.Errorf("sign-in: %w", err)
	}
	return &Server{Config: c, provider: newProvider(c)}, nil
}

// minKey is the least that sessions are signed with, in bytes.
const minKey = 32

// DeriveKey makes the key of sessions from a deployment's one secret, by
// HKDF-SHA-256 with its purpose as info.
func DeriveKey(secret []byte) ([]byte, error) {
	if len(secret) < minKey {
		return nil, fmt.Errorf("sign-in: the secret has less than %d bytes", minKey)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "paradox 1 session", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("sign-in: deriving the key: %w", err)
	}
	return key, nil
}

// secure reports whether an address is absolute and https, or on loopback.
func secure(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && web.Loopback(u.Host)
}

const (
	callbackPath = web.SignInPath + "/callback"
	signOutPath  = "/signout"
)

// Routes registers GET /signin, GET /signin/callback and POST /signout. They are
// for people, and stay out of the API's document. Only one function needs them.
func (s *Server) Routes(api huma.API) {
	web.Mount(api, "GET "+web.SignInPath, access.Anyone, http.HandlerFunc(s.begin))
	web.Mount(api, "GET "+callbackPath, access.Anyone, http.HandlerFunc(s.finish))
	web.Mount(api, "POST "+signOutPath, access.Anyone, http.HandlerFunc(s.signOut))
}

// Identify implements web.Gate: a bearer token, where there is one, else a session.
func (s *Server) Identify(r *http.Request) (access.Principal, error) {
	token, err := bearerOf(r)
	switch {
	case err != nil:
		return access.Principal{}, err
	case token != "":
		return s.program(r.Context(), token)
	}
	return s.person(r), nil
}
