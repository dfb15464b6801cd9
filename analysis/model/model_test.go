package model_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/analysis/model"
)

func TestFor(t *testing.T) {
	var outputs []string
	for _, o := range label.Outputs {
		outputs = append(outputs, o.String())
	}
	outputs = append(outputs, "irritation", "resignation")
	tones := []string{label.Negative, label.Neutral, label.Positive}
	for _, language := range []string{"en", "pl"} {
		p, ok := model.For(language)
		if !ok {
			t.Fatalf("For(%q): none", language)
		}
		heads := map[string][]string{"themes": nil, "sentiment": nil}
		for _, h := range p.Themes.Heads {
			heads["themes"] = append(heads["themes"], h.Name)
		}
		for _, h := range p.Sentiment.Heads {
			heads["sentiment"] = append(heads["sentiment"], h.Name)
		}
		// The analysis reads heads by their place.
		if d := cmp.Diff(map[string][]string{"themes": outputs, "sentiment": tones}, heads); d != "" {
			t.Errorf("heads of %q (-want +got):\n%s", language, d)
		}
		if p.Themes.Language != language || p.Themes.Taxonomy != label.Taxonomy {
			t.Errorf("For(%q) is a model of %q with taxonomy %q", language, p.Themes.Language, p.Themes.Taxonomy)
		}
		if len(p.Themes.Data) < 4 || len(p.Sentiment.Data) < 8 {
			t.Errorf("For(%q) names %d and %d sets", language, len(p.Themes.Data), len(p.Sentiment.Data))
		}
	}
	for _, language := range []string{"", "und", "de", "EN"} {
		if _, ok := model.For(language); ok {
			t.Errorf("For(%q) has a model", language)
		}
	}
}

// Test data never trains: no model may name a set that was set aside.
func TestTestWritersAreNotTrainedOn(t *testing.T) {
	aside := map[string]bool{"en-w4": true, "en-w15": true, "en-w32": true, "pl-w8": true, "pl-w18": true, "pl-w31": true}
	for _, language := range []string{"en", "pl"} {
		p, _ := model.For(language)
		for _, d := range append(p.Themes.Data, p.Sentiment.Data...) {
			if aside[d.Name] {
				t.Errorf("a model of %q was trained on %s", language, d.Name)
			}
		}
	}
}

func TestManifest(t *testing.T) {
	b, err := os.ReadFile("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var m model.Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if m.Version == "" || m.Version != model.Version() {
		t.Errorf("Version() = %q, manifest says %q", model.Version(), m.Version)
	}
	if len(m.Files) != 4 {
		t.Errorf("%d files, want 4", len(m.Files))
	}
	for _, f := range m.Files {
		b, err := os.ReadFile(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		if got := hex.EncodeToString(sum[:]); got != f.SHA256 || len(b) != f.Bytes {
			t.Errorf("%s has %d bytes and hash %s, manifest says %d and %s", f.Name, len(b), got, f.Bytes, f.SHA256)
		}
		if len(b) > 3<<20 {
			t.Errorf("%s has %d bytes, want at most 3 MiB", f.Name, len(b))
		}
	}
}
