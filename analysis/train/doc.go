// Package train makes the linear models: labelled messages in, model files out.
//
// Everything is fixed by its input: the order of rows, the seed of the shuffle,
// and single roundings of every product (no fused multiply-add, no math.Exp), so
// the same messages give the same bytes on every machine.
//
// A model is trained in three steps. The vocabulary is what occurs in at least
// two messages. Weights come from class-balanced support vector machines with
// squared hinge loss, one per output, solved together by dual coordinate descent
// (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, ICML, algorithm 1) and
// rounded to 8 bits. Thresholds, calibration and figures come from
// cross-validation in which no writer stands on both sides.
package train
