package privacy_test

import (
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/store"
	"paradox/infra/web"
)

// noted lists the ledger.
func (r *rig) noted(t *testing.T) (all []store.Erasure) {
	t.Helper()
	for e, err := range r.ledger.Erasures(t.Context(), time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// Every erasure is in the ledger, by pseudonyms: neither a receipt nor a handle nor
// what a source calls a message can be read from it.
func TestNoted(t *testing.T) {
	r := newRig(t, true)
	a, b, c := r.entry("form", "1", "", noon), r.entry("m", "id.sentinel", "jan", noon), r.entry("m", "3", "ewa.sentinel", noon)
	receipt := r.receipt(t, a)
	r.erase(t, map[string]any{"receipt": receipt})
	r.erase(t, map[string]any{"source": "m", "id": "id.sentinel"})
	r.erase(t, map[string]any{"source": "m", "author": "ewa.sentinel", "objection": true})
	want := []store.Erasure{
		{At: noon, ID: a.Reaction.ID}, {At: noon, ID: b.Reaction.ID},
		{At: noon, Author: c.Reaction.Author, Until: noon, Objection: true},
	}
	if diff := cmp.Diff(want, r.noted(t)); diff != "" {
		t.Errorf("noted (-want +got):\n%s", diff)
	}
	file, err := os.ReadFile(r.ledger.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"sentinel", receipt} {
		if strings.Contains(string(file), secret) {
			t.Errorf("the ledger's file holds %q", secret)
		}
	}
}

// What cannot be noted is not erased, and the answer says so.
func TestNotNoted(t *testing.T) {
	r := newRig(t, true)
	a := r.entry("m", "1", "jan", noon)
	r.record(t, a)
	r.ledger.err = errors.New("disk gone")
	for _, body := range []string{`{"receipt":"` + r.receipt(t, a) + `"}`, `{"source":"m","id":"1"}`, `{"source":"m","author":"jan"}`} {
		r.fails(t, body, `"code":"not_noted"`)
	}
	if n := r.left(t); n != 1 {
		t.Errorf("%d messages are left, want the one that could not be noted", n)
	}
	if o := r.record(t, r.entry("m", "2", "jan", noon)); o[0] != store.Recorded {
		t.Errorf("the author's next message: %v, want recorded", o[0])
	}
	r.page(t, a, "Nothing was erased")
}

// An erasure that breaks off after it was noted is completed by a replay, or by
// asking again.
func TestUnfinished(t *testing.T) {
	r := newRig(t, true)
	a, b, c := r.entry("m", "1", "jan", noon), r.entry("m", "2", "jan", noon), r.entry("form", "3", "", noon)
	r.record(t, a, b, c)
	r.store.err = errors.New("disk gone")
	r.fails(t, `{"receipt":"`+r.receipt(t, c)+`"}`, `"code":"unfinished"`)
	r.page(t, c, "Not finished yet")
	r.fails(t, `{"source":"m","author":"jan"}`, `"code":"unfinished"`)
	if n := r.left(t); n != 3 {
		t.Fatalf("%d messages are left, want all: the store failed", n)
	}
	r.store.err = nil
	erasures, turned, err := store.Replay(t.Context(), r.ledger, r.store, time.Time{})
	if err != nil || erasures != 3 || turned != 3 {
		t.Errorf("Replay = %d erasures, %d turned, %v; want 3 and 3", erasures, turned, err)
	}
	if n := r.left(t); n != 0 {
		t.Errorf("%d messages are left after the replay", n)
	}
	if o := r.record(t, a, r.entry("m", "4", "jan", noon), c); o[0] != store.Erased || o[1] != store.Erased || o[2] != store.Erased {
		t.Errorf("what comes again: %v, want erased", o)
	}
}

// An erasure at a source that cannot be looked up is neither noted nor done.
func TestRegisterUnread(t *testing.T) {
	r := newRig(t, true)
	r.store.unread = errors.New("disk gone")
	r.fails(t, `{"source":"m","author":"jan"}`, `"code":"unavailable"`)
	if noted := r.noted(t); len(noted) != 0 {
		t.Errorf("noted %v", noted)
	}
}

// fails posts an erasure that must be answered 503, for a program to try again, with
// the code, and with the cause in the log alone.
func (r *rig) fails(t *testing.T, body, code string) {
	t.Helper()
	r.log.Reset()
	w := r.do(t, "POST", "/v1/erasures", body, "Content-Type", "application/json")
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), code) || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("%s: answer %d %s, want 503 with %s", body, w.Code, w.Body, code)
	}
	if !strings.Contains(r.log.String(), "disk gone") || strings.Contains(r.log.String(), `"msg":"erasure"`) {
		t.Errorf("%s: the log does not say why, or says that it was done: %s", body, r.log.String())
	}
}

// page posts a receipt as a browser does and wants an alert under that title.
func (r *rig) page(t *testing.T, e store.Entry, title string) {
	t.Helper()
	form := url.Values{"receipt": {r.receipt(t, e)}, "lang": {"en"}}.Encode()
	w := r.do(t, "POST", "/v1/erasures", form, "Accept", "text/html", "Content-Type", web.FormType, "Sec-Fetch-Site", "same-origin")
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := doc.Find("[role=alert] strong").Text(); w.Code != 503 || got != title+"." {
		t.Errorf("the page answers %d and %q, want 503 and %q", w.Code, got, title)
	}
}
