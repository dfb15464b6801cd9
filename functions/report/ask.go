package report

import (
	"context"
	"strings"

	"paradox/infra/web"
)

// Ask is what a report is asked for without HTTP, in the words of its query; ""
// leaves a part out.
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

// AskTrend returns what GET /v1/reports/trend answers. An Ask that it would
// refuse gives an [*AskError]; so for the others.
func (s *Server) AskTrend(ctx context.Context, a Ask) (*Trend, error) { return ask(ctx, s, a, s.Trend) }

// AskThemes returns what GET /v1/reports/themes answers.
func (s *Server) AskThemes(ctx context.Context, a Ask) (*Themes, error) {
	return ask(ctx, s, a, s.Themes)
}

// AskParadox returns what GET /v1/reports/paradox answers.
func (s *Server) AskParadox(ctx context.Context, a Ask) (*Paradox, error) {
	return ask(ctx, s, a, s.Paradox)
}

func ask[T any](ctx context.Context, s *Server, a Ask, build func(context.Context, register, Filter) (*T, error)) (*T, error) {
	reg, err := s.register(ctx)
	if err != nil {
		return nil, err
	}
	f, wrong := query(a).filter(s.today(), reg)
	if len(wrong) > 0 {
		return nil, &AskError{wrong}
	}
	return build(ctx, reg, f)
}
