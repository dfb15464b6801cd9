// Package config reads what a function is told by its environment, once, at start.
// Every variable begins with PARADOX_; template.yaml sets exactly those that a
// function reads. An error names each variable that is missing or wrong, and never
// repeats a value.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The variables.
const (
	ReactionsTable = "PARADOX_REACTIONS_TABLE"
	CountersTable  = "PARADOX_COUNTERS_TABLE"
	ErasuresTable  = "PARADOX_ERASURES_TABLE"
	QueueURL       = "PARADOX_QUEUE_URL"
	QuarantineURL  = "PARADOX_QUARANTINE_URL"
	SecretID       = "PARADOX_SECRET_ID"
	SessionSecret  = "PARADOX_SESSION_SECRET_ID"
	Zone           = "PARADOX_ZONE"
	Operator       = "PARADOX_OPERATOR"
	Contact        = "PARADOX_CONTACT"
	Site           = "PARADOX_SITE"
	OIDCIssuer     = "PARADOX_OIDC_ISSUER"
	OIDCClient     = "PARADOX_OIDC_CLIENT"
	OIDCAudience   = "PARADOX_OIDC_AUDIENCE"
	RolesClaim     = "PARADOX_ROLES_CLAIM"
	DigestTopic    = "PARADOX_DIGEST_TOPIC"
)

// Reader reads variables and gathers what is wrong with them. It is not safe for
// concurrent use.
type Reader struct {
	lookup func(string) (string, bool)
	wrong  []error
}

// From returns a Reader of an environment, such as os.LookupEnv.
func From(lookup func(string) (string, bool)) *Reader { return &Reader{lookup: lookup} }

// Err returns what was missing or wrong, all of it, or nil.
func (r *Reader) Err() error {
	if err := errors.Join(r.wrong...); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	return nil
}

func (r *Reader) refuse(name, reason string) {
	r.wrong = append(r.wrong, fmt.Errorf("%s: %s", name, reason))
}

// Optional returns a variable without the white space around it, or "".
func (r *Reader) Optional(name string) string {
	value, _ := r.lookup(name)
	return strings.TrimSpace(value)
}

// Need returns a variable that must be set.
func (r *Reader) Need(name string) string {
	value := r.Optional(name)
	if value == "" {
		r.refuse(name, "not set")
	}
	return value
}

// Location returns a time zone that must be set, as "Europe/Warsaw".
func (r *Reader) Location(name string) *time.Location {
	value := r.Need(name)
	zone, err := time.LoadLocation(value)
	if value == "Local" || err != nil {
		r.refuse(name, "no time zone like Europe/Warsaw")
		return time.UTC
	}
	return zone
}

// Origin returns the https origin of a site that must be set, without a slash at
// its end; http is taken for a loopback address alone.
func (r *Reader) Origin(name string) string {
	value := strings.TrimSuffix(r.Need(name), "/")
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	local := err == nil && u.Scheme == "http" && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.Scheme != "https" && !local {
		r.refuse(name, "want an origin like https://paradox.example.org")
		return ""
	}
	return value
}
