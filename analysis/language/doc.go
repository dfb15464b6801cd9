// Package language tells the language of a short message.
//
// English and Polish are what the analysis can label; every other answer means
// that it abstains. So the tags of other languages are a courtesy, and "und"
// stands for what no language can be told by: nothing, digits, emoji, random
// letters, or a word such as "ok" that is everyone's.
//
// Texts in Latin script are judged by a linear model over whole words and
// character n-grams, trained on messages in both languages and on word
// frequencies of the others; texts in other scripts by their letters. Weights
// are small integers and so are all sums, so that the same text gives the same
// tag and confidence on every machine.
//
// The table is made by the program in internal/learn from inputs that it names
// by version and SHA-256; [Header] returns its account of them.
package language

//go:generate go run -tags generate ./internal/learn
