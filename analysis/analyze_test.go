package analysis_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis"
	"paradox/analysis/label"
)

// TestSides holds messages that say both: each side's evidence lies in its half.
func TestSides(t *testing.T) {
	for _, tt := range []struct{ text, turn string }{
		{"I love how it knows what I need, but it's creepy how much they must be collecting.", "but"},
		{"I really like the suggestions I get, but they know far too much about me.", "but"},
		{"Uwielbiam, że podpowiada dokładnie to, czego szukam, ale ciarki mnie przechodzą, ile oni o mnie wiedzą.", "ale"},
		{"Polecajki trafione w punkt, ale sledza mnie po calym internecie", "ale"},
		{"Przypomnienia przydatne, byle nie sprzedawali mojego numeru ubezpieczalniom.", "byle"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			r := analysis.Analyze(tt.text)
			if r.Stance() != label.Ambivalent {
				t.Fatalf("stance = %s, want ambivalent; themes %v", r.Stance(), r.Themes)
			}
			turn := strings.Index(tt.text, tt.turn+" ")
			for _, th := range r.Themes {
				for _, s := range th.Spans {
					if th.IsValue() && s[1] > turn || th.IsConcern() && s[0] < turn {
						t.Errorf("%s rests on %q, on the wrong side of %q", th.Output, tt.text[s[0]:s[1]], tt.turn)
					}
				}
			}
		})
	}
}

// Evidence is what was said: no pause before it and none after it.
func TestEvidenceIsTrimmed(t *testing.T) {
	const said = "they sold my number to insurers"
	for _, text := range []string{said, "— " + said + ".", "Bought a lamp last week - " + said + "!", "It came on Monday: …" + said + "…"} {
		r := analysis.Analyze(text)
		found := false
		for _, th := range r.Themes {
			for _, s := range th.Spans {
				found = found || th.IsConcern() && text[s[0]:s[1]] == said
			}
		}
		if !found {
			t.Errorf("Analyze(%q) = %v, want a concern that rests on %q", text, r.Themes, said)
		}
	}
}

func TestConcern(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"They sold my number and now strangers call me every day.", true},
		{"Nie wyrazalem zgody na marketing a smsy i tak leca", true},
		{"Sprzedali moje dane, dzwonia firmy, o ktorych w zyciu nie slyszalem", true},
		{"No spam, no tracking, love it.", false},
		{"I'm not worried about my data.", false},
		{"Nie śledzą, nie sprzedają danych, jestem zadowolona.", false},
		{"Fast shipping, great price.", false},
		{"The bottle leaks and the remote control is flimsy.", false},
		{"Szybka wysyłka, świetny mikser, polecam.", false},
	} {
		t.Run(tt.text, func(t *testing.T) {
			r := analysis.Analyze(tt.text)
			if r.Unclassified || r.Concern() != tt.want {
				t.Errorf("Analyze(%q): unclassified %v, themes %v, want concern %v", tt.text, r.Unclassified, r.Themes, tt.want)
			}
		})
	}
}

func TestWithoutDiacritics(t *testing.T) {
	const with = "Śledzą mnie na każdym kroku, gdzie nie wejdę, tam ta sama reklama."
	const without = "Sledza mnie na kazdym kroku, gdzie nie wejde, tam ta sama reklama."
	for _, text := range []string{with, without} {
		if r := analysis.Analyze(text); r.Language != "pl" || !r.Has(label.Output{Code: "C2"}) {
			t.Errorf("Analyze(%q): %s %v, want pl and C2", text, r.Language, r.Themes)
		}
	}
}

func TestAbstains(t *testing.T) {
	for _, tt := range []struct{ name, text string }{
		{"empty", ""},
		{"blank", " \n\t "},
		{"digits", "12345 67 89"},
		{"emoji", "🙂🙂🙂"},
		{"NUL", "\x00\x00"},
		{"broken UTF-8", "\xff\xfe\xfd"},
		{"gibberish", "xkqj zvbnw qqrtl pfgh wxzk jjqv bnmq"},
		{"German", "Ich habe mich nirgends angemeldet und bekomme trotzdem jeden Tag Werbung auf mein Handy."},
		{"German shop", "Die Vorschläge passen gut, aber mir ist unheimlich, wie viel der Laden über mich weiß."},
		{"Czech", "Nikde jsem se nepřihlásil a přesto mi každý den volají kvůli nějakým slevám."},
		{"Czech shop", "Doporučení jsou skvělá, jen nevím, komu všemu ten obchod moje údaje dává."},
		{"Slovak", "Neviem, odkiaľ majú moje číslo, ale vyvolávajú mi každý týždeň."},
		{"Ukrainian", "Я ніде не залишала свій номер, а вони дзвонять щодня з рекламою."},
		{"Ukrainian shop", "Поради магазину зручні, але трохи лячно, скільки вони про мене знають."},
		{"Russian", "Откуда у них мой номер? Звонят каждый день."},
		{"French", "Je ne sais pas comment ils ont eu mon adresse, je reçois leurs messages tous les jours."},
		{"Hebrew", "אני לא יודע מאיפה יש להם את המספר שלי"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := analysis.Analyze(tt.text)
			if !r.Unclassified || r.Language == "en" || r.Language == "pl" && strings.ContainsAny(tt.text, "abc") {
				t.Fatalf("Analyze(%q): language %q, unclassified %v", tt.text, r.Language, r.Unclassified)
			}
			want := label.Result{Language: r.Language, Confidence: r.Confidence, Unclassified: true, Model: analysis.Model()}
			if d := cmp.Diff(want, r); d != "" {
				t.Errorf("an unclassified result carries labels (-want +got):\n%s", d)
			}
		})
	}
}

func TestProbabilities(t *testing.T) {
	for _, text := range []string{"Love it", "Hate it", "It came on Monday.", "Uwielbiam to", "Dramat, nigdy więcej", "They asked for my name."} {
		r := analysis.Analyze(text)
		p := r.Sentiment.Probabilities
		if p.Negative+p.Neutral+p.Positive != 10000 || min(p.Negative, p.Neutral, p.Positive) < 0 {
			t.Errorf("Analyze(%q): probabilities %+v do not sum to 1", text, p)
		}
		if r.Sentiment.Score != p.Positive-p.Negative {
			t.Errorf("Analyze(%q): score %d of %+v", text, r.Sentiment.Score, p)
		}
		top := map[string]label.Score{label.Negative: p.Negative, label.Neutral: p.Neutral, label.Positive: p.Positive}
		if top[r.Sentiment.Label] != max(p.Negative, p.Neutral, p.Positive) {
			t.Errorf("Analyze(%q): label %s of %+v", text, r.Sentiment.Label, p)
		}
	}
}

// TestSameBytes labels texts in another order, beside others and again: what a
// scorer saw before must not show.
func TestSameBytes(t *testing.T) {
	texts := []string{
		"They sold my number to insurers. I love the offers, though!",
		"Skąd macie mój numer? Nigdy się u was nie rejestrowałam.",
		strings.Repeat("The ads follow me everywhere. ", 500),
		"\xffok they track me\x00",
		"Ich bin nicht gemeint",
	}
	want := map[string]string{}
	for _, text := range texts {
		want[text] = encode(t, text)
	}
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(worker)))
			for range 20 {
				text := texts[random.IntN(len(texts))]
				if got := encode(t, text); got != want[text] {
					t.Errorf("Analyze(%.30q) = %s, before %s", text, got, want[text])
				}
			}
		})
	}
	wait.Wait()
}

func encode(t *testing.T, text string) string {
	b, err := json.Marshal(analysis.Analyze(text))
	if err != nil {
		t.Errorf("encoding the result: %v", err)
	}
	return string(b)
}

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{
		"", "\x00", "They sold my number. \xff\xfe I love it, but no.", "Nie wyrażałem zgody, a dzwonią!", "🙂🙂 ok 👩‍👩‍👧",
		"שלום עולם they track me", "a\u0301bc. they follow\u0328 me", strings.Repeat("they sell my data, ", 400),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := analysis.Analyze(text)
		for _, th := range r.Themes {
			if th.Confidence < 0 || th.Confidence > 10000 || len(th.Spans) == 0 {
				t.Fatalf("Analyze(%q): %+v", text, th)
			}
			end := 0
			for _, s := range th.Spans {
				if s[0] < end || s[1] <= s[0] || s[1] > len(text) {
					t.Fatalf("Analyze(%q): %s has span %v after %d in %d bytes", text, th.Output, s, end, len(text))
				}
				for _, at := range s {
					if at < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[at]) {
						t.Fatalf("Analyze(%q): span %v cuts a rune", text, s)
					}
				}
				end = s[1]
			}
		}
		if p := r.Sentiment.Probabilities; !r.Unclassified && p.Negative+p.Neutral+p.Positive != 10000 {
			t.Fatalf("Analyze(%q): probabilities %+v", text, p)
		}
	})
}

func BenchmarkAnalyze(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"English", "They sold my number to some insurance firm, and now I get three calls a day. The recommendations are great, though."},
		{"Polish", "Sprzedali mój numer jakiejś ubezpieczalni i teraz mam trzy telefony dziennie. Polecajki za to świetne."},
		{"16KiB", strings.Repeat("They sold my number, I think. ", 16<<10/30)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			analysis.Analyze(bb.text) // the model is read at first use
			b.ReportAllocs()
			b.SetBytes(int64(len(bb.text)))
			for b.Loop() {
				analysis.Analyze(bb.text)
			}
		})
	}
}
