package figures

import "paradox/infra/store"

// Trend is a segment over time.
type Trend struct {
	About  About   `json:"about"`
	Points []Point `json:"points" doc:"Blocks of at least k messages, in order"`
	Notes  []Note  `json:"notes" doc:"Remarks of the campaigns on days covered"`
}

// Point is one block of days.
type Point struct {
	From         store.Day `json:"from"`
	To           store.Day `json:"to"`
	Messages     int64     `json:"messages"`
	Unclassified Part      `json:"unclassified"`
	Sentiment    *Tone     `json:"sentiment" doc:"null where nothing is classified"`
	OnSubject    int64     `json:"on_subject"`
	Value        *Estimate `json:"value" doc:"Share of the messages on personalisation that assert a value; null where there are none"`
	Concern      *Estimate `json:"concern" doc:"Share of the messages on personalisation that assert a concern; null where there are none"`
	Paradox      *Estimate `json:"paradox_share" doc:"null where there are fewer than 30 relevant messages"`
}

func (g *Segment) Trend() *Trend {
	t := &Trend{About: g.about, Points: make([]Point, len(g.history.periods)), Notes: g.Notes()}
	for i, p := range g.history.periods {
		t.Points[i] = point(p)
	}
	return t
}

func point(p Period) Point {
	c := CellsOf(p.Counts)
	x := Point{
		From: DayAt(p.First), To: DayAt(p.Last), Messages: p.Counts[store.N],
		Unclassified: part(p.Counts[store.Unclassified], p.Counts[store.N]),
		Sentiment:    tone(p.Counts), OnSubject: c.N(),
		Value: given(c.Value()), Concern: given(c.Concern()),
	}
	if c.Enough() {
		x.Paradox = given(c.Paradox())
	}
	return x
}
