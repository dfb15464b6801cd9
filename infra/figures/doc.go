// Package figures turns counters into the figures that may be shown: it reads counter
// rows and the register, never a reaction, and links no model. The reports, the pages
// and the digest all take theirs from here, so that none says what another does not.
//
// What it guarantees: a segment is shown only where it holds at least k messages, the
// unclassified not counted; days are merged into blocks of k or more, a range shows the
// blocks that it touches, and every figure is a sum of whole blocks; smaller groups with
// a month of silence after them are in none; a table withholds a second segment where
// one would follow from the rest;
// below 30 relevant messages there are counts and no index; what is withheld is
// said to be, and why. The same counters give the same figures.
package figures
