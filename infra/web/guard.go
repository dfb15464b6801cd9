package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/web/page"
)

// Options say how [Handler] guards the routes.
type Options struct {
	Log *slog.Logger
	Now func() time.Time // for the durations in the log
	// Gate finds out who a request comes from. Only a server on loopback may go
	// without: whoever reaches it then has every role.
	Gate Gate
	// Loopback refuses requests whose Host is not this machine's loopback: without
	// sign-in, a name that an attacker points at 127.0.0.1 must not reach us.
	Loopback bool
}

// MaxBody is the largest body any route takes, in bytes. Routes set less.
const MaxBody = 8 << 20

// Policy is the Content-Security-Policy of every answer that sets none.
const Policy = page.Policy

// FramedPolicy is for pages that other sites may show in a frame.
const FramedPolicy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors *"

// Handler returns the handler for a server: the API's routes and all else on
// its mux, guarded as the package says. api must come from [NewAPI]. A server that
// others can reach has a gate, or it is not made.
func Handler(api huma.API, o Options) (http.Handler, error) {
	rs, ok := api.Adapter().(*routes)
	if !ok {
		return nil, errors.New("web: the API was not made by NewAPI")
	}
	if o.Gate == nil && !o.Loopback {
		return nil, errors.New("web: a server that others can reach needs a gate")
	}
	g := &guard{Options: o, routes: rs, origin: http.NewCrossOriginProtection()}
	return g, nil
}

type guard struct {
	Options
	routes *routes
	origin *http.CrossOriginProtection
}

// ServeHTTP implements http.Handler.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := g.Now()
	c := &call{id: nameOf(r.Context()), sender: senderOf(r.RemoteAddr)}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	out := &answer{ResponseWriter: w}
	g.head(out, c.id)
	defer func() { g.line(r, out, c, g.Now().Sub(start)) }()
	defer g.recover(out, r)
	r.Body = http.MaxBytesReader(out, r.Body, MaxBody)
	g.route(out, r)
}

func (g *guard) head(w http.ResponseWriter, id string) {
	h := w.Header()
	h.Set("X-Request-Id", id)
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	// Not no-referrer: browsers would then send "Origin: null" with our own forms.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if !g.Loopback { // a browser heeds it over https alone
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// route refuses what must not pass and hands the rest to the mux.
func (g *guard) route(w *answer, r *http.Request) {
	if g.Loopback && !Loopback(r.Host) {
		Fail(w, r, Problem(http.StatusMisdirectedRequest, "host", "This server answers to localhost only."))
		return
	}
	_, pattern := g.routes.mux.Handler(r)
	r.Pattern = pattern // for the log, whoever answers
	open := g.embeddable(pattern)
	switch {
	case pattern == "" && r.Method == http.MethodOptions && g.preflight(w, r):
		return
	case pattern == "":
		g.unknown(w, r)
		return
	case open:
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After")
	case g.origin.Check(r) != nil:
		Fail(w, r, Problem(http.StatusForbidden, "cross_origin", "This request came from another site's page."))
		return
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		Fail(w, r, Problem(http.StatusUnsupportedMediaType, "content_encoding", "Compressed bodies are not taken."))
		return
	}
	if r = g.admit(w, r, g.routes.need(pattern)); r != nil {
		g.routes.mux.ServeHTTP(w, r)
	}
}

func (g *guard) embeddable(pattern string) bool {
	for _, p := range g.routes.embeddable {
		if p == pattern {
			return true
		}
	}
	return false
}

// preflight answers a browser that asks whether another site's script may post
// here, if it may.
func (g *guard) preflight(w http.ResponseWriter, r *http.Request) bool {
	post := r.Clone(r.Context())
	post.Method = http.MethodPost
	if _, pattern := g.routes.mux.Handler(post); !g.embeddable(pattern) {
		return false
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "POST")
	h.Set("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
	return true
}

// unknown answers with a problem what the mux answers with a line of text: 404,
// or 405 with the methods that the path takes. A browser gets a page for a 404.
func (g *guard) unknown(w http.ResponseWriter, r *http.Request) {
	probe := &answer{ResponseWriter: discard{header: http.Header{}}}
	g.routes.mux.ServeHTTP(probe, r)
	status := http.StatusNotFound
	if probe.status == http.StatusMethodNotAllowed {
		status = probe.status
		w.Header().Set("Allow", probe.Header().Get("Allow"))
	}
	err := Problem(status, codes[status], details[status])
	if status == http.StatusNotFound && strings.Contains(r.Header.Get("Accept"), "text/html") {
		Note(r.Context(), err)
		page.NotFound(w, r, Language(r))
		return
	}
	Fail(w, r, err)
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

// recover turns a panic into a 500. The value may hold a text, so that the log
// gets it only if it is the runtime's own.
func (g *guard) recover(w *answer, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	what := fmt.Sprintf("a %T", p)
	if err, ok := p.(runtime.Error); ok {
		what = err.Error()
	}
	err := fmt.Errorf("panic: %s\n%s", what, debug.Stack())
	if w.status != 0 { // too late for an answer
		Note(r.Context(), err)
		return
	}
	Fail(w, r, err)
}

// Loopback reports whether a host, with or without a port, names this machine.
func Loopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
