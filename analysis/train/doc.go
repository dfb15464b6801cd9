// Package train makes the linear models: labelled messages in, model files out.
//
// Everything is fixed by its input: the order of rows, the seed of the shuffle,
// and single roundings of every product (no fused multiply-add, no math.Exp), so
// the same messages give the same bytes on every machine.
//
// A model is trained in three steps. The vocabulary is what occurs in at least
// two messages, or three for sentiment; the rarest go first where that is too much. Weights come from class-balanced support vector machines with
// squared hinge loss, one per output, solved together by dual coordinate descent
// (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, ICML, algorithm 1) and
// rounded to 8 bits. Thresholds, calibration and figures come from
// cross-validation: the weights that score a writer's messages were solved
// without them.
//
// Not everything is held out. All folds share the vocabulary of sentiment and the
// background of themes (see [Background]), and figures are read at the thresholds
// that are best for the same scores. Writers set aside are the measure, not these.
package train
