package keywords_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/keywords"
)

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		language, text string
		want           map[string]string
	}{
		{"en", "They sold my number to insurers.", map[string]string{"C7": "sold my number"}},
		{"en", "The ads follow me everywhere I go", map[string]string{"C2": "follow me everywhere I go"}},
		{"en", "No spam, no tracking, love it.", map[string]string{}},
		{"en", "A lovely kettle.", map[string]string{}},
		{"pl", "Sprzedali moje dane", map[string]string{"C7": "Sprzedali moje"}},
		{"pl", "Sledza mnie na kazdym kroku", map[string]string{"C2": "Sledza mnie na kazdym kroku"}},
		{"de", "They sold my number", map[string]string{}},
		{"en", "", map[string]string{}},
	} {
		t.Run(tt.text, func(t *testing.T) {
			got := map[string]string{}
			for _, f := range keywords.Find(tt.text, tt.language).Themes {
				got[f.String()] = tt.text[f.Spans[0][0]:f.Spans[len(f.Spans)-1][1]]
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("Find(%q) (-want +got):\n%s", tt.text, d)
			}
		})
	}
}

func FuzzFind(f *testing.F) {
	f.Add("They sold my number, spam spam \xff", "en")
	f.Add("śledzą mnie", "pl")
	f.Fuzz(func(t *testing.T, text, language string) {
		for _, th := range keywords.Find(text, language).Themes {
			end := 0
			for _, s := range th.Spans {
				if s[0] < end || s[1] <= s[0] || s[1] > len(text) {
					t.Fatalf("Find(%q): %s at %v after %d", text, th.Output, s, end)
				}
				end = s[1]
			}
		}
	})
}
