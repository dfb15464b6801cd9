package feature_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/feature"
	"paradox/analysis/token"
)

func features(text string) []uint32 {
	toks := token.Tokens(text)
	var fs []uint32
	for _, c := range token.Clauses(text, toks) {
		fs = feature.Append(fs, toks, c)
	}
	return fs
}

// shared is the share of a's features that b has too.
func shared(a, b []uint32) float64 {
	n := 0
	for _, f := range a {
		if slices.Contains(b, f) {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

func TestAppendPinned(t *testing.T) {
	// The models know features by these numbers: a change here needs new models.
	want := []uint32{131708876, 3980296527, 2301570371, 3078291955, 2413509340, 2328051747, 2848717437, 829043871, 1422091273}
	if d := cmp.Diff(want, features("ok")); d != "" {
		t.Errorf("features(%q) (-want +got):\n%s", "ok", d)
	}
}

func TestAppend(t *testing.T) {
	for _, tt := range []struct {
		name     string
		a, b     string
		low, top float64
	}{
		{"capitals do not matter", "They Sold My Data", "they sold my data", 1, 1},
		{"digits are alike", "article 17", "article 21", 1, 1},
		{"without diacritics most is the same", "sledza mnie wszedzie", "śledzą mnie wszędzie", 1, 1},
		{"with diacritics something is added", "śledzą mnie wszędzie", "sledza mnie wszedzie", 0.9, 0.99},
		{"inflected words share their stem", "reklamami", "reklama", 0.4, 0.9},
		{"negation leaves a mark", "they do not sell data", "they do sell data", 0.5, 0.9},
		{"order matters", "data my sold", "my sold data", 0.5, 0.9},
		{"other words", "kettle", "piano", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := shared(features(tt.a), features(tt.b)); got < tt.low || got > tt.top {
				t.Errorf("%q shares %.2f of its features with %q, want %.2f to %.2f", tt.a, got, tt.b, tt.low, tt.top)
			}
		})
	}
}

func TestAppendKeepsDst(t *testing.T) {
	toks := token.Tokens("ok")
	got := feature.Append([]uint32{7}, toks, token.Clause{Last: 1, Sentence: true})
	if got[0] != 7 || len(got) < 2 {
		t.Errorf("Append to [7] = %v", got)
	}
}
