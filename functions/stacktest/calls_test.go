package stacktest_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/analysis/label"
	"paradox/infra/enginetest"
	"paradox/infra/lambdalocal/calls"
	"paradox/infra/localengine"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

// ofTheService are actions that no function calls: the service does, in a function's
// name. What reads a queue for it, what ends a failed invocation, and the key that an
// encrypted topic is published with.
var ofTheService = map[string][]string{
	"ClassifyFunction":  {"sqs:ReceiveMessage ReactionsQueue", "sqs:GetQueueAttributes ReactionsQueue"},
	"ReprocessFunction": {"sqs:SendMessage ScheduleDeadLetterQueue"},
	"PollFunction":      {"sqs:SendMessage ScheduleDeadLetterQueue"},
	"DigestFunction":    {"sqs:SendMessage ScheduleDeadLetterQueue", "kms:Decrypt TopicKey", "kms:GenerateDataKey TopicKey"},
}

// What the functions call is what their roles allow, and they are allowed nothing else.
func TestRolesAllowWhatIsCalled(t *testing.T) {
	r := newRig(t)
	r.everything(t)
	s := readStack(t)
	logical := map[string]string{}
	for name, p := range r.Provided {
		logical[p.Ref] = name
		logical[p.Attributes["Arn"]] = name
		logical[p.Attributes["QueueName"]] = name
	}
	used := map[string]bool{} // function, action and resource
	for _, c := range r.Calls.Calls() {
		action, resource := c.Service+":"+iamAction(c), logical[c.Resource]
		key := c.Function + " " + action + " " + resource
		if !allowed(s.statements(c.Function), action, resource, c.Leading, used, key) {
			t.Errorf("%s calls %s on %s (%s), key %q: its role does not allow it", c.Function, action, resource, c.Resource, c.Leading)
		}
	}
	for name := range s.all(functionType) {
		for i, st := range s.statements(name) {
			for _, action := range st.actions {
				for _, resource := range st.resources {
					what := action + " " + resource
					if strings.HasPrefix(action, "logs:") || slices.Contains(ofTheService[name], what) || used[fmt.Sprintf("%s %s %d", name, what, i)] {
						continue
					}
					t.Errorf("%s: nothing ever calls %s with keys %v, which its role allows", name, what, st.leading)
				}
			}
		}
	}
}

// iamAction is what IAM asks for: a batch of messages is sent, removed and hidden with
// the permission for one.
func iamAction(c calls.Call) string {
	if c.Service == "sqs" {
		return strings.TrimSuffix(c.Action, "Batch")
	}
	return c.Action
}

// allowed reports whether a statement allows a call, and notes which.
func allowed(statements []statement, action, resource, leading string, used map[string]bool, key string) bool {
	for i, st := range statements {
		if !slices.Contains(st.actions, action) || !slices.Contains(st.resources, resource) {
			continue
		}
		if st.leading != nil && !slices.ContainsFunc(st.leading, func(p string) bool { return strings.TrimSuffix(p, "*") == leading }) {
			continue
		}
		used[fmt.Sprintf("%s %d", key, i)] = true
		return true
	}
	return false
}

// everything does what the product does, once.
func (r *rig) everything(t *testing.T) {
	t.Helper()
	for _, x := range []store.Source{{Name: "shop", Purpose: "listening", Basis: "consent", Retention: 400 * 24 * time.Hour}} {
		if err := r.store.PutSource(t.Context(), x); err != nil {
			t.Fatal(err)
		}
	}
	receipt := r.post(t, "Your offers fit me well.")
	for range 2 {
		r.do(t, "POST", "/v1/feedback", `{"text":"Useful."}`, "Content-Type", "application/json", "Idempotency-Key", "once")
	}
	analyst, officer := r.bearer(t, "analyst"), r.bearer(t, "officer")
	mentions := func(ids ...string) {
		var ms []map[string]string
		for _, id := range ids {
			ms = append(ms, map[string]string{"id": id, "time": time.Now().UTC().Add(-time.Hour).Format(time.RFC3339), "source": "shop", "author": "someone", "text": "Śledzicie mnie wszędzie."})
		}
		body, err := json.Marshal(map[string]any{"mentions": ms})
		if err != nil {
			t.Fatal(err)
		}
		if a := r.do(t, "POST", "/v1/mentions", string(body), append(analyst, "Content-Type", "application/json")...); a.status != 200 && a.status != 202 && a.status != 207 {
			t.Fatalf("mentions: %d %s", a.status, a.body)
		}
	}
	mentions("1", "2", "3")
	r.until(t, "all are counted", func() bool { return r.counted(t) == 5 })
	mentions("1") // again
	if err := r.queue.Send(t.Context(), poison); err != nil {
		t.Fatal(err)
	}
	r.until(t, "the poison is put aside", func() bool { return r.aside(t) == 1 })
	r.past(t)
	for _, path := range []string{"/", "/healthz", "/openapi.yaml", "/v1/reports/trend", "/v1/reports/themes", "/form/autumn", "/erase", "/assets/style.css"} {
		r.do(t, "GET", path, "", officer...)
	}
	for _, body := range []string{`{"receipt":"` + receipt + `"}`, `{"source":"shop","id":"2"}`, `{"source":"shop","author":"someone"}`} {
		if a := r.do(t, "POST", "/v1/erasures", body, append(officer, "Content-Type", "application/json")...); a.status != 200 {
			t.Fatalf("erasure of %s: %d %s", body, a.status, a.body)
		}
	}
	mentions("4") // of the author who was erased, written before
	r.until(t, "nothing waits", func() bool { return r.handed() == 6 })
	for _, f := range []string{"ReprocessFunction", "DigestFunction", "PollFunction"} {
		if err := r.Fire(t.Context(), f); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	r.do(t, "GET", "/v1/reports/trend", "", officer...) // of weeks that are compacted
	r.verify(t)
}

// past records what a deployment of some months has: old weeks, and what is overdue.
func (r *rig) past(t *testing.T) {
	t.Helper()
	live, err := r.store.Generation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	long := time.Now().AddDate(0, -2, 0)
	then, err := dynamo.Open(dynamo.Options{
		Client: dynamodb.NewFromConfig(localengine.Config(enginetest.MiniStack(t))), Now: func() time.Time { return long },
		Reactions: r.Provided["ReactionsTable"].Ref, Counters: r.Provided["CountersTable"].Ref,
	})
	if err != nil {
		t.Fatal(err)
	}
	var es []store.Entry
	for i := range 12 {
		at := long.AddDate(0, 0, i)
		e := store.Entry{
			Reaction: reaction.Reaction{ID: reaction.ID(fmt.Sprintf("%032x", i+1)), Time: at, Source: "shop", Channel: "email", Text: "Good offers.", Expires: long.AddDate(0, 0, 20+i)},
			Dims:     store.Dims{Campaign: reaction.Unassigned, Day: store.DayOf(at, time.UTC), Channel: "email", Language: "en", Source: "shop"},
			Labels:   map[string]label.Result{live: {Language: "en", Model: "linear", Sentiment: label.Sentiment{Label: label.Neutral}}},
		}
		if i%2 == 0 {
			e.Reaction.Author = reaction.AuthorKey(fmt.Sprintf("%032x", i))
		}
		es = append(es, e)
	}
	if _, err := then.Record(t.Context(), es); err != nil {
		t.Fatal(err)
	}
}
