package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// algorithms are those that a token may be signed with: asymmetric ones alone,
// whatever the provider's document or the token's header says.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
}

// tokenError is why a token does not hold, in words that may be answered. They never
// hold anything of the token's.
type tokenError string

func (e tokenError) Error() string { return string(e) }

const (
	errToken    tokenError = "The token does not hold."
	errExpired  tokenError = "The token has expired."
	errNotYet   tokenError = "The token is not good yet."
	errNoExpiry tokenError = "The token has no expiry."
	errAudience tokenError = "The token is not meant for this API."
	errKind     tokenError = "An ID token is no access token."
)

// claims are what a token says whose signature, issuer and times hold.
type claims map[string]json.RawMessage

// verify returns what a token says. Its errors match errAway, or are a tokenError.
func (s *Server) verify(ctx context.Context, f *found, token string) (claims, error) {
	j := &judge{found: f}
	v := oidc.NewVerifier(s.Issuer, j, &oidc.Config{
		SupportedSigningAlgs: algorithms, SkipClientIDCheck: true, SkipExpiryCheck: true, // checked below, and by the callers
	})
	t, err := v.Verify(ctx, token)
	if j.away != nil {
		return nil, fmt.Errorf("%w: %w", errAway, j.away)
	}
	var c claims
	if err != nil || t.Claims(&c) != nil || t.Subject == "" {
		return nil, errToken
	}
	return c, c.inTime(s.Now())
}

// maxSeconds is the last time that a claim may name: what lies beyond is no time.
const maxSeconds = 1 << 53

// inTime checks exp, which must be there, nbf and iat.
func (c claims) inTime(now time.Time) error {
	at := func(name string) (time.Time, bool, error) {
		raw, ok := c[name]
		var seconds float64
		if ok && json.Unmarshal(raw, &seconds) != nil || seconds < 0 || seconds > maxSeconds {
			return time.Time{}, false, errToken
		}
		return time.Unix(int64(seconds), 0), ok, nil
	}
	exp, ok, err := at("exp")
	switch {
	case err != nil:
		return err
	case !ok:
		return errNoExpiry
	case !now.Before(exp.Add(leeway)):
		return errExpired
	}
	for _, name := range []string{"nbf", "iat"} {
		if t, ok, err := at(name); err != nil {
			return err
		} else if ok && now.Add(leeway).Before(t) {
			return errNotYet
		}
	}
	return nil
}

// text returns a claim that is a string, "" for any other.
func (c claims) text(name string) string {
	var v string
	if json.Unmarshal(c[name], &v) != nil {
		return ""
	}
	return v
}

// list returns a claim that is a list of strings, or a string with spaces between
// the words; nothing for any other.
func (c claims) list(name string) []string { return words(c[name]) }

func words(raw json.RawMessage) []string {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return nil
	}
	return strings.Fields(text)
}

// roles returns what the claim of that name lists. Where there is none, the name's
// dots lead into objects.
func (c claims) roles(name string) []string {
	if raw, ok := c[name]; ok {
		return words(raw)
	}
	at := map[string]json.RawMessage(c)
	steps := strings.Split(name, ".")
	for _, step := range steps[:len(steps)-1] {
		var inner map[string]json.RawMessage
		if json.Unmarshal(at[step], &inner) != nil {
			return nil
		}
		at = inner
	}
	return words(at[steps[len(steps)-1]])
}

// meantFor reports whether one of the audiences is a token's, which has one or a list.
func (c claims) meantFor(audiences ...string) bool {
	var list []string
	if json.Unmarshal(c["aud"], &list) != nil {
		list = []string{c.text("aud")}
	}
	return slices.ContainsFunc(audiences, func(a string) bool { return slices.Contains(list, a) })
}

func isAway(err error) bool { return errors.Is(err, errAway) }
