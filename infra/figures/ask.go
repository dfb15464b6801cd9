package figures

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

// Trend returns a segment over time. An Ask
// that is refused gives an [*AskError]; so for the others.
func (s *Reader) Trend(ctx context.Context, a Ask) (*Trend, error) {
	return ask(ctx, s, a, false, (*Segment).Trend)
}

// Themes returns what a segment speaks of.
func (s *Reader) Themes(ctx context.Context, a Ask) (*Themes, error) {
	return ask(ctx, s, a, false, (*Segment).Themes)
}

// Paradox returns the index of a segment and of its parts.
func (s *Reader) Paradox(ctx context.Context, a Ask) (*Paradox, error) {
	return ask(ctx, s, a, true, (*Segment).Paradox)
}

func ask[T any](ctx context.Context, s *Reader, a Ask, tabled bool, build func(*Segment) *T) (*T, error) {
	reg, err := s.Register(ctx)
	if err != nil {
		return nil, err
	}
	f, wrong := a.Filter(reg)
	if len(wrong) > 0 {
		return nil, &AskError{wrong}
	}
	r, err := s.Read(ctx, reg, f, tabled)
	if err != nil {
		return nil, err
	}
	return build(r.Segment(f)), nil
}
