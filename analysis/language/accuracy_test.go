package language_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"paradox/analysis/language"
)

// held reads the messages of the writers that the table never saw.
func held(t *testing.T, tag string, writers ...string) []string {
	t.Helper()
	var texts []string
	for _, w := range writers {
		b, err := os.ReadFile("../../testdata/labelled/" + w + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(b) {
			var m struct{ Language, Text string }
			if err := json.Unmarshal(line, &m); err != nil {
				t.Fatalf("reading %s: %v", w, err)
			}
			if m.Language != tag {
				t.Fatalf("%s has a message in %q", w, m.Language)
			}
			texts = append(texts, m.Text)
		}
	}
	return texts
}

func english(t *testing.T) []string { return held(t, "en", "en-w4", "en-w15") }
func polish(t *testing.T) []string  { return held(t, "pl", "pl-w8", "pl-w18") }

// share is how many of all, in units of 1/10,000.
func share(n, all int) int { return n * 10000 / all }

// The first words of each message, and all of it, are told rightly: at least
// this share of 10,000.
func TestHeldWriters(t *testing.T) {
	for _, length := range []struct{ words, en, pl int }{
		{1, 6500, 7500}, {2, 9000, 9300}, {3, 9500, 9700}, {5, 9900, 9900}, {10, 9950, 9950}, {1000, 9980, 9960},
	} {
		for _, lang := range []struct {
			tag   string
			texts []string
			want  int
		}{{"en", english(t), length.en}, {"pl", polish(t), length.pl}} {
			right, swapped := 0, 0
			for _, text := range lang.texts {
				words := strings.Fields(text)
				start := strings.Join(words[:min(len(words), length.words)], " ")
				switch got, _ := language.Detect(start); got {
				case lang.tag:
					right++
				case "en", "pl":
					swapped++
				}
			}
			got := share(right, len(lang.texts))
			t.Logf("%s, first %d words: %d of %d right, %d taken for the other", lang.tag, length.words, right, len(lang.texts), swapped)
			if got < lang.want {
				t.Errorf("%s, first %d words: %d of 10,000 right, want %d", lang.tag, length.words, got, lang.want)
			}
		}
	}
}

var bare = strings.NewReplacer("ł", "l", "Ł", "L")

// withoutDiacritics spells a text as many type it.
func withoutDiacritics(t *testing.T, text string) string {
	t.Helper()
	plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), bare.Replace(text))
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestPolishWithoutDiacritics(t *testing.T) {
	texts, right := polish(t), 0
	for _, text := range texts {
		plain := withoutDiacritics(t, text)
		if got, sure := language.Detect(plain); got == "pl" {
			right++
		} else {
			t.Logf("Detect(%q) = %q, %d", plain, got, sure)
		}
	}
	t.Logf("%d of %d right", right, len(texts))
	if share(right, len(texts)) < 9900 {
		t.Errorf("%d of %d right, want 99 in 100", right, len(texts))
	}
}

// Other languages are abstained on, with diacritics and without.
func TestOtherLanguages(t *testing.T) {
	tags := make([]string, 0, len(foreign))
	for tag := range foreign {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	for _, spell := range []struct {
		name string
		as   func(*testing.T, string) string
	}{
		{"as written", func(_ *testing.T, text string) string { return text }},
		{"without diacritics", withoutDiacritics},
	} {
		t.Run(spell.name, func(t *testing.T) {
			all, abstained, named := 0, 0, 0
			for _, tag := range tags {
				for _, text := range foreign[tag] {
					text = spell.as(t, text)
					got, sure := language.Detect(text)
					all++
					if got == tag {
						named++
					}
					if got != "en" && got != "pl" {
						abstained++
					} else {
						t.Logf("Detect(%q) = %q, %d, want %q", text, got, sure, tag)
					}
				}
			}
			t.Logf("%d languages: abstained on %d of %d, named %d", len(tags), abstained, all, named)
			if share(abstained, all) < 9700 {
				t.Errorf("abstained on %d of %d, want 97 in 100", abstained, all)
			}
		})
	}
}

// Random letters, and fingers on the keyboard's rows, are no language.
func TestGibberish(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4))
	for _, kind := range []struct{ name, letters string }{
		{"any letters", "abcdefghijklmnopqrstuvwxyz"},
		{"upper row", "qwertyuiop"},
		{"middle row", "asdfghjkl"},
		{"consonants", "bcdfghjklmnpqrstvwxz"},
	} {
		t.Run(kind.name, func(t *testing.T) {
			const all = 1000
			wrong := 0
			for range all {
				var text []byte
				for range 1 + dice.IntN(6) {
					for range 4 + dice.IntN(7) {
						text = append(text, kind.letters[dice.IntN(len(kind.letters))])
					}
					text = append(text, ' ')
				}
				if got, _ := language.Detect(string(text)); got == "en" || got == "pl" {
					wrong++
				}
			}
			t.Logf("%d of %d taken for English or Polish", wrong, all)
			if wrong > all*4/100 {
				t.Errorf("%d of %d taken for English or Polish, want at most 4 in 100", wrong, all)
			}
		})
	}
}
