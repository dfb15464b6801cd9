package train

import (
	"paradox/analysis/label"
	"paradox/analysis/linear"
)

// minBlock is the smallest block of a calibration table: 40 examples. Fewer say little about a
// probability.
const minBlock = 40 * unit

// block is a run of scores with one probability. Its counts are weights.
type block struct {
	n, yes int64
	sum    int64 // of weighted scores
}

func (b block) below(c block) bool { return b.yes*c.n < c.yes*b.n }

// calibrate fits a rising step function from score to probability (isotonic
// regression by pooling adjacent violators; Zadrozny and Elkan 2002, KDD) and
// returns its blocks' middles as knots. Each block counts half an example more
// for and against, so that no probability is 0 or 1.
func calibrate(column []scored) []linear.Knot {
	var blocks []block
	for _, s := range sorted(column) {
		b := block{n: s.weight, sum: s.score * s.weight}
		if s.yes {
			b.yes = s.weight
		}
		blocks = append(blocks, b)
		for len(blocks) > 1 && !blocks[len(blocks)-2].below(blocks[len(blocks)-1]) {
			blocks = merge(blocks)
		}
	}
	blocks = thicken(blocks)
	var knots []linear.Knot
	for _, b := range blocks {
		k := linear.Knot{
			Score:       b.sum / b.n,
			Probability: label.Score((10000*(b.yes+unit/2) + b.n/2) / (b.n + unit)),
		}
		if last := len(knots) - 1; last >= 0 && (k.Score <= knots[last].Score || k.Probability < knots[last].Probability) {
			continue
		}
		knots = append(knots, k)
	}
	return knots
}

// merge joins the last two blocks.
func merge(blocks []block) []block {
	a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
	return append(blocks[:len(blocks)-2], block{a.n + b.n, a.yes + b.yes, a.sum + b.sum})
}

// thicken joins neighbours until every block has enough examples.
func thicken(blocks []block) []block {
	var out []block
	for _, b := range blocks {
		out = append(out, b)
		if len(out) > 1 && out[len(out)-2].n < minBlock {
			out = merge(out)
		}
	}
	if len(out) > 1 && out[len(out)-1].n < minBlock {
		out = merge(out)
	}
	return out
}
