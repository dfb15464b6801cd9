package privacy_test

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"paradox/infra/store"
	"paradox/infra/web"
	"paradox/infra/web/access"
)

// document reads a page, which nobody may keep and which has no script.
func document(t *testing.T, w *httptest.ResponseRecorder, status int) *goquery.Document {
	t.Helper()
	vary := strings.Join(w.Header().Values("Vary"), ",")
	if w.Code != status || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" || !strings.Contains(vary, "Cookie") || !strings.Contains(vary, "Authorization") {
		t.Errorf("answer %d %v, want %d", w.Code, w.Header(), status)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Find("script, [onclick], [style]").Length() != 0 {
		t.Error("the page has a script or a style of its own")
	}
	return doc
}

// posted is what a browser gets for a form of the page.
func (r *rig) posted(t *testing.T, form string, status int) *goquery.Document {
	t.Helper()
	w := r.do(t, "POST", "/v1/erasures", form, "Accept", "text/html", "Content-Type", web.FormType, "Sec-Fetch-Site", "same-origin")
	if strings.Contains(w.Body.String(), "sentinel") {
		t.Errorf("%s: the page repeats it: %s", form, w.Body)
	}
	return document(t, w, status)
}

// The officer has a form for a message and one for an author; nobody else does.
func TestDesk(t *testing.T) {
	r := newRig(t, false)
	all := map[string]access.Principal{
		"nobody": {}, "marketer": {Role: access.Marketer, Session: true}, "analyst": {Role: access.Analyst, Session: true},
		"tool": {Scopes: []string{"mentions"}, Subject: "p"}, "withheld": {Withheld: access.Officer},
	}
	seen := map[string]bool{}
	for name, who := range all {
		r.gate.who = who
		w := r.do(t, "GET", "/erase?lang=en", "")
		seen[w.Body.String()] = true
		if doc := document(t, w, 200); doc.Find("form").Length() != 1 || doc.Find("nav, select").Length() != 0 {
			t.Errorf("%s: %s", name, doc.Text())
		}
	}
	if len(seen) != 1 {
		t.Errorf("%d pages for who is no officer, want one", len(seen))
	}
	r.gate.who = access.Principal{Role: access.Officer, Session: true}
	for lang, title := range map[string]string{"en": "For the privacy officer", "pl": "Dla inspektora ochrony danych"} {
		doc := document(t, r.do(t, "GET", "/erase?lang="+lang, ""), 200)
		if got := doc.Find("h2").Text(); got != title || doc.Find("form[action='/signout']").Length() != 1 {
			t.Errorf("%s: %q, or no way out", lang, got)
		}
		for _, fields := range []string{"receipt", "source id", "source author objection"} {
			names := strings.Fields(fields)
			form := doc.Find("form[method=post][action='/v1/erasures']:has([name=" + names[len(names)-1] + "])")
			for _, name := range names {
				id, _ := form.Find("[name=" + name + "]").Attr("id")
				if form.Length() != 1 || id == "" || form.Find("label[for='"+id+"']").Text() == "" {
					t.Errorf("%s: the form with %s has no %s with a label", lang, fields, name)
				}
			}
		}
		sources := doc.Find("form:has([name=author]) option").Map(func(_ int, o *goquery.Selection) string { return o.AttrOr("value", o.Text()) })
		if !slices.Equal(sources, []string{"", "form", "m", "mastodon"}) {
			t.Errorf("%s: sources %q", lang, sources)
		}
	}
	r.store.unread = errors.New("disk gone")
	doc := document(t, r.do(t, "GET", "/erase", ""), 200)
	if doc.Find("[name=receipt]").Length() != 1 || doc.Find("select").Length() != 0 || !strings.Contains(doc.Text(), "cannot be read") || !strings.Contains(r.log.String(), "disk gone") {
		t.Errorf("without the register: %s, logged %s", doc.Text(), r.log.String())
	}
}

// The page says what the officer erased, and never what was named.
func TestDeskErases(t *testing.T) {
	r := newRig(t, true)
	r.record(t, r.entry("m", "sentinel-1", "ewa", noon), r.entry("m", "2", "Jan.Sentinel", noon), r.entry("m", "3", "jan.sentinel", noon), r.entry("m", "4", "ola", noon))
	for _, tt := range []struct {
		form, title string
		says        []string
		left        int
	}{
		{"source=m&id=+sentinel-1+&lang=en", "Erased", []string{"The message is gone", "m", "1", "will not be taken", "2026-12-30"}, 3},
		{"source=m&id=sentinel-1&lang=en", "Nothing was there", []string{"a slip in it", "0"}, 3},
		{"source=m&id=sentinel-1&lang=pl", "Niczego tu nie było", []string{"pomyłka", "0"}, 3},
		{"source=m&author=JAN.sentinel&lang=en", "Erased", []string{"What this author wrote is gone", "2", "no objection"}, 1},
		{"source=m&author=ola&objection=on&lang=pl", "Usunięto", []string{"To, co ten autor napisał", "1", "Sprzeciw zapisano"}, 0},
		{"source=m&author=eve.sentinel&objection=true&lang=en", "Nothing was there", []string{"a slip in it", "0", "objection is noted"}, 0},
	} {
		doc := r.posted(t, tt.form, 200)
		if got := doc.Find("h1").Text(); got != tt.title {
			t.Errorf("%s: %q, want %q", tt.form, got, tt.title)
		}
		for _, want := range tt.says {
			if !strings.Contains(doc.Find("main").Text(), want) {
				t.Errorf("%s: the page does not say %q: %s", tt.form, want, doc.Find("main").Text())
			}
		}
		if n := r.left(t); n != tt.left {
			t.Errorf("%s: %d are left, want %d", tt.form, n, tt.left)
		}
	}
	if o := r.record(t, r.entry("m", "5", "ola", noon), r.entry("m", "6", "jan.sentinel", noon.AddDate(0, 0, 1))); o[0] == store.Recorded || o[1] != store.Recorded {
		t.Errorf("who objected, and who did not: %v", o)
	}
	if n := len(r.noted(t)); n != 6 {
		t.Errorf("%d are noted, want each", n)
	}
	if strings.Contains(strings.ToLower(r.log.String()), "sentinel") {
		t.Errorf("the log repeats it: %s", r.log.String())
	}
}

// What is wrong with a form is said at that form, and erases nothing.
func TestDeskErrors(t *testing.T) {
	r := newRig(t, true)
	r.record(t, r.entry("m", "1", "jan", noon))
	for _, tt := range []struct {
		form   string
		status int
		at     string // the form that is to be mended
		says   string
	}{
		{"source=&author=sentinel&lang=en", 422, "author", "choose a source"},
		{"source=m&author=+&lang=en", 422, "author", "choose a source"},
		{"source=m&id=&lang=pl", 422, "message", "Wybierz źródło"},
		{"source=sentinel&author=jan&lang=en", 422, "author", "no such source"},
		{"source=m&id=1&author=jan&lang=en", 422, "author", "choose a source"},
		{"source=m&source=form&author=jan&lang=en", 422, "author", "choose a source"},
		{"source=m&author=jan&objection=perhaps&lang=en", 422, "author", "choose a source"},
		{"source=m&author=jan&receipt=sentinel&lang=en", 422, "author", "choose a source"},
		{"source=m&id=1%ff&lang=en", 422, "message", "choose a source"},
		{"source=m&author=" + strings.Repeat("x", 1025) + "&lang=en", 422, "author", "choose a source"},
		{"source=m&lang=en", 422, "", "enter your receipt"},
	} {
		doc := r.posted(t, tt.form, tt.status)
		alert := doc.Find("[role=alert]").Text()
		if !strings.Contains(alert, tt.says) || doc.Find("[role=alert] a").Length() != 0 {
			t.Errorf("%.60s: %q, want %q", tt.form, alert, tt.says)
		}
		if tt.at != "" && doc.Find("form:has([autofocus]) [role=alert]").Length() != 1 {
			t.Errorf("%.60s: the form that is to be mended does not say why", tt.form)
		}
		if got := doc.Find("select[autofocus]").AttrOr("id", "-source"); got != tt.at+"-source" || doc.Find("[autofocus]").Length() != 1 {
			t.Errorf("%.60s: to be mended at %s, want %s", tt.form, got, tt.at)
		}
	}
	if n, noted := r.left(t), r.noted(t); n != 1 || len(noted) != 0 {
		t.Errorf("%d are left, noted %v", n, noted)
	}
	r.store.err = errors.New("disk gone")
	if got := r.posted(t, "source=m&author=jan&lang=en", 503).Find("[role=alert]").Text(); !strings.Contains(got, "Not finished yet") || !strings.Contains(got, "send the same") {
		t.Errorf("unfinished: %q", got)
	}
}

// Who is no officer, or no longer, is told so and erases nothing.
func TestDeskIsTheOfficers(t *testing.T) {
	r := newRig(t, false)
	for _, tt := range []struct {
		who    access.Principal
		says   string
		signIn int
	}{
		{access.Principal{}, "session may have ended", 1},
		{access.Principal{Role: access.Analyst, Session: true}, "only the privacy officer", 1},
		{access.Principal{Withheld: access.Analyst}, "only the privacy officer", 1},
		{access.Principal{Withheld: access.Officer}, "did not say that this page sent the form", 0},
	} {
		r.gate.who = tt.who
		for _, form := range []string{"source=m&author=sentinel&lang=en", "source=m&id=sentinel&lang=en"} {
			doc := r.posted(t, form, 403)
			alert := doc.Find("[role=alert]")
			if !strings.Contains(alert.Text(), tt.says) || alert.Find("a[href='/signin?return=%2Ferase']").Length() != tt.signIn || doc.Find("select").Length() != 0 {
				t.Errorf("%+v: %q", tt.who, alert.Text())
			}
		}
	}
	r.gate.who = access.Principal{Role: access.Officer, Session: true}
	w := r.do(t, "POST", "/v1/erasures", "source=m&author=jan", "Accept", "text/html", "Content-Type", web.FormType, "Sec-Fetch-Site", "cross-site")
	if w.Code != 403 || len(r.noted(t)) != 0 {
		t.Errorf("from another site's page: %d, noted %v", w.Code, r.noted(t))
	}
}

// A program that shows an officer's session is told why it does not count.
func TestWithheldSession(t *testing.T) {
	r := newRig(t, false)
	for role, code := range map[access.Role]string{access.Officer: "session_withheld", access.Analyst: "receipt_required", access.Anyone: "receipt_required"} {
		r.gate.who = access.Principal{Withheld: role}
		for _, body := range [][2]string{{"application/json", `{"source":"m","author":"jan"}`}, {web.FormType, url.Values{"source": {"m"}, "id": {"1"}}.Encode()}} {
			w := r.do(t, "POST", "/v1/erasures", body[1], "Content-Type", body[0])
			if w.Code != 403 || !strings.Contains(w.Body.String(), `"code":"`+code+`"`) || strings.Contains(w.Body.String(), "Sec-Fetch-Site") != (role == access.Officer) {
				t.Errorf("%v: answer %d %s, want %s", role, w.Code, w.Body, code)
			}
		}
	}
}
