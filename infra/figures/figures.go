package figures

import (
	"math"

	"paradox/analysis/index"
	"paradox/infra/store"
)

// Estimate is a figure with its 95 % interval, rounded to six places.
type Estimate struct {
	Figure float64 `json:"figure"`
	Low    float64 `json:"low" doc:"Lower bound of the 95 % interval"`
	High   float64 `json:"high" doc:"Upper bound of the 95 % interval"`
}

func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// Rounded is an estimate as it is reported.
func Rounded(e index.Estimate) Estimate {
	return Estimate{round(e.Figure), round(e.Low), round(e.High)}
}

// given is for figures that may not exist.
func given(e index.Estimate, ok bool) *Estimate {
	if !ok {
		return nil
	}
	x := Rounded(e)
	return &x
}

// Part is how many of the messages, and which share of them.
type Part struct {
	Messages int64   `json:"messages"`
	Share    float64 `json:"share" doc:"0 where there are no messages"`
}

func part(n, of int64) Part {
	if of == 0 {
		return Part{Messages: n}
	}
	return Part{n, round(float64(n) / float64(of))}
}

// Tone is the sentiment of the classified messages.
type Tone struct {
	Negative Part    `json:"negative"`
	Neutral  Part    `json:"neutral"`
	Positive Part    `json:"positive"`
	Mean     float64 `json:"mean" doc:"Mean score in [-1, 1] over all classified messages; a score of zero counts"`
}

// Cells are the messages on personalisation by what they assert.
type Cells struct {
	Ambivalent int64 `json:"ambivalent" doc:"Value and concern in one message"`
	Valued     int64 `json:"valued" doc:"Value only"`
	Concerned  int64 `json:"concerned" doc:"Concern only"`
	Other      int64 `json:"other" doc:"On the subject with neither"`
}

// Index is what is given from 30 relevant messages on.
type Index struct {
	Paradox     Estimate  `json:"paradox_share" doc:"Of the relevant messages, those that assert value and concern at once"`
	Balance     Estimate  `json:"balance" doc:"Privacy-calculus balance: (valued - concerned) / relevant, in [-1, 1]; below 50 relevant messages half a message is added to each cell"`
	Coexistence Estimate  `json:"coexistence" doc:"How evenly value and concern are asserted across messages, in [0, 1]"`
	Intensity   Estimate  `json:"intensity" doc:"Mean of the value share and the concern share"`
	Lift        *float64  `json:"lift" doc:"Value and concern together against independence; null where messages with neither are not observed as they come"`
	WithDemands *Estimate `json:"paradox_share_with_demands" doc:"Sensitivity run: the paradox share if demands for transparency and control (R1-, R2-) counted as concern; null where no message asserts a side"`
}

// Figures are a segment's numbers.
type Figures struct {
	Messages     int64     `json:"messages"`
	Unclassified Part      `json:"unclassified" doc:"In a language that is not labelled, or without text; among messages, and in no other figure"`
	OffTopic     int64     `json:"off_topic"`
	OnSubject    int64     `json:"on_subject" doc:"N: the sum of the cells"`
	Relevant     int64     `json:"relevant" doc:"R: asserting value, concern or both"`
	Cells        Cells     `json:"cells"`
	Value        *Estimate `json:"value" doc:"Share of the messages on personalisation that assert a value; null where there are none"`
	Concern      *Estimate `json:"concern" doc:"Share of the messages on personalisation that assert a concern; null where there are none"`
	Sentiment    *Tone     `json:"sentiment" doc:"null where nothing is classified"`
	Index        *Index    `json:"index" doc:"null where there are too few messages for an index"`
	NoIndex      string    `json:"no_index,omitempty" doc:"Why there is no index"`
}

// CellsOf are the cells of the index in counts.
func CellsOf(c store.Counts) index.Cells {
	return index.Cells{A: c[store.Ambivalent], B: c[store.Valued], C: c[store.Concerned], D: c[store.Other]}
}

// TooFew is said where there are fewer than 30 relevant messages.
const tooFew = "too few for an index: fewer than 30 messages assert value or concern"

// figures computes a segment's numbers. observed says that messages with neither
// side are in it as they come.
func figures(c store.Counts, observed bool) *Figures {
	cells := CellsOf(c)
	f := &Figures{
		Messages:     c[store.N],
		Unclassified: part(c[store.Unclassified], c[store.N]),
		OffTopic:     c[store.OffTopic],
		OnSubject:    cells.N(),
		Relevant:     cells.R(),
		Cells:        Cells{cells.A, cells.B, cells.C, cells.D},
		Value:        given(cells.Value()),
		Concern:      given(cells.Concern()),
		Sentiment:    tone(c),
	}
	if !cells.Enough() {
		f.NoIndex = tooFew
		return f
	}
	f.Index = indexOf(c, observed)
	return f
}

func tone(c store.Counts) *Tone {
	n := c[store.N] - c[store.Unclassified]
	if n <= 0 {
		return nil
	}
	return &Tone{
		Negative: part(c[store.Negative], n), Neutral: part(c[store.Neutral], n), Positive: part(c[store.Positive], n),
		Mean: round(float64(c[store.ScoreSum]) / 10000 / float64(n)),
	}
}

// indexOf needs cells that are enough for an index.
func indexOf(c store.Counts, observed bool) *Index {
	cells := CellsOf(c)
	ps, _ := cells.Paradox()
	nb, _ := cells.Balance()
	x, _ := cells.Coexistence()
	i := &Index{
		Paradox: Rounded(ps), Balance: Rounded(nb),
		Coexistence: Rounded(x.CX), Intensity: Rounded(x.Intensity),
		WithDemands: given(cells.WithDemands(c[store.DemandValued], c[store.DemandOther]).Paradox()),
	}
	if lift, ok := cells.Lift(); ok && observed {
		lift = round(lift)
		i.Lift = &lift
	}
	return i
}
