package storetest

import (
	"fmt"
	"time"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

const (
	gen1 = "m1-t1-Europe/Warsaw"
	gen2 = "m2-t1-Europe/Warsaw"
)

// full is an entry with every field set.
func full() store.Entry {
	return store.Entry{
		Reaction: reaction.Reaction{
			ID: "00112233445566778899aabbccddeeff", Author: "ffeeddccbbaa99887766554433221100",
			Time: start.Add(-time.Hour), Expires: start.Add(48 * time.Hour),
			Source: "shop", Channel: "email", Campaign: "Wiosna <2026>",
			Text: "Zażółć gęślą jaźń & \"quotes\" <b>\x00 👩‍💻 עברית",
		},
		Dims: store.Dims{Campaign: "spring", Day: "2026-03-10", Channel: "email", Language: "pl", Source: "shop"},
		Labels: map[string]label.Result{
			gen1: {
				Language: "pl", Confidence: 9876,
				Sentiment: label.Sentiment{
					Label: label.Negative, Score: -6810,
					Probabilities: label.Probabilities{Negative: 7400, Neutral: 2010, Positive: 590},
				},
				Themes: []label.Found{
					{Output: label.Output{Code: "V1", Polarity: label.Plus}, Confidence: 8300, Spans: []label.Span{{0, 8}, {12, 20}}},
					{Output: label.Output{Code: "C2"}, Confidence: 7001, Spans: []label.Span{{21, 30}}},
				},
				Irritation: true, Resignation: true, Model: "m1",
			},
			gen2: {Language: "und", Confidence: 1200, Unclassified: true, Model: "m2"},
		},
	}
}

// plain is a small entry of that number, with an author if named.
func plain(i int, author reaction.AuthorKey) store.Entry {
	return store.Entry{
		Reaction: reaction.Reaction{
			ID: id(i), Author: author, Time: start.Add(-time.Hour), Expires: start.Add(24 * time.Hour),
			Source: "shop", Channel: "ad", Text: fmt.Sprintf("text number %d", i),
		},
		Dims:   store.Dims{Campaign: "spring", Day: "2026-03-10", Channel: "ad", Language: "en", Source: "shop"},
		Labels: map[string]label.Result{gen1: results[i%len(results)]},
	}
}

func id(i int) reaction.ID { return reaction.ID(fmt.Sprintf("%032x", i)) }

func author(i int) reaction.AuthorKey { return reaction.AuthorKey(fmt.Sprintf("a%031x", i)) }

// plains are the entries numbered from to to-1.
func plains(from, to int, author reaction.AuthorKey) []store.Entry {
	var es []store.Entry
	for i := from; i < to; i++ {
		es = append(es, plain(i, author))
	}
	return es
}

// results stand for every kind of result: each stance, each sentiment, the facets,
// demands, and no classification.
var results = []label.Result{
	result(label.Positive, 8123, "V1+"),
	result(label.Negative, -9999, "C2", "C7"),
	result(label.Neutral, 12, "V2", "C1"),
	result(label.Negative, -1, "R1-"),
	result(label.Positive, 10000, "V3", "R2-"),
	result(label.Neutral, 0),
	{Language: "de", Confidence: 9000, Unclassified: true, Model: "m1"},
	{Language: "en", Sentiment: label.Sentiment{Label: label.Negative, Score: -4000}, Irritation: true, Model: "m1"},
	{Language: "pl", Sentiment: label.Sentiment{Label: label.Neutral, Score: -7}, Resignation: true, Model: "m1"},
}

func result(sentiment string, score label.Score, outputs ...string) label.Result {
	r := label.Result{
		Language: "en", Confidence: 9500, Model: "m1",
		Sentiment: label.Sentiment{Label: sentiment, Score: score},
	}
	for _, o := range outputs {
		out := label.Output{Code: o[:2], Polarity: label.Polarity(o[2:])}
		r.Themes = append(r.Themes, label.Found{Output: out, Confidence: 8000, Spans: []label.Span{{0, 4}}})
	}
	return r
}

// bare is what an expired entry is shown as: a fresh value that shares nothing.
func bare(e store.Entry) store.Entry {
	labels := map[string]label.Result{}
	for g, r := range e.Labels {
		labels[g] = bareResult(r)
	}
	return store.Entry{Reaction: reaction.Reaction{ID: e.Reaction.ID}, Dims: e.Dims, Labels: labels}
}

// bareResult is r without its spans.
func bareResult(r label.Result) label.Result {
	var themes []label.Found
	for _, f := range r.Themes {
		themes = append(themes, label.Found{Output: f.Output, Confidence: f.Confidence})
	}
	r.Themes = themes
	return r
}
