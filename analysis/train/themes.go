package train

import (
	"fmt"

	"paradox/analysis/label"
	"paradox/analysis/labelled"
	"paradox/analysis/linear"
)

// Names of the facet heads, which follow the outputs of the taxonomy.
const (
	irritation  = "irritation"
	resignation = "resignation"
)

// themeHeads names the heads of a themes model: the outputs in taxonomy order,
// then the facets.
func themeHeads() []string {
	var names []string
	for _, o := range label.Outputs {
		names = append(names, o.String())
	}
	return append(names, irritation, resignation)
}

var themeSettings = settings{
	heads: themeHeads(), cost: 0.5, balance: 4, clauseWeight: 0.3, passes: 12, minTexts: 2, maxRows: 110_000,
}

// themeReading was chosen by cross-validation over the training writers.
var themeReading = linear.Reading{WholeShare: 160, SpanFloor: -5000, SpanReach: 5000}

// Themes trains the themes model of one language from messages of several
// writers, and from what [Background] learnt (nil for nothing). It returns an
// error if there are fewer than four writers, as many as cross-validation has
// folds.
func Themes(header linear.Header, messages []labelled.Message, background *linear.Model) (*linear.Model, error) {
	samples := make([]sample, len(messages))
	for i, m := range messages {
		samples[i] = themeSample(m)
	}
	fold, err := folds(messages)
	if err != nil {
		return nil, fmt.Errorf("training themes of %q: %w", header.Language, err)
	}
	header.Reading = themeReading
	train := func(s []sample) *linear.Model {
		v := vocabularyOf(themeSettings, s)
		sol := v.solve(themeSettings, s)
		if background != nil {
			sol = sol.plus(v.carry(background), 1)
		}
		return v.model(header, themeSettings.heads, sol)
	}
	held := crossValidate(samples, fold, train)
	model := train(samples)
	decide(model.Heads, samples, held, label.NumOutputs)
	model.Figures = figures(model.Heads, samples, held, label.NumOutputs)
	return model, nil
}

// themeSample gives a message its targets, and each of its clauses those whose
// evidence lies in it. Facets have no spans: a clause of a message that has one is
// not trained on for it.
func themeSample(m labelled.Message) sample {
	t := read(m.Text)
	s := sample{text: &t, target: make([]int8, len(themeSettings.heads)), weight: 1}
	s.clauseTarget = make([][]int8, len(t.clauses))
	for i := range s.clauseTarget {
		s.clauseTarget[i] = make([]int8, len(s.target))
	}
	set := func(h int, yes bool, clause func(i int) int8) {
		s.target[h] = sign(yes)
		for i := range s.clauseTarget {
			s.clauseTarget[i][h] = clause(i)
		}
	}
	for h, o := range label.Outputs {
		spans := spansOf(m, o)
		set(h, m.Has(o), func(i int) int8 { return sign(covered(t.spans[i], spans)) })
	}
	for h, yes := range []bool{m.Irritation, m.Resignation} {
		set(label.NumOutputs+h, yes, func(int) int8 {
			if yes {
				return 0
			}
			return -1
		})
	}
	return s
}

func sign(yes bool) int8 {
	if yes {
		return 1
	}
	return -1
}

func spansOf(m labelled.Message, o label.Output) []label.Span {
	for _, t := range m.Themes {
		if t.Output == o {
			return t.Spans
		}
	}
	return nil
}

// covered reports whether a clause holds half of a piece of evidence, or evidence
// fills half of the clause.
func covered(clause [2]int, evidence []label.Span) bool {
	for _, e := range evidence {
		both := min(clause[1], e[1]) - max(clause[0], e[0])
		if both > 0 && (2*both >= clause[1]-clause[0] || 2*both >= e[1]-e[0]) {
			return true
		}
	}
	return false
}
