package language_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paradox/analysis/language"
)

func TestForeign(t *testing.T) {
	wrong, named, all := 0, 0, 0
	for want, texts := range foreign {
		for _, text := range texts {
			all++
			got, sure := language.Detect(text)
			if got == "en" || got == "pl" {
				wrong++
				t.Logf("Detect(%q) = %s %d, want %s", text, got, sure, want)
			} else if got == want {
				named++
			} else {
				t.Logf("note (%q) = %s %d, want %s", text, got, sure, want)
			}
		}
	}
	t.Logf("abstained %d of %d, named %d", all-wrong, all, named)
}

func TestHeld(t *testing.T) {
	for _, w := range []string{"en-w4", "en-w15", "pl-w8", "pl-w18"} {
		f, err := os.Open(filepath.Join("../../testdata/labelled", w+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		want := w[:2]
		all, bad, und := 0, 0, 0
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			var m struct{ Text string }
			json.Unmarshal(sc.Bytes(), &m)
			all++
			got, c := language.Detect(m.Text)
			if got != want {
				bad++
				if got == "und" {
					und++
				}
				t.Logf("%s %d %q", got, c, m.Text)
			}
		}
		t.Logf("%s: %d of %d wrong (%d und)", w, bad, all, und)
	}
}

func TestShort(t *testing.T) {
	for text, want := range map[string]string{
		"ok": "und", "Super!": "und", "great": "en", "świetne": "pl", "polecam": "pl", "Great service": "en", "Super obsługa": "pl",
		"asdf qwerty lkjh": "und", "": "und", "12345": "und", "😀😀": "und", "\xff\xfe": "und", "xkjq wzvb qqp": "und",
		"No": "und", "Yes": "en", "tak": "pl", "nie": "pl", "thanks": "en", "dzięki": "pl", "dzieki": "pl", "spoko": "pl", "love it": "en",
		"creepy": "en", "beznadzieja": "pl", "masakra": "pl", "meh": "und", "wow": "und", "lol": "und", "spam": "und", "Netflix": "und",
		"super oferta": "pl", "slaba obsluga": "pl", "too many ads": "en", "za duzo reklam": "pl", "reklamy": "pl", "stop spam": "und",
		"how": "en", "good": "en", "bad": "en", "OK, fine": "en", "jest ok": "pl", "nice": "en", "awful": "en", "super": "und", "fajne": "pl",
		"nudne": "pl", "hello": "en", "unsubscribe": "en", "privacy?": "en", "RODO": "pl", "GDPR": "en", "hjkl": "und", "jfkdls ajfkd": "und", "aaaaaaa": "und", "[email]": "und",
	} {
		got, c := language.Detect(text)
		if got != want {
			t.Logf("Detect(%q) = %s %d, want %s", text, got, c, want)
		}
	}
}

func BenchmarkDetect(b *testing.B) {
	text := "Kupiłam buty i od tygodnia wszędzie widzę te same reklamy, skąd oni to wiedzą? Strasznie irytujące."
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		language.Detect(text)
	}
}

var _ = strings.Join
