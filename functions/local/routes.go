package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"paradox/functions/intake"
	"paradox/functions/privacy"
	"paradox/functions/report"
	queuebolt "paradox/infra/queue/bolt"
	"paradox/infra/web"
	"paradox/infra/web/access"
	"paradox/infra/web/page"
)

// handler puts every verb's routes on one server. Whoever is at the keyboard has
// every role, the privacy officer's among them: nobody else reaches it.
func (c *serveCmd) handler(d *data, q *queuebolt.Queue) (http.Handler, error) {
	api := web.NewAPI(http.NewServeMux())
	web.Mount(api, "GET /assets/", access.Anyone, page.Assets())
	d.healthRoute(api)
	(&intake.Server{Keys: d.keys, Queue: q, Control: d.store, Now: d.now, Log: d.log, Operator: c.Operator, Contact: c.Contact}).Routes(api)
	(&privacy.Server{Keys: d.keys, Store: d.store, Ledger: d.ledger, Control: d.store, Now: d.now, Log: d.log, Backups: max(keepAside, d.backups)}).Routes(api)
	d.reports().Register(api)
	return web.Handler(api, web.Options{Log: d.log, Now: d.now, Loopback: true})
}

// reports is the server of reports, whose figures the command line prints too.
func (d *data) reports() *report.Server {
	return &report.Server{
		Counters: d.store, Control: d.store, Zone: d.reportZone(), Now: d.now, Log: d.log,
		Unfiltered: []string{intake.FormSource.Name, "demo"}, // a file may have been picked by a keyword
	}
}

type health struct {
	CacheControl string `header:"Cache-Control"`
	Body         healthBody
}

type healthBody struct {
	Status string `json:"status" enum:"ok" doc:"The store answers"`
}

// healthRoute answers whether the store can be read.
func (d *data) healthRoute(api huma.API) {
	op := huma.Operation{
		OperationID: "get-health", Method: http.MethodGet, Path: "/healthz", Tags: []string{"system"},
		Summary: "Whether this server works", Errors: []int{http.StatusServiceUnavailable},
		Metadata: map[string]any{web.Role: access.Anyone},
	}
	huma.Register(api, op, func(ctx context.Context, _ *struct{}) (*health, error) {
		if _, err := d.store.Generation(ctx); err != nil {
			return nil, web.Unavailable(fmt.Errorf("reading the store: %w", err))
		}
		return &health{"no-store", healthBody{"ok"}}, nil
	})
}
