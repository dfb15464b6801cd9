// Package feature turns the tokens of a clause into the features that the
// linear models weigh: words, pairs of words, negated words, spellings with
// diacritics, and character n-grams of two to five letters over the folded text. A
// word right after a negator has features of its own.
//
// A feature is the 32-bit fingerprint of its kind and spelling. Models keep the
// fingerprints they were trained on and ignore all others, so two features share
// a weight only if their fingerprints agree by chance: about once in 40,000
// unseen features for a model of 100,000.
package feature
