package train

import (
	"math"
	"slices"
	"sort"

	"paradox/analysis/feature"
	"paradox/analysis/linear"
	"paradox/analysis/token"
)

func fourthRoot(x float64) float32 { return float32(math.Sqrt(math.Sqrt(x))) }

// text is a message cut into clauses, ready for any model.
type text struct {
	clauses  [][]uint32 // features
	spans    [][2]int   // bytes of each clause
	features []uint32   // of all clauses
}

func read(message string) text {
	var t text
	toks := token.Tokens(message)
	for _, c := range token.Clauses(message, toks) {
		from := len(t.features)
		t.features = feature.Append(t.features, toks, c)
		t.clauses = append(t.clauses, t.features[from:len(t.features):len(t.features)])
		t.spans = append(t.spans, [2]int{toks[c.First].Start, toks[c.Last-1].End})
	}
	return t
}

// sample is a text with targets, for the whole and for its clauses.
type sample struct {
	*text
	target       []int8
	clauseTarget [][]int8 // nil where clauses are not trained on
	weight       float32
}

// settings are the choices that cross-validation over the training writers made.
type settings struct {
	heads        []string
	cost         float32
	clauseWeight float32 // of a clause beside its message's 1
	passes       int
	minTexts     int // fewest texts a feature must occur in
	maxRows      int
}

// fit trains a model without thresholds and tables.
func fit(set settings, samples []sample) *linear.Model {
	prints, idf := vocabulary(samples, set.minTexts, set.maxRows)
	m := linear.New(linear.Header{}, prints, idf, nil)
	examples := set.examples(linear.NewVectoriser(m), samples)
	sol := solve(examples, len(prints), len(set.heads), set.passes, balanced(examples, len(set.heads), set.cost))
	weights, heads := quantise(sol, set.heads)
	return linear.New(linear.Header{Heads: heads}, prints, idf, weights)
}

func (set settings) examples(v *linear.Vectoriser, samples []sample) []example {
	var out []example
	for _, s := range samples {
		out = append(out, exampleOf(v.Vector(s.features), s.target, s.weight))
		if len(s.clauseTarget) < 2 {
			continue
		}
		for i, target := range s.clauseTarget {
			out = append(out, exampleOf(v.Vector(s.clauses[i]), target, s.weight*set.clauseWeight))
		}
	}
	return out
}

func exampleOf(v *linear.Vector, target []int8, weight float32) example {
	e := example{rows: slices.Clone(v.Rows), values: make([]float32, len(v.Values)), target: target, weight: weight}
	for i, x := range v.Values {
		e.values[i] = float32(float64(x) / float64(v.Norm))
	}
	return e
}

// vocabulary returns the fingerprints, rising, of the features that occur in
// enough texts, with their quantised IDFs. If there are more than most, the
// rarest go first.
func vocabulary(samples []sample, minTexts, most int) ([]uint32, []uint8) {
	texts, last := map[uint32]int{}, map[uint32]int{}
	for i, s := range samples {
		for _, f := range s.features {
			if last[f] != i+1 {
				last[f] = i + 1
				texts[f]++
			}
		}
	}
	var prints []uint32
	for f, n := range texts {
		if n >= minTexts {
			prints = append(prints, f)
		}
	}
	slices.Sort(prints)
	if most > 0 && len(prints) > most {
		sort.SliceStable(prints, func(i, j int) bool { return texts[prints[i]] > texts[prints[j]] })
		prints = prints[:most]
		slices.Sort(prints)
	}
	idf := make([]uint8, len(prints))
	for i, f := range prints {
		idf[i] = linear.QuantiseIDF(len(samples), texts[f])
	}
	return prints, idf
}

// quantise rounds each head's weights to 8 bits, so that the largest is 127.
func quantise(s solution, names []string) ([]int8, []linear.Head) {
	n := len(names)
	largest := make([]float32, n)
	for i, w := range s.weights {
		largest[i%n] = max(largest[i%n], w, -w)
	}
	heads := make([]linear.Head, n)
	for h, name := range names {
		heads[h] = linear.NewHead(name, float64(largest[h])/127, float64(s.biases[h])*bias)
	}
	weights := make([]int8, len(s.weights))
	for i, w := range s.weights {
		if l := largest[i%n]; l > 0 {
			weights[i] = int8(math.Round(float64(w) / float64(l) * 127))
		}
	}
	return weights, heads
}
