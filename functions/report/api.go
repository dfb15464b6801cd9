package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/figures"
	"paradox/infra/web"
	"paradox/infra/web/access"
)

// asked are the parameters of every report.
type asked struct {
	From     string `query:"from" doc:"First day, in the report time zone; 90 days up to the last where it is not given" example:"2026-09-01"`
	To       string `query:"to" doc:"Last day, inclusive; today where it is not given" example:"2026-11-25"`
	Campaign string `query:"campaign" doc:"A registered campaign's name, or unassigned"`
	Channel  string `query:"channel" doc:"email, recommendation, ad, push_sms, call, loyalty or other; with a campaign or alone"`
	Language string `query:"language" doc:"en, pl or und; alone"`
	Source   string `query:"source" doc:"A registered source's name, or unassigned; alone"`
	Match    string `header:"If-None-Match" doc:"The ETag of an earlier answer"`

	strange []web.InvalidParam // of the query: what comes twice, and what is not known
}

// Resolve implements huma.Resolver. It refuses nothing itself, so that a report
// has one form of refusal.
func (a *asked) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	a.strange = strange(u.Query(), parameters[:]...)
	return nil
}

// answer carries a report, or 304 without one.
type answer[T any] struct {
	Status       int
	ETag         string `header:"ETag" doc:"Hash of the report"`
	CacheControl string `header:"Cache-Control"`
	Body         *T
}

func (s *Server) registerAPI(api huma.API) {
	serve(api, "trend", "Sentiment, value and concern over time", s.Figures.Trend)
	serve(api, "themes", "Themes with their shares", s.Figures.Themes)
	serve(api, "paradox", "The paradox index, by campaign, channel, language and source", s.Figures.Paradox)
}

// serve registers one report.
func serve[T any](api huma.API, name, summary string, ask func(context.Context, figures.Ask) (*T, error)) {
	op := huma.Operation{
		OperationID: "get-" + name + "-report", Method: http.MethodGet, Path: "/v1/reports/" + name,
		Summary: summary, Tags: []string{"reports"},
		Description: "Segments below k messages are withheld and said to be. Of the dimensions, " + figures.Offers + ".",
		Errors:      []int{http.StatusUnprocessableEntity},
		Metadata:    map[string]any{web.Role: access.Marketer},
		Responses: map[string]*huma.Response{"304": {
			Description: "The report is the one that If-None-Match names",
			Headers:     map[string]*huma.Param{"ETag": {Description: "Hash of the report", Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}
	huma.Register(api, op, func(ctx context.Context, in *asked) (*answer[T], error) {
		if len(in.strange) > 0 {
			return nil, refusal(in.strange)
		}
		report, err := ask(ctx, figures.Ask{From: in.From, To: in.To, Campaign: in.Campaign, Channel: in.Channel, Language: in.Language, Source: in.Source})
		if refused := (*figures.AskError)(nil); errors.As(err, &refused) {
			return nil, refusal(refused.Params)
		}
		if err != nil {
			return nil, err
		}
		return tagged(report, in.Match)
	})
}

func refusal(wrong []web.InvalidParam) error {
	return web.Problem(http.StatusUnprocessableEntity, code(wrong), "This report cannot be given.", wrong...)
}

// code tells a segment that is not offered from a field that is wrong.
func code(wrong []web.InvalidParam) string {
	for _, w := range wrong {
		if w.Field != "segment" {
			return "invalid"
		}
	}
	return "segment_not_offered"
}

// tagged answers with the report, or with 304 to those who have it.
func tagged[T any](report *T, match string) (*answer[T], error) {
	body, err := json.Marshal(report)
	if err != nil {
		return nil, fmt.Errorf("encoding a report: %w", err)
	}
	sum := sha256.Sum256(body)
	a := &answer[T]{Status: http.StatusOK, ETag: `"` + hex.EncodeToString(sum[:12]) + `"`, CacheControl: "private, no-cache", Body: report}
	for _, tag := range strings.Split(match, ",") {
		if tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/"); tag == a.ETag || tag == "*" {
			a.Status, a.Body = http.StatusNotModified, nil
		}
	}
	return a, nil
}
