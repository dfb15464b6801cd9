package report

import (
	"context"
	"strings"

	"paradox/infra/web"
)

// Ask is what a report is asked for, in the words of its query; "" leaves a part
// out.
type Ask struct{ From, To, Campaign, Channel, Language, Source string }

// AskError says which parts of an [Ask] are wrong, and why; it quotes none.
type AskError struct{ Params []web.InvalidParam }

// Error names each part with its reason.
func (e *AskError) Error() string {
	said := make([]string, len(e.Params))
	for i, p := range e.Params {
		said[i] = p.Field + ": " + p.Reason
	}
	return strings.Join(said, "; ")
}

// AskTrend returns a segment over time: what GET /v1/reports/trend answers. An Ask
// that is refused gives an [*AskError]; so for the others.
func (s *Server) AskTrend(ctx context.Context, a Ask) (*Trend, error) {
	return ask(ctx, s, a, false, (*segment).trend)
}

// AskThemes returns what a segment speaks of: what GET /v1/reports/themes answers.
func (s *Server) AskThemes(ctx context.Context, a Ask) (*Themes, error) {
	return ask(ctx, s, a, false, (*segment).themes)
}

// AskParadox returns the index of a segment and of its parts: what GET /v1/reports/paradox answers.
func (s *Server) AskParadox(ctx context.Context, a Ask) (*Paradox, error) {
	return ask(ctx, s, a, true, (*segment).paradox)
}

func ask[T any](ctx context.Context, s *Server, a Ask, tabled bool, build func(*segment) *T) (*T, error) {
	reg, err := s.register(ctx)
	if err != nil {
		return nil, err
	}
	f, wrong := a.filter(reg)
	if len(wrong) > 0 {
		return nil, &AskError{wrong}
	}
	r, err := s.read(ctx, reg, f, tabled)
	if err != nil {
		return nil, err
	}
	return build(r.segment(f)), nil
}
