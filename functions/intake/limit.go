package intake

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// limitWindow is the time for which a sender's feedback is counted. Windows begin at
// the same moments for everybody, so that a sender may send twice the limit around one.
const limitWindow = 10 * time.Minute

// programs are those whose feedback is not limited: they hand in what many people said.
var programs = access.Need{Role: access.Analyst, Scope: mentionsScope}

// limited refuses a feedback whose sender has sent too many. Of the address a keyed
// hash is kept, with the window in it, until the window is over: it says neither who
// it was nor that two windows had the same sender.
func (s *Server) limited(ctx context.Context) error {
	sender := web.Sender(ctx)
	if s.Limit <= 0 || sender == "" {
		return nil
	}
	if p, err := access.From(ctx); err == nil && p.May(programs) {
		return nil
	}
	now := s.Now()
	begin := now.Truncate(limitWindow)
	end := begin.Add(limitWindow)
	n, err := s.Control.Count(ctx, s.Keys.RequestMAC("sender", sender, begin.UTC().Format(time.RFC3339)), end)
	if err != nil {
		return web.Unavailable(fmt.Errorf("counting a sender's feedback: %w", err))
	}
	if n <= s.Limit {
		return nil
	}
	return web.RetryAfter(web.Problem(http.StatusTooManyRequests, "too_many", "Too much feedback came from this address. Nothing is lost: send it again later."), end.Sub(now))
}
