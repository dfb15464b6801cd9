package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// begin answers GET /signin: it sends the browser to the provider.
func (s *Server) begin(w http.ResponseWriter, r *http.Request) {
	back := safeReturn(r.URL.Query().Get(web.ReturnTo))
	p, err := s.provider.find(r.Context())
	if err != nil {
		s.fail(w, r, away(err), back)
		return
	}
	f := s.begun(w, r, back)
	leave(w, p.oauth.AuthCodeURL(s.state(f), oidc.Nonce(s.nonce(f)), oauth2.S256ChallengeOption(s.verifier(f))))
}

// finish answers GET /signin/callback, to which the provider sends the browser back.
func (s *Server) finish(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	f, ok := s.resumed(r, q.Get("state"))
	if !ok || r.Method != http.MethodGet { // a HEAD would use up the code
		s.fail(w, r, web.Problem(http.StatusBadRequest, codeStale, "No sign-in was under way in this browser."), "/")
		return
	}
	c, err := s.arrive(r.Context(), f, q.Get("error"), q.Get("code"), q["iss"])
	var role access.Role
	if err == nil {
		if role = access.Highest(c.roles(s.RolesClaim)); role == access.Anyone {
			err = web.Problem(http.StatusForbidden, codeNoRole, "Signed in without a role.")
		}
	}
	if err != nil {
		s.fail(w, r, err, f.back)
		return
	}
	sub := c.text("sub")
	s.startSession(w, role, sub)
	s.Log.LogAttrs(r.Context(), slog.LevelInfo, "signed in", slog.String("request_id", web.RequestID(r.Context())),
		slog.String("who", fmt.Sprintf("%x", s.subject(sub))), slog.String("role", role.String()))
	leave(w, f.back)
}

// arrive turns what the provider sent into what its ID token says. Its errors are
// problems.
func (s *Server) arrive(ctx context.Context, f flow, refused, code string, issuer []string) (claims, error) {
	switch {
	case slices.ContainsFunc(issuer, func(iss string) bool { return iss != s.Issuer }): // RFC 9207
		return nil, web.Problem(http.StatusBadRequest, codeFailed, "Another provider answered.")
	case refused != "":
		return nil, web.Problem(http.StatusForbidden, codeRefused, "The provider did not let this person in.")
	case code == "":
		return nil, web.Problem(http.StatusBadRequest, codeFailed, "The provider sent no code.")
	}
	p, err := s.provider.find(ctx)
	if err != nil {
		return nil, away(err)
	}
	token, err := p.oauth.Exchange(oidc.ClientContext(ctx, s.provider.http), code, oauth2.VerifierOption(s.verifier(f)))
	if err != nil {
		return nil, exchangeProblem(err)
	}
	raw, _ := token.Extra("id_token").(string)
	c, err := s.verify(ctx, p, raw)
	switch {
	case err == nil && s.answers(c, f):
		return c, nil
	case isAway(err):
		return nil, away(err)
	}
	return nil, web.Problem(http.StatusBadRequest, codeFailed, "The provider's ID token does not hold.")
}

// answers reports whether an ID token is for this site and this flow.
func (s *Server) answers(c claims, f flow) bool {
	azp := c.text("azp")
	return c.meantFor(s.Client) && (azp == "" || azp == s.Client) &&
		subtle.ConstantTimeCompare([]byte(c.text("nonce")), []byte(s.nonce(f))) == 1
}

// exchangeProblem tells a code that the provider does not take, because it is old
// or was used before, from a provider that is not there. What it answered is left
// out: it may repeat the code.
func exchangeProblem(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		return web.Problem(http.StatusBadRequest, codeFailed, "The provider did not take the code.")
	}
	if refused != nil {
		return away(fmt.Errorf("exchanging a code: %w: it answers %d", errAway, refused.Response.StatusCode))
	}
	return away(fmt.Errorf("exchanging a code: %w", errAway))
}

// signOut answers POST /signout. It works without a session too.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	setCookie(w, web.SessionCookie, "", 0)
	setCookie(w, flowCookie, "", 0)
	v := view{Heading: "You are signed out", Why: "This browser no longer knows you. Your session with the sign-in provider may go on.", Again: signInAddress("/")}
	if p := s.provider.found.Load(); p != nil {
		v.Provider = p.signOut
	}
	s.show(w, r, http.StatusOK, v)
}

// leave sends the browser elsewhere.
func leave(w http.ResponseWriter, address string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Location", address)
	w.WriteHeader(http.StatusSeeOther)
}
