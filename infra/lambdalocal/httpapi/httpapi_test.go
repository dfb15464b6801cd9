package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paradox/infra/lambdalocal"
	"paradox/infra/lambdalocal/httpapi"
)

// says is a function that always answers this.
func says(payload string) httpapi.Invoke {
	return func(context.Context, []byte) ([]byte, error) { return []byte(payload), nil }
}

// keeps is a function that keeps the event.
func keeps(e *events.APIGatewayV2HTTPRequest) httpapi.Invoke {
	return func(_ context.Context, payload []byte) ([]byte, error) {
		*e = events.APIGatewayV2HTTPRequest{}
		return []byte(`{"statusCode":200}`), json.Unmarshal(payload, e)
	}
}

func serve(t *testing.T, stage string, routes ...httpapi.Route) *httptest.Server {
	t.Helper()
	api, err := httpapi.New("Api", stage, routes)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	s := httptest.NewServer(api)
	t.Cleanup(s.Close)
	return s
}

// send makes a request and returns the response with its body.
func send(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	return res, string(b)
}

func TestEvent(t *testing.T) {
	var got events.APIGatewayV2HTTPRequest
	s := serve(t, "live", httpapi.Route{Key: "POST /v1/{kind}/{rest+}", Invoke: keeps(&got)})
	host := strings.TrimPrefix(s.URL, "http://")
	send(t, "POST", s.URL+"/live/v1/a%20b/c/d%2Fe?tag=a&tag=b%20c&lang=pl", `{"text":"zażółć"}`,
		"Content-Type", "application/json", "Cookie", "session=one; theme=dark", "Cookie", "third=3",
		"X-Two", "first", "X-Two", "second", "User-Agent", "test", "X-Forwarded-For", "198.51.100.7", "Accept-Encoding", "identity")
	prefix, _, _ := strings.Cut(host, ".")
	want := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "POST /v1/{kind}/{rest+}", RawPath: "/live/v1/a b/c/d/e",
		RawQueryString: "tag=a&tag=b%20c&lang=pl", Cookies: []string{"session=one", "theme=dark", "third=3"},
		Headers: map[string]string{
			"accept-encoding": "identity", "content-length": "21", "content-type": "application/json", "host": host,
			"user-agent": "test", "x-two": "first,second", "x-forwarded-for": "198.51.100.7, 127.0.0.1",
			"x-forwarded-port": "443", "x-forwarded-proto": "https",
		},
		QueryStringParameters: map[string]string{"tag": "a,b c", "lang": "pl"},
		PathParameters:        map[string]string{"kind": "a b", "rest": "c/d/e"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey: "POST /v1/{kind}/{rest+}", AccountID: "000000000000", Stage: "live", APIID: "Api",
			DomainName: host, DomainPrefix: prefix,
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: "POST", Path: "/live/v1/a b/c/d/e", Protocol: "HTTP/1.1", SourceIP: "127.0.0.1", UserAgent: "test",
			},
		},
		Body: `{"text":"zażółć"}`,
	}
	ignore := cmpopts.IgnoreFields(events.APIGatewayV2HTTPRequestContext{}, "RequestID", "Time", "TimeEpoch")
	if diff := cmp.Diff(want, got, ignore); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	if c := got.RequestContext; c.RequestID == "" || c.TimeEpoch == 0 || len(c.Time) != len("02/Jan/2006:15:04:05 -0700") {
		t.Errorf("request id %q, time %q, %d", c.RequestID, c.Time, c.TimeEpoch)
	}
}

func TestBodies(t *testing.T) {
	var got events.APIGatewayV2HTTPRequest
	s := serve(t, "$default", httpapi.Route{Key: "$default", Invoke: keeps(&got)})
	for _, tt := range []struct{ name, kind, body, want string }{
		{"text", "text/plain; charset=utf-8", "zażółć", "zażółć"},
		{"a form", "application/x-www-form-urlencoded", "a=b", "YT1i"},
		{"bytes", "application/octet-stream", "abc", "YWJj"},
		{"no type", "", "abc", "YWJj"},
		{"text that is none", "text/plain", "\xff", "/w=="},
		{"nothing", "application/octet-stream", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			send(t, "POST", s.URL, tt.body, "Content-Type", tt.kind)
			if got.Body != tt.want || got.IsBase64Encoded != (tt.want != tt.body) {
				t.Errorf("body %q, base64 %t, want %q", got.Body, got.IsBase64Encoded, tt.want)
			}
		})
	}
	send(t, "POST", s.URL, "abc", "Content-Type", "text/plain", "Content-Encoding", "gzip")
	if got.Body != "YWJj" || got.RawPath != "/" {
		t.Errorf("compressed: %q at %q", got.Body, got.RawPath)
	}
	send(t, "GET", s.URL+"/a%20%25b%3Fc=d?e=f", "")
	if got.RawPath != "/a %b" || got.RawQueryString != "e=f" {
		t.Errorf("an encoded question mark: %q and %q", got.RawPath, got.RawQueryString)
	}
}

func TestRoutes(t *testing.T) {
	keys := []string{
		"$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}", "ANY /pets/dog/1", "GET /pets/dog/1",
		"POST /pets/{kind}/1", "GET /", "ANY /pets/{kind}/2",
		"GET /{kind}/bird",
	}
	var routes []httpapi.Route
	for _, key := range keys {
		routes = append(routes, httpapi.Route{Key: key, Invoke: says(fmt.Sprintf(`{"statusCode":200,"body":%q}`, key))})
	}
	s := serve(t, "$default", routes...)
	for _, tt := range []struct{ request, want string }{
		{"GET /", "GET /"}, {"POST /", "$default"}, {"GET /pets/dog/1", "GET /pets/dog/1"}, {"PUT /pets/dog/1", "ANY /pets/dog/1"},
		{"POST /pets/dog/1", "ANY /pets/dog/1"}, {"POST /pets/cat/1", "POST /pets/{kind}/1"},
		{"GET /pets/dog/7", "GET /pets/dog/{id}"}, {"GET /pets/dog/7/8", "GET /pets/{proxy+}"}, {"GET /pets/cat/2", "ANY /pets/{kind}/2"},
		{"GET /pets/dog/", "GET /pets/{proxy+}"}, {"GET /pets", "ANY /{proxy+}"}, {"GET /pets/", "ANY /{proxy+}"},
		{"GET /pets/bird", "GET /{kind}/bird"}, {"DELETE /pets/cat/3", "ANY /{proxy+}"}, {"GET /pets/dog/2", "GET /pets/dog/{id}"},
	} {
		method, path, _ := strings.Cut(tt.request, " ")
		if _, body := send(t, method, s.URL+path, ""); body != tt.want {
			t.Errorf("%s goes to %q, want %q", tt.request, body, tt.want)
		}
	}
}

func TestNoRoute(t *testing.T) {
	s := serve(t, "live", httpapi.Route{Key: "GET /x", Invoke: says(`{"statusCode":204}`)})
	for request, want := range map[string]int{
		"GET /live/x": 204, "HEAD /live/x": 404, "GET /x": 404, "GET /lively/x": 404, "GET /live": 404, "GET /live/x/": 404,
	} {
		method, path, _ := strings.Cut(request, " ")
		res, body := send(t, method, s.URL+path, "")
		if res.StatusCode != want || want == 404 && method == "GET" && body != "{\"message\":\"Not Found\"}\n" {
			t.Errorf("%s: %d %q, want %d", request, res.StatusCode, body, want)
		}
	}
}

func TestResponses(t *testing.T) {
	const wrong = "{\"message\":\"Internal Server Error\"}\n"
	for _, tt := range []struct {
		name, answer string
		status       int
		body, kind   string
		cookies      []string
	}{
		{"whole", `{"statusCode":418,"headers":{"content-type":"text/html"},"cookies":["a=1; Path=/","b=2"],"body":"zażółć"}`, 418, "zażółć", "text/html", []string{"a=1; Path=/", "b=2"}},
		{"bytes", `{"statusCode":200,"headers":{"content-type":"image/png"},"body":"iVBO","isBase64Encoded":true}`, 200, "\x89PN", "image/png", nil},
		{"no type", `{"statusCode":200,"body":"x"}`, 200, "x", "text/plain;charset=UTF-8", nil},
		{"a wrong length", `{"statusCode":200,"headers":{"content-length":"7"},"body":"x"}`, 200, "x", "text/plain;charset=UTF-8", nil},
		{"multi-valued headers are not known", `{"statusCode":204,"multiValueHeaders":{"Content-Type":["a"]}}`, 204, "", "", nil},
		{"not modified", `{"statusCode":304,"headers":{"etag":"x"},"body":""}`, 304, "", "", nil},
		{"JSON alone", `{"ok":true}`, 200, `{"ok":true}`, "application/json", nil},
		{"text alone", `"fine"`, 200, `"fine"`, "application/json", nil},
		{"no JSON", `fine`, 500, wrong, "application/json", nil},
		{"no status", `{"statusCode":"many"}`, 500, wrong, "application/json", nil},
		{"no such status", `{"statusCode":99}`, 500, wrong, "application/json", nil},
		{"no base64", `{"statusCode":200,"body":"?","isBase64Encoded":true}`, 500, wrong, "application/json", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, "$default", httpapi.Route{Key: "$default", Invoke: says(tt.answer)})
			res, body := send(t, "GET", s.URL, "")
			if res.StatusCode != tt.status || body != tt.body || res.Header.Get("Content-Type") != tt.kind {
				t.Errorf("%d %q %q, want %d %q %q", res.StatusCode, body, res.Header.Get("Content-Type"), tt.status, tt.body, tt.kind)
			}
			if diff := cmp.Diff(tt.cookies, res.Header.Values("Set-Cookie"), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("cookies (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHead(t *testing.T) {
	s := serve(t, "$default", httpapi.Route{Key: "ANY /", Invoke: says(`{"statusCode":200,"headers":{"content-length":"7"}}`)})
	if res, _ := send(t, "HEAD", s.URL, ""); res.ContentLength != 7 {
		t.Errorf("length %d, want the function's", res.ContentLength)
	}
}

// What goes wrong behind the API is answered in its words.
func TestFailures(t *testing.T) {
	failing := func(err error) httpapi.Invoke {
		return func(context.Context, []byte) ([]byte, error) { return nil, fmt.Errorf("x: %w", err) }
	}
	for _, tt := range []struct {
		name   string
		route  httpapi.Route
		body   int
		status int
		says   string
	}{
		{"error", httpapi.Route{Invoke: failing(lambdalocal.ErrFunction)}, 1, 500, "Internal Server Error"},
		{"crash", httpapi.Route{Invoke: failing(lambdalocal.ErrCrashed)}, 1, 500, "Internal Server Error"},
		{"too large an answer", httpapi.Route{Invoke: failing(lambdalocal.ErrTooLarge)}, 1, 500, "Internal Server Error"},
		{"throttled", httpapi.Route{Invoke: failing(lambdalocal.ErrThrottled)}, 1, 503, "Service Unavailable"},
		{"too long", httpapi.Route{Within: 1, Invoke: func(ctx context.Context, _ []byte) ([]byte, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}, 1, 503, "Service Unavailable"},
		{"too large an event", httpapi.Route{Invoke: failing(lambdalocal.ErrTooLarge)}, 6 << 20, 413, "Request Entity Too Large"},
		{"too large a body", httpapi.Route{Invoke: failing(errors.New("never asked"))}, 10<<20 + 1, 413, "Request Entity Too Large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.route.Key = "$default"
			api, err := httpapi.New("Api", "$default", []httpapi.Route{tt.route})
			if err != nil {
				t.Fatalf("New: %v", err)
			}
			w := httptest.NewRecorder()
			api.ServeHTTP(w, httptest.NewRequest("POST", "/", bytes.NewReader(make([]byte, tt.body))))
			if w.Code != tt.status || !strings.Contains(w.Body.String(), `{"message":"`+tt.says+`"}`) {
				t.Errorf("%d %q, want %d %s", w.Code, w.Body, tt.status, tt.says)
			}
		})
	}
}

// Each route has a bucket of its own.
func TestThrottle(t *testing.T) {
	ok := says(`{"statusCode":204}`)
	s := serve(t, "$default",
		httpapi.Route{Key: "GET /a", Invoke: ok, Rate: 1e-9, Burst: 2}, httpapi.Route{Key: "GET /b", Invoke: ok, Rate: 1e-9, Burst: 1})
	for i, tt := range []struct {
		path string
		want int
	}{{"/a", 204}, {"/a", 204}, {"/a", 429}, {"/b", 204}, {"/b", 429}} {
		if res, body := send(t, "GET", s.URL+tt.path, ""); res.StatusCode != tt.want || tt.want == 429 && !strings.Contains(body, "Too Many Requests") {
			t.Errorf("request %d: %d %q, want %d", i, res.StatusCode, body, tt.want)
		}
	}
}

func TestWrongRoutes(t *testing.T) {
	for _, keys := range [][]string{{"/x"}, {"GET x"}, {"GET /{a+}/b"}, {"GET /{a"}, {"GET /{}"}, {"GET /x", "GET /x"}} {
		var routes []httpapi.Route
		for _, key := range keys {
			routes = append(routes, httpapi.Route{Key: key})
		}
		if _, err := httpapi.New("Api", "$default", routes); err == nil || !strings.Contains(err.Error(), keys[0]) {
			t.Errorf("New(%q) = %v, want the route named", keys, err)
		}
	}
}
