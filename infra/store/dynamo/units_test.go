package dynamo_test

import (
	"errors"
	"fmt"
	"slices"
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

// What is read is counted whatever it is read by: rows by key, by transaction, by query
// and by scan. MiniStack says nothing of batches of keys.
func TestUnitsRead(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		var seen calls
		s := st.open(t, atStart, seen.observe)
		record(t, s, entries(0, 3, ""), store.Recorded)
		st.add(t, 0, cell("g", "spring 2026-03-02 ad en shop", 1, 1))
		compact(t, s, "2026-03-09", 1)
		st.add(t, 0, cell("g", "spring 2026-03-10 ad en shop", 1, 1))
		collect(t, s.AllRows(t.Context()))
		if n, err := s.Label(t.Context(), "m2", store.Labelled{ID: id(0), Result: entry(0, "").Labels[generation]}); n != 1 || err != nil {
			t.Fatalf("Label = %d, %v", n, err)
		}
		for _, operation := range []string{"GetItem", "TransactGetItems", "Query", "Scan", "BatchGetItem"} {
			var units float64
			for _, c := range seen.of(operation) {
				units += c.Read
			}
			if units == 0 && !(operation == "BatchGetItem" && t.Name() == "TestUnitsRead/MiniStack") {
				t.Errorf("%d calls of %s read no units", len(seen.of(operation)), operation)
			}
		}
	})
}

// A reader asks after the rows of the last fold only where the program that compacted
// died before it could say that it was over.
func TestReadersAfterACompaction(t *testing.T) {
	for _, tt := range []struct {
		name  string
		dies  int
		units []float64 // of each TransactGetItems
	}{
		{"that ended", 0, []float64{2}},
		{"that died", 1, []float64{6, 2}}, // the epoch, the week and the row that went into it; the epoch
	} {
		t.Run(tt.name, func(t *testing.T) {
			st := newStack(t, enginetest.MiniStack(t))
			st.add(t, 0, cell("g", "spring 2026-03-02 ad en shop", 1, 1))
			_, err := st.open(t, st.behind(newPast(t, st).watch(st, tt.dies)), impatient).Compact(t.Context(), "g", "2026-03-09")
			if errors.Is(err, errDied) != (tt.dies > 0) || err != nil && tt.dies == 0 {
				t.Fatalf("Compact: %v", err)
			}
			var seen calls
			collect(t, st.open(t, seen.observe).Rows(t.Context(), always))
			var units []float64
			for _, c := range seen.of("TransactGetItems") {
				units = append(units, c.Read)
			}
			if !slices.Equal(units, tt.units) {
				t.Errorf("TransactGetItems read %v units, want %v", units, tt.units)
			}
		})
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
