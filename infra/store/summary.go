package store

import "time"

// Slice is the part of the counters that a summary is of: all, one campaign,
// channel, language or source, or a campaign with a channel. An empty dimension
// means all of it.
type Slice struct {
	Campaign string `json:"campaign,omitempty"`
	Channel  string `json:"channel,omitempty"`
	Language string `json:"language,omitempty"`
	Source   string `json:"source,omitempty"`
}

// Summary is what a week's reactions of a slice say that counters cannot: how many
// people stand behind them, and in which words. It counts whole reactions alone:
// a stub knows no author.
type Summary struct {
	Week  Day       `json:"week"` // its Monday
	Slice Slice     `json:"slice"`
	Made  time.Time `json:"made"` // when the pass began that counted it
	// Of is a fingerprint of the ids of all classified reactions that the slice had then,
	// stubs included: while it is the same, nothing was added or erased. 0: not known.
	Of      uint64   `json:"of,omitempty"`
	N       int64    `json:"n"`       // classified reactions
	Authors int64    `json:"authors"` // distinct ones; a reaction without an author is one of its own
	Cluster Cluster  `json:"cluster"`
	Phrases []Phrase `json:"phrases,omitempty"` // most frequent first
}

// Cluster are sums over authors for clustered intervals of the paradox share: a is
// how many of an author's reactions are ambivalent, r how many are relevant (value
// or concern or both).
type Cluster struct {
	A2 int64 `json:"a2"` // Σ a²
	AR int64 `json:"ar"` // Σ a·r
	R2 int64 `json:"r2"` // Σ r²
}

// Phrase is a key phrase with how many distinct authors used it.
type Phrase struct {
	Text     string `json:"text"`
	Language string `json:"language"`
	Authors  int64  `json:"authors"`
}

// Monday returns the first day of d's week.
func (d Day) Monday() Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return d.Add(-(int(t.Weekday()) + 6) % 7)
}
