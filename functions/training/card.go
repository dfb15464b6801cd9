package training

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"paradox/analysis"
	"paradox/analysis/label"
	"paradox/analysis/linear"
	"paradox/analysis/measure"
	"paradox/analysis/model"
)

// writeCard writes the model card. It holds nothing that differs between machines.
func writeCard(w io.Writer, groups []group, denials []string, sets []Set) error {
	fmt.Fprintf(w, "# Model card: %s\n\n", analysis.Model())
	fmt.Fprint(w, intro)
	fmt.Fprint(w, "## At a glance\n\n")
	writeGlance(w, groups)
	for _, g := range groups {
		fmt.Fprintf(w, "\n## %s, %s wording\n\nTest set:", name(g.Language), g.Kind)
		for _, s := range g.Sets {
			fmt.Fprintf(w, " %s", s.Name)
		}
		fmt.Fprint(w, ".\n\n")
		writeTables(w, g.Model, g.Rules)
	}
	if err := writeFiles(w); err != nil {
		return err
	}
	writeData(w, sets)
	fmt.Fprintf(w, limits, strings.Join(weakest(groups), ", "), strings.Join(denials, " and "))
	return nil
}

// weakest names the five outputs whose F1 is lowest as a mean over the groups, with that mean.
func weakest(groups []group) []string {
	mean := func(i int) (sum float64) {
		for _, g := range groups {
			sum += g.Model.Outputs[i].F1()
		}
		return sum / float64(len(groups))
	}
	order := make([]int, label.NumOutputs)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(mean(i), mean(j)) })
	var names []string
	for _, i := range order[:5] {
		names = append(names, fmt.Sprintf("%s %.2f", label.Outputs[i], mean(i)))
	}
	return names
}

// writeGlance writes the headline figures, a line for each group.
func writeGlance(w io.Writer, groups []group) {
	fmt.Fprint(w, "| | messages | micro-F1 | macro-F1 | keyword rules | better by (95 %) | value F1 | concern F1 | stance | sentiment recall |\n"+
		"|---|---|---|---|---|---|---|---|---|---|\n")
	for _, g := range groups {
		d := measure.Difference(g.Model, g.Rules)
		fmt.Fprintf(w, "| %s, %s | %d | **%.3f** | %.3f | %.3f | +%.3f (%.3f to %.3f) | %.2f | %.2f | %.2f | %.2f |\n",
			name(g.Language), g.Kind, g.Model.Messages, g.Model.Micro().F1(), g.Model.MacroF1(), g.Rules.Micro().F1(),
			d.Estimate, d.Low, d.High, g.Model.Value.F1(), g.Model.Concern.F1(), g.Model.StanceAccuracy(), g.Model.MacroRecall())
	}
}

func name(language string) string {
	if language == "pl" {
		return "Polish"
	}
	return "English"
}

// writeSummary prints the headline of a group in one line.
func writeSummary(w io.Writer, title string, m, rules measure.Figures) {
	d := measure.Difference(m, rules)
	fmt.Fprintf(w, "%s: %d messages, micro-F1 %.3f (rules %.3f, difference %.3f to %.3f), stance %.3f, sentiment macro recall %.3f, spans %.3f\n",
		title, m.Messages, m.Micro().F1(), rules.Micro().F1(), d.Low, d.High, m.StanceAccuracy(), m.MacroRecall(), m.Evidence.F1())
}

// writeTables writes everything measured on one group.
func writeTables(w io.Writer, m, rules measure.Figures) {
	fmt.Fprint(w, "| output | support | precision | recall | F1 | rules F1 |\n|---|---|---|---|---|---|\n")
	row := func(name string, c, r measure.Counts) {
		fmt.Fprintf(w, "| %s | %d | %.2f | %.2f | %.2f | %.2f |\n", name, c.Support(), c.Precision(), c.Recall(), c.F1(), r.F1())
	}
	for i, o := range label.Outputs {
		row(o.String()+" "+label.ThemeOf(o.Code).Key, m.Outputs[i], rules.Outputs[i])
	}
	row("all, micro", m.Micro(), rules.Micro())
	row("any value", m.Value, rules.Value)
	row("any concern", m.Concern, rules.Concern)
	row("irritation", m.Irritation, rules.Irritation)
	row("resignation", m.Resignation, rules.Resignation)
	fmt.Fprintf(w, "\nMacro-F1 %.3f (rules %.3f). Stance right: %.3f (rules %.3f). Unclassified: %d of %d.\n",
		m.MacroF1(), rules.MacroF1(), m.StanceAccuracy(), rules.StanceAccuracy(), m.Unclassified, m.Messages)
	fmt.Fprintf(w, "Evidence of outputs rightly asserted: byte overlap F1 %.3f (rules %.3f).\n", m.Evidence.F1(), rules.Evidence.F1())
	fmt.Fprintf(w, "Calibration error (ECE): themes %.3f over %d assertions, sentiment %.3f over %d messages.\n",
		m.Confidence.ECE(), m.Confidence.N(), m.ToneOdds.ECE(), m.ToneOdds.N())
	fmt.Fprintf(w, "\nSentiment: macro recall %.3f.\n\n| wanted \\ given | negative | neutral | positive |\n|---|---|---|---|\n", m.MacroRecall())
	for i, t := range measure.Tones {
		fmt.Fprintf(w, "| %s | %d | %d | %d |\n", t, m.Tones[i][0], m.Tones[i][1], m.Tones[i][2])
	}
}

func writeFiles(w io.Writer) error {
	fmt.Fprint(w, "\n## Files\n\n"+aboutFiles+"\n| file | features | heads | bytes | cross-validated micro-F1 |\n|---|---|---|---|---|\n")
	for _, language := range languages {
		pair, _ := model.For(language)
		for _, m := range []*linear.Model{pair.Themes, pair.Sentiment} {
			b, err := m.Bytes()
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "| %s | %d | %d | %d | %.3f on %d messages |\n", fileName(m.Header), m.Rows, len(m.Heads),
				len(b), m.Figures.F1, m.Figures.Rows)
		}
	}
	return nil
}

func writeData(w io.Writer, sets []Set) {
	fmt.Fprint(w, "\n## Data and licences\n\nHashes are in testdata/manifest.json and in the header of each model file. Counts are of\n"+
		"whole sets: sentiment passes over messages of mixed or unclear tone, and the background\n"+
		"takes at most as many as the manifest says.\n\n"+
		"| set | language | use | messages | licence | source |\n|---|---|---|---|---|---|\n")
	for _, s := range sets {
		fmt.Fprintf(w, "| %s | %s | %s | %d | %s | %s |\n", s.Name, s.Language, s.use(), s.Rows, s.Licence, s.Address)
	}
}

// use says in words what a set is for.
func (s Set) use() string {
	switch {
	case s.Role == Train:
		return "themes, facets, sentiment"
	case s.Role == Test:
		return "test only"
	case s.Weight > 0 && s.Background > 0:
		return "sentiment; background of themes"
	case s.Background > 0:
		return "background of themes"
	}
	return "sentiment"
}
