// Package training makes and measures the models: it reads the sets that
// testdata/manifest.json names, trains, writes analysis/model, and writes the
// model card. It is the file-handling around analysis/train and analysis/measure.
//
// A set whose bytes are not those that the manifest names is refused. The themes
// models rest on the project's own sets alone, so [Check] retrains them and
// compares bytes anywhere; the sentiment models rest on open sets as well, whose
// texts are not kept here, and are checked by the hashes of sets and files.
package training
