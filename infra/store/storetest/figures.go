package storetest

import (
	"context"
	"strings"

	"paradox/analysis/label"
	"paradox/infra/store"
)

// figures are counter values by "generation|campaign|day|channel|language|source|attribute",
// without zeros. They are counted here from the words of the taxonomy, not with the
// store's own helpers, so that a mistake there shows.
type figures map[string]int64

// add counts an entry, or takes it away with sign -1.
func (f figures) add(e store.Entry, sign int64) {
	d := e.Dims
	for generation, r := range e.Labels {
		for _, campaign := range []string{d.Campaign, "*"} {
			row := strings.Join([]string{generation, campaign, string(d.Day), d.Channel, d.Language, d.Source}, "|")
			for attr, v := range attributes(r) {
				f.move(row+"|"+attr, sign*v)
			}
		}
	}
}

func (f figures) move(key string, by int64) {
	if f[key] += by; f[key] == 0 {
		delete(f, key)
	}
}

func attributes(r label.Result) map[string]int64 {
	if r.Unclassified {
		return map[string]int64{"n": 1, "unclassified": 1}
	}
	a := map[string]int64{"n": 1, r.Sentiment.Label: 1, "score_sum": int64(r.Sentiment.Score)}
	var value, concern, demand bool
	for _, f := range r.Themes {
		o := f.Output.String()
		a[o] = 1
		value = value || o == "V1+" || o == "V2" || o == "V3"
		concern = concern || o[0] == 'C'
		demand = demand || o == "R1-" || o == "R2-"
	}
	if r.Irritation {
		a["irritation"] = 1
	}
	if r.Resignation {
		a["resignation"] = 1
	}
	switch {
	case value && concern:
		a["ambivalent"] = 1
	case value:
		a["valued"] = 1
		if demand {
			a["demand_valued"] = 1
		}
	case concern:
		a["concerned"] = 1
	case len(r.Themes) > 0 || r.Irritation || r.Resignation:
		a["other"] = 1
		if demand {
			a["demand_other"] = 1
		}
	default:
		a["off_topic"] = 1
	}
	return a
}

// countedIn are the counters as the store has them.
func countedIn(t fataler, s store.Store) figures {
	t.Helper()
	f := figures{}
	for _, row := range collect(t, "AllRows", s.AllRows(context.Background())) {
		if row.Counts == (store.Counts{}) {
			t.Fatalf("AllRows yields a row of zeros: %v", row.Key)
		}
		f.addRow(row.Key, row.Counts)
	}
	return f
}

// addRow adds a counter row of a store.
func (f figures) addRow(k store.RowKey, counts store.Counts) {
	row := strings.Join([]string{k.Generation, k.Campaign, string(k.Day), k.Channel, k.Language, k.Source}, "|")
	for a := range store.NumAttrs {
		f.move(row+"|"+a.String(), counts[a])
	}
}
