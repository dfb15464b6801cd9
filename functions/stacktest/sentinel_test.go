package stacktest_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/queue"
	"paradox/infra/store"
)

// What a person wrote, and what must not go on from there at all.
const (
	sentinel = "Kaczuszka7731"
	email    = "zofia.kaczuszka@example.org"
	pesel    = "44051401359"
	handle   = "@KaczuszkaHandle"
)

var said = sentinel + ": your mails to " + email + " (PESEL " + pesel + ") know too much. "

// personal are the parts of it that identify somebody, and those of every text.
var personal = []string{email, pesel, handle}

// holds names what of the parts a text holds.
func holds(text string, parts ...string) (found []string) {
	for _, p := range parts {
		if strings.Contains(strings.ToLower(text), strings.ToLower(p)) {
			found = append(found, p)
		}
	}
	return found
}

// A text and who wrote it are in no log, metric, queue attribute or error of any
// function; what identifies somebody goes no further than intake.
func TestSentinel(t *testing.T) {
	r := newRig(t)
	if err := r.store.PutSource(t.Context(), store.Source{Name: "shop", Purpose: "listening", Basis: "consent", Retention: 400 * 24 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	if err := r.store.PutCampaign(t.Context(), store.Campaign{Name: "autumn", Title: "Autumn", Start: "2026-01-01"}); err != nil {
		t.Fatal(err)
	}
	never := append([]string{sentinel}, personal...)
	errors := r.wrongly(t)
	for what, a := range errors {
		if a.status < 400 {
			t.Errorf("%s: answer %d, want an error", what, a.status)
		}
		if found := holds(a.body+fmt.Sprint(a.head), never...); found != nil {
			t.Errorf("%s: the answer %d repeats %q", what, a.status, found)
		}
	}
	r.Stop() // what is sent now stays in the queue to be looked at
	r.rightly(t)
	r.inQueue(t, r.Provided["ReactionsQueue"].Ref, personal, never)
	r.serve(t)
	if err := r.queue.Send(t.Context(), queue.Message{Body: []byte(`{"v":99,"text":"` + said + `"}`), Group: "shop"}); err != nil {
		t.Fatal(err)
	}
	r.invokeClassify(t, r.Provided["ReactionsQueue"].Ref)
	r.inQueue(t, r.Provided["QuarantineQueue"].Ref, nil, never)
	for _, f := range []string{"ReprocessFunction", "DigestFunction", "PollFunction"} {
		if err := r.Fire(t.Context(), f); err != nil {
			t.Error(err)
		}
	}
	r.inTables(t, never)
	if found := holds(r.log.String(), never...); found != nil {
		t.Errorf("the functions' logs and metrics hold %q", found)
	}
	r.verify(t)
}

// wrongly does what is refused, with the sentinel wherever it goes.
func (r *rig) wrongly(t *testing.T) map[string]answer {
	t.Helper()
	analyst := r.bearer(t, "analyst")
	in := func(kv ...string) []string { return append(kv, "Content-Type", "application/json") }
	quoted, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]answer{
		"broken JSON":             r.do(t, "POST", "/v1/feedback", `{"text":`+string(quoted), in()...),
		"unknown field":           r.do(t, "POST", "/v1/feedback", `{"text":"x","`+sentinel+`":1}`, in()...),
		"unknown channel":         r.do(t, "POST", "/v1/feedback", `{"text":"x","channel":"`+sentinel+`"}`, in()...),
		"token not ours":          r.do(t, "POST", "/v1/feedback", `{"text":"x","token":"`+sentinel+`"}`, in()...),
		"too long":                r.do(t, "POST", "/v1/feedback", `{"text":"`+strings.Repeat(sentinel, 2000)+`"}`, in()...),
		"another type":            r.do(t, "POST", "/v1/feedback", said, "Content-Type", sentinel),
		"a form without its text": r.do(t, "POST", "/v1/feedback", url.Values{"campaign": {said}}.Encode(), "Content-Type", "application/x-www-form-urlencoded"),
		"no mentions":             r.do(t, "POST", "/v1/mentions", `{"mentions":"`+sentinel+`"}`, in(analyst...)...),
		"a bad token":             r.do(t, "GET", "/v1/reports/trend", "", "Authorization", "Bearer "+sentinel),
		"no such receipt":         r.do(t, "POST", "/v1/erasures", `{"receipt":"`+sentinel+`"}`, in()...),
		"no such campaign":        r.do(t, "GET", "/v1/reports/trend?campaign="+sentinel, "", analyst...),
		"no such range":           r.do(t, "GET", "/v1/reports/trend?from="+sentinel, "", analyst...),
		"no such page":            r.do(t, "GET", "/"+sentinel, "", analyst...),
		"by author, not officer":  r.do(t, "POST", "/v1/erasures", `{"source":"shop","author":"`+handle+`"}`, in(analyst...)...),
		"a code not ours":         r.do(t, "GET", "/signin/callback?state="+sentinel+"&code="+sentinel, ""),
	}
}

// rightly hands in the sentinel in each way that is taken.
func (r *rig) rightly(t *testing.T) {
	t.Helper()
	r.post(t, said)
	r.postForm(t, said)
	body, err := json.Marshal(map[string]any{"mentions": []map[string]string{
		{"id": "id of " + handle, "time": time.Now().UTC().Add(-time.Hour).Format(time.RFC3339), "source": "shop", "author": handle, "text": said},
		{"id": "second", "time": "yesterday " + sentinel, "source": "shop", "author": handle, "text": said},
	}})
	if err != nil {
		t.Fatal(err)
	}
	a := r.do(t, "POST", "/v1/mentions", string(body), append(r.bearer(t, "analyst"), "Content-Type", "application/json")...)
	if a.status >= 300 || holds(a.body, append([]string{sentinel}, personal...)...) != nil {
		t.Errorf("mentions: %d %s", a.status, a.body)
	}
}

// peek receives what lies in a queue and gives it back at once.
func (r *rig) peek(t *testing.T, address string) []sqstypes.Message {
	t.Helper()
	client := api.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	out, err := client.ReceiveMessage(t.Context(), &api.ReceiveMessageInput{
		QueueUrl: &address, MaxNumberOfMessages: 10, WaitTimeSeconds: 5, MessageAttributeNames: []string{"All"},
		MessageSystemAttributeNames: []sqstypes.MessageSystemAttributeName{"All"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range out.Messages {
		if _, err := client.ChangeMessageVisibility(t.Context(), &api.ChangeMessageVisibilityInput{QueueUrl: &address, ReceiptHandle: m.ReceiptHandle}); err != nil {
			t.Fatal(err)
		}
	}
	return out.Messages
}

// inQueue looks for what must not be in the bodies, and not in the attributes.
func (r *rig) inQueue(t *testing.T, address string, body, attributes []string) {
	t.Helper()
	ms := r.peek(t, address)
	if len(ms) == 0 {
		t.Errorf("nothing lies in %s", address)
	}
	for _, m := range ms {
		if found := holds(*m.Body, body...); found != nil {
			t.Errorf("a message in %s holds %q", address, found)
		}
		var own []string
		for name, a := range m.MessageAttributes {
			own = append(own, name, fmt.Sprint(a.StringValue), string(a.BinaryValue))
			if a.StringValue != nil {
				own = append(own, *a.StringValue)
			}
		}
		if found := holds(fmt.Sprint(own, m.Attributes), attributes...); found != nil {
			t.Errorf("an attribute of a message in %s holds %q", address, found)
		}
	}
}

// serve hands everything in the reactions queue to the labelling function.
func (r *rig) serve(t *testing.T) {
	t.Helper()
	r.invokeClassify(t, r.Provided["ReactionsQueue"].Ref)
}

// invokeClassify hands the function what lies in a queue, and removes what it took.
func (r *rig) invokeClassify(t *testing.T, address string) {
	t.Helper()
	client := api.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	out, err := client.ReceiveMessage(t.Context(), &api.ReceiveMessageInput{
		QueueUrl: &address, MaxNumberOfMessages: 10, WaitTimeSeconds: 5,
		MessageSystemAttributeNames: []sqstypes.MessageSystemAttributeName{"All"},
	})
	if err != nil || len(out.Messages) == 0 {
		t.Fatalf("%d messages, %v", len(out.Messages), err)
	}
	var records []map[string]any
	for _, m := range out.Messages {
		records = append(records, map[string]any{
			"messageId": *m.MessageId, "receiptHandle": *m.ReceiptHandle, "body": *m.Body, "attributes": m.Attributes, "eventSource": "aws:sqs",
		})
	}
	event, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := r.Function("ClassifyFunction").Invoke(t.Context(), event)
	if err != nil || string(answer) != `{"batchItemFailures":[]}` {
		t.Fatalf("classify answers %s, %v", answer, err)
	}
	for _, m := range out.Messages {
		_, _ = client.DeleteMessage(t.Context(), &api.DeleteMessageInput{QueueUrl: &address, ReceiptHandle: m.ReceiptHandle}) // it may have been put aside
	}
}

// inTables looks into every row.
func (r *rig) inTables(t *testing.T, never []string) {
	t.Helper()
	client := dynamodb.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	for name, parts := range map[string][]string{"ReactionsTable": personal, "CountersTable": never, "ErasuresTable": never} {
		table := r.Provided[name].Ref
		out, err := client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table})
		if err != nil {
			t.Fatal(err)
		}
		if name == "ReactionsTable" && len(out.Items) < 3 {
			t.Errorf("%d rows of reactions: the look shows nothing", len(out.Items))
		}
		for _, item := range out.Items {
			b, err := json.Marshal(item)
			if err != nil {
				t.Fatal(err)
			}
			if found := holds(string(b), parts...); found != nil {
				t.Errorf("a row of %s holds %q", name, found)
			}
		}
	}
}
