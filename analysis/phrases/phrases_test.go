package phrases_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/analysis/phrases"
)

var (
	surveillance = label.Output{Code: "C2"}
	relevance    = label.Output{Code: "V1", Polarity: label.Plus}
)

// found is a theme with the given stretches of text as evidence.
func found(t *testing.T, output label.Output, text string, evidence ...string) label.Found {
	t.Helper()
	f := label.Found{Output: output}
	for _, e := range evidence {
		at := strings.Index(text, e)
		if at < 0 {
			t.Fatalf("%q does not hold %q", text, e)
		}
		f.Spans = append(f.Spans, label.Span{at, at + len(e)})
	}
	return f
}

// add adds n messages of the same text, each by someone unknown.
func add(c *phrases.Collector, n int, language, text string, themes ...label.Found) {
	for range n {
		c.Add(phrases.Message{Language: language, Text: text, Themes: themes})
	}
}

func texts(ps []phrases.Phrase) (out []string) {
	for _, p := range ps {
		out = append(out, p.Text)
	}
	return out
}

func TestPhrasesOfAText(t *testing.T) {
	for _, tc := range []struct {
		name, language, text string
		want, not            []string
	}{
		{"English runs", "en", "The unwanted targeted ads followed me.", []string{"unwanted targeted ads"}, []string{"followed", "the unwanted"}},
		{"English word alone", "en", "It felt creepy and they sold my address.", []string{"creepy", "address"}, []string{"it", "they", "my address"}},
		{"runs end at marks", "en", "I gave my phone, address and the birthday of my son", []string{"phone", "address", "birthday"}, []string{"phone address"}},
		{"runs end at line ends", "en", "They asked for my phone\nThe address book was next", []string{"phone", "address book"}, []string{"phone the address"}},
		{"English accents are shown", "en", "They tracked me to the café terrace", []string{"café terrace"}, nil},
		{"English redaction markers", "en", "My email address [email] got spam from [order number] people", []string{"email address"}, []string{"email address email", "order", "number", "order number"}},
		{"possessives", "en", "the shop's loyalty card", []string{"loyalty card"}, []string{"shop's loyalty card", "shop loyalty card"}},
		{"pieces that prose drops", "en", "my gift card'smith voucher", []string{"gift card"}, []string{"card'smith voucher", "gift card'smith voucher"}},
		{"contractions", "en", "I've told you, don't sell my browsing history", []string{"browsing history"}, []string{"I've", "don't"}},

		{"Polish runs", "pl", "Sprzedali mój numer telefonu obcej firmie", []string{"numer telefonu obcej"}, []string{"moj numer", "mój numer"}},
		{"Polish function words end no phrase", "pl", "zgoda na przetwarzanie i po wszystkim", []string{"zgoda na przetwarzanie"}, []string{"zgoda na", "na przetwarzanie", "przetwarzanie i"}},
		{"negation", "pl", "nie ufam", []string{"nie ufam"}, nil},
		{"negation of what follows", "pl", "polecam nie wam", []string{"polecam"}, []string{"polecam nie"}},
		{"Polish redaction markers", "pl", "napiszcie na adres [adres email] albo [phone]", []string{"napiszcie na adres"}, []string{"adres adres", "email", "adres email", "phone"}},
		{"Polish runs end at marks", "pl", "reklama, telefon. konto 24h zgoda", []string{"reklama", "telefon", "konto", "zgoda"}, []string{"reklama telefon", "telefon konto", "konto zgoda"}},
		{"Polish line ends", "pl", "numer\ntelefonu", []string{"numer", "telefonu"}, []string{"numer telefonu"}},

		{"another language", "de", "gezielte Werbung", nil, nil},
		{"nothing", "en", "", nil, nil},
		{"broken UTF-8", "pl", "\xff\xfe", nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var c phrases.Collector
			add(&c, 1, tc.language, tc.text)
			got := texts(c.Top(label.Output{}, tc.language, 1, 100))
			all := "|" + strings.Join(got, "|") + "|"
			for _, want := range tc.want {
				if !strings.Contains(all, "|"+want+"|") {
					t.Errorf("phrases of %q = %q, want %q among them", tc.text, got, want)
				}
			}
			for _, not := range tc.not {
				if strings.Contains(strings.ToLower(all), "|"+strings.ToLower(not)+"|") {
					t.Errorf("phrases of %q = %q, want no %q", tc.text, got, not)
				}
			}
			if tc.want == nil && len(got) > 0 {
				t.Errorf("phrases of %q = %q, want none", tc.text, got)
			}
		})
	}
}

// Below k messages, or k people, nothing is shown.
func TestMinimum(t *testing.T) {
	const text = "śledzenie"
	theme := label.Found{Output: surveillance}
	for _, tc := range []struct {
		name    string
		authors []string
		k       int
		want    []phrases.Phrase
	}{
		{"too few messages", []string{"a", "b"}, 3, nil},
		{"too few people", []string{"a", "b", "b", "b", "a"}, 3, nil},
		{"enough people", []string{"a", "b", "b", "c"}, 3, []phrases.Phrase{{Text: text, Messages: 4, Authors: 3}}},
		{"unknown people", []string{"", "", ""}, 3, []phrases.Phrase{{Text: text, Messages: 3, Authors: 3}}},
		{"both", []string{"", "a", "a", ""}, 3, []phrases.Phrase{{Text: text, Messages: 4, Authors: 3}}},
		{"k of zero is one", []string{"a"}, 0, []phrases.Phrase{{Text: text, Messages: 1, Authors: 1}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var c phrases.Collector
			for _, a := range tc.authors {
				c.Add(phrases.Message{Language: "pl", Text: text, Author: a, Themes: []label.Found{theme}})
			}
			for _, output := range []label.Output{surveillance, {}} {
				if diff := cmp.Diff(tc.want, c.Top(output, "pl", tc.k, 10)); diff != "" {
					t.Errorf("Top(%q) (-want +got):\n%s", output, diff)
				}
			}
		})
	}
}

// The same person in two languages is one person, in each.
func TestAuthorsAcrossLanguages(t *testing.T) {
	var c phrases.Collector
	c.Add(phrases.Message{Language: "pl", Text: "śledzenie", Author: "a"})
	c.Add(phrases.Message{Language: "en", Text: "creepy tracking", Author: "a"})
	c.Add(phrases.Message{Language: "pl", Text: "śledzenie", Author: "a"})
	want := []phrases.Phrase{{Text: "śledzenie", Messages: 2, Authors: 1}}
	if diff := cmp.Diff(want, c.Top(label.Output{}, "pl", 1, 10)); diff != "" {
		t.Errorf("Top (-want +got):\n%s", diff)
	}
}

func TestOncePerMessage(t *testing.T) {
	var c phrases.Collector
	add(&c, 2, "pl", "Reklamy! Reklama, reklamami, o reklamach.")
	if got := c.Top(label.Output{}, "pl", 1, 10); len(got) != 1 || got[0].Messages != 2 {
		t.Errorf("Top = %v, want one phrase of 2 messages", got)
	}
}

// Forms of a phrase are one, in the spelling that most messages use.
func TestSpelling(t *testing.T) {
	for language, forms := range map[string][]string{
		"en": {"targeted ads", "Targeted ad", "targeted  ads"},
		"pl": {"dane osobowe", "danych osobowych", "dane\tosobowe"},
	} {
		var c phrases.Collector
		for _, f := range forms {
			add(&c, 1, language, "x, "+f)
		}
		want := []phrases.Phrase{{Text: strings.Fields(forms[0])[0] + " " + strings.Fields(forms[0])[1], Messages: 3, Authors: 3}}
		if diff := cmp.Diff(want, c.Top(label.Output{}, language, 2, 1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", language, diff)
		}
	}
}

func TestEvidence(t *testing.T) {
	const text = "Świetna obsługa. Śledzicie moją lokalizację! Szybka dostawa."
	var c phrases.Collector
	add(&c, 3, "pl", text, found(t, surveillance, text, "Śledzicie moją lokalizację!"), found(t, relevance, text, "Świetna", "dostawa"))
	if diff := cmp.Diff([]string{"Śledzicie moją lokalizację"}, texts(c.Top(surveillance, "pl", 3, 10))); diff != "" {
		t.Errorf("phrases of the evidence (-want +got):\n%s", diff)
	}
	// Two spans are two places: no phrase goes from one to the other.
	if diff := cmp.Diff([]string{"dostawa", "Świetna"}, texts(c.Top(relevance, "pl", 3, 10))); diff != "" {
		t.Errorf("phrases of two spans (-want +got):\n%s", diff)
	}
}

// Without spans the whole text is the evidence; spans outside the text are none.
func TestEvidenceWithoutSpans(t *testing.T) {
	var c phrases.Collector
	add(&c, 3, "pl", "lokalizacja", label.Found{Output: surveillance})
	if got := texts(c.Top(surveillance, "pl", 3, 10)); !cmp.Equal(got, []string{"lokalizacja"}) {
		t.Errorf("without spans: %q, want the whole text's", got)
	}
	add(&c, 3, "pl", "kamera", label.Found{Output: relevance, Spans: []label.Span{{900, 1000}, {-5, 2}, {3, 1}}})
	if got := c.Top(relevance, "pl", 1, 10); len(got) != 0 {
		t.Errorf("spans outside the text: %v, want nothing", got)
	}
}

// What all messages say ranks below what this theme's say, and what is rarer
// here than elsewhere is not listed.
func TestRanking(t *testing.T) {
	var c phrases.Collector
	add(&c, 20, "pl", "lokalizacja", label.Found{Output: surveillance})
	add(&c, 20, "pl", "telefon", label.Found{Output: surveillance})
	add(&c, 18, "pl", "telefon")
	add(&c, 5, "pl", "paczka", label.Found{Output: surveillance})
	add(&c, 60, "pl", "paczka")
	add(&c, 6, "pl", "mikrofon", label.Found{Output: surveillance})
	want := []phrases.Phrase{{"lokalizacja", 20, 20}, {"mikrofon", 6, 6}, {"telefon", 20, 20}}
	if diff := cmp.Diff(want, c.Top(surveillance, "pl", 3, 10)); diff != "" {
		t.Errorf("Top (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[:2], c.Top(surveillance, "pl", 3, 2)); diff != "" {
		t.Errorf("Top of two (-want +got):\n%s", diff)
	}
	if got := c.Top(surveillance, "pl", 3, 0); len(got) != 0 {
		t.Errorf("Top of none = %v", got)
	}
}

// A use outside the evidence counts neither for the theme nor against it.
func TestRankingLeavesOutTheRestOfTheMessage(t *testing.T) {
	const inside, outside = "lokalizacja. Śledzicie", "lokalizacja! Śledzicie"
	var c phrases.Collector
	add(&c, 10, "pl", inside, found(t, surveillance, inside, "lokalizacja"))
	add(&c, 30, "pl", outside, found(t, surveillance, outside, "Śledzicie"))
	add(&c, 30, "pl", "paczka")
	got := c.Top(surveillance, "pl", 1, 10)
	want := []phrases.Phrase{{"Śledzicie", 30, 30}, {"lokalizacja", 10, 10}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Top (-want +got):\n%s", diff)
	}
}

func TestPartsOfPhrases(t *testing.T) {
	var c phrases.Collector
	add(&c, 9, "pl", "numer telefonu")
	add(&c, 2, "pl", "numer")
	if diff := cmp.Diff([]string{"numer telefonu"}, texts(c.Top(label.Output{}, "pl", 1, 10))); diff != "" {
		t.Errorf("mostly part of a longer phrase (-want +got):\n%s", diff)
	}
	add(&c, 4, "pl", "numer")
	if diff := cmp.Diff([]string{"numer"}, texts(c.Top(label.Output{}, "pl", 1, 10))); diff != "" {
		t.Errorf("alone about as much (-want +got):\n%s", diff)
	}
	add(&c, 20, "pl", "numer")
	if diff := cmp.Diff([]string{"numer", "numer telefonu"}, texts(c.Top(label.Output{}, "pl", 1, 10))); diff != "" {
		t.Errorf("mostly alone (-want +got):\n%s", diff)
	}
}

func TestNothingThere(t *testing.T) {
	var c phrases.Collector
	if got := c.Top(surveillance, "en", 1, 10); len(got) != 0 {
		t.Errorf("Top of nothing = %v", got)
	}
	add(&c, 1, "en", "creepy ads", label.Found{Output: label.Output{Code: "X9"}})
	for _, o := range []label.Output{{Code: "X9"}, {Code: "C2", Polarity: label.Plus}, surveillance} {
		if got := c.Top(o, "en", 1, 10); len(got) != 0 {
			t.Errorf("Top(%q) = %v, want nothing", o, got)
		}
	}
	if got := c.Top(label.Output{}, "pl", 1, 10); len(got) != 0 {
		t.Errorf("Top in a language without messages = %v", got)
	}
}

// Collectors share prose's model and may work side by side.
func TestSideBySide(t *testing.T) {
	var group sync.WaitGroup
	var c phrases.Collector
	add(&c, 3, "en", "creepy ads everywhere", label.Found{Output: surveillance})
	for range 8 {
		group.Go(func() {
			var own phrases.Collector
			add(&own, 3, "en", "creepy ads everywhere", label.Found{Output: surveillance})
			if diff := cmp.Diff(c.Top(surveillance, "en", 3, 5), own.Top(surveillance, "en", 3, 5)); diff != "" {
				t.Errorf("side by side (-want +got):\n%s", diff)
			}
		})
	}
	group.Wait()
}

func ExampleCollector() {
	var c phrases.Collector
	surveillance := label.Output{Code: "C2"}
	for _, text := range []string{"Te reklamy śledzą moją lokalizację", "Skąd mają moją lokalizację?", "wyłączyłem lokalizacje w telefonie"} {
		c.Add(phrases.Message{Language: "pl", Text: text, Themes: []label.Found{{Output: surveillance}}})
	}
	for _, p := range c.Top(surveillance, "pl", 3, 10) {
		fmt.Printf("%s: %d messages\n", p.Text, p.Messages)
	}
	// Output:
	// lokalizację: 3 messages
}

func BenchmarkAdd(b *testing.B) {
	for language, text := range map[string]string{
		"en": "Bought a kettle on Monday and every website has shown me the same kettle since. How do you know my browsing history? Creepy targeted ads, honestly.",
		"pl": "Kupiłam buty i od tygodnia wszędzie widzę te same reklamy, skąd oni wiedzą, czego szukałam? Strasznie irytujące śledzenie każdego kroku.",
	} {
		b.Run(language, func(b *testing.B) {
			var c phrases.Collector
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				c.Add(phrases.Message{Language: language, Text: text, Author: "a", Themes: []label.Found{{Output: surveillance}}})
			}
		})
	}
}
