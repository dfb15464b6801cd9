package privacy

import (
	"context"

	"paradox/infra/web/senders"
)

// limited refuses an erasure by receipt whose sender asked for too many. Each is noted
// in the ledger for ever and replayed in the nights to come, also the same once more:
// without a limit one receipt would be enough to fill both.
func (s *Server) limited(ctx context.Context) error {
	l := senders.Limit{
		Kind: "erasures", Most: s.Limit, Whom: officer,
		Now: s.Now, MAC: s.Keys.RequestMAC, Count: s.Control.Count,
	}
	return l.Check(ctx, "Too many erasures were asked for from this address. Nothing was erased: ask again later.")
}
