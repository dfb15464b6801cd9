package capacity

import "math"

// Mix is what a batch of reactions is made of.
type Mix struct {
	Batch       int     // reactions in a batch, from 1
	Rows        int     // counter rows that the batch moves, per generation
	Generations int     // 1, or 2 while one is being built
	Authors     int     // distinct authors in the batch; 0 where no reaction has one
	KB          float64 // stored size of a reaction with its labels
}

// actions returns how many actions of a transaction the batch takes besides those
// of its counter rows: the reactions and, with authors, their pointers and checks.
func (m Mix) actions() int {
	if m.Authors == 0 {
		return m.Batch
	}
	return 2*m.Batch + m.Authors
}

// Transactions returns how many transactions the batch is written in: reactions
// with authors take up to three actions each, and a transaction holds 100.
func (m Mix) Transactions() int {
	room := TransactionActions - m.Rows*m.Generations
	if room < 3 {
		room = 3
	}
	return max(1, (m.actions()+room-1)/room)
}

// Units returns the write units that a batch costs:
//
//	2·N·⌈KB⌉ + 2·N·[authors] + 2·A + 2·K·T
//
// with N reactions, A authors (a pointer for each reaction and a check for each
// author), K = rows × generations counter rows of at most 1 KB, moved in each of T
// transactions. Where the batch is divided, a part may move fewer rows: the figure
// is the most that it costs.
func (m Mix) Units() float64 {
	n := float64(m.Batch)
	units := n * math.Ceil(m.KB)
	if m.Authors > 0 {
		units += n + float64(m.Authors)
	}
	units += float64(m.Rows * m.Generations * m.Transactions())
	return TransactionUnits * units
}

// PerThousand returns the write units of 1,000 reactions in such batches.
func (m Mix) PerThousand() float64 { return m.Units() * 1000 / float64(m.Batch) }
