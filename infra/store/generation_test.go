package store_test

import (
	"testing"

	"pgregory.net/rapid"

	"paradox/infra/store"
)

func TestGenerationString(t *testing.T) {
	tests := []struct {
		name string
		g    store.Generation
		want string
	}{
		{"first build", store.Generation{Model: "m1", Taxonomy: "t1", Zone: "Europe/Warsaw", Build: 1}, "m1/t1/Europe/Warsaw"},
		{"no build said", store.Generation{Model: "m1", Taxonomy: "t1", Zone: "UTC"}, "m1/t1/UTC"},
		{"rebuilt", store.Generation{Model: "m1", Taxonomy: "t1", Zone: "Europe/Warsaw", Build: 12}, "m1/t1/Europe/Warsaw#12"},
		{"a zone of three parts", store.Generation{Model: "m1", Taxonomy: "t1", Zone: "America/Argentina/Ushuaia", Build: 2}, "m1/t1/America/Argentina/Ushuaia#2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.g.String(); got != tt.want {
				t.Errorf("String = %q, want %q", got, tt.want)
			}
			want := tt.g
			want.Build = max(1, want.Build)
			if got, err := store.ParseGeneration(tt.want); err != nil || got != want {
				t.Errorf("ParseGeneration(%q) = %+v, %v; want %+v", tt.want, got, err, want)
			}
		})
	}
}

func TestParseGenerationRefuses(t *testing.T) {
	for _, s := range []string{
		"", "m1", "m1/t1", "m1/t1/", "/t1/UTC", "m1//UTC", "m1/t1/UTC#", "m1/t1/UTC#1", "m1/t1/UTC#0",
		"m1/t1/UTC#-2", "m1/t1/UTC#two", "m1/t1/UTC#2#3", "#2",
	} {
		if g, err := store.ParseGeneration(s); err == nil || g != (store.Generation{}) {
			t.Errorf("ParseGeneration(%q) = %+v, %v; want an error", s, g, err)
		}
	}
}

// Every generation is read back from its name, the next build is another of the same
// labels, and another model, taxonomy or zone is not.
func TestGenerations(t *testing.T) {
	part := rapid.StringMatching(`[a-z0-9.+_-]{1,12}`)
	rapid.Check(t, func(r *rapid.T) {
		g := store.Generation{
			Model: part.Draw(r, "model"), Taxonomy: part.Draw(r, "taxonomy"),
			Zone: part.Draw(r, "area") + "/" + part.Draw(r, "city"), Build: rapid.IntRange(1, 99).Draw(r, "build"),
		}
		if got, err := store.ParseGeneration(g.String()); err != nil || got != g {
			r.Fatalf("ParseGeneration(%q) = %+v, %v", g, got, err)
		}
		next := g.Next()
		if !g.Same(next) || next.String() == g.String() || next.Build != g.Build+1 {
			r.Errorf("the next build of %q is %q, same labels: %v", g, next, g.Same(next))
		}
		for _, other := range []store.Generation{
			{Model: g.Model + "x", Taxonomy: g.Taxonomy, Zone: g.Zone, Build: g.Build},
			{Model: g.Model, Taxonomy: g.Taxonomy + "x", Zone: g.Zone, Build: g.Build},
			{Model: g.Model, Taxonomy: g.Taxonomy, Zone: g.Zone + "x", Build: g.Build},
		} {
			if g.Same(other) {
				r.Errorf("%q and %q are taken for the same", g, other)
			}
		}
	})
}
