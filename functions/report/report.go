// Package report turns figures into answers: the JSON reports and the dashboard. It
// reads counter rows and the register, never a reaction, and links no model.
//
// Every number in an answer is one of package figures, with what that promises: what
// may be shown and what is withheld is decided there. The same counters give the same
// bytes.
package report

import (
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/figures"
	"paradox/infra/web"
	"paradox/infra/web/access"
)

// Server answers for reports. It is safe for concurrent use; its fields must not
// change once it serves.
type Server struct {
	Figures *figures.Reader
	Log     *slog.Logger // nil for slog.Default()
}

// Register adds GET /v1/reports/{trend,themes,paradox} to api, and the dashboard
// at / and /campaigns/{name} beside it, all for marketers. The pages need page.Assets
// on /assets/.
func (s *Server) Register(api huma.API) {
	s.registerAPI(api)
	web.Mount(api, "GET /{$}", access.Marketer, http.HandlerFunc(s.dashboard))
	web.Mount(api, "GET /campaigns/{name}", access.Marketer, http.HandlerFunc(s.campaign))
}

func (s *Server) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.Default()
}
