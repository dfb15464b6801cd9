package page_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/PuerkitoBio/goquery"

	"paradox/infra/web/page"
)

func set() *page.Set {
	return page.Parse(fstest.MapFS{
		"pages/a.html":     {Data: []byte(`{{define "content"}}<h1>{{.Word}}</h1>{{template "part"}}{{end}}`)},
		"pages/_part.html": {Data: []byte(`{{define "part"}}<p id="part">shared</p>{{end}}`)},
		"pages/b.html":     {Data: []byte(`{{define "content"}}<h1>B {{.Missing}}</h1>{{end}}`)},
	}, "pages/*.html")
}

type words struct{ Word string }

func get(t *testing.T, target string, header ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func TestRender(t *testing.T) {
	w := httptest.NewRecorder()
	set().Render(w, get(t, "/"), 200, "a.html", page.View{Lang: "pl", Title: "T", Active: "dashboard", Data: words{"<x>"}})
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	for selector, want := range map[string]string{
		"title": "T · Paradox", "h1": "<x>", "#part": "shared", "a.skip": "Przejdź do treści",
		"nav [aria-current=page]": "Pulpit",
	} {
		if got := doc.Find(selector).Text(); got != want {
			t.Errorf("%s = %q, want %q", selector, got, want)
		}
	}
	if got, _ := doc.Find("html").Attr("lang"); got != "pl" {
		t.Errorf("lang = %q, want pl", got)
	}
	for _, landmark := range []string{"header", "nav", "main#content", "footer"} {
		if doc.Find(landmark).Length() != 1 {
			t.Errorf("want one %s", landmark)
		}
	}
	if n := doc.Find("[style], style, script").Length(); n != 0 {
		t.Errorf("%d inline styles or scripts, which the policy blocks", n)
	}
	if got := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'self';") {
		t.Errorf("policy = %q", got)
	}
}

// A page that is open to everyone leads to none of the others.
func TestPublicPagesHaveNoNavigation(t *testing.T) {
	w := httptest.NewRecorder()
	set().Render(w, get(t, "/"), 200, "a.html", page.View{Lang: "de", Data: words{"x"}})
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if n := doc.Find("nav, header a").Length(); n != 0 {
		t.Errorf("%d ways into the product on a public page", n)
	}
	if got, _ := doc.Find("html").Attr("lang"); got != "en" {
		t.Errorf("lang = %q for a language without translation, want en", got)
	}
}

// What the caller has set stays.
func TestRenderKeepsTheCallersHeaders(t *testing.T) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Security-Policy", "default-src 'none'")
	w.Header().Set("Cache-Control", "no-store")
	set().Render(w, get(t, "/"), 422, "a.html", page.View{Data: words{"x"}})
	if w.Code != 422 || w.Header().Get("Content-Security-Policy") != "default-src 'none'" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// A mistake in embedded templates shows at once, not at the first request.
func TestParsePanics(t *testing.T) {
	for name, fsys := range map[string]fstest.MapFS{
		"no template": {},
		"no content":  {"a.html": {Data: []byte(`<p>x</p>`)}},
		"broken":      {"a.html": {Data: []byte(`{{define "content"}}{{end`)}},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("parsed")
				}
			}()
			page.Parse(fsys, "*.html")
		})
	}
}

func TestRenderRevalidates(t *testing.T) {
	first, again, private := httptest.NewRecorder(), httptest.NewRecorder(), httptest.NewRecorder()
	v := page.View{Data: words{"x"}}
	set().Render(first, get(t, "/"), 200, "a.html", v)
	tag := first.Header().Get("ETag")
	set().Render(again, get(t, "/", "If-None-Match", "W/"+tag), 200, "a.html", v)
	if tag == "" || again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("ETag %q: second answer %d with %d bytes, want 304 and none", tag, again.Code, again.Body.Len())
	}
	private.Header().Set("Cache-Control", "no-store")
	set().Render(private, get(t, "/"), 200, "a.html", v)
	if got := private.Header().Get("ETag"); got != "" {
		t.Errorf("no-store page has ETag %q", got)
	}
}

// A page that breaks half-way sends nothing of it.
func TestRenderFailsWhole(t *testing.T) {
	for _, name := range []string{"b.html", "none.html"} {
		w := httptest.NewRecorder()
		set().Render(w, get(t, "/"), 200, name, page.View{Data: words{"x"}})
		if w.Code != 500 || strings.Contains(w.Body.String(), "<") {
			t.Errorf("%s: %d %q, want a bare 500", name, w.Code, w.Body.String())
		}
	}
}

func TestAssets(t *testing.T) {
	h := page.Assets()
	tests := []struct {
		name, target, cache string
		code                int
	}{
		{"versioned", page.URL("style.css"), "public, max-age=31536000, immutable", 200},
		{"bare", "/assets/style.css", "public, no-cache", 200},
		{"stale version", "/assets/style.css?v=0", "public, no-cache", 200},
		{"icon", page.URL("icon.svg"), "public, max-age=31536000, immutable", 200},
		{"unknown", "/assets/nothing.js", "", 404},
		{"outside", "/assets/../page.go", "", 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, get(t, tt.target))
			if w.Code != tt.code || w.Header().Get("Cache-Control") != tt.cache {
				t.Errorf("%d %q, want %d %q", w.Code, w.Header().Get("Cache-Control"), tt.code, tt.cache)
			}
			if tt.code != 200 {
				return
			}
			again := httptest.NewRecorder()
			h.ServeHTTP(again, get(t, tt.target, "If-None-Match", w.Header().Get("ETag")))
			if again.Code != http.StatusNotModified {
				t.Errorf("asked again: %d, want 304", again.Code)
			}
		})
	}
}
