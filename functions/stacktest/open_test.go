package stacktest_test

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// Through the API of the stack only this answers whoever asks: the form, feedback, the
// receipt's routes, health and the document. Every other route that the document has
// turns away who shows nothing, whatever function it lies on.
func TestWhatIsOpen(t *testing.T) {
	r := newRig(t)
	a := r.do(t, "GET", "/openapi.yaml", "")
	var doc struct {
		Paths map[string]map[string]any `yaml:"paths"`
	}
	if err := yaml.Load([]byte(a.body), &doc); err != nil || a.status != 200 || len(doc.Paths) < 8 {
		t.Fatalf("the document: %d, %d paths, %v", a.status, len(doc.Paths), err)
	}
	open := []string{
		"GET /form/{campaign}", "POST /v1/feedback", "GET /erase", "POST /v1/erasures", "GET /healthz", "GET /openapi.yaml",
	}
	seen := map[string]bool{}
	for path, methods := range doc.Paths {
		for method := range methods {
			route := strings.ToUpper(method) + " " + path
			seen[route] = true
			filled := strings.NewReplacer("{campaign}", "none", "{name}", "none").Replace(path)
			got := r.do(t, strings.ToUpper(method), filled, "{}", "Content-Type", "application/json").status
			if turned := got == 401; turned == slices.Contains(open, route) {
				t.Errorf("%s without credentials: %d", route, got)
			}
		}
	}
	for _, route := range open {
		if !seen[route] {
			t.Errorf("the document has no %s", route)
		}
	}
	for _, path := range []string{"/", "/campaigns/none", "/api", "/anything"} { // pages that are in no document, and what nobody has
		if got := r.do(t, "GET", path, "").status; got != 401 && got != 404 {
			t.Errorf("GET %s without credentials: %d", path, got)
		}
	}
}
