// Package linear holds a linear text model with several outputs: its file
// format and its scoring. It knows features by their fingerprints and outputs by
// their names, and neither taxonomy nor language.
//
// A model is a vocabulary of fingerprints, each with an inverse document
// frequency and one 8-bit weight per head, and for every head a scale, a bias, a
// threshold and a table from score to probability. Weights lie as [row][head],
// so one pass over a text's features scores all heads.
//
// Scoring is integer arithmetic throughout: the same text gives the same scores
// on every machine. Scores are margins in units of 1/10,000, on the scale on
// which the training loss asks for +1 and -1.
package linear
