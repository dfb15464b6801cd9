package dynamo_test

import (
	"fmt"
	"strings"
	"testing"

	"paradox/analysis/label"
	"paradox/infra/capacity"
	"paradox/infra/enginetest"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// What batches cost is what the capacity model says, in every row of its table. Where
// a batch is divided, a part may move fewer rows than all: then it costs at most that.
func TestUnitsAreTheModels(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	run := 0
	for _, batch := range capacity.UnitsBatches {
		for _, rows := range capacity.UnitsRows {
			for _, m := range capacity.Mixes {
				if rows > 2*batch {
					continue
				}
				run++
				mix := capacity.Mix{Batch: batch, Rows: rows, Generations: m.Generations, KB: m.KB}
				if m.Author {
					mix.Authors = batch
				}
				name := fmt.Sprintf("%d with %d rows, %s", batch, rows, m.Name)
				var seen calls
				record(t, st.open(t, atStart, seen.observe), mixed(run, mix), store.Recorded)
				var units float64
				transactions := seen.of("TransactWriteItems")
				for _, c := range transactions {
					units += c.Write
				}
				if len(transactions) != mix.Transactions() || units > mix.Units() || len(transactions) == 1 && units != mix.Units() {
					t.Errorf("%s: %v units in %d transactions, the model says %v in %d", name, units, len(transactions), mix.Units(), mix.Transactions())
				}
			}
		}
	}
}

// The batch that the design bounds: no author, up to 1 KB, one generation, one
// campaign, two languages, fifty together.
func TestBoundOfUnits(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	var seen calls
	record(t, st.open(t, atStart, seen.observe), mixed(1, capacity.Mix{Batch: 50, Rows: 4, Generations: 1, KB: 1}), store.Recorded)
	perThousand := 0.0
	for _, c := range seen.of("TransactWriteItems") {
		perThousand += c.Write * 1000 / 50
	}
	t.Logf("%v write units per 1,000 reactions", perThousand)
	if perThousand > 2300 {
		t.Errorf("%v write units per 1,000 reactions, want at most 2,300", perThousand)
	}
}

// mixed is a batch made as the mix says.
func mixed(run int, m capacity.Mix) []store.Entry {
	es := entries(run*1000, run*1000+m.Batch, "")
	for i := range es {
		e := &es[i]
		e.Dims.Source = fmt.Sprint("source", i%(m.Rows/2))
		if m.Authors > 0 {
			e.Reaction.Author = reaction.AuthorKey(fmt.Sprintf("a%031x", run*1000+i))
		}
		if m.KB > 1 {
			e.Reaction.Text = strings.Repeat("x", 1200)
		}
		for _, r := range e.Labels {
			e.Labels = map[string]label.Result{"m1/t1/Europe/Warsaw": r}
			if m.Generations > 1 {
				e.Labels["m1/t1/Europe/Warsaw#2"] = r
			}
			break
		}
	}
	return es
}
