package stacktest_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"paradox/infra/config"
	"paradox/infra/lambdalocal"
)

// What may be empty: a function starts without it.
var optional = []string{config.Operator, config.Contact, config.OIDCAudience}

// Every variable that the template sets is one that the function reads, and misses: it
// does not start without it, and its log says which it was and no value.
func TestEnvironmentIsRead(t *testing.T) {
	r := newRig(t)
	programs, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Defined() {
		for _, missing := range slices.Sorted(maps.Keys(f.Environment)) {
			if slices.Contains(optional, missing) {
				continue
			}
			environment := maps.Clone(f.Environment)
			delete(environment, missing)
			var log lambdalocal.Log
			running, err := lambdalocal.Start(lambdalocal.Config{
				Name: f.Name, Binary: programs[f.Name], Environment: environment, Output: &log, Region: "eu-central-1", Endpoint: r.engine,
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = running.Invoke(t.Context(), []byte("{}"))
			running.Close()
			if !errors.Is(err, lambdalocal.ErrInit) || !strings.Contains(log.String(), missing) {
				t.Errorf("%s without %s: %v, log %q; want it not to start and to say why", f.Name, missing, err, log.String())
			}
			for name, value := range environment {
				if len(value) > 8 && strings.Contains(log.String(), value) {
					t.Errorf("%s without %s: its log repeats %s", f.Name, missing, name)
				}
			}
		}
	}
}
