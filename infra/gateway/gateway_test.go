package gateway_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/gateway"
	"paradox/infra/web"
)

func event(t *testing.T) events.APIGatewayV2HTTPRequest {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "post.json"))
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// answer passes an event through a handler.
func answer(t *testing.T, e events.APIGatewayV2HTTPRequest, h http.HandlerFunc) events.APIGatewayV2HTTPResponse {
	t.Helper()
	r, err := gateway.Wrap(h)(t.Context(), e)
	if err != nil {
		t.Fatalf("Wrap: %v", err)
	}
	return r
}

func TestRequest(t *testing.T) {
	answer(t, event(t), func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]any{
			"method": r.Method, "path": r.URL.Path, "tags": r.URL.Query()["tag"], "lang": r.URL.Query().Get("lang"),
			"host": r.Host, "no host header": r.Header.Get("Host"), "from": r.RemoteAddr, "two": r.Header.Get("X-Two"),
			"body": string(body), "length": r.ContentLength, "uri": r.RequestURI,
		}
		want := map[string]any{
			"method": "POST", "path": "/v1/feedback", "tags": []string{"a", "b c"}, "lang": "pl",
			"host": "feedback.example.org", "no host header": "", "from": "198.51.100.7:0", "two": "first,second",
			"body": "text=Za%C5%BC%C3%B3%C5%82%C4%87&lang=pl", "length": int64(39), "uri": "/v1/feedback?tag=a&tag=b%20c&lang=pl",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
		for name, value := range map[string]string{"session": "one", "theme": "dark"} {
			if c, err := r.Cookie(name); err != nil || c.Value != value {
				t.Errorf("cookie %s: %v, %v", name, c, err)
			}
		}
	})
}

func TestPaths(t *testing.T) {
	for _, tt := range []struct{ stage, raw, want string }{
		{"$default", "/v1/reports", "/v1/reports"}, {"$default", "", "/"}, {"live", "/live", "/"},
		{"live", "/live/", "/"}, {"live", "/lively/x", "/lively/x"}, {"live", "/form/live", "/form/live"},
		{"$default", "/form/100%", "/form/100%25"}, {"$default", "/form/a b", "/form/a%20b"}, {"$default", "//else.example/x", "//else.example/x"},
	} {
		e := event(t)
		e.RequestContext.Stage, e.RawPath, e.RawQueryString = tt.stage, tt.raw, ""
		answer(t, e, func(_ http.ResponseWriter, r *http.Request) {
			if got := r.URL.EscapedPath(); got != tt.want {
				t.Errorf("stage %q, path %q: %q, want %q", tt.stage, tt.raw, got, tt.want)
			}
		})
	}
}

func TestAnswer(t *testing.T) {
	png := []byte("\x89PNG\r\n\x1a\n\xff\xfe")
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		want    events.APIGatewayV2HTTPResponse
	}{
		"text": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Add("Vary", "Accept")
			w.Header().Add("Vary", "Cookie")
			w.WriteHeader(http.StatusTeapot)
			w.WriteHeader(http.StatusOK) // too late, as on any server
			w.Header().Set("X-Late", "no")
			io.WriteString(w, "zażółć")
		}, events.APIGatewayV2HTTPResponse{StatusCode: 418, Headers: map[string]string{"content-type": "text/html; charset=utf-8", "vary": "Accept, Cookie"}, Body: "zażółć"}},
		"bytes": {func(w http.ResponseWriter, _ *http.Request) { w.Write(png) },
			events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"content-type": "image/png"}, Body: base64.StdEncoding.EncodeToString(png), IsBase64Encoded: true}},
		"compressed text": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, "abc")
		}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"content-type": "text/plain", "content-encoding": "gzip"}, Body: "YWJj", IsBase64Encoded: true}},
		"cookies": {func(w http.ResponseWriter, _ *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
			http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
			w.WriteHeader(http.StatusSeeOther)
		}, events.APIGatewayV2HTTPResponse{StatusCode: 303, Headers: map[string]string{}, Cookies: []string{"a=1", "b=2"}}},
		"nothing at all": {func(http.ResponseWriter, *http.Request) {}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, answer(t, event(t), tt.handler)); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHeadHasNoBody(t *testing.T) {
	e := event(t)
	e.RequestContext.HTTP.Method = http.MethodHead
	r := answer(t, e, func(w http.ResponseWriter, _ *http.Request) { w.Write(bytes.Repeat([]byte("x"), gateway.MaxAnswer+1)) })
	if r.Body != "" || r.StatusCode != 200 || r.Headers["content-length"] != strconv.Itoa(gateway.MaxAnswer+1) {
		t.Errorf("answer %d %v with a body of %d", r.StatusCode, r.Headers, len(r.Body))
	}
	r = answer(t, e, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "7") })
	if r.Headers["content-length"] != "7" {
		t.Errorf("a handler that writes no body, but says its length: %v", r.Headers)
	}
	r = answer(t, e, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	if length, said := r.Headers["content-length"]; said {
		t.Errorf("a handler that writes no body: a length of %s", length)
	}
}

// A body beyond Lambda's limit is answered by a problem, not cut.
func TestTooLarge(t *testing.T) {
	send := func(n int) events.APIGatewayV2HTTPResponse {
		return answer(t, event(t), func(w http.ResponseWriter, _ *http.Request) { w.Write(bytes.Repeat([]byte("x"), n)) })
	}
	if r := send(gateway.MaxAnswer); r.StatusCode != 200 || len(r.Body) != gateway.MaxAnswer {
		t.Errorf("the largest: %d, %d bytes", r.StatusCode, len(r.Body))
	}
	binary := answer(t, event(t), func(w http.ResponseWriter, _ *http.Request) {
		w.Write(bytes.Repeat([]byte("\xff"), gateway.MaxAnswer*3/4+3))
	})
	if binary.StatusCode != 500 {
		t.Errorf("as base64: %d, %d bytes", binary.StatusCode, len(binary.Body))
	}
	quotes := answer(t, event(t), func(w http.ResponseWriter, _ *http.Request) {
		w.Write(bytes.Repeat([]byte(`"`), gateway.MaxAnswer/2+1)) // two bytes each in the JSON around it
	})
	if quotes.StatusCode != 500 {
		t.Errorf("as JSON: %d, %d bytes", quotes.StatusCode, len(quotes.Body))
	}
	r := send(gateway.MaxAnswer + 1)
	if r.StatusCode != 500 || !strings.Contains(r.Body, "answer_too_large") || r.Headers["content-type"] != "application/problem+json" {
		t.Errorf("one byte more: %d %v", r.StatusCode, r.Headers)
	}
}

func TestOtherEvents(t *testing.T) {
	for name, body := range map[string]string{
		"nothing": `{}`, "a queue's": `{"Records":[{"messageId":"1","body":"sentinel"}]}`,
		"payload format 1.0": `{"version":"1.0","httpMethod":"GET","path":"/"}`,
		"broken body":        `{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"POST"}},"body":"sentinel?","isBase64Encoded":true}`,
		"broken method":      `{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"sentinel POST"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			var e events.APIGatewayV2HTTPRequest
			if err := json.Unmarshal([]byte(body), &e); err != nil {
				t.Fatal(err)
			}
			_, err := gateway.Wrap(http.NotFoundHandler())(t.Context(), e)
			if !errors.Is(err, gateway.ErrEvent) || strings.Contains(err.Error(), "sentinel") {
				t.Errorf("error %v, want ErrEvent that quotes nothing", err)
			}
		})
	}
}

// A handler whose time is over still has some to say so.
func TestDeadline(t *testing.T) {
	end := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), end)
	defer cancel()
	var handlers time.Time
	_, err := gateway.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		handlers, _ = r.Context().Deadline()
	}))(ctx, event(t))
	if err != nil || !handlers.Before(end) || end.Sub(handlers) > time.Second {
		t.Errorf("the handler's time ends %v before the function's, %v", end.Sub(handlers), err)
	}
}

// The answer and the log name the request as the gateway's log does.
func TestRequestID(t *testing.T) {
	api := web.NewAPI(http.NewServeMux())
	h, err := web.Handler(api, web.Options{Log: slog.New(slog.DiscardHandler), Now: time.Now, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	e := event(t)
	e.RequestContext.RequestID = "JKJaXmPLvHcESHA="
	if got := answer(t, e, h.ServeHTTP).Headers["x-request-id"]; got != e.RequestContext.RequestID {
		t.Errorf("X-Request-Id %q, want %q", got, e.RequestContext.RequestID)
	}
}
