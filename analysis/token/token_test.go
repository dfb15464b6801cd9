package token_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"paradox/analysis/token"
)

func TestTokens(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string // folded spellings
	}{
		{"empty", "", nil},
		{"apostrophes", "I don't, 'cause it’s", []string{"i", "dont", ",", "'", "cause", "its"}},
		{"digits", "art. 17, 3.50 zł", []string{"art", ".", "00", ",", "0", ".", "00", "zl"}},
		{"diacritics", "Śledzą ŻÓŁĆ", []string{"sledza", "zolc"}},
		{"combining", "s\u0301ledza\u0328", []string{"sledza"}},
		{"broken", "a\xffb", []string{"a", "b"}},
		{"control", "a\x00b\tc\nd", []string{"a", "b", "c", "d"}},
		{"emoji", "ok 👍🏽!", []string{"ok", "👍", "🏽", "!"}},
		{"right to left", "שלום, עולם", []string{"שלום", ",", "עולם"}},
		{"byte order mark", "\ufefftext", []string{"text"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, tok := range token.Tokens(tt.text) {
				got = append(got, tok.Folded)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("Tokens(%q) (-want +got):\n%s", tt.text, d)
			}
		})
	}
}

func TestLowerKeepsDiacritics(t *testing.T) {
	got := token.Tokens("ŚLEDZĄ")[0]
	if want := (token.Token{End: 8, Lower: "śledzą", Folded: "sledza"}); got != want {
		t.Errorf("Tokens(%q)[0] = %+v, want %+v", "ŚLEDZĄ", got, want)
	}
}

// TestFolded compares the table with what Unicode says of each letter, and names
// the letters that Unicode does not take apart.
func TestFolded(t *testing.T) {
	stroked := map[rune]string{'đ': "d", 'ð': "d", 'ħ': "h", 'ı': "i", 'ŀ': "l", 'ł': "l", 'ø': "o", 'ŧ': "t"}
	for r := rune(0xC0); r <= 0x17F; r++ {
		if !unicode.IsLetter(r) {
			continue
		}
		lower := unicode.ToLower(r)
		want, ok := stroked[lower]
		if !ok {
			want = string([]rune(norm.NFD.String(string(lower)))[0])
		}
		if got := token.Tokens(string(r)); len(got) != 1 || got[0].Folded != want || got[0].Lower != string(lower) {
			t.Errorf("Tokens(%q) = %+v, want folded %q", r, got, want)
		}
	}
}

func TestClauses(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"one", "They sold my number", []string{"They sold my number"}},
		{"sentences", "First one. Second?! Third!Fourth", []string{"First one.", "Second?!", "Third!", "Fourth"}},
		{"numbers", "It cost 3.50 in all.", []string{"It cost 3.50 in all."}},
		{"commas", "I like the picks, they fit me well", []string{"I like the picks,", "they fit me well"}},
		{"lists", "name, address, phone, age", []string{"name, address, phone, age"}},
		{"contrast", "I love how it knows me but it is creepy", []string{"I love how it knows me", "but it is creepy"}},
		{"short contrast", "So handy, but it spies on me", []string{"So handy,", "but it spies on me"}},
		{"too short a contrast", "Nice but no thanks", []string{"Nice but no thanks"}},
		{"Polish", "Polecajki trafione w punkt, ale śledzą mnie wszędzie", []string{"Polecajki trafione w punkt,", "ale śledzą mnie wszędzie"}},
		{"lines", "one\ntwo", []string{"one", "two"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toks := token.Tokens(tt.text)
			var got []string
			for _, c := range token.Clauses(tt.text, toks) {
				got = append(got, tt.text[toks[c.First].Start:toks[c.Last-1].End])
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("Clauses(%q) (-want +got):\n%s", tt.text, d)
			}
		})
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"", "a\xffb", "s\u0301ledza", "don't stop.", "👩‍👩‍👧 ok", "\u0301", "a’", "x, y but z\n\nw", "שלום"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		toks := token.Tokens(text)
		end := 0
		for _, tok := range toks {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(text) {
				t.Fatalf("Tokens(%q): [%d, %d) after %d", text, tok.Start, tok.End, end)
			}
			if tok.Folded == "" || tok.Lower == "" || !utf8.ValidString(tok.Folded) {
				t.Fatalf("Tokens(%q): spelt %q, %q", text, tok.Lower, tok.Folded)
			}
			if lead := text[tok.Start:]; !utf8.RuneStart(lead[0]) || strings.HasPrefix(lead, " ") {
				t.Fatalf("Tokens(%q): a token begins with %q", text, lead[:1])
			}
			end = tok.End
		}
		next := 0
		for _, c := range token.Clauses(text, toks) {
			if c.First != next || c.Last <= c.First {
				t.Fatalf("Clauses(%q): [%d, %d) after %d", text, c.First, c.Last, next)
			}
			next = c.Last
		}
		if next != len(toks) {
			t.Fatalf("Clauses(%q) cover %d of %d tokens", text, next, len(toks))
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	text := "They sold my number to some insurance firm, and now I get three calls a day."
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		token.Clauses(text, token.Tokens(text))
	}
}
