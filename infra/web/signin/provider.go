package signin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	patience = 3 * time.Second  // with one call to the provider: three fit into the 10 s that a function has
	hold     = 10 * time.Second // until a provider that failed, or its keys, are asked again
)

// errAway is matched by the error of a provider that cannot be asked now.
var errAway = errors.New("the sign-in provider cannot be asked")

// provider is the OpenID Connect provider, once it has been found. Its document is
// read once and kept; its keys are read again when a token names one that is new.
type provider struct {
	Config
	http  *http.Client
	found atomic.Pointer[found]

	turn     chan struct{} // holds one token: who has it may look for the provider
	failedAt time.Time
	failure  error
}

// found is what discovery told.
type found struct {
	oauth   oauth2.Config
	signOut string // where people end their session with the provider, or ""
	fetched *keyFetch
	keys    oidc.KeySet
}

func newProvider(c Config) *provider {
	p := &provider{Config: c, http: &http.Client{Timeout: patience}, turn: make(chan struct{}, 1)}
	if c.HTTP != nil {
		p.http = c.HTTP
	}
	p.turn <- struct{}{}
	return p
}

// find returns the provider. Its errors match errAway; after one the provider is
// left alone for a while.
func (p *provider) find(ctx context.Context) (*found, error) {
	if f := p.found.Load(); f != nil {
		return f, nil
	}
	select {
	case <-p.turn:
		defer func() { p.turn <- struct{}{} }()
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", errAway, ctx.Err())
	}
	if f := p.found.Load(); f != nil {
		return f, nil
	}
	if p.failure != nil && p.Now().Sub(p.failedAt) < hold {
		return nil, p.failure
	}
	f, err := p.discover(ctx)
	if err != nil {
		err = fmt.Errorf("%w: %w", errAway, err)
		if ctx.Err() == nil { // else it was the one who asked that gave up
			p.failure, p.failedAt = err, p.Now()
		}
		return nil, err
	}
	p.found.Store(f)
	return f, nil
}

func (p *provider) discover(ctx context.Context) (*found, error) {
	remote, err := oidc.NewProvider(oidc.ClientContext(ctx, p.http), p.Issuer)
	if err != nil {
		return nil, discoveryFault(err)
	}
	var more struct {
		Keys    string `json:"jwks_uri"`
		SignOut string `json:"end_session_endpoint"`
	}
	if err := remote.Claims(&more); err != nil {
		return nil, errors.New("its document does not have the expected shape")
	}
	at := remote.Endpoint()
	for _, address := range []string{at.AuthURL, at.TokenURL, more.Keys} {
		if !secure(address) {
			return nil, errors.New("its document names an address that is not https")
		}
	}
	// Not probed: a probe would show a code twice.
	if at.AuthStyle = oauth2.AuthStyleInParams; p.Secret != "" {
		at.AuthStyle = oauth2.AuthStyleInHeader
	}
	fetched := newKeyFetch(p.http, p.Now)
	f := &found{
		oauth: oauth2.Config{
			ClientID: p.Client, ClientSecret: p.Secret, Endpoint: at, RedirectURL: p.Site + callbackPath, Scopes: []string{oidc.ScopeOpenID},
		},
		fetched: fetched,
		keys:    oidc.NewRemoteKeySet(oidc.ClientContext(context.Background(), fetched.client), more.Keys),
	}
	if secure(more.SignOut) {
		f.signOut = p.signOutAddress(more.SignOut)
	}
	return f, nil
}

// signOutAddress tells the provider where people come from, in the words of the
// standard and in Cognito's.
func (p *provider) signOutAddress(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("client_id", p.Client)
	q.Set("post_logout_redirect_uri", p.Site+"/")
	q.Set("logout_uri", p.Site+"/")
	u.RawQuery = q.Encode()
	return u.String()
}

// discoveryFault says what went wrong without what the provider answered.
func discoveryFault(err error) error {
	var mismatch *oidc.IssuerMismatchError
	var transport *url.Error
	switch {
	case errors.As(err, &mismatch):
		return fmt.Errorf("it calls itself %q, not %q", mismatch.Discovered, mismatch.Provided)
	case errors.As(err, &transport):
		return transport
	}
	return errors.New("its discovery document could not be read")
}
