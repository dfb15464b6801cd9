package intake_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

type accepted struct {
	Receipt   string
	EraseURL  string `json:"erase_url"`
	ErasePage string `json:"erase_page"`
}

func TestFeedback(t *testing.T) {
	r := newRig(t)
	w := r.postJSON(t, "/v1/feedback", map[string]string{"text": "  Creepy,\r\nbut handy ", "channel": "email", "campaign": "autumn"})
	if w.Code != http.StatusAccepted || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("answer %d %v %s", w.Code, w.Header(), w.Body)
	}
	got := decode[accepted](t, w.Body)
	id, err := r.keys.Redeem(got.Receipt)
	if err != nil || got.EraseURL != "/v1/erasures" || got.ErasePage != "/erase" {
		t.Fatalf("answer %+v: %v", got, err)
	}
	rs, _ := r.queued(t)
	want := reaction.Reaction{
		ID: id, Time: r.clock.now(), Source: "form", Channel: "email", Campaign: "autumn",
		Text: "Creepy,\nbut handy", Expires: r.clock.now().Add(365 * 24 * time.Hour),
	}
	if len(rs) != 1 || rs[0] != want {
		t.Errorf("queued %+v, want %+v", rs, want)
	}
}

func TestFeedbackAsForm(t *testing.T) {
	r := newRig(t)
	form := url.Values{"text": {"Zażółć gęślą jaźń"}, "channel": {"ad"}}.Encode()
	w := r.do(t, "POST", "/v1/feedback", form, "Content-Type", "application/x-www-form-urlencoded")
	if w.Code != http.StatusAccepted || decode[accepted](t, w.Body).Receipt == "" {
		t.Fatalf("answer %d", w.Code)
	}
	rs, _ := r.queued(t)
	if len(rs) != 1 || rs[0].Text != "Zażółć gęślą jaźń" || rs[0].Channel != "ad" || rs[0].Campaign != "" {
		t.Errorf("queued %+v", rs)
	}
}

// A channel that is left open is the same in every way of sending it: a page's
// list sends it empty.
func TestFeedbackWithoutChannel(t *testing.T) {
	form := url.Values{"text": {"x"}, "channel": {""}}.Encode()
	for name, kv := range map[string][]string{
		"a program's form": {form, "Content-Type", "application/x-www-form-urlencoded"},
		"a browser's form": {form, "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html"},
		"JSON":             {`{"text":"x","channel":""}`, "Content-Type", "application/json"},
		"JSON without":     {`{"text":"x"}`, "Content-Type", "application/json"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			if w := r.do(t, "POST", "/v1/feedback", kv[0], kv[1:]...); w.Code != http.StatusAccepted {
				t.Fatalf("answer %d %s", w.Code, w.Body)
			}
			if rs, _ := r.queued(t); len(rs) != 1 || rs[0].Channel != "other" {
				t.Errorf("queued %+v, want channel other", rs)
			}
		})
	}
}

func TestFeedbackRefused(t *testing.T) {
	r := newRig(t)
	long := strings.Repeat("ł", reaction.MaxText/2+1)
	js, form := "application/json", "application/x-www-form-urlencoded"
	for _, tt := range []struct {
		name, media, body string
		status            int
		code, field       string
	}{
		{"too long", js, `{"text":"` + long + `"}`, 413, "text_too_long", "text"},
		{"too long in escapes", js, `{"text":"` + strings.Repeat(`\u0142`, reaction.MaxText/2+1) + `"}`, 413, "text_too_long", "text"},
		{"body too large", js, `{"text":"` + strings.Repeat("x", 128<<10) + `"}`, 413, "body_too_large", ""},
		{"form too large", form, "text=" + strings.Repeat("x", 128<<10), 413, "body_too_large", ""},
		{"empty", js, `{"text":" \u0000\u200b "}`, 422, "text_empty", "text"},
		{"missing", js, `{}`, 422, "invalid", ""},
		{"no body", js, ``, 400, "malformed", ""},
		{"unknown channel", js, `{"text":"x","channel":"pigeon"}`, 422, "invalid", "channel"},
		{"unknown property", js, `{"text":"x","author":"@jan"}`, 422, "invalid", "body"},
		{"wrong type", js, `{"text":7}`, 422, "invalid", "text"},
		{"not JSON", js, `{"text":`, 400, "malformed", "body"},
		{"not UTF-8", js, "{\"text\":\"caf\xe9\"}", 400, "malformed", "body"},
		{"form not UTF-8", form, "text=caf%E9", 400, "malformed", "body"},
		{"form broken", form, "text=%zz", 400, "malformed", "body"},
		{"form twice", form, "text=a&text=b", 400, "malformed", "body"},
		{"plain text", "text/plain", `{"text":"x"}`, 415, "media_type", ""},
		{"forged token", js, `{"text":"x","token":"zzzz.abc.def"}`, 422, "token_invalid", "token"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := wantProblem(t, r.do(t, "POST", "/v1/feedback", tt.body, "Content-Type", tt.media), tt.status, tt.code)
			if tt.field != "" && (len(p.InvalidParams) != 1 || p.InvalidParams[0].Field != tt.field) {
				t.Errorf("invalid_params = %+v, want %s", p.InvalidParams, tt.field)
			}
		})
	}
	if rs, _ := r.queued(t); len(rs) != 0 {
		t.Errorf("%d reactions queued", len(rs))
	}
}

func TestTextOf16KiBPasses(t *testing.T) {
	r := newRig(t)
	w := r.postJSON(t, "/v1/feedback", map[string]string{"text": strings.Repeat("<", reaction.MaxText)})
	if w.Code != http.StatusAccepted {
		t.Fatalf("answer %d %s", w.Code, w.Body)
	}
}

func TestHoneypot(t *testing.T) {
	for name, kv := range map[string][]string{"alone": nil, "with a key": {"Idempotency-Key", "k"}} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			w := r.postJSON(t, "/v1/feedback", map[string]string{"text": "buy pills", "website": "http://x.example"}, kv...)
			if w.Code != http.StatusAccepted || decode[accepted](t, w.Body).Receipt == "" {
				t.Errorf("answer %d, want one that looks like any other", w.Code)
			}
			if rs, _ := r.queued(t); len(rs) != 0 {
				t.Errorf("%d reactions queued", len(rs))
			}
			if n := strings.Count(r.log.String(), "honeypot"); n != 1 {
				t.Errorf("%d log lines of the honeypot, want 1", n)
			}
		})
	}
}

// Settling outlives a sender who goes away once the message is safe: the next try is
// not told that this one is still under way.
func TestSenderGoesAway(t *testing.T) {
	r := newRig(t)
	ctx, leave := context.WithCancel(t.Context())
	r.queue.sent = leave
	post := func(ctx context.Context) *httptest.ResponseRecorder {
		req := httptest.NewRequestWithContext(ctx, "POST", "/v1/feedback", strings.NewReader(`{"text":"one"}`))
		req.Host = "localhost"
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", "k1")
		w := httptest.NewRecorder()
		r.handler.ServeHTTP(w, req)
		return w
	}
	r.control.impatient = true
	post(ctx)
	if w := post(t.Context()); w.Code != http.StatusAccepted {
		t.Errorf("the next try: %d %s", w.Code, w.Body)
	}
	if rs, _ := r.queued(t); len(rs) != 1 {
		t.Errorf("%d reactions queued, want 1", len(rs))
	}
}

func TestIdempotency(t *testing.T) {
	r := newRig(t)
	send := func(text, key string) (int, string) {
		w := r.postJSON(t, "/v1/feedback", map[string]string{"text": text}, "Idempotency-Key", key)
		return w.Code, decode[accepted](t, w.Body).Receipt
	}
	_, first := send("one", "k1")
	if code, again := send("one", "k1"); code != 202 || again != first {
		t.Errorf("same key and body: %d, same receipt %t", code, again == first)
	}
	if code, other := send("one", "k2"); code != 202 || other == first {
		t.Errorf("other key: %d, same receipt %t", code, other == first)
	}
	p := wantProblem(t, r.postJSON(t, "/v1/feedback", map[string]string{"text": "two"}, "Idempotency-Key", "k1"), 422, "idempotency_mismatch")
	if len(p.InvalidParams) != 1 || p.InvalidParams[0].Field != "header.Idempotency-Key" {
		t.Errorf("invalid_params = %+v, want the header as every other problem names it", p.InvalidParams)
	}
	if rs, _ := r.queued(t); len(rs) != 2 {
		t.Errorf("%d reactions queued, want one for each key", len(rs))
	}
	r.clock.advance(7*24*time.Hour - time.Second)
	if code, again := send("one", "k1"); code != 202 || again != first {
		t.Errorf("within 7 days: %d, same receipt %t", code, again == first)
	}
	r.clock.advance(time.Second)
	if code, late := send("two", "k1"); code != 202 || late == first {
		t.Errorf("after 7 days: %d, same receipt %t", code, late == first)
	}
}

// A request that died between claim and send is made good by its repetition.
func TestUnsettledClaimIsQueuedAgain(t *testing.T) {
	r := newRig(t)
	body := map[string]string{"text": "one"}
	first := decode[accepted](t, r.postJSON(t, "/v1/feedback", body, "Idempotency-Key", "k").Body)
	id, err := r.keys.Redeem(first.Receipt)
	if err != nil {
		t.Fatal(err)
	}
	r.queued(t)
	pending := store.Claim{
		Key:  r.keys.RequestMAC("public", "POST /v1/feedback", "k"),
		Body: r.keys.RequestMAC("feedback", "one", "", ""), ID: id,
		Pending: r.clock.now().Add(30 * time.Second), Expires: r.clock.now().Add(time.Hour),
	}
	if err := r.store.Settle(t.Context(), pending); err != nil {
		t.Fatal(err)
	}
	w := r.postJSON(t, "/v1/feedback", body, "Idempotency-Key", "k")
	wantProblem(t, w, 409, "in_flight")
	if got := w.Header().Get("Retry-After"); got != "30" {
		t.Errorf("Retry-After = %q, want 30", got)
	}
	r.clock.advance(30 * time.Second)
	again := decode[accepted](t, r.postJSON(t, "/v1/feedback", body, "Idempotency-Key", "k").Body)
	rs, _ := r.queued(t)
	if again.Receipt != first.Receipt || len(rs) != 1 || rs[0].ID != id {
		t.Errorf("receipt the same: %t, queued %+v", again.Receipt == first.Receipt, rs)
	}
}

// Nothing is promised that the queue does not hold, and a failure does not lock the sender out.
func TestQueueFails(t *testing.T) {
	r := newRig(t)
	r.queue.fail(errors.New("disk full at /secret/place"))
	body := map[string]string{"text": "one"}
	w := r.postJSON(t, "/v1/feedback", body, "Idempotency-Key", "k")
	p := wantProblem(t, w, 503, "unavailable")
	if p.Detail != "" || strings.Contains(w.Body.String(), "disk") || w.Header().Get("Retry-After") == "" {
		t.Errorf("answer %v %+v, want the status alone and Retry-After", w.Header(), p)
	}
	if !strings.Contains(r.log.String(), "disk full") {
		t.Error("the cause is not in the log")
	}
	r.queue.fail(nil)
	if w := r.postJSON(t, "/v1/feedback", body, "Idempotency-Key", "k"); w.Code != 202 {
		t.Errorf("the next try: %d", w.Code)
	}
	if rs, _ := r.queued(t); len(rs) != 1 {
		t.Errorf("%d reactions queued", len(rs))
	}
}

// A sender who leaves once the message is queued has not made a claim that stays open.
func TestSenderLeaves(t *testing.T) {
	r := newRig(t)
	ctx, leave := context.WithCancel(t.Context())
	r.queue.sent = leave
	body := `{"text":"one"}`
	req := httptest.NewRequestWithContext(ctx, "POST", "/v1/feedback", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", "k")
	r.handler.ServeHTTP(httptest.NewRecorder(), req)
	r.queue.sent = nil
	if w := r.do(t, "POST", "/v1/feedback", body, "Content-Type", "application/json", "Idempotency-Key", "k"); w.Code != 202 {
		t.Errorf("coming back: %d %s", w.Code, w.Body)
	}
	if rs, _ := r.queued(t); len(rs) != 1 {
		t.Errorf("%d reactions queued", len(rs))
	}
}

// Each part that can fail fails with its own answer, and nothing is lost or doubled.
func TestControlFails(t *testing.T) {
	body := map[string]string{"text": "one"}
	r := newRig(t)
	r.control.sources = errors.New("away")
	wantProblem(t, r.postJSON(t, "/v1/feedback", body), 503, "unavailable")
	wantProblem(t, r.postJSON(t, "/v1/mentions", map[string]any{"mentions": []any{body}}), 503, "unavailable")
	wantProblem(t, r.do(t, "GET", "/form/autumn", ""), 503, "unavailable")
	r.control.sources, r.control.claim = nil, errors.New("away")
	wantProblem(t, r.postJSON(t, "/v1/feedback", body, "Idempotency-Key", "k"), 503, "unavailable")
	if rs, _ := r.queued(t); len(rs) != 0 {
		t.Errorf("%d reactions queued", len(rs))
	}

	r.control.claim, r.control.settle = nil, errors.New("away")
	first := decode[accepted](t, r.postJSON(t, "/v1/feedback", body, "Idempotency-Key", "k").Body)
	if first.Receipt == "" || !strings.Contains(r.log.String(), "claim not settled") {
		t.Error("a message that is queued was not answered with its receipt, or the log is silent")
	}
	r.control.settle = nil
	r.clock.advance(time.Minute)
	again := decode[accepted](t, r.postJSON(t, "/v1/feedback", body, "Idempotency-Key", "k").Body)
	rs, _ := r.queued(t)
	if len(rs) != 2 || rs[0].ID != rs[1].ID || again.Receipt != first.Receipt {
		t.Errorf("queued %+v, want one reaction twice", rs)
	}

	r = newRig(t)
	r.control.none = true
	if w := r.postJSON(t, "/v1/feedback", body); w.Code != 202 {
		t.Errorf("where nobody has registered anything: %d, want the form to work", w.Code)
	}
}

// Many at once with one key make one reaction.
func TestIdempotencyUnderConcurrency(t *testing.T) {
	r := newRig(t)
	var wg sync.WaitGroup
	codes, receipts := make([]int, 24), make([]string, 24)
	for i := range codes {
		wg.Go(func() {
			w := r.postJSON(t, "/v1/feedback", map[string]string{"text": "once"}, "Idempotency-Key", "same")
			codes[i] = w.Code
			if w.Code == 202 {
				receipts[i] = decode[accepted](t, w.Body).Receipt
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for i, code := range codes {
		switch code {
		case 202:
			seen[receipts[i]] = true
		case 409:
		default:
			t.Errorf("answer %d", code)
		}
	}
	rs, _ := r.queued(t)
	if len(seen) != 1 || len(rs) != 1 {
		t.Errorf("%d receipts, %d reactions queued, want 1 and 1", len(seen), len(rs))
	}
}

// Strangers' pages may post feedback, and nothing else.
func TestOtherSites(t *testing.T) {
	r := newRig(t)
	foreign := []string{"Origin", "https://shop.example", "Sec-Fetch-Site", "cross-site"}
	w := r.postJSON(t, "/v1/feedback", map[string]string{"text": "hello"}, foreign...)
	if w.Code != 202 || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("feedback: %d %v", w.Code, w.Header())
	}
	w = r.do(t, "OPTIONS", "/v1/feedback", "", append(foreign, "Access-Control-Request-Method", "POST")...)
	if w.Code != 204 || !strings.Contains(w.Header().Get("Access-Control-Allow-Headers"), "Idempotency-Key") {
		t.Errorf("preflight: %d %v", w.Code, w.Header())
	}
	wantProblem(t, r.postJSON(t, "/v1/mentions", map[string]any{"mentions": []any{}}, foreign...), 403, "cross_origin")
	if w = r.do(t, "OPTIONS", "/v1/mentions", "", foreign...); w.Code != 405 || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("preflight of mentions: %d %v", w.Code, w.Header())
	}
}
