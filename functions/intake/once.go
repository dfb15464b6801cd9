package intake

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/web"
	"paradox/infra/web/access"
)

const (
	claimLife  = 7 * 24 * time.Hour
	claimGrace = 30 * time.Second // how long a first request may be under way
)

// once queues r unless a request with that key did so before, and returns the id
// under which the message is known. A claim that was made but not settled is
// queued again under its id: a crash may lie between the two, and the store
// drops what it knows.
func (s *Server) once(ctx context.Context, key string, f feedback, r reaction.Reaction) (reaction.ID, error) {
	who, err := principal(ctx)
	if err != nil {
		return "", err
	}
	now := s.Now()
	mine := store.Claim{
		Key: s.Keys.RequestMAC(who, "POST /v1/feedback", key), Body: s.Keys.RequestMAC("feedback", f.Text, f.Channel, f.Campaign),
		ID: r.ID, Pending: now.Add(claimGrace), Expires: now.Add(claimLife),
	}
	standing, fresh, err := s.Control.Claim(ctx, mine, now)
	switch {
	case err != nil:
		return "", web.Unavailable(fmt.Errorf("claiming an idempotency key: %w", err))
	case fresh:
	case standing.Body != mine.Body:
		return "", web.Problem(http.StatusUnprocessableEntity, "idempotency_mismatch",
			"This key came before with another body. A new message needs a new key.",
			web.InvalidParam{Field: "header.Idempotency-Key", Reason: "used before with another body"})
	case standing.Pending.IsZero():
		return standing.ID, nil
	case now.Before(standing.Pending):
		return "", web.RetryAfter(web.Problem(http.StatusConflict, "in_flight",
			"A request with this key is under way."), standing.Pending.Sub(now))
	}
	r.ID = standing.ID
	return r.ID, s.sendAndSettle(ctx, standing, r)
}

// principal is whose key it is: a program's own, which nobody can take before it, or
// one of the public's.
func principal(ctx context.Context) (string, error) {
	p, err := access.From(ctx)
	if err != nil || p.Session || p.Subject == "" {
		return "public", err
	}
	return "program " + p.Subject, nil
}

// sendAndSettle queues r and settles its claim. If the queue fails the claim is
// opened at once, so that the sender's next try need not wait. Settling outlives
// the sender's patience.
func (s *Server) sendAndSettle(ctx context.Context, c store.Claim, r reaction.Reaction) error {
	failed := s.send(ctx, r.Source, []reaction.Reaction{r})
	c.Pending = time.Time{}
	if failed != nil {
		c.Pending = s.Now()
	}
	if err := s.Control.Settle(context.WithoutCancel(ctx), c); err != nil && failed == nil {
		// The message is safe; a repetition is queued once more and dropped by its id.
		s.Log.WarnContext(ctx, "claim not settled", "request_id", web.RequestID(ctx), "id", c.ID, "error", err)
	}
	return failed
}
