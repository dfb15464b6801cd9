package phrases_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/analysis/label"
	"paradox/analysis/phrases"
)

// message draws a message of words that have one form each.
func message(t *rapid.T) phrases.Message {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"telefon", "sklep", "kamera", "karta", "nie", "w", "i", ".", "[phone]"}), 1, 8).Draw(t, "words")
	m := phrases.Message{
		Language: "pl",
		Text:     strings.Join(words, " "),
		Author:   rapid.SampledFrom([]string{"", "a", "b", "c", "d"}).Draw(t, "author"),
	}
	if rapid.Bool().Draw(t, "themed") {
		m.Themes = []label.Found{{Output: surveillance}}
	}
	return m
}

// usedBy counts, the plain way, the messages that hold a phrase and their people.
func usedBy(ms []phrases.Message, phrase string, themed bool) (messages, authors int) {
	known := map[string]bool{}
	for _, m := range ms {
		if themed && m.Themes == nil || !strings.Contains(" "+m.Text+" ", " "+phrase+" ") {
			continue
		}
		messages++
		if m.Author == "" || !known[m.Author] {
			authors++
		}
		known[m.Author] = true
	}
	return messages, authors
}

// Every phrase that is shown is used by as many messages and people as it says,
// at least k of them, whatever the order in which messages came.
func TestTopAgainstPlainCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.SliceOfN(rapid.Custom(message), 0, 30).Draw(t, "messages")
		k := rapid.IntRange(1, 5).Draw(t, "k")
		var c, shuffled phrases.Collector
		for _, m := range ms {
			c.Add(m)
		}
		seed := rapid.Uint64().Draw(t, "seed")
		for _, i := range rand.New(rand.NewPCG(seed, 1)).Perm(len(ms)) {
			shuffled.Add(ms[i])
		}
		for _, output := range []label.Output{surveillance, {}} {
			top := c.Top(output, "pl", k, 50)
			for _, p := range top {
				messages, authors := usedBy(ms, p.Text, output == surveillance)
				if p.Messages != messages || p.Authors != authors || authors < k {
					t.Errorf("Top(%q) shows %v, want %d messages of %d people, k is %d", output, p, messages, authors, k)
				}
				if strings.Contains(p.Text, "phone") {
					t.Errorf("Top(%q) shows the marker in %q", output, p.Text)
				}
			}
			if diff := cmp.Diff(top, shuffled.Top(output, "pl", k, 50)); diff != "" {
				t.Errorf("Top(%q) in another order (-want +got):\n%s", output, diff)
			}
		}
	})
}

// Any text and span is an ordinary input, and a phrase is a stretch of the text.
func FuzzAdd(f *testing.F) {
	for _, text := range []string{
		"", "creepy ads", "śledzenie [email", "[email] x", "\xff\xfe", "İİİ'll KKK'll n't n't", "don't can't 's's's's", "a&rsquo;b",
		strings.Repeat("'", 300), strings.Repeat("a'", 300), strings.Repeat("[", 300), strings.Repeat("-", 300), strings.Repeat("x.", 300),
		"e\u0301 \u202e abc", "ﬀ ß ǅ", "x@example.com http://a.b/c", "\x00\x01",
	} {
		f.Add(text, 0, 5)
	}
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		for _, language := range []string{"en", "pl"} {
			var c phrases.Collector
			theme := label.Found{Output: surveillance, Spans: []label.Span{{start, end}}}
			c.Add(phrases.Message{Language: language, Text: text, Themes: []label.Found{theme}})
			line := " " + strings.Join(strings.Fields(text), " ") + " "
			all := c.Top(label.Output{}, language, 1, 1000)
			for _, p := range append(all, c.Top(surveillance, language, 1, 1000)...) {
				if p.Text == "" || !strings.Contains(line, p.Text) || p.Messages != 1 || p.Authors != 1 {
					t.Errorf("%s: %q shows %+v", language, text, p)
				}
			}
		}
	})
}

// The longest text of one repeated sign is read in a moment: nothing in it takes
// the square of its length.
func TestLongestTexts(t *testing.T) {
	for _, unit := range []string{"'", "a'", "[", "[a", "(", ".", "-", "a-", "\"", "😡", "n't ", "creepy ads ", "śledzenie ", "x", "ż", "&"} {
		for _, language := range []string{"en", "pl"} {
			var c phrases.Collector
			text := strings.Repeat(unit, 16<<10/len(unit))
			add(&c, 1, language, text, label.Found{Output: surveillance})
			for _, p := range c.Top(surveillance, language, 1, 100) {
				if p.Messages != 1 {
					t.Errorf("%q repeated: %v, want one message", unit, p)
				}
			}
		}
	}
}
