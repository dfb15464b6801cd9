package main

import (
	"regexp"
	"strings"
	"testing"

	"paradox/analysis/language"
	"paradox/analysis/redact"
)

// What was planted has to go: addresses, and numbers long enough to be somebody's.
var planted = regexp.MustCompile(`@|(\d[ -]?){9,}`)

func TestPersonalDataIsRedacted(t *testing.T) {
	n := 0
	for _, r := range reactions(t) {
		if !strings.HasPrefix(r.ID, "demo-pii-") {
			continue
		}
		n++
		text, markers := redact.Redact(r.Text)
		if len(markers) == 0 {
			t.Errorf("%s: nothing is redacted", r.ID)
		}
		if planted.MatchString(text) {
			t.Errorf("%s: something that looks like personal data stays", r.ID)
		}
	}
	if n != 80 {
		t.Errorf("%d messages carry planted personal data, want 80", n)
	}
}

// Messages in other languages are there to end as unclassified, and no others do
// but the odd short one.
func TestUnlabelledLanguages(t *testing.T) {
	s, lost := theDemo(t), 0
	for _, p := range s.placed {
		text, _ := redact.Redact(p.message.Text)
		switch language, _ := language.Detect(text); {
		case p.message.Stance == "" && (language == "en" || language == "pl"):
			t.Errorf("%s in %s is taken for %s", p.message.ID, p.message.Language, language)
		case p.message.Stance != "" && language != "en" && language != "pl":
			lost++
		}
	}
	if lost > len(s.placed)/100 {
		t.Errorf("%d of %d English or Polish messages end as unclassified", lost, len(s.placed))
	}
}
