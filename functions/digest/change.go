package digest

import (
	"cmp"
	"math"
	"slices"

	"paradox/analysis/index"
	"paradox/infra/figures"
)

// Changes are the differences between the two weeks.
type Changes struct {
	Value, Concern, Paradox Change
	Themes                  []Change // those given for both weeks, the largest first
}

// Change is a share in the week, in the week before, and the difference with its
// interval (Newcombe's method 10, from the two Wilson intervals).
type Change struct {
	Name         string // of a theme
	Was, Is      float64
	Difference   index.Estimate
	Clear        bool // by index.Clear, over all changes of the digest
	significance float64
}

func change(name string, now, was index.Proportion) Change {
	return Change{
		Name: name, Was: index.Share(was.X, was.N).Figure, Is: index.Share(now.X, now.N).Figure,
		Difference: index.Difference(now, was), significance: index.ScoreTest(now, was),
	}
}

// The reasons for which there are no changes.
const (
	oneWithheld = "one of the weeks is withheld"
	tooFew      = "one of the weeks has fewer than 30 relevant messages"
	joined      = "days of both weeks are joined into one block, and stand in both columns"
)

// compare compares two weeks that are independent samples and enough for an index.
func compare(now, was Reports) (*Changes, string) {
	a, b := now.shown(), was.shown()
	switch {
	case a == nil || b == nil:
		return nil, oneWithheld
	case was.Paradox.About.Covered.To >= now.Paradox.About.Covered.From:
		return nil, joined
	case a.Index == nil || b.Index == nil:
		return nil, tooFew
	}
	x, y := a.Cells, b.Cells
	c := &Changes{
		Value:   change("", index.Proportion{X: x.Ambivalent + x.Valued, N: a.OnSubject}, index.Proportion{X: y.Ambivalent + y.Valued, N: b.OnSubject}),
		Concern: change("", index.Proportion{X: x.Ambivalent + x.Concerned, N: a.OnSubject}, index.Proportion{X: y.Ambivalent + y.Concerned, N: b.OnSubject}),
		Paradox: change("", index.Proportion{X: x.Ambivalent, N: a.Relevant}, index.Proportion{X: y.Ambivalent, N: b.Relevant}),
	}
	for i, t := range now.Themes.Themes {
		u := was.Themes.Themes[i]
		if t.Share == nil || u.Share == nil || *t.Messages+*u.Messages == 0 {
			continue
		}
		c.Themes = append(c.Themes, change(name(t), index.Proportion{X: *t.Messages, N: a.OnSubject}, index.Proportion{X: *u.Messages, N: b.OnSubject}))
	}
	c.judge()
	slices.SortStableFunc(c.Themes, func(a, b Change) int {
		return cmp.Compare(math.Abs(b.Difference.Figure), math.Abs(a.Difference.Figure))
	})
	return c, ""
}

// judge says which changes are clear, of all that are made at once.
func (c *Changes) judge() {
	all := []*Change{&c.Value, &c.Concern, &c.Paradox}
	for i := range c.Themes {
		all = append(all, &c.Themes[i])
	}
	ps := make([]float64, len(all))
	for i, x := range all {
		ps[i] = x.significance
	}
	for i, q := range index.FalseDiscovery(ps) {
		all[i].Clear = index.Clear(all[i].Difference, q)
	}
}

// name is a theme as people read it.
func name(t figures.Theme) string {
	name, _ := t.Reads()
	return name
}

// clear says what the stars mean, or that there are none.
func (c *Changes) clear() string {
	all := append([]Change{c.Value, c.Concern, c.Paradox}, c.Themes...)
	if !slices.ContainsFunc(all, func(x Change) bool { return x.Clear }) {
		return "None is clear: each may be chance."
	}
	return "Those with * are clear: their intervals leave out 0, and of all that are marked so, one in twenty at most is expected to be chance."
}
