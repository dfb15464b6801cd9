// Package gateway lets an http.Handler answer the events of an API Gateway HTTP
// API (payload format 2.0). No maintained library does: the one that AWS had is
// archived, and lambdaurl, of aws-lambda-go, speaks to function URLs that stream.
package gateway

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"paradox/infra/web"
)

// MaxAnswer is the largest answer body that is passed on, in bytes as sent (base64
// where it is no text, and escaped as in JSON): Lambda's limit of 6 MB less what the
// headers may take.
const MaxAnswer = 5 << 20

// ErrEvent is matched by the error of an event that is not a request.
var ErrEvent = errors.New("gateway: not an HTTP API event of payload format 2.0")

// answering is the part of a function's time that is kept for the answer: a handler
// whose time is over still says so itself, and nobody gets the gateway's bare 503.
const answering = 300 * time.Millisecond

// Wrap makes h the handler of a function. The handler gets the path without the
// stage, repeated query keys as they were sent, cookies as one header, and the
// function's context with the gateway's name for the request, whose deadline comes a little before the function's own. An
// event that is no request is an error that matches ErrEvent; every request gets an
// answer.
func Wrap(h http.Handler) func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		if deadline, any := ctx.Deadline(); any {
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, deadline.Add(-answering))
			defer cancel()
		}
		r, err := Request(ctx, e)
		if err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
		a := &answer{head: http.Header{}, without: r.Method == http.MethodHead}
		h.ServeHTTP(a, r)
		return a.response(), nil
	}
}

// Request returns the request that an event stands for.
func Request(ctx context.Context, e events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	if e.Version != "2.0" || e.RequestContext.HTTP.Method == "" {
		return nil, ErrEvent
	}
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			return nil, fmt.Errorf("%w: the body is not base64", ErrEvent)
		}
	}
	r, err := http.NewRequestWithContext(web.WithRequestID(ctx, e.RequestContext.RequestID), e.RequestContext.HTTP.Method, "/", strings.NewReader(string(body)))
	if err != nil {
		return nil, fmt.Errorf("%w: no valid method", ErrEvent) // not quoted: it is the sender's
	}
	r.URL = &url.URL{Path: pathOf(e), RawQuery: e.RawQueryString} // the path comes decoded, the query as it was sent
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	r.RequestURI = r.URL.RequestURI()
	if r.Host = r.Header.Get("Host"); r.Host == "" {
		r.Host = e.RequestContext.DomainName
	}
	r.Header.Del("Host") // as net/http has it
	// The end of the connection as the gateway saw it. X-Forwarded-For begins with
	// whatever the sender wrote there.
	r.RemoteAddr = net.JoinHostPort(e.RequestContext.HTTP.SourceIP, "0")
	return r, nil
}

// pathOf is the path without the stage, which the gateway puts in front of it
// unless the stage is $default.
func pathOf(e events.APIGatewayV2HTTPRequest) string {
	path := e.RawPath
	if stage := e.RequestContext.Stage; stage != "" && stage != "$default" {
		if rest, ok := strings.CutPrefix(path, "/"+stage); ok && (rest == "" || rest[0] == '/') {
			path = rest
		}
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return path
}
