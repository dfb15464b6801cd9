package intake_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"paradox/infra/web"
)

var browser = []string{"Accept", "text/html,application/xhtml+xml", "Content-Type", "application/x-www-form-urlencoded"}

func parse(t *testing.T, w *httptest.ResponseRecorder) *goquery.Document {
	t.Helper()
	if ct := w.Header().Get("Content-Type"); !strings.HasPrefix(ct, "text/html") {
		t.Fatalf("Content-Type = %q: %s", ct, w.Body)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// fields returns what a browser would send of the page's form.
func fields(doc *goquery.Document) url.Values {
	v := url.Values{}
	doc.Find("form input").Each(func(_ int, s *goquery.Selection) { v.Set(s.AttrOr("name", ""), s.AttrOr("value", "")) })
	doc.Find("form textarea").Each(func(_ int, s *goquery.Selection) { v.Set(s.AttrOr("name", ""), s.Text()) })
	doc.Find("form select").Each(func(_ int, s *goquery.Selection) {
		v.Set(s.AttrOr("name", ""), s.Find("option[selected]").AttrOr("value", ""))
	})
	return v
}

func TestFormPage(t *testing.T) {
	r := newRig(t)
	for _, tt := range []struct{ name, target, accept, lang, send string }{
		{"english", "/form/autumn", "", "en", "Send"},
		{"polish by the browser", "/form/autumn", "pl-PL,pl;q=0.9,en;q=0.5", "pl", "Wyślij"},
		{"german reads english", "/form/autumn", "de", "en", "Send"},
		{"polish by the address", "/form/autumn?lang=pl", "en", "pl", "Wyślij"},
		{"nonsense", "/form/autumn?lang=xx", ";;;", "en", "Send"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := r.do(t, "GET", tt.target, "", "Accept-Language", tt.accept)
			if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors *") {
				t.Fatalf("answer %d %v", w.Code, w.Header())
			}
			doc := parse(t, w)
			if got := doc.Find("html").AttrOr("lang", ""); got != tt.lang {
				t.Errorf("lang = %q, want %q", got, tt.lang)
			}
			if got := doc.Find("form button").Text(); got != tt.send {
				t.Errorf("button %q, want %q", got, tt.send)
			}
		})
	}
	doc := parse(t, r.do(t, "GET", "/form/autumn", ""))
	notice := doc.Find("section p").Text()
	for _, want := range []string{"Shop Ltd", "privacy@shop.example", "365 days", "receipt"} {
		if !strings.Contains(notice, want) {
			t.Errorf("the notice does not say %q: %s", want, notice)
		}
	}
	if got := doc.Find("main strong").First().Text(); got != "Autumn & co." {
		t.Errorf("title %q", got)
	}
	if got := fields(doc).Get("channel"); got != "email" {
		t.Errorf("channel %q, want the campaign's only one", got)
	}
	if n := doc.Find("script, [style], [onclick]").Length(); n != 0 {
		t.Errorf("%d scripts or inline styles", n)
	}
	doc.Find("form input:not([type=hidden]), form textarea, form select").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if doc.Find("label[for='"+id+"']").Length() != 1 {
			t.Errorf("%s %q has no label", goquery.NodeName(s), id)
		}
		for _, ref := range strings.Fields(s.AttrOr("aria-describedby", "")) {
			if doc.Find("#"+ref).Length() != 1 {
				t.Errorf("%q is described by %q, which is not there", id, ref)
			}
		}
	})
	if got := fields(parse(t, r.do(t, "GET", "/form/autumn?channel=push_sms", ""))).Get("channel"); got != "push_sms" {
		t.Errorf("channel %q, want the address's", got)
	}
	wantProblem(t, r.do(t, "GET", "/form/winter", ""), 404, "campaign_unknown")
	w := r.do(t, "GET", "/form/winter?lang=pl", "", "Accept", "text/html")
	if got := parse(t, w).Find("h1").Text(); w.Code != 404 || got != "Nie ma takiego formularza" {
		t.Errorf("an unknown campaign in a browser: %d %q", w.Code, got)
	}
}

func TestFormIsSentOnce(t *testing.T) {
	r := newRig(t)
	v := fields(parse(t, r.do(t, "GET", "/form/autumn?lang=pl", "")))
	v.Set("text", "Skąd wiedzą, co oglądam?")
	w := r.do(t, "POST", "/v1/feedback", v.Encode(), browser...)
	if w.Code != 202 || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("answer %d %v", w.Code, w.Header())
	}
	thanks := parse(t, w)
	receipt := thanks.Find("#receipt").Text()
	if _, err := r.keys.Redeem(receipt); err != nil || thanks.Find("h1").Text() != "Dziękujemy" {
		t.Errorf("thanks %q with receipt %q: %v", thanks.Find("h1").Text(), receipt, err)
	}
	thanks.Find("a").Each(func(_ int, s *goquery.Selection) {
		if strings.Contains(s.AttrOr("href", ""), receipt) {
			t.Errorf("the receipt stands in an address")
		}
	})
	again := parse(t, r.do(t, "POST", "/v1/feedback", v.Encode(), browser...))
	if got := again.Find("#receipt").Text(); got != receipt {
		t.Errorf("sent again: receipt %q, want the first", got)
	}
	rs, _ := r.queued(t)
	if len(rs) != 1 || rs[0].Campaign != "autumn" || rs[0].Channel != "email" || rs[0].Source != "form" {
		t.Errorf("queued %+v", rs)
	}
	v.Set("text", "Inny tekst")
	w = r.do(t, "POST", "/v1/feedback", v.Encode(), browser...)
	doc := parse(t, w)
	if w.Code != 422 || fields(doc).Get("text") != "Inny tekst" || fields(doc).Get("token") == v.Get("token") {
		t.Errorf("other words with the same token: %d %v", w.Code, fields(doc))
	}
	if w = r.do(t, "POST", "/v1/feedback", fields(doc).Encode(), browser...); w.Code != 202 {
		t.Errorf("the form that came back does not work: %d", w.Code)
	}
}

// Whatever goes wrong, the words come back and the page says what it was.
func TestFormComesBack(t *testing.T) {
	r := newRig(t)
	fresh := func() url.Values { return fields(parse(t, r.do(t, "GET", "/form/autumn?lang=en", ""))) }
	long := strings.Repeat("x", 16<<10+1)
	for _, tt := range []struct {
		name   string
		change func(url.Values)
		status int
		beside bool // the message stands beside the text
	}{
		{"empty", func(v url.Values) { v.Set("text", " ") }, 422, true},
		{"too long", func(v url.Values) { v.Set("text", long) }, 413, true},
		{"forged token", func(v url.Values) { v.Set("token", "a.b.c") }, 422, false},
		{"token of another campaign", func(v url.Values) { v.Set("campaign", "winter") }, 422, false},
		{"old token", func(url.Values) { r.clock.advance(2 * time.Hour) }, 422, false},
		{"broken UTF-8", func(v url.Values) { v.Set("text", "caf\xe9") }, 422, true},
		{"unknown channel", func(v url.Values) { v.Set("channel", "pigeon") }, 422, false},
		{"queue down", func(url.Values) { r.queue.fail(errAway) }, 503, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := fresh()
			v.Set("text", "my <b>words</b>\nand more")
			tt.change(v)
			w := r.do(t, "POST", "/v1/feedback", v.Encode(), browser...)
			r.queue.fail(nil)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			doc := parse(t, w)
			got := fields(doc)
			if want := strings.ToValidUTF8(v.Get("text"), "\uFFFD"); got.Get("text") != want {
				t.Errorf("text comes back as %q, want %q", got.Get("text"), want)
			}
			if doc.Find("[role=alert]").Length() != 1 || (doc.Find("#text-error").Length() == 1) != tt.beside {
				t.Errorf("messages: %s", doc.Find("[role=alert], #text-error").Text())
			}
			if got.Get("token") == v.Get("token") || got.Get("token") == "" {
				t.Error("the token is not a fresh one")
			}
		})
	}
	w := r.do(t, "POST", "/v1/feedback", strings.Repeat("x", 129<<10), browser...)
	if doc := parse(t, w); w.Code != 413 || doc.Find("[role=alert]").Length() != 1 {
		t.Errorf("a body beyond the limit: %d", w.Code)
	}
	if rs, _ := r.queued(t); len(rs) != 0 {
		t.Errorf("%d reactions queued", len(rs))
	}
}

// A second text of another site's form is not dropped in silence: both come back.
func TestFormWithTwoTexts(t *testing.T) {
	r := newRig(t)
	w := r.do(t, "POST", "/v1/feedback", "text=one&text=two", browser...)
	if doc := parse(t, w); w.Code != 400 || fields(doc).Get("text") != "one\ntwo" || doc.Find("#text-error").Length() != 1 {
		t.Errorf("answer %d, text %q", w.Code, fields(doc).Get("text"))
	}
	if rs, _ := r.queued(t); len(rs) != 0 {
		t.Errorf("%d reactions queued", len(rs))
	}
}

// A form on another site's page needs no token and gets a page too.
func TestFormOfAnotherSite(t *testing.T) {
	r := newRig(t)
	w := r.do(t, "POST", "/v1/feedback", "text=hello&submit=Go", append([]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://shop.example"}, browser...)...)
	doc := parse(t, w)
	if w.Code != 202 || doc.Find("#receipt").Length() != 1 || doc.Find("a[href^='/form']").Length() != 0 {
		t.Errorf("answer %d: %s", w.Code, doc.Text())
	}
	if got := w.Header().Get("Content-Security-Policy"); got != web.FramedPolicy {
		t.Errorf("the answer's policy is %q: a framed form could not show it", got)
	}
}

// Where another site's form failed, ours takes over, and leads back to no form that
// there is not.
func TestFormOfAnotherSiteFails(t *testing.T) {
	for _, campaign := range []string{"", "winter"} {
		r := newRig(t)
		failed := parse(t, r.do(t, "POST", "/v1/feedback", "text=+&campaign="+campaign, browser...))
		v := fields(failed)
		if n := failed.Find("a[href^='/form']").Length(); n != 0 || v.Get("campaign") != campaign {
			t.Errorf("campaign %q: the page has %q and %d links to forms", campaign, v.Get("campaign"), n)
		}
		v.Set("text", "hello")
		w := r.do(t, "POST", "/v1/feedback", v.Encode(), browser...)
		if doc := parse(t, w); w.Code != 202 || doc.Find("a[href^='/form']").Length() != 0 {
			t.Errorf("campaign %q: answer %d: %s", campaign, w.Code, doc.Text())
		}
	}
}
