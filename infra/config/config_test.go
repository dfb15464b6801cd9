package config_test

import (
	"strings"
	"testing"

	"paradox/infra/config"
)

func reader(vars map[string]string) *config.Reader {
	return config.From(func(name string) (string, bool) {
		v, ok := vars[name]
		return v, ok
	})
}

func TestWhatIsSet(t *testing.T) {
	r := reader(map[string]string{
		config.QueueURL: " https://queue ", config.Zone: "Europe/Warsaw", config.Site: "https://paradox.example.org/",
	})
	if got := r.Need(config.QueueURL); got != "https://queue" {
		t.Errorf("Need = %q", got)
	}
	if got := r.Location(config.Zone).String(); got != "Europe/Warsaw" {
		t.Errorf("Location = %q", got)
	}
	if got := r.Origin(config.Site); got != "https://paradox.example.org" {
		t.Errorf("Origin = %q", got)
	}
	if got := r.Optional(config.Contact); got != "" {
		t.Errorf("Optional = %q", got)
	}
	if err := r.Err(); err != nil {
		t.Errorf("Err = %v", err)
	}
}

// Everything that is wrong is named at once, and no value is.
func TestWhatIsWrong(t *testing.T) {
	r := reader(map[string]string{
		config.Zone: "sentinel/Zone", config.Site: "sentinel://x", config.OIDCIssuer: "http://sentinel.example.org",
	})
	r.Need(config.QueueURL)
	r.Location(config.Zone)
	r.Origin(config.Site)
	r.Origin(config.OIDCIssuer)
	err := r.Err()
	if err == nil || strings.Contains(err.Error(), "sentinel") {
		t.Fatalf("Err = %v, want an error that quotes no value", err)
	}
	for _, name := range []string{config.QueueURL, config.Zone, config.Site, config.OIDCIssuer} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("Err does not name %s: %v", name, err)
		}
	}
}

func TestOrigins(t *testing.T) {
	for origin, good := range map[string]bool{
		"https://a.example": true, "https://a.example:8443": true, "http://127.0.0.1:8080": true, "http://localhost": true,
		"http://a.example": false, "https://a.example/path": false, "https://u@a.example": false, "https://": false,
		"a.example": false, "https://a.example?x=1": false, "ftp://localhost": false,
	} {
		r := reader(map[string]string{config.Site: origin})
		if got := r.Origin(config.Site); (got == origin) != good || (r.Err() == nil) != good {
			t.Errorf("Origin(%q) = %q, %v", origin, got, r.Err())
		}
	}
}
