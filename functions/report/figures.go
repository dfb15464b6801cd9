package report

import (
	"context"

	"paradox/infra/figures"
	"paradox/infra/reaction"
)

// The reports, as package figures makes them and the API answers with them.
type (
	Ask        = figures.Ask
	AskError   = figures.AskError
	Filter     = figures.Filter
	Range      = figures.Range
	About      = figures.About
	Trend      = figures.Trend
	Point      = figures.Point
	Note       = figures.Note
	Themes     = figures.Themes
	Theme      = figures.Theme
	Paradox    = figures.Paradox
	Figures    = figures.Figures
	Cells      = figures.Cells
	Part       = figures.Part
	Estimate   = figures.Estimate
	Volume     = figures.Volume
	Table      = figures.Table
	Row        = figures.Row
	Comparison = figures.Comparison
	Difference = figures.Difference
)

// The sides that a theme may stand on, of those that the pages tell apart.
const (
	SideValue   = figures.SideValue
	SideConcern = figures.SideConcern
	SideDemand  = figures.SideDemand
)

const unassigned = reaction.Unassigned

// Figures is what the server reads its figures with, for whoever has no need of a page.
func (s *Server) Figures() *figures.Reader {
	return &figures.Reader{Counters: s.Counters, Control: s.Control, Zone: s.Zone, K: s.K, Now: s.Now, Unfiltered: s.Unfiltered}
}

// AskTrend returns a segment over time: what GET /v1/reports/trend answers. An Ask
// that is refused gives an [*AskError]; so for the others.
func (s *Server) AskTrend(ctx context.Context, a Ask) (*Trend, error) {
	return s.Figures().Trend(ctx, a)
}

// AskThemes returns what a segment speaks of: what GET /v1/reports/themes answers.
func (s *Server) AskThemes(ctx context.Context, a Ask) (*Themes, error) {
	return s.Figures().Themes(ctx, a)
}

// AskParadox returns the index of a segment and of its parts: what GET /v1/reports/paradox answers.
func (s *Server) AskParadox(ctx context.Context, a Ask) (*Paradox, error) {
	return s.Figures().Paradox(ctx, a)
}
