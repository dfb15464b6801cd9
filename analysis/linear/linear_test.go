package linear_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paradox/analysis/label"
	"paradox/analysis/linear"
)

// small has three features and two heads.
func small() *linear.Model {
	h := linear.Header{
		Name: "themes", Language: "en",
		Reading: linear.Reading{WholeShare: 128, SpanFloor: -2000, SpanReach: 9000},
		Heads: []linear.Head{
			linear.NewHead("a", 0.01, -0.5),
			linear.NewHead("b", 0.01, 0.25),
		},
	}
	return linear.New(h, []uint32{10, 20, 4_000_000_000}, []uint8{24, 48, 96}, []int8{100, 0, -50, 0, 0, 127})
}

func TestScore(t *testing.T) {
	for _, tt := range []struct {
		name    string
		clauses [][]uint32
		want    []int64 // totals, by hand: bias + Σ weight·value/norm
	}{
		{"no clause", nil, []int64{-5000, 2500}},
		{"nothing known", [][]uint32{{1, 2}}, []int64{-5000, 2500}},
		{"one feature", [][]uint32{{10}}, []int64{5000, 2500}},
		{"twice is once for a lone feature", [][]uint32{{10, 10}}, []int64{5000, 2500}},
		// values 24 and 48, norm 53.67: (100·24 − 50·48)/53.67 = 0
		{"two features", [][]uint32{{10, 20}}, []int64{-5000, 2500}},
		// head a: whole −5000, best clause 5000
		{"two clauses", [][]uint32{{10}, {20}}, []int64{0, 2500}},
		{"the better clause second", [][]uint32{{20}, {10}}, []int64{0, 2500}},
		{"the largest fingerprint", [][]uint32{{4_000_000_000}}, []int64{-5000, 15200}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := linear.NewScorer(small()).Score(tt.clauses).Total
			for h := range tt.want {
				if d := got[h] - tt.want[h]; d < -30 || d > 30 {
					t.Errorf("Score(%v).Total = %v, want %v", tt.clauses, got, tt.want)
				}
			}
		})
	}
}

func TestScorerForgets(t *testing.T) {
	s := linear.NewScorer(small())
	first := append([]int64(nil), s.Score([][]uint32{{10}, {20, 10}}).Total...)
	s.Score([][]uint32{{20, 20, 20}, {4_000_000_000}, {10}, {1}})
	if d := cmp.Diff(first, s.Score([][]uint32{{10}, {20, 10}}).Total); d != "" {
		t.Errorf("scoring the same text again (-first +second):\n%s", d)
	}
}

func TestEvidence(t *testing.T) {
	s := linear.NewScorer(small())
	s.Score([][]uint32{{20}, {10}, {1}, {10}})
	if d := cmp.Diff([]int{1, 3}, s.Evidence(nil, 0)); d != "" {
		t.Errorf("Evidence (-want +got):\n%s", d)
	}
}

func TestEvidenceReach(t *testing.T) {
	m := small()
	m.Reading.SpanFloor = -6000 // below what a clause of unknown words scores
	s := linear.NewScorer(m)
	s.Score([][]uint32{{1}, {10}})
	if d := cmp.Diff([]int{1}, s.Evidence(nil, 0)); d != "" {
		t.Errorf("a clause far from the best one is evidence (-want +got):\n%s", d)
	}
	m.Reading.SpanReach = 20000
	if d := cmp.Diff([]int{0, 1}, s.Evidence(nil, 0)); d != "" {
		t.Errorf("with a longer reach (-want +got):\n%s", d)
	}
}

// TestLookup finds every fingerprint again, crowded ones too.
func TestLookup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prints := rapid.SliceOfNDistinct(rapid.OneOf(rapid.Uint32Range(0, 50), rapid.Uint32(), rapid.Uint32Min(math.MaxUint32-50)), 0, 60, rapid.ID).Draw(t, "prints")
		slices.Sort(prints)
		idf := make([]uint8, len(prints))
		for i := range idf {
			idf[i] = 1
		}
		m := linear.New(linear.Header{}, prints, idf, nil)
		v := linear.NewVectoriser(m)
		for row, p := range prints {
			if got := v.Vector([]uint32{p}).Rows; len(got) != 1 || got[0] != int32(row) {
				t.Fatalf("row of %d among %v = %v, want %d", p, prints, got, row)
			}
		}
		if other := rapid.Uint32().Draw(t, "other"); !slices.Contains(prints, other) && len(v.Vector([]uint32{other}).Rows) > 0 {
			t.Fatalf("%d is found among %v", other, prints)
		}
	})
}

func TestRepetitionDoesNotInflate(t *testing.T) {
	s := linear.NewScorer(small())
	once := s.Score([][]uint32{{10, 20}}).Total[0]
	var long []uint32
	for range 5000 {
		long = append(long, 10, 20)
	}
	if got := s.Score([][]uint32{long}).Total[0]; got != once {
		t.Errorf("score of a text repeated 5,000 times = %d, of the text %d", got, once)
	}
}

func TestFile(t *testing.T) {
	want, err := small().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	m, err := linear.Parse(want)
	if err != nil {
		t.Fatalf("Parse of what Bytes wrote: %v", err)
	}
	got, err := m.Bytes()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("a model read and written again differs: %v", err)
	}
	if d := cmp.Diff(small().Header, m.Header); d != "" {
		t.Errorf("header (-want +got):\n%s", d)
	}
}

func TestParseRefuses(t *testing.T) {
	changed := func(change func(*linear.Model)) []byte {
		m := small()
		change(m)
		b, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	good := changed(func(*linear.Model) {})
	for _, tt := range []struct {
		name string
		file []byte
	}{
		{"empty", nil},
		{"other magic", append([]byte("PDX-LIN9"), good[8:]...)},
		{"cut in the header", good[:40]},
		{"cut in the body", good[:len(good)-1]},
		{"longer", append(bytes.Clone(good), 0)},
		{"huge header", append([]byte("PDX-LIN1\xff\xff\xff\xff"), good[12:]...)},
		{"too many rows", bytes.Replace(good, []byte(`"rows": 3`), []byte(`"rows": 9`), 1)},
		{"unknown field", bytes.Replace(good, []byte(`"date"`), []byte(`"tade"`), 1)},
		{"no heads", changed(func(m *linear.Model) { m.Heads, m.Weights = nil, nil })},
		{"share above all", changed(func(m *linear.Model) { m.Reading.WholeShare = 257 })},
		{"fingerprints out of order", changed(func(m *linear.Model) { m.Prints[1] = m.Prints[0] })},
		{"scores of a table out of order", changed(func(m *linear.Model) { m.Heads[0].Table = []linear.Knot{{Score: 1}, {Score: 1}} })},
		{"probabilities that fall", changed(func(m *linear.Model) {
			m.Heads[0].Table = []linear.Knot{{Score: 1, Probability: 2}, {Score: 2, Probability: 1}}
		})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := linear.Parse(tt.file); !errors.Is(err, linear.ErrFormat) {
				t.Errorf("Parse error = %v, want ErrFormat", err)
			}
		})
	}
}

func TestProbability(t *testing.T) {
	h := linear.Head{Table: []linear.Knot{{Score: -1000, Probability: 500}, {Score: 1000, Probability: 9500}}}
	for score, want := range map[int64]label.Score{
		math.MinInt64: 500, -1000: 500, 0: 5000, 500: 7250, 1000: 9500, math.MaxInt64: 9500,
	} {
		if got := h.Probability(score); got != want {
			t.Errorf("Probability(%d) = %d, want %d", score, got, want)
		}
	}
	if got := (linear.Head{}).Probability(0); got != 0 {
		t.Errorf("Probability without a table = %d, want 0", got)
	}
}

func TestProbabilityRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h linear.Head
		score, p := int64(-9000), label.Score(0)
		for range rapid.IntRange(1, 12).Draw(t, "knots") {
			score += rapid.Int64Range(1, 3000).Draw(t, "step")
			p = min(p+label.Score(rapid.IntRange(0, 2000).Draw(t, "rise")), 10000)
			h.Table = append(h.Table, linear.Knot{Score: score, Probability: p})
		}
		a := rapid.Int64Range(-20000, 40000).Draw(t, "a")
		b := rapid.Int64Range(a, 40000).Draw(t, "b")
		if h.Probability(a) > h.Probability(b) {
			t.Fatalf("Probability(%d) = %d > Probability(%d) = %d", a, h.Probability(a), b, h.Probability(b))
		}
	})
}

func TestVectorLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		features := rapid.SliceOf(rapid.SampledFrom([]uint32{1, 10, 20, 4_000_000_000})).Draw(t, "features")
		v := linear.NewVectoriser(small()).Vector(features)
		var square float64
		for _, x := range v.Values {
			square += float64(x) * float64(x)
		}
		if want := int64(math.Sqrt(square)); v.Norm != want {
			t.Fatalf("Vector(%v).Norm = %d, want %d", features, v.Norm, want)
		}
	})
}
