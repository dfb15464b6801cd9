package figures

import (
	"paradox/analysis/index"
	"paradox/analysis/label"
	"paradox/infra/store"
)

// Themes is what a segment speaks of.
type Themes struct {
	About     About   `json:"about"`
	OnSubject int64   `json:"on_subject" doc:"The messages that shares are of"`
	Themes    []Theme `json:"themes" doc:"In taxonomy order; empty where nothing is shown"`
	Demands   *Part   `json:"demands_beside_neither" doc:"Messages with R1- or R2- that assert value only or neither: these the sensitivity run moves; null where fewer than k do, or nothing is shown"`
}

// Side says on which side of a report a theme stands.
type Side string

// The sides.
const (
	SideValue   Side = "value"
	SideConcern Side = "concern"
	SideDemand  Side = "demand" // complaints and demands: R1-, R2-, R3-; beside concern, not in it
	SideFailure Side = "failure"
	SideOther   Side = "other"
)

// Theme is one theme and polarity with the messages that carry it.
type Theme struct {
	Code     string         `json:"code" example:"V1"`
	Theme    string         `json:"theme" example:"relevance"`
	Polarity label.Polarity `json:"polarity" enum:"+,-," doc:"Empty for themes without one"`
	Side     Side           `json:"side" enum:"value,concern,demand,failure,other"`
	Name     string         `json:"name" doc:"In English"`
	Nazwa    string         `json:"name_pl" doc:"In Polish"`
	Messages *int64         `json:"messages" doc:"null where withheld"`
	Share    *Estimate      `json:"share" doc:"Of the messages on personalisation; null where withheld"`
	Withheld bool           `json:"withheld" doc:"1 to k-1 messages"`
}

func (g *Segment) Themes() *Themes {
	t := &Themes{About: g.about, Themes: []Theme{}}
	if !g.shown() {
		return t
	}
	c := g.total()
	t.OnSubject = CellsOf(c).N()
	for i, o := range label.Outputs {
		t.Themes = append(t.Themes, theme(o, c[store.FirstOutput+store.Attr(i)], t.OnSubject, g.reading.k()))
	}
	if n := c[store.DemandValued] + c[store.DemandOther]; n == 0 || n >= g.reading.k() {
		p := part(n, t.OnSubject)
		t.Demands = &p
	}
	return t
}

func theme(o label.Output, n, of, k int64) Theme {
	th := label.ThemeOf(o.Code)
	x := Theme{Code: o.Code, Theme: th.Key, Polarity: o.Polarity, Side: side(o), Name: th.EN, Nazwa: th.PL}
	if n > 0 && n < k {
		x.Withheld = true
		return x
	}
	x.Messages = &n
	if of > 0 && n <= of {
		x.Share = given(index.Share(n, of), true)
	}
	return x
}

func side(o label.Output) Side {
	switch {
	case o.IsValue():
		return SideValue
	case o.IsConcern():
		return SideConcern
	case o.Code == "V1":
		return SideFailure
	case o.Polarity == label.Minus && label.ThemeOf(o.Code).Family == label.Remedy:
		return SideDemand
	}
	return SideOther
}
