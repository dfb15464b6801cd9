package train

import (
	"math"
	"slices"
	"sort"

	"paradox/analysis/feature"
	"paradox/analysis/linear"
	"paradox/analysis/token"
)

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
	balance      int     // how much of the imbalance of a head costs make up for: 2 for the square root, 4 for the fourth
	clauseWeight float32 // of a clause beside its message's 1
	passes       int
	minTexts     int // fewest texts a feature must occur in
	maxRows      int
}

// vocabulary is a model without weights.
type vocabulary struct {
	prints []uint32
	idf    []uint8
}

// solve finds the weights of the vocabulary that fit the samples.
func (v vocabulary) solve(set settings, samples []sample) solution {
	examples := set.examples(v.vectoriser(), samples)
	heads := len(set.heads)
	cost := balanced(examples, heads, set.cost, set.balance)
	return solve(examples, problem{len(v.prints), heads, set.passes, cost, 1})
}

func (v vocabulary) vectoriser() *linear.Vectoriser {
	return linear.NewVectoriser(linear.New(linear.Header{}, v.prints, v.idf, nil))
}

// model joins vocabulary and weights.
func (v vocabulary) model(header linear.Header, names []string, s solution) *linear.Model {
	weights, heads := quantise(s, names)
	header.Heads = heads
	return linear.New(header, v.prints, v.idf, weights)
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

// vocabularyOf keeps the features that occur in enough texts, their fingerprints
// rising, with their quantised IDFs. If there are too many, the rarest go first.
func vocabularyOf(set settings, samples []sample) vocabulary {
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
		if n >= set.minTexts {
			prints = append(prints, f)
		}
	}
	slices.Sort(prints)
	if len(prints) > set.maxRows {
		sort.SliceStable(prints, func(i, j int) bool { return texts[prints[i]] > texts[prints[j]] })
		prints = prints[:set.maxRows]
		slices.Sort(prints)
	}
	idf := make([]uint8, len(prints))
	for i, f := range prints {
		idf[i] = linear.QuantiseIDF(len(samples), texts[f])
	}
	return vocabulary{prints, idf}
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
		heads[h] = linear.NewHead(name, float64(largest[h])/127, float64(s.biases[h]))
	}
	weights := make([]int8, len(s.weights))
	for i, w := range s.weights {
		if l := largest[i%n]; l > 0 {
			weights[i] = int8(math.Round(float64(w) / float64(l) * 127))
		}
	}
	return weights, heads
}
