// Package senders bounds what one network address may ask of an open route: a crowd
// gets through, a flood from one place does not.
package senders

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// Window is the time for which a sender's requests are counted. Windows begin at the
// same moments for everybody, so that a sender may come twice as often around one.
const Window = 10 * time.Minute

// Limit is how often one address may ask for something. Of the address a keyed hash is
// kept, with the window in it, until the window is over: it says neither who it was nor
// that two windows had the same sender.
type Limit struct {
	Kind  string      // of request, as "feedback": each has counts of its own
	Most  int         // in a window; 0 for any number
	Whom  access.Need // who is not limited
	Now   func() time.Time
	MAC   func(parts ...string) string // keyed
	Count func(ctx context.Context, key string, until time.Time) (int, error)
}

// Check counts a request and returns nil, or the problem that answers one too many,
// with detail. Requests whose address is not known are not counted.
func (l Limit) Check(ctx context.Context, detail string) error {
	sender := web.Sender(ctx)
	if l.Most <= 0 || sender == "" {
		return nil
	}
	if p, err := access.From(ctx); err == nil && p.May(l.Whom) {
		return nil
	}
	now := l.Now()
	begin := now.Truncate(Window)
	end := begin.Add(Window)
	n, err := l.Count(ctx, l.MAC("sender", l.Kind, sender, begin.UTC().Format(time.RFC3339)), end)
	if err != nil {
		return web.Unavailable(fmt.Errorf("counting the %s of a sender: %w", l.Kind, err))
	}
	if n <= l.Most {
		return nil
	}
	return web.RetryAfter(web.Problem(http.StatusTooManyRequests, "too_many", detail), end.Sub(now))
}
