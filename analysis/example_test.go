package analysis_test

import (
	"fmt"

	"paradox/analysis"
)

func ExampleAnalyze() {
	text := "I love how it knows what I need, but it's creepy how much they must be collecting."
	r := analysis.Analyze(text)
	fmt.Println(r.Language, r.Sentiment.Label, r.Stance())
	for _, t := range r.Themes {
		for _, s := range t.Spans {
			fmt.Printf("%s: %s\n", t.Output, text[s[0]:s[1]])
		}
	}

}
