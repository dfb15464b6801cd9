package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/web/access"
)

type health struct {
	CacheControl string `header:"Cache-Control"`
	Body         healthBody
}

type healthBody struct {
	Status string `json:"status" enum:"ok" doc:"The store answers"`
}

// Health registers GET /healthz, which answers whether check finds everything well.
func Health(api huma.API, check func(context.Context) error) {
	op := huma.Operation{
		OperationID: "get-health", Method: http.MethodGet, Path: "/healthz", Tags: []string{"system"},
		Summary: "Whether this server works", Errors: []int{http.StatusServiceUnavailable},
		Metadata: map[string]any{Role: access.Anyone},
	}
	huma.Register(api, op, func(ctx context.Context, _ *struct{}) (*health, error) {
		if err := check(ctx); err != nil {
			return nil, Unavailable(err)
		}
		return &health{"no-store", healthBody{"ok"}}, nil
	})
}
