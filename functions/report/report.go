// Package report turns counters into figures and figures into answers: the JSON
// reports and the dashboard. It reads counter rows and the register, never a
// reaction, and links no model.
//
// What it guarantees: a segment is shown only where it holds at least k messages;
// days are merged into blocks of k or more, a range shows the blocks that it touches,
// and every figure is a sum of whole blocks; smaller groups with a month of silence
// after them are in none; a table withholds a second segment where one would follow from the rest;
// below 30 relevant messages there are counts and no index; what is withheld is
// said to be, and why. The same counters give the same bytes.
package report

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/analysis/index"
	"paradox/infra/store"
)

// Server answers for reports. It is safe for concurrent use; its fields must not
// change once it serves.
type Server struct {
	Counters store.Counters
	Control  store.Control  // campaigns, sources and the live generation are read, nothing is written
	Zone     *time.Location // the report time zone, in which the counters' days lie
	K        int            // messages below which nothing is shown: 0 for the default, never below the floor
	Now      func() time.Time
	Log      *slog.Logger // nil for slog.Default()

	// Unfiltered names the sources whose messages come as they are, not picked by
	// a keyword. Lift needs all of a segment's messages to be of such sources.
	Unfiltered []string
}

// Register adds GET /v1/reports/{trend,themes,paradox} to api, and the dashboard
// at / and /campaigns/{name} to mux. The pages need page.Assets on /assets/.
func (s *Server) Register(mux *http.ServeMux, api huma.API) {
	s.registerAPI(api)
	mux.HandleFunc("GET /{$}", s.dashboard)
	mux.HandleFunc("GET /campaigns/{name}", s.campaign)
}

func (s *Server) k() int64 { return index.Threshold(s.K) }

func (s *Server) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.Default()
}
