package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/gateway"
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

// ErrEvent is matched by the error of an event that is not of the kind that a
// function serves.
var ErrEvent = errors.New("cloud: not an event of a schedule")

// Schedule is the handler of a function that a schedule calls. The event says
// nothing that matters, but it has to be one: a JSON object without the marks of a
// request or a batch of messages.
func Schedule(run func(ctx context.Context) error) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, event json.RawMessage) error {
		var e map[string]json.RawMessage
		if err := json.Unmarshal(event, &e); err != nil || e == nil {
			return fmt.Errorf("%w: no JSON object", ErrEvent)
		}
		for _, mark := range []string{"Records", "requestContext"} {
			if _, there := e[mark]; there {
				return fmt.Errorf("%w: it has %s", ErrEvent, mark)
			}
		}
		return run(ctx)
	}
}
