package capacity_test

import (
	"strings"
	"testing"

	"paradox/infra/capacity"
)

func TestUnits(t *testing.T) {
	for name, tt := range map[string]struct {
		mix          capacity.Mix
		perThousand  float64
		transactions int
	}{
		"batches of 50, one campaign, two languages": {capacity.Mix{Batch: 50, Rows: 4, Generations: 1, KB: 1}, 2160, 1},
		"one by one":            {capacity.Mix{Batch: 1, Rows: 2, Generations: 1, KB: 0.3}, 6000, 1},
		"one by one, 2 KB":      {capacity.Mix{Batch: 1, Rows: 2, Generations: 1, KB: 1.1}, 8000, 1},
		"with an author each":   {capacity.Mix{Batch: 10, Rows: 2, Generations: 1, KB: 1, Authors: 10}, 6400, 1},
		"two generations":       {capacity.Mix{Batch: 10, Rows: 2, Generations: 2, KB: 1}, 2800, 1},
		"more than one holds":   {capacity.Mix{Batch: 50, Rows: 4, Generations: 1, KB: 1, Authors: 50}, 6320, 2},
		"all of one author":     {capacity.Mix{Batch: 10, Rows: 2, Generations: 1, KB: 1, Authors: 1}, 4600, 1},
		"as much as fits":       {capacity.Mix{Batch: 96, Rows: 4, Generations: 1, KB: 1}, 2000 + 8000.0/96, 1},
		"and one reaction more": {capacity.Mix{Batch: 97, Rows: 4, Generations: 1, KB: 1}, 2000 + 16000.0/97, 2},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.mix.PerThousand(); got < tt.perThousand-1e-9 || got > tt.perThousand+1e-9 {
				t.Errorf("PerThousand = %v, want %v", got, tt.perThousand)
			}
			if got := tt.mix.Transactions(); got != tt.transactions {
				t.Errorf("Transactions = %d, want %d", got, tt.transactions)
			}
		})
	}
}

// The plans bear what they are made for, and more is never less.
func TestPlans(t *testing.T) {
	var last capacity.Plan
	for _, rate := range capacity.Rates {
		p := capacity.For(rate, capacity.Assumed, capacity.Listed)
		if p.FourTries >= 0.05 {
			t.Errorf("%v a second: %.1f %% of batches need more than three tries", rate, 100*p.FourTries)
		}
		if p.Shards < last.Shards || p.Classifying < last.Classifying || p.WritesSecond <= last.WritesSecond || p.Month.Total() <= last.Month.Total() {
			t.Errorf("%v a second needs %+v, less than %v a second", rate, p, last.Rate)
		}
		if p.First.Limit == "" || p.First.Share() <= 0 {
			t.Errorf("%v a second: no first limit", rate)
		}
		last = p
	}
}

// At ten thousand a second the table's quota is exceeded, and the plan says so.
func TestPlanNamesWhatMustBeRaised(t *testing.T) {
	p := capacity.For(10000, capacity.Assumed, capacity.Listed)
	if len(p.Over) > 0 {
		t.Errorf("over at 10,000: %+v", p.Over)
	}
	p = capacity.For(30000, capacity.Assumed, capacity.Listed)
	var said []string
	for _, n := range p.Over {
		said = append(said, n.Limit)
	}
	for _, want := range []string{"write units of a table", "requests of the HTTP API", "functions of the account at once"} {
		if !strings.Contains(strings.Join(said, ";"), want) {
			t.Errorf("over at 30,000: %q lack %q", said, want)
		}
	}
}

// A partition key that is written faster than the limit needs shards even where
// nothing conflicts.
func TestScopeChoosesShards(t *testing.T) {
	a := capacity.Assumed
	a.Transaction = 0
	one, many := capacity.For(1000, a, capacity.Listed), capacity.For(20000, a, capacity.Listed)
	if one.Shards != 1 {
		t.Errorf("1,000 a second without conflicts: %d shards", one.Shards)
	}
	if got := 20000.0 / 50 * 2 * 4 / float64(many.Shards); got > 700 || many.Shards != 8 {
		t.Errorf("20,000 a second: %d shards of %v units each", many.Shards, got)
	}
}
