package httpapi

import (
	"crypto/rand"
	"encoding/base64"
	"mime"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

const account = "000000000000"

// event is what the function gets of a request.
func (a *API) event(r *http.Request, c *compiled, parameters map[string]string, body []byte) events.APIGatewayV2HTTPRequest {
	now := time.Now()
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: c.Key, RawPath: decoded(r.URL), RawQueryString: r.URL.RawQuery,
		Headers: map[string]string{}, PathParameters: parameters, QueryStringParameters: query(r),
	}
	for _, line := range r.Header.Values("Cookie") {
		for cookie := range strings.SplitSeq(line, ";") {
			e.Cookies = append(e.Cookies, strings.TrimSpace(cookie))
		}
	}
	for name, values := range r.Header {
		if name != "Cookie" {
			e.Headers[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	from := source(r)
	e.Headers["host"] = r.Host
	e.Headers["x-forwarded-proto"], e.Headers["x-forwarded-port"] = "https", "443"
	if before := e.Headers["x-forwarded-for"]; before != "" {
		e.Headers["x-forwarded-for"] = before + ", " + from
	} else {
		e.Headers["x-forwarded-for"] = from
	}
	if plain(r.Header, body) {
		e.Body = string(body)
	} else {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	prefix, _, _ := strings.Cut(r.Host, ".")
	e.RequestContext = events.APIGatewayV2HTTPRequestContext{
		RouteKey: c.Key, AccountID: account, Stage: a.stage, APIID: a.name, RequestID: requestID(),
		DomainName: r.Host, DomainPrefix: prefix,
		Time: now.UTC().Format("02/Jan/2006:15:04:05 -0700"), TimeEpoch: now.UnixMilli(),
		HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
			Method: r.Method, Path: e.RawPath, Protocol: r.Proto, SourceIP: from, UserAgent: r.UserAgent(),
		},
	}
	return e
}

// query is the query, decoded, repeated keys joined. What cannot be decoded is left
// out, as it is by net/url; rawQueryString has it.
func query(r *http.Request) map[string]string {
	all := r.URL.Query()
	if len(all) == 0 {
		return nil
	}
	joined := map[string]string{}
	for name, values := range all {
		joined[name] = strings.Join(values, ",")
	}
	return joined
}

// source is the client's address, without the port.
func source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// plain reports whether a body is passed on as it is.
func plain(h http.Header, body []byte) bool {
	if len(body) == 0 {
		return true
	}
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	texts := []string{"application/json", "application/javascript", "application/xml"}
	return err == nil && (strings.HasPrefix(kind, "text/") || slices.Contains(texts, kind)) &&
		h.Get("Content-Encoding") == "" && utf8.Valid(body)
}

// requestID looks like one of API Gateway's.
func requestID() string { return rand.Text()[:15] + "=" }
