package web_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"paradox/infra/web"
)

// A compressed body would be read as its bytes: it is refused, not misread.
func TestCompressedBodies(t *testing.T) {
	h, _ := newHandler(t, false)
	for encoding, status := range map[string]int{"gzip": 415, "br": 415, "identity": 204} {
		w := do(t, h, "POST", "/things", `{"name":"ok"}`, "Content-Type", "application/json", "Content-Encoding", encoding)
		if w.Code != status {
			t.Errorf("Content-Encoding %s: status %d, want %d", encoding, w.Code, status)
		}
	}
}

func TestHosts(t *testing.T) {
	h, _ := newHandler(t, true)
	for host, want := range map[string]int{
		"localhost:8080": 204, "LOCALHOST": 204, "127.0.0.1:8080": 204, "127.0.0.9": 204, "[::1]:8080": 204, "[::1]": 204,
		"example.com": 421, "127.0.0.1.example.com": 421, "localhost.example.com:8080": 421, "192.168.0.1": 421, "0.0.0.0:8080": 421, "": 421,
	} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/things", strings.NewReader(`{"name":"ok"}`))
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("Host %q: %d, want %d", host, w.Code, want)
		}
	}
}

func TestOtherSites(t *testing.T) {
	h, _ := newHandler(t, false)
	for _, tt := range []struct {
		name, target string
		header       []string
		want         int
	}{
		{"a program", "/things", nil, 204},
		{"our own page", "/things", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://example.com"}, 204},
		{"another site's page", "/things", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		{"another site's page in an old browser", "/things", []string{"Origin", "https://evil.example"}, 403},
		{"a page without an origin", "/things", []string{"Origin", "null"}, 403},
		{"an open route", "/open", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://shop.example"}, 204},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := do(t, h, "POST", tt.target, `{"name":"ok"}`, append(tt.header, "Content-Type", "application/json")...)
			if w.Code != tt.want {
				t.Errorf("status %d, want %d", w.Code, tt.want)
			}
			if got := w.Header().Get("Access-Control-Allow-Origin"); (got == "*") != (tt.target == "/open") {
				t.Errorf("Access-Control-Allow-Origin = %q", got)
			}
		})
	}
}

func TestHeadersAndLog(t *testing.T) {
	h, log := newHandler(t, false)
	w := do(t, h, "POST", "/things?limit=7&since=2026-11-25", `{"name":"ok"}`, "Content-Type", "application/json", "X-Request-Id", "sentinel")
	for k, want := range map[string]string{
		"Content-Security-Policy": web.Policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Strict-Transport-Security": "max-age=31536000",
	} {
		if got := w.Header().Get(k); got != want {
			t.Errorf("%s = %q, want %q", k, got, want)
		}
	}
	here, _ := newHandler(t, true)
	if got := do(t, here, "GET", "http://localhost/plain", "").Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("on this machine, Strict-Transport-Security = %q", got)
	}
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line["route"] != "POST /things" || line["status"] != 204.0 || line["method"] != "POST" || line["request_id"] != w.Header().Get("X-Request-Id") || line["took_ms"] == nil {
		t.Errorf("line %v", line)
	}
	for _, leak := range []string{"sentinel", "limit", "192.0.2.1", `"ok"`} {
		if strings.Contains(log.String(), leak) {
			t.Errorf("the log holds %q: %s", leak, log)
		}
	}
}
