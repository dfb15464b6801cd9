package redact_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"paradox/analysis/redact"
)

// checkRedact holds one text to what Redact promises for every text.
func checkRedact(t testing.TB, text string) {
	t.Helper()
	once, markers := redact.Redact(text)
	if !utf8.ValidString(once) {
		t.Fatalf("Redact(%q) = %q is not valid UTF-8", text, once)
	}
	checkMarkers(t, once, markers)
	twice, again := redact.Redact(once)
	if twice != once {
		t.Fatalf("Redact(%q) = %q, and of that %q", text, once, twice)
	}
	if !slices.Equal(markers, again) {
		t.Fatalf("Redact(%q) lists %v, of its result %v", text, markers, again)
	}
}

func FuzzRedact(f *testing.F) {
	for _, row := range rows(f, "cases.tsv", 4) {
		f.Add(row[2])
	}
	for _, row := range rows(f, "innocent.tsv", 2) {
		f.Add(row[1])
	}
	for _, text := range odd {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkRedact(t, text) })
}

// odd texts: nothing, broken, right to left, without width, markers and halves
// of markers.
var odd = []string{
	"", "\x00", "\xff\xfe", "tel. \x00600\x00700\x00800", "jan\xff@wp.pl", "\u202e600700800\u202c", "مرحبا 600 700 800 שלום",
	"٦٠٠ ٧٠٠ ٨٠٠", "6️⃣0️⃣0️⃣7️⃣0️⃣0️⃣8️⃣0️⃣0️⃣", "jan\u200b@\u200bwp\u200b.pl", "[email]", "[ema[email]il]", "[email",
	"[[email]]", "a@b.pl@c.pl", "@@@@", "+++48600700800", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "::::::", "http://", "//", "u/", "ul.", "\u00ad",
	"[card] 12/27 123", "NIP [phone]", strings.Repeat("600 700 800 ", 50), strings.Repeat("a@b.pl", 30), "\u2116 zamówienia 12345", "zamo\u0301wienie nr 12345",
}

func TestOddTexts(t *testing.T) {
	for _, text := range odd {
		checkRedact(t, text)
	}
	for text, want := range map[string]string{
		"tel. \x00600\x00700\x00800": "tel. \x00[phone]",
		"٦٠٠ ٧٠٠ ٨٠٠":                "[phone]",
		"6️⃣0️⃣0️⃣7️⃣0️⃣0️⃣8️⃣0️⃣0️⃣": "[phone]",
		"jan\u200b@\u200bwp\u200b.pl": "[email]",
		"jan\xff@wp.pl":               "jan\uFFFD[handle]",
		"zamo\u0301wienie nr 12345":   "zamo\u0301wienie nr [order]",
		"[card] 12/27 123":            "[card] 12/27 123",
		"ul. Długa 5 00-950 Warszawa": "[address] [address]", // the second is alone once the first is gone
		"[ema[email]il]":              "[ema[email]il]",
	} {
		if got, _ := redact.Redact(text); got != want {
			t.Errorf("Redact(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestAnyMixture puts cases side by side in any order and spacing.
func TestAnyMixture(t *testing.T) {
	var texts []string
	for _, row := range rows(t, "cases.tsv", 4) {
		texts = append(texts, row[2])
	}
	for _, row := range rows(t, "innocent.tsv", 2) {
		texts = append(texts, row[1])
	}
	glue := []string{"", " ", ". ", "\n", ", ", "-", "/", "@", ":", "\u200b", "[", "]", "\u00a0", "+", "#"}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 5).Draw(t, "parts") {
			s := rapid.SampledFrom(texts).Draw(t, "text")
			from := rapid.IntRange(0, len(s)).Draw(t, "from")
			to := rapid.IntRange(from, len(s)).Draw(t, "to")
			b.WriteString(s[from:to])
			b.WriteString(rapid.SampledFrom(glue).Draw(t, "glue"))
		}
		text := b.String()
		once, markers := redact.Redact(text)
		if twice, again := redact.Redact(once); twice != once || !slices.Equal(markers, again) {
			t.Fatalf("Redact(%q) = %q, and of that %q", text, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Fatalf("Redact(%q) is not valid UTF-8", text)
		}
	})
}

// TestNothingLeft plants made-up numbers with right check digits between
// ordinary words and looks for their digits in the result.
func TestNothingLeft(t *testing.T) {
	words := strings.Fields("hej mam was dość usuńcie moje dane please delete my data now tel nr PESEL konto karta id to jest and or")
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(
			rapid.Custom(drawPESEL), rapid.Custom(drawNIP), rapid.Custom(drawCard), rapid.Custom(drawIBAN), rapid.Custom(drawPhone),
		).Draw(t, "value")
		before := rapid.SampledFrom(words).Draw(t, "before")
		after := rapid.SampledFrom(words).Draw(t, "after")
		typed := spread(t, value)
		for _, text := range []string{
			before + " " + typed + " " + after, typed, "(" + typed + ")", typed + ".", before + ": " + typed + ", " + after, before + "\n" + typed,
		} {
			got, _ := redact.Redact(text)
			if left := digitsOf(got); len(left) > 0 {
				t.Fatalf("Redact(%q) = %q leaves %q of %q", text, got, left, value)
			}
		}
	})
}

// spread writes a number as people and machines do: as it is, in full width, or
// with characters without width inside.
func spread(t *rapid.T, value string) string {
	switch rapid.IntRange(0, 3).Draw(t, "spelling") {
	case 1:
		return strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' {
				return r - '0' + '０'
			}
			return r
		}, value)
	case 2:
		r := []rune(value)
		i := rapid.IntRange(1, len(r)-1).Draw(t, "at")
		return string(r[:i]) + "\u200b" + string(r[i:])
	}
	return value
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' || '０' <= r && r <= '９' {
			return r
		}
		return -1
	}, s)
}

func BenchmarkRedact(b *testing.B) {
	for _, bm := range []struct{ name, text string }{
		{"plain", "Dostaję od was trzy maile dziennie, a wystarczyłby jeden na tydzień. Rekomendacje są trafne, ale skąd wiecie, że szukałam wózka dla dziecka? Proszę o umiar."},
		{"numbers", "Ordered on 12 May 2024 for $1,299.99, model KD-55X8500, and since then I get 3 ads a day for the same TV at 15% off. It was 10:30 at night, version 2.0.1, not 4/5."},
		{"personal", "Mam dość. Zamówienie nr 123456/2024, tel. 600 700 800, mail jan.kowalski@example.pl, PESEL 44051401359, ul. Długa 5/7, 31-147 Kraków. Usuńcie moje dane z bazy."},
		{"long", strings.Repeat("They mailed me 3 times in 2024 about shoes (size 42) I had only looked at once. ", 200)},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bm.text)))
			for b.Loop() {
				redact.Redact(bm.text)
			}
		})
	}
}
