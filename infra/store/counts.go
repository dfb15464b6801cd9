package store

import (
	"fmt"
	"time"

	"paradox/analysis/label"
)

// AllCampaigns names the rows that count every campaign together.
const AllCampaigns = "*"

// Day is a calendar day of the report time zone, as "2026-11-25".
type Day string

// DayOf returns the day on which t falls in zone.
func DayOf(t time.Time, zone *time.Location) Day { return Day(t.In(zone).Format(time.DateOnly)) }

// ParseDay checks that s is a day.
func ParseDay(s string) (Day, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%q is not a day like 2026-11-25", s)
	}
	return Day(s), nil
}

// Add returns the day n days later, or earlier for a negative n.
func (d Day) Add(n int) Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return Day(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// RowKey names a counter row.
type RowKey struct {
	Generation string
	Campaign   string // a campaign's name, reaction.Unassigned, or AllCampaigns
	Day        Day
	Channel    string
	Language   string
	Source     string
}

// Row is a counter row.
type Row struct {
	Key    RowKey
	Counts Counts
}

// Attr is the index of a counter attribute in [Counts].
type Attr int

// The counter attributes. The outputs of label.Outputs follow from [FirstOutput] on.
const (
	N            Attr = iota // messages
	Unclassified             // of those, without labels; in none of the counts below
	OffTopic
	Negative
	Neutral
	Positive
	ScoreSum // Σ sentiment score, in units of 1/10,000
	Valued
	Concerned
	Ambivalent
	Other
	Irritation
	Resignation
	DemandValued // of Valued, with R1- or R2-: would be ambivalent if demands were concerns
	DemandOther  // of Other, with R1- or R2-: would be concerned if demands were concerns
	FirstOutput

	NumAttrs = FirstOutput + label.NumOutputs
)

var attrNames = [FirstOutput]string{
	"n", "unclassified", "off_topic", "negative", "neutral", "positive", "score_sum",
	"valued", "concerned", "ambivalent", "other", "irritation", "resignation",
	"demand_valued", "demand_other",
}

// String returns the attribute's name as engines store it: "n", "off_topic", "V1+".
func (a Attr) String() string {
	if a < FirstOutput {
		return attrNames[a]
	}
	return label.Outputs[a-FirstOutput].String()
}

// Counts are the attributes of one counter row.
type Counts [NumAttrs]int64

// Add adds d to c, attribute by attribute.
func (c *Counts) Add(d Counts) {
	for i := range c {
		c[i] += d[i]
	}
}

// Sub takes d from c, attribute by attribute.
func (c *Counts) Sub(d Counts) {
	for i := range c {
		c[i] -= d[i]
	}
}

// Output returns how many messages carry the output.
func (c Counts) Output(o label.Output) int64 {
	i, err := label.OutputIndex(o)
	if err != nil {
		return 0
	}
	return c[FirstOutput+Attr(i)]
}

var stanceAttr = map[label.Stance]Attr{
	label.Valued: Valued, label.Concerned: Concerned, label.Ambivalent: Ambivalent,
	label.Other: Other, label.OffTopic: OffTopic,
}

var sentimentAttr = map[string]Attr{
	label.Negative: Negative, label.Neutral: Neutral, label.Positive: Positive,
}

// CountsOf returns what one message with that result adds to its rows.
func CountsOf(r label.Result) Counts {
	c := Counts{N: 1}
	if r.Unclassified {
		c[Unclassified] = 1
		return c
	}
	stance := r.Stance()
	c[stanceAttr[stance]] = 1
	c[sentimentAttr[r.Sentiment.Label]] = 1
	c[ScoreSum] = int64(r.Sentiment.Score)
	for i, o := range label.Outputs {
		if r.Has(o) {
			c[FirstOutput+Attr(i)] = 1
		}
	}
	c[Irritation], c[Resignation] = one(r.Irritation), one(r.Resignation)
	demand := r.Has(label.Output{Code: "R1", Polarity: label.Minus}) || r.Has(label.Output{Code: "R2", Polarity: label.Minus})
	c[DemandValued] = one(demand && stance == label.Valued)
	c[DemandOther] = one(demand && stance == label.Other)
	return c
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// RowsOf returns the rows that an entry is counted in, per generation that of
// its campaign and that of all, each with what the entry adds.
func RowsOf(e Entry) []Row {
	rows := make([]Row, 0, 2*len(e.Labels))
	for generation, result := range e.Labels {
		counts := CountsOf(result)
		for _, campaign := range [...]string{e.Dims.Campaign, AllCampaigns} {
			rows = append(rows, Row{
				Key: RowKey{
					Generation: generation, Campaign: campaign, Day: e.Dims.Day,
					Channel: e.Dims.Channel, Language: e.Dims.Language, Source: e.Dims.Source,
				},
				Counts: counts,
			})
		}
	}
	return rows
}
