package intake

import (
	"context"

	"paradox/infra/web/access"
	"paradox/infra/web/senders"
)

// limited refuses a feedback whose sender has sent too many. Programs hand in what many
// people said.
func (s *Server) limited(ctx context.Context) error {
	l := senders.Limit{
		Kind: "feedback", Most: s.Limit, Whom: access.Need{Role: access.Analyst, Scope: mentionsScope},
		Now: s.Now, MAC: s.Keys.RequestMAC, Count: s.Control.Count,
	}
	return l.Check(ctx, "Too much feedback came from this address. Nothing is lost: send it again later.")
}
