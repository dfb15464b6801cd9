package signin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// maxKeys is the largest set of keys that is read, in bytes.
const maxKeys = 1 << 20

// keyFetch is the transport of the set of keys. It asks the provider at most once in
// a while and gives the answer again meanwhile: a token that names an unknown key
// has the set read again, and anyone can write such tokens.
type keyFetch struct {
	client *http.Client
	base   http.RoundTripper
	now    func() time.Time

	mu   sync.Mutex
	at   time.Time
	body []byte
	err  error // why there is no set of keys in body
}

func newKeyFetch(c *http.Client, now func() time.Time) *keyFetch {
	k := &keyFetch{base: c.Transport, now: now}
	if k.base == nil {
		k.base = http.DefaultTransport
	}
	k.client = &http.Client{
		Transport: k, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return k
}

// RoundTrip implements http.RoundTripper.
func (k *keyFetch) RoundTrip(r *http.Request) (*http.Response, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.at.IsZero() || k.now().Sub(k.at) >= hold {
		k.body, k.err = k.fetch(r)
		k.at = k.now()
	}
	if k.err != nil {
		return nil, k.err
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(k.body)), ContentLength: int64(len(k.body)),
	}, nil
}

func (k *keyFetch) fetch(r *http.Request) ([]byte, error) {
	resp, err := k.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxKeys+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the keys: %w", err)
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the keys are answered with %d", resp.StatusCode)
	case len(body) > maxKeys:
		return nil, errors.New("the set of keys is too large")
	}
	var set struct{ Keys []json.RawMessage }
	if json.Unmarshal(body, &set) != nil || set.Keys == nil {
		return nil, errors.New("the keys are no set of keys")
	}
	return body, nil
}

// failure is why there are no keys, nil if there are.
func (k *keyFetch) failure() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.err
}

// judge checks one token against the provider's keys, and tells a signature that is
// wrong from keys that could not be had.
type judge struct {
	found *found
	away  error
}

// VerifySignature implements oidc.KeySet.
func (j *judge) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := j.found.keys.VerifySignature(ctx, token)
	if err == nil {
		return payload, nil
	}
	if j.away = ctx.Err(); j.away == nil {
		j.away = j.found.fetched.failure()
	}
	return nil, err
}

var _ oidc.KeySet = (*judge)(nil)
