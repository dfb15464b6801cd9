package main_test

import (
	"encoding/json"
	"html"
	"strings"
	"testing"

	"paradox/analysis"
	"paradox/analysis/label"
)

// What the document and the empty page give as an example says both, and the
// analysis sees both: it is the first thing that a newcomer tries.
func TestExamplesAreLabelledAsTheyRead(t *testing.T) {
	p, address := newHome(t).serve()
	defer p.stop()
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct{ Examples []any }
			}
		}
	}
	if _, body := get(t, address+"/openapi.json"); json.Unmarshal([]byte(body), &doc) != nil {
		t.Fatalf("the document reads %q", body)
	}
	var texts []string
	for _, s := range doc.Components.Schemas {
		for _, x := range s.Properties["text"].Examples {
			texts = append(texts, x.(string))
		}
	}
	_, page := get(t, address+"/")
	_, after, _ := strings.Cut(html.UnescapeString(page), `-d text="`)
	quoted, _, found := strings.Cut(after, `"`)
	if len(texts) == 0 || !found {
		t.Fatalf("examples: %q; on the page: %v", texts, found)
	}
	for _, text := range append(texts, quoted) {
		if r := analysis.Analyze(text); r.Stance() != label.Ambivalent {
			t.Errorf("%q is labelled %v", text, r.Stance())
		}
	}
}
