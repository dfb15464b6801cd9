// Package training makes and measures the models: it reads the sets that
// testdata/manifest.json names, trains, writes analysis/model, and writes the
// model card. It is the file-handling around analysis/train and analysis/measure.
//
// A set whose bytes are not those that the manifest names is refused. The themes
// models rest on the project's own sets and on testdata/background, so [Check]
// retrains them and compares bytes anywhere. The background models (what open sets
// teach about texts that carry no theme) and the sentiment models rest on open sets,
// whose texts are not kept here; they are made again where those sets are at hand,
// and checked by the hashes of sets and files anywhere.
package training
