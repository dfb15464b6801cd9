package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"paradox/functions/intake"
	"paradox/functions/privacy"
	"paradox/functions/report"
	"paradox/infra/figures"
	queuebolt "paradox/infra/queue/bolt"
	"paradox/infra/web"
	"paradox/infra/web/access"
	"paradox/infra/web/page"
)

// handler puts every verb's routes on one server. Whoever is at the keyboard has
// every role, the privacy officer's among them: nobody else reaches it.
func (c *serveCmd) handler(d *data, q *queuebolt.Queue) (http.Handler, error) {
	api := web.NewAPI(http.NewServeMux())
	everyRoute(api, d.healthy, &report.Server{Figures: d.figures(), Log: d.log},
		&intake.Server{Keys: d.keys, Queue: q, Control: d.store, Now: d.now, Log: d.log, Operator: c.Operator, Contact: c.Contact},
		&privacy.Server{Keys: d.keys, Store: d.store, Ledger: d.ledger, Control: d.store, Now: d.now, Log: d.log, Backups: max(keepAside, d.backups)})
	return web.Handler(api, web.Options{Log: d.log, Now: d.now, Loopback: true})
}

// everyRoute registers what the product has of routes.
func everyRoute(api huma.API, healthy func(context.Context) error, r *report.Server, i *intake.Server, p *privacy.Server) {
	web.Mount(api, "GET /assets/", access.Anyone, page.Assets())
	web.Health(api, healthy)
	i.Routes(api)
	p.Routes(api)
	r.Register(api)
}

// healthy reports whether the store can be read.
func (d *data) healthy(ctx context.Context) error {
	if _, err := d.store.Generation(ctx); err != nil {
		return fmt.Errorf("reading the store: %w", err)
	}
	return nil
}

// figures are what the reports and the command line print.
func (d *data) figures() *figures.Reader {
	return &figures.Reader{
		Counters: d.store, Control: d.store, Zone: d.reportZone(), Now: d.now,
		Unfiltered: []string{intake.FormSource.Name, "demo"}, // a file may have been picked by a keyword
	}
}
