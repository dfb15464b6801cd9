package stacktest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/enginetest"
	"paradox/infra/lambdalocal"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/lambdalocal/sandbox"
	"paradox/infra/localengine"
	"paradox/infra/queue"
	"paradox/infra/queue/sqs"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/template"
)

// programs are the functions' binaries, built once.
var programs = sync.OnceValues(func() (map[string]string, error) {
	t, err := template.Find()
	if err != nil {
		return nil, err
	}
	return sandbox.Build(context.Background(), filepath.Join("..", ".."), buildDir, t)
})

var buildDir string

func TestMain(m *testing.M) {
	var err error
	if buildDir, err = os.MkdirTemp("", "bootstraps-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(buildDir)
	os.Exit(code)
}

var deployments atomic.Int64

// rig is a stack that runs, with what a test sees of it.
type rig struct {
	*sandbox.Sandbox
	store *dynamo.Store // as an operator's command line opens it
	queue *sqs.Queue
	log   lambdalocal.Log // of all functions

	engine string // its address

	mu      sync.Mutex
	batches int
	taken   int        // messages in them
	more    *sync.Cond // batches grew
}

func newRig(t *testing.T, change ...func(*sandbox.Options)) *rig {
	t.Helper()
	built, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	tmpl, err := template.Find()
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{}
	r.more = sync.NewCond(&r.mu)
	o := sandbox.Options{
		Template: tmpl, Programs: built, Engine: enginetest.MiniStack(t),
		Prefix: fmt.Sprintf("t%d-%d-", os.Getpid(), deployments.Add(1)),
		Output: func(string) io.Writer { return &r.log },
		Batch: func(_ string, b eventsource.Batch) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.batches++
			r.taken += len(b.Messages)
			r.more.Broadcast()
		},
	}
	for _, c := range change {
		c(&o)
	}
	if r.Sandbox, err = sandbox.Start(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("ending the stack: %v", err)
		}
		if t.Failed() {
			t.Logf("what the functions wrote:\n%s", r.log.String())
		}
	})
	r.engine = o.Engine
	cfg := localengine.Config(o.Engine)
	if r.store, err = dynamo.Open(dynamo.Options{
		Client: dynamodb.NewFromConfig(cfg), Reactions: r.Provided["ReactionsTable"].Ref, Counters: r.Provided["CountersTable"].Ref, Now: time.Now,
	}); err != nil {
		t.Fatal(err)
	}
	if r.queue, err = sqs.New(sqs.Options{
		Client: api.NewFromConfig(cfg), Queue: r.Provided["ReactionsQueue"].Ref, Quarantine: r.Provided["QuarantineQueue"].Ref, Visibility: time.Minute,
	}); err != nil {
		t.Fatal(err)
	}
	return r
}

// until waits, batch by batch, for something to hold.
func (r *rig) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	limit := time.AfterFunc(2*time.Minute, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.batches = -1 << 30
		r.more.Broadcast()
	})
	defer limit.Stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		seen := r.batches
		r.mu.Unlock()
		done := holds()
		r.mu.Lock()
		if done {
			return
		}
		if r.batches < 0 {
			t.Fatalf("waited in vain until %s", what)
		}
		for r.batches == seen {
			r.more.Wait()
		}
	}
}

// handed is how many messages the labelling function was handed, each as often as it was.
func (r *rig) handed() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.taken
}

// counted is how many reactions the counters have.
func (r *rig) counted(t *testing.T) (n int64) {
	t.Helper()
	live, err := r.store.Generation(t.Context())
	if err != nil {
		return 0
	}
	today := store.DayOf(time.Now(), time.UTC)
	for row, err := range r.store.Rows(t.Context(), store.Query{Generation: live, Campaign: store.AllCampaigns, From: today.Add(-30), To: today.Add(2)}) {
		if err != nil {
			t.Fatal(err)
		}
		n += row.Counts[store.N]
	}
	return n
}

// verify holds the counters against a recount.
func (r *rig) verify(t *testing.T) {
	t.Helper()
	a, err := store.Verify(t.Context(), r.store, r.store)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range a.Wrong {
		t.Errorf("a counter differs from the recount: %v", wrong)
	}
}

// answer is one of the API's.
type answer struct {
	status int
	head   http.Header
	body   string
}

// do sends a request; kv are header names and values.
func (r *rig) do(t *testing.T, method, path, body string, kv ...string) answer {
	t.Helper()
	return send(t, http.DefaultTransport.(*http.Transport), method, r.URL+path, body, kv...)
}

func send(t *testing.T, via *http.Transport, method, address, body string, kv ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(kv); i += 2 {
		req.Header.Set(kv[i], kv[i+1])
	}
	res, err := via.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(b)}
}

// post sends a feedback as a program does and returns its receipt.
func (r *rig) post(t *testing.T, text string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"text": text, "channel": "email", "campaign": "autumn"})
	if err != nil {
		t.Fatal(err)
	}
	a := r.do(t, "POST", "/v1/feedback", string(body), "Content-Type", "application/json")
	var accepted struct{ Receipt string }
	if json.Unmarshal([]byte(a.body), &accepted); a.status != 202 || accepted.Receipt == "" {
		t.Fatalf("feedback: %d %s", a.status, a.body)
	}
	return accepted.Receipt
}

// bearer is the header of a program with roles.
func (r *rig) bearer(t *testing.T, roles ...string) []string {
	t.Helper()
	token, err := r.Token(roles...)
	if err != nil {
		t.Fatal(err)
	}
	return []string{"Authorization", "Bearer " + token}
}

// browser is one with its cookies.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// open opens a page as a browser does and returns where it ended and what it shows.
func open(t *testing.T, c *http.Client, address string) (*url.URL, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.Request.URL, string(b)
}

// poison is a message that nobody can read.
var poison = queue.Message{Body: []byte("not a body of ours"), Group: "form"}

// aside is how many messages lie in quarantine.
func (r *rig) aside(t *testing.T) (n int) {
	t.Helper()
	for _, err := range r.queue.Quarantined(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}
