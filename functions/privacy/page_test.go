package privacy_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/web"
)

func TestPage(t *testing.T) {
	r := newRig(t, false)
	a := r.entry("form", "1", "", noon)
	r.record(t, a)
	page := func(w *httptest.ResponseRecorder, status int) *goquery.Document {
		t.Helper()
		csp := w.Header().Get("Content-Security-Policy")
		if w.Code != status || w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("answer %d %v, want %d", w.Code, w.Header(), status)
		}
		doc, err := goquery.NewDocumentFromReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		return doc
	}
	browser := []string{"Accept", "text/html", "Content-Type", web.FormType, "Sec-Fetch-Site", "same-origin"}
	for lang, title := range map[string]string{"en": "Have your words erased", "pl": "Usuń swoją opinię"} {
		doc := page(r.do(t, "GET", "/erase?lang="+lang, ""), 200)
		if doc.Find("h1").Text() != title || doc.Find("html").AttrOr("lang", "") != lang {
			t.Errorf("%s: %q", lang, doc.Find("h1").Text())
		}
		if doc.Find("form[method=post][action='/v1/erasures'] label[for=receipt]").Length() != 1 || doc.Find("script").Length() != 0 {
			t.Errorf("%s: no form with a label, or a script", lang)
		}
	}
	doc := page(r.do(t, "POST", "/v1/erasures", "lang=pl&receipt=sentinel", browser...), 404)
	if doc.Find("[role=alert]").Length() != 1 || strings.Contains(doc.Text(), "sentinel") || doc.Find("input[value=sentinel]").Length() != 0 {
		t.Errorf("unknown receipt: %s", doc.Text())
	}
	page(r.do(t, "POST", "/v1/erasures", "receipt=", browser...), 422)
	page(r.do(t, "POST", "/v1/erasures", strings.Repeat("x", 17<<10), browser...), 413)
	form := url.Values{"receipt": {r.receipt(t, a)}, "lang": {"pl"}}.Encode()
	doc = page(r.do(t, "POST", "/v1/erasures", form, browser...), 200)
	if doc.Find("h1").Text() != "Usunięto" || doc.Find("time").Text() != "2026-12-30" || strings.Contains(doc.Text(), r.receipt(t, a)) {
		t.Errorf("erased: %s", doc.Text())
	}
	first := doc.Find("[role=status]").Text()
	doc = page(r.do(t, "POST", "/v1/erasures", form, browser...), 200)
	if again := doc.Find("[role=status]").Text(); again == first || again == "" || r.left(t) != 0 {
		t.Errorf("again: %q", again)
	}
	if strings.Contains(r.log.String(), "sentinel") {
		t.Error("the log repeats a receipt")
	}
}

func TestDocument(t *testing.T) {
	r := newRig(t, true)
	var doc struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal(r.do(t, "GET", "/openapi.json", "").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	// Open to everyone, and to more with credentials.
	for path, method := range map[string]string{"/v1/erasures": "post", "/erase": "get"} {
		want := []any{map[string]any{}, map[string]any{"session": []any{}}, map[string]any{"bearer": []any{}}}
		if diff := cmp.Diff(want, doc.Paths[path][method].(map[string]any)["security"]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	var listed []string
	for path, ops := range doc.Paths {
		for method := range ops {
			listed = append(listed, strings.ToUpper(method)+" "+path)
			if w := r.do(t, strings.ToUpper(method), path, ""); w.Code == 404 || w.Code == 405 || w.Code >= 500 {
				t.Errorf("%s %s: %d", method, path, w.Code)
			}
		}
	}
	slices.Sort(listed)
	if want := web.Patterns(r.api); !slices.Equal(listed, want) {
		t.Errorf("the document lists %q, registered are %q", listed, want)
	}
}
