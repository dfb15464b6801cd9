package practiceidp

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const keyBits = 2048

type signingKey struct {
	private *rsa.PrivateKey
	id      string
}

// Rotate replaces the key. Tokens of the old one hold no longer.
func (p *Provider) Rotate() error {
	private, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return fmt.Errorf("practiceidp: making a key: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key = signingKey{private, rand.Text()}
	return nil
}

// Public is the set of keys that tokens are verified with.
func (p *Provider) Public() jose.JSONWebKeySet {
	p.mu.Lock()
	defer p.mu.Unlock()
	return jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.private.Public(), KeyID: p.key.id, Algorithm: string(jose.RS256), Use: "sig"}}}
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, p.Public()) }

// Sign returns a token that says exactly that.
func (p *Provider) Sign(claims map[string]any) (string, error) {
	p.mu.Lock()
	key := jose.JSONWebKey{Key: p.key.private, KeyID: p.key.id}
	p.mu.Unlock()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("practiceidp: signing: %w", err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		return "", fmt.Errorf("practiceidp: signing: %w", err)
	}
	return token, nil
}

// life is how long a token is good for.
const life = time.Hour

// Access returns what an access token for the audience says about a subject, from
// now on; the caller may change it before it is signed.
func (p *Provider) Access(subject string, roles ...string) map[string]any {
	now := p.Now()
	return map[string]any{
		"iss": p.Issuer, "sub": subject, "aud": p.Audience, p.RolesClaim: roles,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(life).Unix(),
	}
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
