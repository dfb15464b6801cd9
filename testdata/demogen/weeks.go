package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"paradox/testdata"
)

// tally counts the messages of some segment by stance.
type tally struct {
	n, unlabelled int
	by            map[string]int
	outputs       map[string]int
}

func newTally() *tally { return &tally{by: map[string]int{}, outputs: map[string]int{}} }

func (t *tally) add(m *message) {
	t.n++
	if m.Stance == "" {
		t.unlabelled++
		return
	}
	t.by[m.Stance]++
	for _, th := range m.Themes {
		t.outputs[th.Code+th.Polarity]++
	}
	if m.Irritation {
		t.outputs[irritation]++
	}
}

// onSubject is the denominator N of the paradox index, relevant its R.
func (t *tally) relevant() int  { return t.by["valued"] + t.by["ambivalent"] + t.by["concerned"] }
func (t *tally) onSubject() int { return t.relevant() + t.by["other"] }

// Value, concern and paradox shares as index.md defines them, as whole percentages.
func (t *tally) value() int   { return percent(t.by["valued"]+t.by["ambivalent"], t.onSubject()) }
func (t *tally) concern() int { return percent(t.by["concerned"]+t.by["ambivalent"], t.onSubject()) }
func (t *tally) paradox() int { return percent(t.by["ambivalent"], t.relevant()) }

func percent(a, b int) int {
	if b == 0 {
		return 0
	}
	return (200*a + b) / (2 * b)
}

// shown are the outputs whose counts the table lists.
var shown = [...]string{"V1+", "C2", "C3", "C4", "C6", "C7", "R1+", "R2+", "T1+", "T1-", irritation}

// weeks prints a table of the weeks of the story for all and for each campaign.
func (s set) weeks(out io.Writer) error {
	w := tabwriter.NewWriter(out, 4, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "campaign\tweek\tn\toff %\tR\tvalue %\tconcern %\tparadox %\t")
	for _, o := range shown {
		fmt.Fprintf(w, "%s\t", o)
	}
	fmt.Fprintln(w)
	for _, campaign := range []string{"all", basket, newsletter, pocket, club, unassigned} {
		for week, t := range s.tallies(campaign) {
			name := campaign
			if name == unassigned {
				name = "unassigned"
			}
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t", name, week+1, t.n, percent(t.by["off_topic"], t.n), t.relevant(), t.value(), t.concern(), t.paradox())
			for _, o := range shown {
				fmt.Fprintf(w, "%d\t", t.outputs[o])
			}
			fmt.Fprintln(w)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("printing the weeks: %w", err)
	}
	return nil
}

// tallies counts the weeks of a campaign, or of "all".
func (s set) tallies(campaign string) []*tally {
	weeks := make([]*tally, (testdata.Days+6)/7)
	for i := range weeks {
		weeks[i] = newTally()
	}
	for _, p := range s.placed {
		if campaign == "all" || campaign == p.campaign {
			weeks[p.day/7].add(p.message)
		}
	}
	return weeks
}
