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
	"context"
	"errors"
	"fmt"
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

func (s *Server) today() store.Day { return store.DayOf(s.Now(), s.Zone) }

func (s *Server) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.Default()
}

// register is what names and volumes a report is read with.
type register struct {
	generation string // "" before the first is live
	campaigns  []store.Campaign
	sources    []store.Source
}

func (s *Server) register(ctx context.Context) (register, error) {
	var r register
	var err error
	if r.generation, err = s.Control.Generation(ctx); err != nil && !errors.Is(err, store.ErrNotFound) {
		return r, fmt.Errorf("reading the live generation: %w", err)
	}
	if r.campaigns, err = s.Control.Campaigns(ctx); err != nil {
		return r, fmt.Errorf("reading campaigns: %w", err)
	}
	if r.sources, err = s.Control.Sources(ctx); err != nil {
		return r, fmt.Errorf("reading sources: %w", err)
	}
	return r, nil
}

// campaign returns the registered campaign of that name.
func (r register) campaign(name string) (store.Campaign, bool) {
	for _, c := range r.campaigns {
		if c.Name == name {
			return c, true
		}
	}
	return store.Campaign{}, false
}

func (r register) source(name string) bool {
	for _, s := range r.sources {
		if s.Name == name {
			return true
		}
	}
	return false
}
