// Package measure compares labels given with labels wanted: counts per output,
// calibration, overlap of evidence, and intervals for the difference between two
// ways of labelling. It is pure; its random choices have a fixed seed, so the same
// cases give the same figures.
package measure
