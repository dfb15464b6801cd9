package analysis_test

import (
	"testing"
	"unicode/utf8"

	"paradox/analysis"
)

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{"", "\x00", "They sold my number. \xff\xfe", "Nie wyrażałem zgody", "🙂🙂", "שלום עולם", "a\u0301bc."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := analysis.Analyze(text)
		for _, th := range r.Themes {
			end := 0
			for _, s := range th.Spans {
				if s[0] < end || s[1] <= s[0] || s[1] > len(text) {
					t.Fatalf("Analyze(%q): %s has span %v after %d in %d bytes", text, th.Output, s, end, len(text))
				}
				if r, n := utf8.DecodeRuneInString(text[s[0]:]); r == utf8.RuneError && n == 1 {
					t.Fatalf("Analyze(%q): span %v begins inside a rune", text, s)
				}
				end = s[1]
			}
		}
	})
}

func BenchmarkAnalyze(b *testing.B) {
	text := "They sold my number to some insurance firm, and now I get three calls a day. The recommendations are great, though."
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	analysis.Analyze(text)
	for b.Loop() {
		analysis.Analyze(text)
	}
}
