package gateway

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// answer gathers what a handler writes.
type answer struct {
	head    http.Header
	sent    http.Header // head as it was when the status was written
	status  int
	body    bytes.Buffer
	without bool // a HEAD request: the body is counted and not sent
}

// Header is what is sent with the status.
func (a *answer) Header() http.Header { return a.head }

// WriteHeader fixes status and headers, the first time. Informational answers
// cannot be sent ahead and are passed over.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK {
		a.status, a.sent = status, a.head.Clone()
	}
}

// Write adds to the body.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		if a.head.Get("Content-Type") == "" {
			a.head.Set("Content-Type", http.DetectContentType(p))
		}
		a.WriteHeader(http.StatusOK)
	}
	return a.body.Write(p)
}

// tooLarge is what is answered instead of a body that Lambda would refuse: the
// client would see the gateway's own bare error.
const tooLarge = `{"title":"The answer is too large","status":500,"detail":"Ask for a shorter range or a smaller part.","code":"answer_too_large"}`

func (a *answer) response() events.APIGatewayV2HTTPResponse {
	a.WriteHeader(http.StatusOK)
	r := events.APIGatewayV2HTTPResponse{StatusCode: a.status, Headers: map[string]string{}, Cookies: a.sent.Values("Set-Cookie")}
	for name, values := range a.sent {
		if name != "Set-Cookie" {
			r.Headers[strings.ToLower(name)] = strings.Join(values, ", ")
		}
	}
	switch {
	case a.without:
		if n := a.body.Len(); n > 0 { // else the handler knew, and wrote nothing: 0 would say that GET has nothing
			r.Headers["content-length"] = strconv.Itoa(n)
		}
	case a.sent.Get("Content-Encoding") == "" && utf8.Valid(a.body.Bytes()):
		r.Body = a.body.String()
	default:
		r.Body, r.IsBase64Encoded = base64.StdEncoding.EncodeToString(a.body.Bytes()), true
	}
	if sent(r.Body) > MaxAnswer {
		return events.APIGatewayV2HTTPResponse{
			StatusCode: http.StatusInternalServerError, Body: tooLarge,
			Headers: map[string]string{"content-type": "application/problem+json", "cache-control": "no-store"},
		}
	}
	return r
}

// sent is how many bytes a body takes in the JSON that Lambda is handed, at most:
// a report is one quotation mark in five.
func sent(body string) int {
	n := len(body)
	for _, c := range body {
		switch {
		case c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t':
			n++
		case c < ' ' || c == '\u2028' || c == '\u2029':
			n += 5
		}
	}
	return n
}
