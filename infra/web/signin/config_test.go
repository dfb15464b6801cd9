package signin_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"paradox/infra/web/signin"
)

func good() signin.Config {
	return signin.Config{
		Issuer: "https://login.example.org", Client: "paradox", Audiences: []string{"paradox-api"}, RolesClaim: "cognito:groups",
		Site: "https://paradox.example.org", Key: bytes.Repeat([]byte("k"), 32), Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
}

// Each mistake is named, all of them at once, and the key is not.
func TestConfig(t *testing.T) {
	if _, err := signin.New(good()); err != nil {
		t.Fatalf("New: %v", err)
	}
	for name, change := range map[string]func(*signin.Config){
		"issuer: want":         func(c *signin.Config) { c.Issuer = "http://login.example.org" },
		"issuer: want an":      func(c *signin.Config) { c.Issuer = "" },
		"issuer":               func(c *signin.Config) { c.Issuer = "https://me:pass@login.example.org" },
		"client: not set":      func(c *signin.Config) { c.Client = "" },
		"audience: not set":    func(c *signin.Config) { c.Audiences = nil },
		"audience: not":        func(c *signin.Config) { c.Audiences = []string{"api", ""} },
		"roles claim: not set": func(c *signin.Config) { c.RolesClaim = "" },
		"site: want":           func(c *signin.Config) { c.Site = "http://paradox.example.org" },
		"site: want an":        func(c *signin.Config) { c.Site = "https://paradox.example.org/" },
		"site":                 func(c *signin.Config) { c.Site = "paradox.example.org" },
		"key: want 32":         func(c *signin.Config) { c.Key = []byte("sentinel") },
		"clock":                func(c *signin.Config) { c.Now = nil },
		"log":                  func(c *signin.Config) { c.Log = nil },
	} {
		c := good()
		change(&c)
		if _, err := signin.New(c); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "sentinel") {
			t.Errorf("%s: New says %v", name, err)
		}
	}
	_, err := signin.New(signin.Config{})
	for _, field := range []string{"issuer", "client", "audience", "roles claim", "site", "key"} {
		if err == nil || !strings.Contains(err.Error(), field+":") {
			t.Errorf("without anything New says %v, and not %s", err, field)
		}
	}
	local := good()
	local.Issuer, local.Site = "http://127.0.0.1:9000", "http://localhost:8080"
	if _, err := signin.New(local); err != nil {
		t.Errorf("on this machine: %v", err)
	}
}

// Nothing prints the secrets.
func TestConfigWithholdsSecrets(t *testing.T) {
	c := good()
	c.Key, c.Secret = bytes.Repeat([]byte("s"), 32), "sentinel"
	s, err := signin.New(c)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "config", c, "server", s)
	said := log.String() + fmt.Sprintf("%v %+v %#v %s %d %v %+v %#v", c, c, c, c, c, s, s, s)
	for _, leak := range []string{"sentinel", "sss", "115 115", "0x73"} {
		if strings.Contains(said, leak) {
			t.Errorf("%q is printed: %s", leak, said)
		}
	}
}

func TestDeriveKey(t *testing.T) {
	a, err := signin.DeriveKey(bytes.Repeat([]byte("a"), 32))
	if err != nil || len(a) != 32 {
		t.Fatalf("DeriveKey: %d bytes, %v", len(a), err)
	}
	again, _ := signin.DeriveKey(bytes.Repeat([]byte("a"), 32))
	b, _ := signin.DeriveKey(bytes.Repeat([]byte("b"), 32))
	if !bytes.Equal(a, again) || bytes.Equal(a, b) {
		t.Error("a secret gives one key, and another another")
	}
	if _, err := signin.DeriveKey(bytes.Repeat([]byte("s"), 31)); err == nil || strings.Contains(err.Error(), "sss") {
		t.Errorf("a short secret: %v", err)
	}
}
