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

// Blocks merges consecutive units until each block holds at least k messages. A
// block begins and ends with a unit that has messages. One that still lacks
// messages when more than reach empty units follow is given up, and the next
// begins after them: a few old messages must not hold up a whole later month.
//
// Messages of blocks given up are in none, and so are those from the unit open on,
// which wait for more; open is len(units) where none wait. Both are fewer than k at
// a time. Blocks depend only on what came before them and not on a range that is
// asked for, so that any two runs of whole blocks differ by none or by at least k.
func Blocks(units []int64, k int64, reach int) (blocks []Block, open int) {
	b, empty := Block{First: len(units)}, 0
	for i, n := range units {
		if n == 0 {
			if empty++; empty > reach {
				b = Block{First: len(units)}
			}
			continue
		}
		empty = 0
		b.First, b.N = min(b.First, i), b.N+n
		if b.N >= k {
			b.Last = i
			blocks = append(blocks, b)
			b = Block{First: len(units)}
		}
	}
	return blocks, b.First
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
