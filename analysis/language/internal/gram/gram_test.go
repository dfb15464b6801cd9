package gram_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/language/internal/gram"
)

func words(text string) (all []string, r gram.Reader) {
	for r = gram.NewReader(text); r.Next(); {
		all = append(all, strings.TrimSpace(string(r.Word())))
	}
	return all, r
}

func TestReader(t *testing.T) {
	long := strings.Repeat("abc", 20)
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"case and punctuation", "Stop, STOP! (please)", []string{"stop", "stop", "please"}},
		{"apostrophes", "don't ‘quote’ it’s rock'", []string{"don't", "quote", "it's", "rock"}},
		{"digits", "3rd b2b 4K 100 ok", []string{"ok"}},
		{"held-down keys", "nieeeeee", []string{"niee"}},
		{"long word", long, []string{long[:gram.MaxWord]}},
		{"accents apart", "S\u0301ledz", []string{"śledz"}},
		{"markers", "to [email] or [order no], not [This]", []string{"to", "or", "not", "this"}},
		{"open bracket", "[email", []string{"email"}},
		{"links", "see https://a.example/the-shop or WWW.example.com now", []string{"see", "or", "now"}},
		{"word that starts like a link", "how what http", []string{"how", "what", "http"}},
		{"addresses and handles", "ask jan.nowak@example.com and @some_shop now", []string{"ask", "and", "now"}},
		{"two scripts in a word", "раyраl pay", []string{"pay"}},
		{"broken UTF-8", "a\xffb", []string{"a", "b"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, _ := words(tc.text)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("words of %q (-want +got):\n%s", tc.text, diff)
			}
		})
	}
}

func TestReaderCounts(t *testing.T) {
	_, r := words("ab їж ж 漢字かな ł")
	if r.Latin != 3 || r.Words != 2 || r.OtherLetters() != 7 {
		t.Errorf("Latin %d, words %d, others %d, want 3, 2, 7", r.Latin, r.Words, r.OtherLetters())
	}
	for script, want := range map[gram.Script]int32{gram.Ukrainian: 1, gram.Cyrillic: 2, gram.Han: 2, gram.Kana: 2} {
		if got := r.Others[script]; got != want {
			t.Errorf("letters of script %d: %d, want %d", script, got, want)
		}
	}
}

func TestFeatures(t *testing.T) {
	keys := gram.Features(nil, []rune(" łó "))
	// The word, two letters outside ASCII, and n-grams: three of two, two of three, one of four.
	if len(keys) != 9 {
		t.Errorf("%d features, want 9", len(keys))
	}
	if keys[0] != gram.Whole("łó") {
		t.Errorf("first feature %#x, want that of the whole word, %#x", keys[0], gram.Whole("łó"))
	}
	seen := map[uint32]bool{}
	for _, k := range keys {
		if seen[k] {
			t.Errorf("feature %#x twice", k)
		}
		seen[k] = true
	}
	longest := gram.Features(nil, []rune(" "+strings.Repeat("ł", gram.MaxWord)+" "))
	if len(longest) > gram.MaxFeatures {
		t.Errorf("%d features of the longest word, MaxFeatures is %d", len(longest), gram.MaxFeatures)
	}
}
