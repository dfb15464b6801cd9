// Package analysis labels what people say about personalised communication:
// language, sentiment, themes with their evidence, facets. Text in, labels out; it
// reads no file, clock or network, and what its models learnt is embedded.
//
// A text walks through it once: package language says whether it is English or
// Polish (anything else abstains), token cuts it into clauses, feature makes each
// clause's features, and the linear models of the language score them. A theme's
// score is a mean of what the whole text and its best clause say; the clauses that
// say it are its evidence, so "I love it, but it is creepy" has one span for each
// side.
//
// The same text and model version give the same result, to the byte, on every
// machine: everything that decides is integer arithmetic. Any string is an
// ordinary input, broken UTF-8 and NUL included. Nothing of the text is kept.
package analysis
