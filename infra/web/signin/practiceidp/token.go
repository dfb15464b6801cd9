package practiceidp

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// token answers the token endpoint.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		refuse(w, "invalid_request")
		return
	}
	c, ok := p.authenticated(r)
	switch {
	case !ok:
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
	case r.PostForm.Get("grant_type") == "authorization_code":
		p.exchange(w, r.PostForm, c)
	case r.PostForm.Get("grant_type") == "client_credentials" && c.Secret != "":
		p.forItself(w, r.PostForm, c)
	default:
		refuse(w, "unsupported_grant_type")
	}
}

func refuse(w http.ResponseWriter, code string) {
	answer(w, http.StatusBadRequest, map[string]string{"error": code})
}

// authenticated returns the client that a request is of, if it knows its secret.
func (p *Provider) authenticated(r *http.Request) (Client, bool) {
	id, secret, basic := r.BasicAuth()
	if basic { // both are form-encoded there, RFC 6749
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	c, ok := p.client(id)
	return c, ok && subtle.ConstantTimeCompare([]byte(secret), []byte(c.Secret)) == 1
}

// exchange takes a code for tokens.
func (p *Provider) exchange(w http.ResponseWriter, form url.Values, c Client) {
	g, ok := p.redeem(form.Get("code"))
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	proven := base64.RawURLEncoding.EncodeToString(sum[:]) == g.challenge
	if !ok || !proven || g.client != c.ID || g.redirect != form.Get("redirect_uri") {
		refuse(w, "invalid_grant")
		return
	}
	person, _ := p.person(g.subject)
	id := p.Access(person.Subject, person.Roles...)
	id["aud"], id["name"] = c.ID, person.Name
	if g.nonce != "" {
		id["nonce"] = g.nonce
	}
	if p.Amend != nil {
		p.Amend(id)
	}
	acts := p.Access(person.Subject, person.Roles...)
	acts["client_id"], acts["scope"] = c.ID, "openid"
	p.issue(w, acts, id)
}

// scopePrefix may stand before a scope, as Cognito puts the name of the API there.
const scopePrefix = "paradox/"

// may reports whether a client may ask for a scope.
func (c Client) may(scope string) bool {
	return slices.Contains(c.Scopes, scope) || slices.Contains(c.Scopes, strings.TrimPrefix(scope, scopePrefix))
}

// forItself gives a client a token that speaks for the client.
func (p *Provider) forItself(w http.ResponseWriter, form url.Values, c Client) {
	asked := strings.Fields(form.Get("scope"))
	if slices.ContainsFunc(asked, func(s string) bool { return !c.may(s) }) {
		refuse(w, "invalid_scope")
		return
	}
	if len(asked) == 0 {
		asked = c.Scopes
	}
	acts := p.Access(c.ID)
	acts["client_id"], acts["scope"] = c.ID, strings.Join(asked, " ")
	p.issue(w, acts, nil)
}

func (p *Provider) issue(w http.ResponseWriter, acts, id map[string]any) {
	out := map[string]any{"token_type": "Bearer", "expires_in": int(life.Seconds())}
	for name, claims := range map[string]map[string]any{"access_token": acts, "id_token": id} {
		if claims == nil {
			continue
		}
		token, err := p.Sign(claims)
		if err != nil {
			http.Error(w, "no token could be signed", http.StatusInternalServerError)
			return
		}
		out[name] = token
	}
	answer(w, http.StatusOK, out)
}
