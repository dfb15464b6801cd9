package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"paradox/infra/lambdalocal"
)

// The limits of API Gateway.
const (
	maxBody = 10 << 20
	maxTime = 30 * time.Second
)

// Invoke passes an event to a function, as [lambdalocal.Function.Invoke] does.
type Invoke func(ctx context.Context, payload []byte) ([]byte, error)

// API is an http.Handler. It is safe for concurrent use.
type API struct {
	name, stage string
	routes      []compiled // in the order of their choice
}

// New returns the API of that name. Unless the stage is $default, its name is the first
// segment of every path, as it is at AWS's own address of an API.
func New(name, stage string, routes []Route) (*API, error) {
	all, err := sorted(routes)
	if err != nil {
		return nil, err
	}
	return &API{name: name, stage: stage, routes: all}, nil
}

// ServeHTTP answers a request as the function says.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := a.inStage(decoded(r.URL))
	route, parameters := a.choose(r.Method, path)
	if !ok || route == nil {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	if !route.limit.Allow() {
		refuse(w, http.StatusTooManyRequests, "Too Many Requests")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	}
	payload, err := json.Marshal(a.event(r, route, parameters, body))
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
		return
	}
	// The function goes on though the client has gone.
	ctx, stop := context.WithTimeout(context.WithoutCancel(r.Context()), route.Within)
	defer stop()
	answer, err := route.Invoke(ctx, payload)
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, lambdalocal.ErrThrottled):
		refuse(w, http.StatusServiceUnavailable, "Service Unavailable")
	case errors.Is(err, lambdalocal.ErrTooLarge) && len(payload) > lambdalocal.MaxPayload:
		refuse(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	case err != nil:
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
	default:
		respond(w, r, answer)
	}
}

// inStage is the path without the stage, if it is in it.
func (a *API) inStage(path string) (string, bool) {
	if a.stage == fallback {
		return path, true
	}
	rest, ok := strings.CutPrefix(path, "/"+a.stage)
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return "/" + strings.TrimPrefix(rest, "/"), true
}
