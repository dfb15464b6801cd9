package signin

import (
	"context"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// scopePrefix may stand before a scope: Cognito puts the name of the API there.
const scopePrefix = "paradox/"

// maxToken is the longest token that is looked at, in bytes.
const maxToken = 8 << 10

// bearerOf returns the request's bearer token, "" without one. Another scheme, such
// as a proxy's own password, is none of ours.
func bearerOf(r *http.Request) (string, error) {
	sent := r.Header.Values("Authorization")
	if len(sent) == 0 {
		return "", nil
	}
	scheme, token, _ := strings.Cut(strings.TrimSpace(sent[0]), " ")
	if len(sent) == 1 && !strings.EqualFold(scheme, "Bearer") {
		return "", nil
	}
	token = strings.TrimSpace(token)
	if len(sent) > 1 || token == "" || len(token) > maxToken || strings.ContainsAny(token, " \t,") {
		return "", web.Challenge(web.Problem(http.StatusBadRequest, "invalid_request", "Authorization is not one bearer token."), "invalid_request")
	}
	return token, nil
}

// program returns whom a bearer token speaks for. Its errors are problems.
func (s *Server) program(ctx context.Context, token string) (access.Principal, error) {
	f, err := s.provider.find(ctx)
	if err != nil {
		return access.Principal{}, away(err)
	}
	c, err := s.verify(ctx, f, token)
	if err == nil {
		err = s.forUs(c)
	}
	switch {
	case err == nil:
	case isAway(err):
		return access.Principal{}, away(err)
	default:
		return access.Principal{}, web.Challenge(web.Problem(http.StatusUnauthorized, "invalid_token", err.Error()), "invalid_token")
	}
	subject := s.subject(c.text("sub"))
	p := access.Principal{Role: access.Highest(c.roles(s.RolesClaim)), Subject: hex.EncodeToString(subject[:])}
	if clients := c.clients(); slices.Contains(clients, c.text("sub")) {
		p.Scopes = c.scopes()
		p.Role = max(p.Role, access.Highest(p.Scopes))
	}
	return p, nil
}

// forUs checks that a token is an access token, for one of our audiences.
func (s *Server) forUs(c claims) error {
	use := c.text("token_use") // Cognito's
	if use != "" && use != "access" || c.text("typ") == "ID" || c["nonce"] != nil {
		return errKind
	}
	if c["aud"] == nil {
		if slices.Contains(s.Audiences, c.text("client_id")) {
			return nil
		}
		return errAudience
	}
	if !c.meantFor(s.Audiences...) {
		return errAudience
	}
	return nil
}

// clients are the names that a token gives to the program it was issued to.
func (c claims) clients() []string {
	var all []string
	for _, name := range []string{"client_id", "azp", "cid"} {
		if v := c.text(name); v != "" {
			all = append(all, v)
		}
	}
	return all
}

// scopes are a token's, without our prefix.
func (c claims) scopes() []string {
	all := slices.Concat(c.list("scope"), c.list("scp"))
	for i, scope := range all {
		all[i] = strings.TrimPrefix(scope, scopePrefix)
	}
	return all
}

// away is the problem of a provider that cannot be asked.
func away(err error) error { return web.RetryAfter(web.Unavailable(err), hold) }
