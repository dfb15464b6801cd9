package capacity

import (
	"fmt"
	"strings"
)

// Rates are the rows of [PlanTable], in reactions a second.
var Rates = [...]float64{1, 10, 100, 1000, 10000}

// PlanTable renders the plan of each of [Rates] as a Markdown table.
func PlanTable(a Assumptions, p Prices) string {
	var b strings.Builder
	b.WriteString("| reactions a second | batch | first limit, unsharded | used | shards | over 3 tries | classify at once | intake at once | write units a second | a month (USD) | per million | raise before |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, rate := range Rates {
		plan := For(rate, a, p)
		var over []string
		for _, n := range plan.Over {
			over = append(over, fmt.Sprintf("%s (%s of %s)", n.Limit, thousands(n.Asked), thousands(n.Max)))
		}
		if over == nil {
			over = []string{"nothing"}
		}
		fmt.Fprintf(&b, "| %s | %d | %s | %.0f %% | %d | %.1f %% | %d | %d | %s | %s | %.2f | %s |\n",
			thousands(rate), plan.Batch, plan.First.Limit, 100*plan.First.Share(), plan.Shards, 100*plan.FourTries,
			plan.Classifying, plan.Accepting, thousands(plan.WritesSecond), thousands(plan.Month.Total()), plan.Month.Million, strings.Join(over, "; "))
	}
	return b.String()
}

// UnitsBatches and UnitsRows span [UnitsTable].
var (
	UnitsBatches = [...]int{1, 10, 25, 50}
	UnitsRows    = [...]int{2, 4, 8, 20}
)

// Mixes are the columns of [UnitsTable]: what is written besides the counter rows.
var Mixes = [...]struct {
	Name        string
	Author      bool // each reaction has one of its own
	Generations int
	KB          float64
}{
	{"no author, 1 KB", false, 1, 1}, {"no author, 2 KB", false, 1, 2},
	{"author, 1 KB", true, 1, 1}, {"author, 2 KB", true, 1, 2},
	{"no author, two generations", false, 2, 1}, {"author, two generations", true, 2, 1},
}

// UnitsTable renders the write units of 1,000 reactions as a Markdown table.
func UnitsTable() string {
	var b strings.Builder
	b.WriteString("| batch | counter rows K |")
	for _, m := range Mixes {
		b.WriteString(" " + m.Name + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(Mixes)) + "\n")
	for _, batch := range UnitsBatches {
		for _, rows := range UnitsRows {
			if rows > 2*batch {
				continue // a reaction moves two rows
			}
			fmt.Fprintf(&b, "| %d | %d |", batch, rows)
			for _, m := range Mixes {
				mix := Mix{Batch: batch, Rows: rows, Generations: m.Generations, KB: m.KB}
				if m.Author {
					mix.Authors = batch
				}
				fmt.Fprintf(&b, " %s |", thousands(mix.PerThousand()))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// thousands writes a number without decimals, its thousands apart.
func thousands(x float64) string {
	s := fmt.Sprintf("%.0f", x)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
