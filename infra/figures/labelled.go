package figures

import (
	"paradox/analysis/index"
	"paradox/infra/store"
)

// labelled are the messages that figures are of: all but the unclassified. They are
// what k counts, in blocks, segments and tables.
//
// An unclassified message has no sentiment, no side and no theme; its one trace is
// "unclassified", which every report publishes of each block, whatever its size. So
// messages less unclassified is known to everybody, and where k counted messages, ten
// of one day with nine unclassified among them would show what one person said.
//
// Since k counts labelled messages alone, unclassified ones move no block, hide no row
// and show none: the labelled counts that can be had are those of a store without
// them, and differences of these tell what they would tell there. What a difference
// tells beyond, be it of tables, of a language alone or of blocks whose days overlap, is
// how many messages of some days are unclassified, and so in a language that is not
// labelled: the published figure itself. This is why the segment of other
// languages, which holds nothing else, has nothing to hide and nothing to hide others
// for: all less English less Polish is its count.
//
// It holds for languages because languages is what "unclassified" tells apart. How
// many of a campaign's or a channel's are unclassified is not published where these
// are too few, and those segments are guarded by their messages as well.
func labelled(c store.Counts) int64 { return c[store.N] - c[store.Unclassified] }

// foreign reports whether a table's row is that of the languages that are not labelled,
// and holds unclassified messages alone.
func foreign(dimension string, r Row) bool {
	return dimension == "language" && r.Name == undetermined && labelled(r.counts) == 0
}

// hidden says which rows of a table by that dimension are withheld: those that hold
// too few messages or too few labelled ones, and those that would give them away.
func (r *Reading) hidden(dimension string, rows []Row) []bool {
	messages, labels := make([]int64, len(rows)), make([]int64, len(rows))
	for i, row := range rows {
		if foreign(dimension, row) {
			continue // as if it were empty
		}
		messages[i], labels[i] = row.counts[store.N], labelled(row.counts)
	}
	// Each leaves, of the rows that it hides, enough together; hiding more of them
	// makes that no less.
	hidden := index.Withhold(messages, r.k())
	for i, too := range index.Withhold(labels, r.k()) {
		hidden[i] = hidden[i] || too
	}
	return hidden
}
