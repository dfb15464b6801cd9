// Command lambda serves the dashboard, the reports and sign-in on AWS, behind the HTTP
// API. It has no way to a reaction.
package main

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"paradox/functions/report"
	"paradox/infra/cloud"
	"paradox/infra/cloud/site"
	"paradox/infra/config"
	"paradox/infra/figures"
	"paradox/infra/register"
	"paradox/infra/web"
	"paradox/infra/web/access"
	"paradox/infra/web/page"
)

func main() { cloud.Main(build) }

func build(ctx context.Context, f *cloud.Function) (any, error) {
	gate, s := site.Gate(ctx, f), f.Counters()
	reports := &report.Server{Log: f.Log, Figures: &figures.Reader{
		Counters: s, Control: s, Zone: f.Env.Location(config.Zone), Now: f.Now, Unfiltered: []string{register.Form.Name},
	}}
	return site.HTTP(f, gate, func(api huma.API) {
		web.Mount(api, "GET /assets/", access.Anyone, page.Assets())
		web.Health(api, func(ctx context.Context) error { _, err := s.Sources(ctx); return err })
		gate.Routes(api)
		reports.Register(api)
	})
}
