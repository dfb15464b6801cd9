package train

import (
	"slices"

	"paradox/analysis/labelled"
	"paradox/analysis/linear"
)

var backgroundSettings = settings{
	heads: themeHeads(), cost: 0.02, balance: 4, clauseWeight: 0.3, passes: 8,
}

// Background learns what to take away from a themes model that own messages alone
// have trained, so that it asserts less of texts that are about something else.
// The texts are by others and not kept in the project, so what they teach is kept
// in their place: a model with the vocabulary of the own messages whose weights
// are added to theirs. Texts carry the codes that they are labelled with: mostly none.
//
// It learns from the texts alone, with the scores given that a model of all own
// messages has for them. So it takes back what labels of every writer taught; in
// cross-validation, where a model lacks one writer in four, it takes back too much,
// and held-out scores are lower than they would be.
func Background(header linear.Header, own, texts []labelled.Message) *linear.Model {
	samples := make([]sample, len(own))
	for i, m := range own {
		samples[i] = themeSample(m)
	}
	v := vocabularyOf(themeSettings, samples)
	base := v.solve(themeSettings, samples)

	others := make([]sample, len(texts))
	for i, m := range texts {
		others[i] = themeSample(m)
	}
	set := backgroundSettings
	examples := set.examples(v.vectoriser(), others)
	for i := range examples {
		examples[i].offset = base.score(&examples[i])
	}
	cost := balanced(examples, len(set.heads), set.cost, set.balance)
	sol := solve(examples, problem{len(v.prints), len(set.heads), set.passes, cost, 0})
	return dense(v.model(header, set.heads, sol))
}

// dense leaves out the rows without weight.
func dense(m *linear.Model) *linear.Model {
	heads := len(m.Heads)
	var prints []uint32
	var idf []uint8
	var weights []int8
	for row, p := range m.Prints {
		w := m.Weights[row*heads:][:heads]
		if slices.ContainsFunc(w, func(x int8) bool { return x != 0 }) {
			prints, idf, weights = append(prints, p), append(idf, m.IDF[row]), append(weights, w...)
		}
	}
	return linear.New(m.Header, prints, idf, weights)
}

// score returns the scores of an example.
func (s solution) score(e *example) []float32 {
	out := slices.Clone(s.biases)
	for k, r := range e.rows {
		for h, w := range s.weights[int(r)*len(out):][:len(out)] {
			out[h] += float32(e.values[k] * w)
		}
	}
	return out
}

// carry returns the weights of a model for the vocabulary, as far as it knows it.
func (v vocabulary) carry(m *linear.Model) solution {
	heads := len(m.Heads)
	s := solution{make([]float32, len(v.prints)*heads), make([]float32, heads)}
	for row, p := range v.prints {
		from, ok := slices.BinarySearch(m.Prints, p)
		if !ok {
			continue
		}
		for h, head := range m.Heads {
			s.weights[row*heads+h] = float32(float64(m.Weights[from*heads+h]) * head.Unit())
		}
	}
	return s
}
