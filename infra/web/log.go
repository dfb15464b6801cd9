package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"paradox/infra/web/access"
)

// call is what is known of a request besides the request itself.
type call struct {
	id   string
	code string // of the problem it was answered with
	err  error  // for the log

	who    access.Principal // once it was asked
	sender string           // network address, for limits; it is in no log
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return &call{}
}

func (c *call) note(p *problem) {
	c.code = p.Code
	if p.Status >= 500 {
		c.err = p
	}
}

type requestIDKey struct{}

// WithRequestID names the request of ctx as whoever stands before us names it, so that
// both logs can be read together.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// nameOf is the request's name: that of [WithRequestID], or a new one.
func nameOf(ctx context.Context) string {
	if id, given := ctx.Value(requestIDKey{}).(string); given && id != "" {
		return id
	}
	return rand.Text()
}

// RequestID returns the id of the request that ctx belongs to; "" outside of one.
func RequestID(ctx context.Context) string { return callOf(ctx).id }

// Sender returns the network address that the request of ctx came from, of an IPv6
// address the network (the first 64 bits); "" outside of a request or where it is not
// known. It is personal data: for keyed hashes alone.
func Sender(ctx context.Context) string { return callOf(ctx).sender }

// senderOf reads the address of a connection.
func senderOf(remote string) string {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return ""
	}
	ip := at.Addr().Unmap()
	if network, err := ip.WithZone("").Prefix(64); ip.Is6() && err == nil {
		return network.String()
	}
	return ip.String()
}

// answer counts what is sent.
type answer struct {
	http.ResponseWriter
	status  int
	bytes   int64
	private bool // what is behind sign-in is kept by nobody on the way, whatever the handler says
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
		if a.private {
			a.keepPrivate()
		}
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

func (a *answer) keepPrivate() {
	a.Header().Set("Cache-Control", "no-store")
	a.Header().Add("Vary", "Accept, Authorization, Cookie")
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// line writes the request's one log line. The pattern stands for the path,
// which may hold anything.
func (g *guard) line(r *http.Request, w *answer, c *call, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("request_id", c.id), slog.String("method", method(r.Method)), slog.String("route", r.Pattern),
		slog.Int("status", w.status), slog.Int64("bytes", w.bytes), slog.Float64("took_ms", float64(took.Microseconds())/1000),
	}
	level := slog.LevelInfo
	if c.code != "" {
		attrs = append(attrs, slog.String("code", c.code))
	}
	if c.who.Subject != "" {
		attrs = append(attrs, slog.String("who", c.who.Subject), slog.String("role", c.who.Role.String()))
	}
	if c.err != nil {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", c.err.Error()))
	}
	g.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// method returns m if it is a method of HTTP: a client may send any word.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
		return m
	}
	return "other"
}
