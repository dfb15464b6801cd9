package index

import (
	"cmp"
	"slices"
)

// The bounds of k, the number of messages below which nothing of a segment is shown.
const (
	DefaultK = 10
	FloorK   = 5
)

// Threshold returns the k that holds for a configured one: the default for 0,
// never less than the floor.
func Threshold(k int) int64 {
	if k == 0 {
		k = DefaultK
	}
	return int64(max(k, FloorK))
}

// Block is a run [First, Last] of consecutive time units that are shown together.
type Block struct {
	First, Last int   // indices of the units, inclusive
	N           int64 // messages, at least k
}

// Single reports whether the block is one unit.
func (b Block) Single() bool { return b.First == b.Last }

// Blocks merges consecutive units, from the first that holds a message, until
// each block holds at least k. Units after the last full block are in none: they
// are withheld until they are k. Blocks depend only on what came before them, so
// that a range asked for is a run of whole blocks wherever it begins.
func Blocks(units []int64, k int64) []Block {
	var blocks []Block
	open := Block{First: -1}
	for i, n := range units {
		if open.First < 0 {
			if n == 0 {
				continue
			}
			open = Block{First: i}
		}
		if open.N += n; open.N >= k {
			open.Last = i
			blocks = append(blocks, open)
			open = Block{First: i + 1}
		}
	}
	return blocks
}

// Fine reports whether at least 80 % of the blocks are single units, so that the
// unit is fine enough to hold and coarse enough to fill.
func Fine(blocks []Block) bool {
	single := 0
	for _, b := range blocks {
		if b.Single() {
			single++
		}
	}
	return len(blocks) > 0 && 5*single >= 4*len(blocks)
}

// Withhold decides which segments of a table are not shown, given their message
// counts; the table's total is taken to be known. Segments with 1 to k−1 messages
// are withheld, and then the smallest of the others until at least two are and they
// hold k or more together, so that none follows as the total minus the rest.
// Empty segments have nothing to hide.
func Withhold(counts []int64, k int64) []bool {
	hidden := make([]bool, len(counts))
	var sum int64
	held := 0
	hide := func(i int) { hidden[i], sum, held = true, sum+counts[i], held+1 }
	var rest []int
	for i, n := range counts {
		switch {
		case n >= k:
			rest = append(rest, i)
		case n > 0:
			hide(i)
		}
	}
	slices.SortStableFunc(rest, func(i, j int) int { return cmp.Compare(counts[i], counts[j]) })
	for _, i := range rest {
		if held == 0 || held >= 2 && sum >= k {
			break
		}
		hide(i)
	}
	return hidden
}
