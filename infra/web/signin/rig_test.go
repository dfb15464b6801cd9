package signin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/web"
	"paradox/infra/web/access"
	"paradox/infra/web/signin"
	"paradox/infra/web/signin/practiceidp"
)

const (
	people  = "paradox-people"
	tool    = "listening-tool"
	api     = "paradox-api"
	secret  = "tool's own"
	claimed = "groups"
)

// rig is a site behind sign-in, and its provider.
type rig struct {
	t        *testing.T
	clock    *clock
	site     *httptest.Server
	serving  atomic.Value // http.Handler
	idp      *practiceidp.Provider
	provider *httptest.Server
	config   signin.Config
	log      *buffer

	verifier atomic.Value                         // string: what the last code was redeemed with
	down     atomic.Bool                          // the provider answers nothing but 500
	asked    sync.Map                             // path of the provider → *atomic.Int64
	amend    atomic.Pointer[func(map[string]any)] // of ID tokens
}

type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(c.at.Load(), 0).UTC() }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d.Seconds())) }

type buffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

func newRig(t *testing.T, change ...func(*signin.Config)) *rig {
	t.Helper()
	r := &rig{t: t, clock: &clock{}, log: &buffer{}}
	r.clock.at.Store(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC).Unix())
	r.site = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.serving.Load().(http.Handler).ServeHTTP(w, req)
	}))
	r.provider = httptest.NewUnstartedServer(http.HandlerFunc(r.answerAsProvider))
	r.provider.Start()
	t.Cleanup(r.provider.Close)
	key, err := signin.DeriveKey(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(r.log, nil))
	r.config = signin.Config{
		Issuer: r.provider.URL, Client: people, Audiences: []string{api, tool}, RolesClaim: claimed,
		Site: "https://" + r.site.Listener.Addr().String(), Key: key, Now: r.clock.now, Log: log,
	}
	for _, f := range change {
		f(&r.config)
	}
	if r.idp, err = practiceidp.New(practiceidp.Options{
		Issuer: r.provider.URL, Audience: api, RolesClaim: claimed, People: practiceidp.People(), Now: r.clock.now,
		Clients: []practiceidp.Client{
			{ID: people, Secret: r.config.Secret, Redirects: []string{r.config.Site + "/signin/callback"}},
			{ID: tool, Secret: secret, Scopes: []string{"paradox/mentions", "paradox/analyst", "other/officer"}},
		},
		Amend: func(claims map[string]any) {
			if f := r.amend.Load(); f != nil {
				(*f)(claims)
			}
		},
	}); err != nil {
		t.Fatal(err)
	}
	r.serve(r.config)
	r.site.StartTLS()
	t.Cleanup(r.site.Close)
	return r
}

func (r *rig) answerAsProvider(w http.ResponseWriter, req *http.Request) {
	n, _ := r.asked.LoadOrStore(req.URL.Path, new(atomic.Int64))
	n.(*atomic.Int64).Add(1)
	if r.down.Load() {
		http.Error(w, "sentinel", http.StatusInternalServerError)
		return
	}
	if req.Method == http.MethodPost && req.ParseForm() == nil {
		r.verifier.Store(req.PostForm.Get("code_verifier"))
	}
	r.idp.ServeHTTP(w, req)
}

// times is how often the provider was asked for a path.
func (r *rig) times(path string) int64 {
	n, ok := r.asked.Load(path)
	if !ok {
		return 0
	}
	return n.(*atomic.Int64).Load()
}

type who struct {
	Role    string
	Subject string
	Session bool
	Scopes  []string
}

type whoOutput struct{ Body who }

func tell(ctx context.Context, _ *struct{}) (*whoOutput, error) {
	p, err := access.From(ctx)
	if err != nil {
		return nil, err
	}
	return &whoOutput{who{p.Role.String(), p.Subject, p.Session, p.Scopes}}, nil
}

// serve has another instance answer from now on.
func (r *rig) serve(c signin.Config) {
	r.t.Helper()
	r.serving.Store(r.handler(c))
}

// handler is a site with a route for each kind of need.
func (r *rig) handler(c signin.Config) http.Handler {
	r.t.Helper()
	gate, err := signin.New(c)
	if err != nil {
		r.t.Fatal(err)
	}
	site := web.NewAPI(http.NewServeMux())
	gate.Routes(site)
	needs := func(role access.Role, scope string) map[string]any {
		return map[string]any{web.Role: role, web.Scope: scope}
	}
	for _, op := range []huma.Operation{
		{OperationID: "open", Method: "GET", Path: "/open", Metadata: needs(access.Anyone, "")},
		{OperationID: "market", Method: "GET", Path: "/market", Metadata: needs(access.Marketer, "")},
		{OperationID: "change", Method: "POST", Path: "/change", Metadata: needs(access.Marketer, "")},
		{OperationID: "analyse", Method: "GET", Path: "/analyse", Metadata: needs(access.Analyst, "")},
		{OperationID: "mention", Method: "POST", Path: "/mention", Metadata: needs(access.Analyst, "mentions")},
		{OperationID: "embedded", Method: "POST", Path: "/embedded", Metadata: map[string]any{web.Role: access.Anyone, web.Embeddable: true}},
		{OperationID: "forgotten", Method: "GET", Path: "/forgotten"},
	} {
		huma.Register(site, op, tell)
	}
	web.Mount(site, "GET /campaigns/{name}", access.Marketer, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=60")
		io.WriteString(w, "campaign")
	}))
	h, err := web.Handler(site, web.Options{Log: c.Log, Now: c.Now, Gate: gate})
	if err != nil {
		r.t.Fatal(err)
	}
	return h
}

// browser is a person's: it keeps cookies and follows the provider's and our leads.
type browser struct {
	t *testing.T
	*http.Client
}

func (r *rig) browser() *browser {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	c := *r.site.Client()
	c.Jar = jar
	return &browser{r.t, &c}
}

// still is the same browser, which does not follow.
func (b *browser) still() *browser {
	c := *b.Client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{b.t, &c}
}

type answer struct {
	*http.Response
	text string
}

func (b *browser) send(method, address string, kv ...string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(kv); i += 2 {
		r.Header.Add(kv[i], kv[i+1])
	}
	if method == "GET" && r.Header.Get("Accept") == "" {
		r.Header.Set("Accept", "text/html,*/*;q=0.8")
	}
	resp, err := b.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{resp, string(text)}
}

// link is the address behind the words of a page's link.
func (a answer) link(t *testing.T, words string) string {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.text))
	if err != nil {
		t.Fatal(err)
	}
	href := ""
	doc.Find("a").Each(func(_ int, s *goquery.Selection) {
		if strings.HasPrefix(s.Text(), words) {
			href = s.AttrOr("href", "")
		}
	})
	if href == "" {
		t.Fatalf("no link %q on the page: %s", words, a.text)
	}
	return href
}

// signIn goes to a page of the site as that person.
func (r *rig) signIn(b *browser, path, person string) answer {
	r.t.Helper()
	page := b.send("GET", r.site.URL+path)
	return b.send("GET", page.link(r.t, person))
}

// who the site says that this is.
func (a answer) who(t *testing.T) who {
	t.Helper()
	var w who
	if err := json.Unmarshal([]byte(a.text), &w); err != nil || a.StatusCode != 200 {
		t.Fatalf("answer %d %q", a.StatusCode, a.text)
	}
	return w
}

// problem checks an answer for being a problem of that status and code.
func (a answer) problem(t *testing.T, status int, code string) {
	t.Helper()
	var p struct {
		Code      string
		RequestID string `json:"request_id"`
	}
	err := json.Unmarshal([]byte(a.text), &p)
	if err != nil || a.StatusCode != status || p.Code != code || p.RequestID == "" || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("answer %d %v %q, want the problem %d %s", a.StatusCode, a.Header, a.text, status, code)
	}
}

// page checks an answer for being a sign-in page with that heading.
func (a answer) page(t *testing.T, status int, heading string) {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.text))
	if err != nil {
		t.Fatal(err)
	}
	if got := doc.Find("h1").Text(); a.StatusCode != status || got != heading {
		t.Errorf("answer %d %q, want %d %q", a.StatusCode, got, status, heading)
	}
	if doc.Find("script, style, [style]").Length() != 0 || a.Header.Get("Content-Security-Policy") != web.Policy || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page has scripts or styles of its own, or headers %v", a.Header)
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
