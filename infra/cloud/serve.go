package cloud

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/gateway"
	"paradox/infra/schedule"
	"paradox/infra/web"
)

// HTTP is the handler of a function behind the HTTP API: what register puts on the
// mux and the API, guarded as package web says.
func (f *Function) HTTP(register func(mux *http.ServeMux, api huma.API)) (any, error) {
	mux := http.NewServeMux()
	api := web.NewAPI(mux)
	if err := f.Err(); err != nil {
		return nil, err
	}
	register(mux, api)
	h, err := web.Handler(api, web.Options{Log: f.Log, Now: f.Now})
	if err != nil {
		return nil, err
	}
	return gateway.Wrap(h), nil
}

// Schedule is the handler of a function that a schedule calls, where it does not
// matter for when the call was meant.
func Schedule(run func(ctx context.Context) error) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, event json.RawMessage) error {
		if _, err := schedule.Time(event); err != nil {
			return err
		}
		return run(ctx)
	}
}
