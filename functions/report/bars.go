package report

import (
	"cmp"
	"math"
	"paradox/infra/figures"
	"slices"
)

// bar is a share as a bar with its interval, on a scale of its list.
type bar struct {
	Class, Label, Note string
	Text, Span         string // the share and its interval in words
	Width, Low, High   string // of 100
	Withheld           bool
}

func barOf(class, label string, e *figures.Estimate, scale float64) bar {
	b := bar{Class: class, Label: label, Width: "0"}
	if e == nil {
		b.Text = "–"
		return b
	}
	at := func(x float64) string { return px(100 * min(1, x/scale)) }
	b.Text, b.Span = percent(e.Figure), span(*e)
	b.Width, b.Low, b.High = at(e.Figure), at(e.Low), at(e.High)
	return b
}

// themeLists are the themes by side, the largest first.
type themeLists struct {
	Value, Concern, Demands, Rest []bar
	Withheld                      bool
	Scale                         string // the share at which all bars end
}

func listThemes(t *figures.Themes) themeLists {
	scale := 0.05
	for _, x := range t.Themes {
		if x.Share != nil {
			scale = max(scale, x.Share.High)
		}
	}
	scale = min(1, math.Ceil(20*scale-1e-9)/20)
	sorted := slices.Clone(t.Themes)
	slices.SortStableFunc(sorted, func(a, b figures.Theme) int { return cmp.Compare(messages(b), messages(a)) })
	lists := themeLists{Scale: percent(scale)}
	for _, x := range sorted {
		b := themeBar(x, scale)
		lists.Withheld = lists.Withheld || x.Withheld
		switch x.Side {
		case figures.SideValue:
			lists.Value = append(lists.Value, b)
		case figures.SideConcern:
			lists.Concern = append(lists.Concern, b)
		case figures.SideDemand:
			lists.Demands = append(lists.Demands, b)
		default:
			lists.Rest = append(lists.Rest, b)
		}
	}
	return lists
}

func messages(t figures.Theme) int64 {
	if t.Messages == nil {
		return 0
	}
	return *t.Messages
}

func themeBar(t figures.Theme, scale float64) bar {
	class := "plain"
	if t.Side == figures.SideValue || t.Side == figures.SideConcern {
		class = string(t.Side)
	}
	name, note := t.Reads()
	b := barOf(class, name, t.Share, scale)
	b.Note = note
	if b.Withheld = t.Withheld; messages(t) == 0 {
		b.Text, b.Span, b.Low = "none", "", ""
	}
	return b
}
