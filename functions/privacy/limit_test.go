package privacy_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// from sends an erasure by a receipt from an address.
func (r *rig) from(t *testing.T, address, receipt string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), "POST", "/v1/erasures", strings.NewReader(url.Values{"receipt": {receipt}}.Encode()))
	req.RemoteAddr = address
	req.Header.Set("Content-Type", web.FormType)
	req.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, req)
	return w
}

// One receipt, or many, cannot fill the ledger from one address. What is no receipt
// costs nothing, and the officer is not limited.
func TestSenderLimit(t *testing.T) {
	r := newRig(t, false)
	r.server.Limit = 3
	receipt := r.receipt(t, r.entry("form", "1", "", noon))
	for i := range 5 {
		if w := r.from(t, "192.0.2.7:1", "sentinel"); w.Code != 404 {
			t.Errorf("no receipt, %d: %d", i, w.Code)
		}
	}
	for i := range 5 {
		w := r.from(t, "192.0.2.7:1", receipt)
		if want := map[bool]int{true: 200, false: 429}[i < 3]; w.Code != want {
			t.Errorf("erasure %d: %d, want %d", i, w.Code, want)
		}
		if w.Code == 429 {
			doc, err := goquery.NewDocumentFromReader(w.Body)
			if err != nil || !strings.Contains(doc.Find("[role=alert]").Text(), "ten minutes") {
				t.Errorf("the page does not say when: %v %s", err, doc.Text())
			}
		}
	}
	if n := len(r.noted(t)); n != 3 {
		t.Errorf("%d are noted, want 3", n)
	}
	if w := r.from(t, "192.0.2.8:1", receipt); w.Code != 200 {
		t.Errorf("another address: %d", w.Code)
	}
	r.gate.who = access.Principal{Role: access.Officer, Subject: "officer"}
	if w := r.from(t, "192.0.2.7:1", receipt); w.Code != 200 {
		t.Errorf("the officer: %d", w.Code)
	}
}
