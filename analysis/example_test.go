package analysis_test

import (
	"fmt"

	"paradox/analysis"
)

func ExampleAnalyze() {
	text := "I really like the suggestions I get, but they know far too much about me."
	r := analysis.Analyze(text)
	fmt.Println(r.Language, r.Sentiment.Label, r.Stance())
	for _, t := range r.Themes {
		for _, s := range t.Spans {
			fmt.Printf("%s: %s\n", t.Output, text[s[0]:s[1]])
		}
	}
	// Output:
	// en neutral ambivalent
	// V1+: I really like the suggestions I get
	// C1: but they know far too much about me
}
