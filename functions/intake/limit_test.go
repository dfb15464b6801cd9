package intake_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"paradox/functions/intake"
	"paradox/infra/web"
	"paradox/infra/web/access"
)

// known is a gate that takes a header's word for who it is.
type known struct{}

func (known) Identify(r *http.Request) (access.Principal, error) {
	if r.Header.Get("Authorization") == "" {
		return access.Principal{}, nil
	}
	return access.Principal{Scopes: []string{r.Header.Get("Authorization")}, Subject: "program"}, nil
}

// limited is a rig whose server takes three feedbacks from an address.
func limited(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	s := &intake.Server{Keys: r.keys, Queue: r.queue, Control: r.control, Now: r.clock.now, Log: slog.New(slog.DiscardHandler), Limit: 3}
	api := web.NewAPI(http.NewServeMux())
	s.Routes(api)
	var err error
	if r.handler, err = web.Handler(api, web.Options{Log: slog.New(slog.DiscardHandler), Now: r.clock.now, Gate: known{}}); err != nil {
		t.Fatal(err)
	}
	return r
}

// post sends a feedback from an address and returns the answer's status.
func (r *rig) post(t *testing.T, from, body string, kv ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), "POST", "/v1/feedback", strings.NewReader(body))
	req.RemoteAddr = from
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(kv); i += 2 {
		req.Header.Set(kv[i], kv[i+1])
	}
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, req)
	return w
}

func TestSenderLimit(t *testing.T) {
	r := limited(t)
	const text = `{"text":"I like the offers."}`
	for i, c := range []struct {
		from   string
		wait   time.Duration
		status int
	}{
		{"192.0.2.7:1000", 0, 202}, {"192.0.2.7:1001", 0, 202}, {"[::ffff:192.0.2.7]:1002", 0, 202},
		{"192.0.2.7:1003", 0, 429}, {"192.0.2.8:1000", 0, 202},
		{"[2001:db8::1]:1", 0, 202}, {"[2001:db8::2]:1", 0, 202}, {"[2001:db8:0:0:ffff::3]:1", 0, 202}, // one network
		{"[2001:db8::4]:1", 0, 429}, {"[2001:db8:0:1::1]:1", 0, 202},
		{"192.0.2.7:1000", 10 * time.Minute, 202},
	} {
		r.clock.advance(c.wait)
		w := r.post(t, c.from, text)
		if w.Code != c.status {
			t.Fatalf("post %d: answer %d %s, want %d", i, w.Code, w.Body, c.status)
		}
		if c.status == 429 && (w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"code":"too_many"`)) {
			t.Errorf("post %d: Retry-After %q, body %s", i, w.Header().Get("Retry-After"), w.Body)
		}
	}
}

// A browser too is told when it may come again.
func TestSenderLimitOfTheForm(t *testing.T) {
	r := limited(t)
	for i := range 4 {
		w := r.post(t, "192.0.2.7:1", "text=Good.", browser...)
		if refused := i == 3; (w.Code == 429) != refused || (w.Header().Get("Retry-After") != "") != refused {
			t.Errorf("post %d: %d, Retry-After %q", i, w.Code, w.Header().Get("Retry-After"))
		}
	}
}

// What is not taken anyway is not counted, and a program that hands in what many
// people said is not limited.
func TestSenderLimitCounts(t *testing.T) {
	r := limited(t)
	for range 5 {
		if w := r.post(t, "192.0.2.7:1", `{"text":" "}`); w.Code != 422 {
			t.Errorf("an empty text: %d", w.Code)
		}
	}
	for i := range 5 {
		if w := r.post(t, "192.0.2.7:1", `{"text":"Good."}`, "Authorization", "mentions"); w.Code != 202 {
			t.Errorf("a program's feedback %d: %d %s", i, w.Code, w.Body)
		}
		if w := r.post(t, "192.0.2.9:1", `{"text":"Good."}`, "Authorization", "other"); (w.Code == 202) != (i < 3) {
			t.Errorf("feedback %d of a program without the scope: %d", i, w.Code)
		}
	}
	if w := r.post(t, "192.0.2.7:1", `{"text":"Good."}`); w.Code != 202 {
		t.Errorf("a person beside the program: %d", w.Code)
	}
}

// What falls into the trap is counted too: it gets a receipt like any other, and each
// receipt can have an erasure noted for good.
func TestSenderLimitOfTheTrap(t *testing.T) {
	r := limited(t)
	for i := range 4 {
		w := r.post(t, "192.0.2.7:1", `{"text":"Buy this.","website":"http://x.example"}`)
		if want := map[bool]int{true: 202, false: 429}[i < 3]; w.Code != want {
			t.Errorf("post %d: %d, want %d", i, w.Code, want)
		}
	}
}

// The address is in no file.
func TestSenderIsNotKept(t *testing.T) {
	r := limited(t)
	r.post(t, "192.0.2.7:1", `{"text":"Good."}`)
	for _, file := range r.files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "192.0.2") {
			t.Errorf("%s holds the address", file)
		}
	}
}

// A program's keys are its own: that a stranger used one before takes nothing away.
func TestProgramsKeysAreTheirOwn(t *testing.T) {
	r := limited(t)
	if w := r.post(t, "192.0.2.7:1", `{"text":"A stranger's."}`, "Idempotency-Key", "2026-11-25/1"); w.Code != 202 {
		t.Fatalf("the stranger: %d", w.Code)
	}
	for range 2 {
		if w := r.post(t, "192.0.2.8:1", `{"text":"The program's."}`, "Idempotency-Key", "2026-11-25/1", "Authorization", "mentions"); w.Code != 202 {
			t.Errorf("the program: %d %s", w.Code, w.Body)
		}
	}
	if rs, _ := r.queued(t); len(rs) != 2 {
		t.Errorf("%d are queued, want one of each", len(rs))
	}
}
