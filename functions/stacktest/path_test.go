package stacktest_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"paradox/infra/store"
)

// What goes in at the form comes out in the report: through the API's event, intake,
// SQS, classify, DynamoDB and the API's event again, in the programs as they are
// deployed.
func TestPath(t *testing.T) {
	r := newRig(t)
	if err := r.store.PutCampaign(t.Context(), store.Campaign{Name: "autumn", Title: "Autumn", Start: "2026-01-01", Sent: map[string]int64{"email": 1000}}); err != nil {
		t.Fatal(err)
	}
	thanks := r.postForm(t, "I like that the offers fit me, but it is creepy how closely you track me.")
	if !strings.Contains(thanks, "receipt") {
		t.Errorf("the page after the form shows no receipt:\n%s", thanks)
	}
	var receipts []string
	for i := range 40 {
		receipts = append(receipts, r.post(t, fmt.Sprintf("Your e-mail number %d knows what I bought. Useful, but how do you know?", i)))
	}
	r.until(t, "all are counted", func() bool { return r.counted(t) == 41 })
	r.verify(t)

	a := r.do(t, "GET", "/v1/reports/paradox?campaign=autumn", "", r.bearer(t, "marketer")...)
	var report struct{ Segment struct{ Messages int } }
	if err := json.Unmarshal([]byte(a.body), &report); err != nil || a.status != 200 || report.Segment.Messages != 41 {
		t.Errorf("report: %d %s, want one of 41 messages", a.status, a.body)
	}

	erased := r.do(t, "POST", "/v1/erasures", `{"receipt":"`+receipts[0]+`"}`, "Content-Type", "application/json")
	if erased.status != 200 || !strings.Contains(erased.body, `"removed":1`) {
		t.Errorf("erasure: %d %s", erased.status, erased.body)
	}
	if n := r.counted(t); n != 40 {
		t.Errorf("%d are counted after the erasure, want 40", n)
	}
	for _, function := range []string{"ReprocessFunction", "DigestFunction", "PollFunction"} {
		if err := r.Fire(t.Context(), function); err != nil {
			t.Errorf("schedule of %s: %v", function, err)
		}
	}
	r.verify(t)
}

// A person signs in with a browser and sees the dashboard, and no more than the role allows.
func TestSignIn(t *testing.T) {
	r := newRig(t)
	c := browser(t)
	at, page := open(t, c, r.URL+"/")
	if !strings.HasPrefix(at.Path, "/practice-idp") {
		t.Fatalf("without a session / leads to %s", at)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var href string
	doc.Find("a").Each(func(_ int, a *goquery.Selection) {
		if strings.Contains(strings.ToLower(a.Text()), "marketer") {
			href, _ = a.Attr("href")
		}
	})
	next, err := at.Parse(href)
	if err != nil || href == "" {
		t.Fatalf("no marketer on the provider's page: %v\n%s", err, page)
	}
	if at, page = open(t, c, next.String()); at.Path != "/" || !strings.Contains(page, "Sign out") {
		t.Errorf("signed in, the browser is at %s", at)
	}
	if a := r.do(t, "GET", "/v1/reports/trend", ""); a.status != 401 {
		t.Errorf("a report without credentials: %d", a.status)
	}
	if a := r.do(t, "POST", "/v1/erasures", `{"source":"form","id":"1"}`, append(r.bearer(t, "marketer"), "Content-Type", "application/json")...); a.status != 403 {
		t.Errorf("a marketer erases by id: %d", a.status)
	}
}

// postForm opens the form page, sends it as a browser does and returns the answer.
func (r *rig) postForm(t *testing.T, text string) string {
	t.Helper()
	page := r.do(t, "GET", "/form/autumn", "", "Accept", "text/html")
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page.body))
	if err != nil || page.status != 200 {
		t.Fatalf("form page: %d %v", page.status, err)
	}
	values := url.Values{"text": {text}}
	doc.Find("form input").Each(func(_ int, in *goquery.Selection) {
		name, _ := in.Attr("name")
		value, _ := in.Attr("value")
		values.Set(name, value)
	})
	action, _ := doc.Find("form").First().Attr("action")
	a := r.do(t, "POST", action, values.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html", "Sec-Fetch-Site", "same-origin")
	if a.status != 202 {
		t.Fatalf("form: %d %s", a.status, a.body)
	}
	return a.body
}
