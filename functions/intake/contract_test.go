package intake_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"paradox/infra/web"
)

var errAway = errors.New("the queue is away")

// sentinels are what must be nowhere once a message has been taken or refused.
var sentinels = []string{"zorza.sentinel@example.org", "44051401359", "Sentinelowa"}

// Nothing of a message or its sender is in a log, an error, a queue body or a file,
// whether it was taken or refused, wherever in the request it stood.
func TestSentinelsAreNowhere(t *testing.T) {
	r := newRig(t)
	mail, pesel, name := sentinels[0], sentinels[1], sentinels[2]
	raw := "mail me at " + mail + ", PESEL " + pesel
	item := func(change ...string) map[string]string {
		m := map[string]string{"id": mail, "time": "2026-11-25T11:00:00Z", "source": "mastodon", "author": "@" + name, "text": raw, "campaign": pesel}
		for i := 0; i < len(change); i += 2 {
			m[change[i]] = change[i+1]
		}
		return m
	}
	var answers []string
	note := func(code int, body string) { answers = append(answers, body); _ = code }
	send := func(path string, body any, kv ...string) {
		w := r.postJSON(t, path, body, kv...)
		note(w.Code, w.Body.String())
	}
	send("/v1/feedback", map[string]string{"text": raw, "campaign": mail}, "Idempotency-Key", mail)
	send("/v1/feedback", map[string]string{"text": raw + "!", "campaign": mail}, "Idempotency-Key", mail)
	send("/v1/feedback", map[string]any{"text": raw, mail: 1})
	send("/v1/feedback", map[string]any{"text": []string{raw}})
	send("/v1/feedback", map[string]string{"text": "x", "channel": raw})
	send("/v1/feedback", map[string]string{"text": "x", "token": raw})
	send("/v1/feedback", map[string]string{"text": raw + strings.Repeat("x", 17<<10)})
	send("/v1/feedback?q="+pesel, map[string]string{"text": raw, "website": mail})
	send("/v1/mentions", map[string]any{"mentions": []any{
		item(), item("time", raw), item("source", mail), item("channel", pesel), item("id", ""), item("extra "+name, raw), raw,
	}})
	r.queue.fail(errAway)
	send("/v1/feedback", map[string]string{"text": raw})
	r.queue.fail(nil)
	for _, body := range []string{raw, `{"text":"` + raw, `{"` + mail + `":`} {
		w := r.do(t, "POST", "/v1/feedback", body, "Content-Type", "application/json")
		note(w.Code, w.Body.String())
	}
	for _, req := range [][2]string{{"GET", "/form/" + pesel}, {"GET", "/" + mail}, {"POST", "/form/" + mail + "?x=" + pesel}, {pesel, "/v1/feedback"}} {
		w := r.do(t, req[0], req[1], "", "Content-Type", "text/"+mail, "X-Request-Id", mail, "Accept-Language", mail)
		note(w.Code, w.Body.String())
	}
	rs, bodies := r.queued(t)
	if len(rs) != 2 {
		t.Errorf("%d reactions queued, want one feedback and one mention", len(rs))
	}
	places := map[string]string{"the log": r.log.String(), "an answer": strings.Join(answers, "\n"), "the queue": bodies}
	for _, path := range r.files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		places[filepath.Base(path)+"'s file"] = string(b)
	}
	for _, s := range sentinels {
		for where, text := range places {
			if strings.Contains(text, s) {
				t.Errorf("%q is in %s: %s", s, where, around(text, s))
			}
		}
	}
}

func around(text, s string) string {
	i := strings.Index(text, s)
	return text[max(0, i-80):min(len(text), i+80)]
}

type document struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		OperationID string
		RequestBody struct{ Content map[string]any }
		Responses   map[string]struct{ Content map[string]any }
	}
}

// What is registered is in the document, and what is in the document answers.
func TestDocument(t *testing.T) {
	r := newRig(t)
	var doc document
	if err := json.Unmarshal(r.do(t, "GET", "/openapi.json", "").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("openapi %q", doc.OpenAPI)
	}
	var listed []string
	for path, ops := range doc.Paths {
		for method, op := range ops {
			listed = append(listed, strings.ToUpper(method)+" "+path)
			w := r.do(t, strings.ToUpper(method), strings.ReplaceAll(path, "{campaign}", "autumn"), "")
			if w.Code == 404 || w.Code == 405 || w.Code >= 500 || op.OperationID == "" || len(op.Responses) == 0 {
				t.Errorf("%s %s: %d, %+v", method, path, w.Code, op)
			}
		}
	}
	slices.Sort(listed)
	if want := web.Patterns(r.api); !slices.Equal(listed, want) {
		t.Errorf("the document lists\n%q, registered are\n%q", listed, want)
	}
	post := doc.Paths["/v1/feedback"]["post"]
	for _, media := range []string{"application/json", web.FormType} {
		if post.RequestBody.Content[media] == nil {
			t.Errorf("the document does not say that feedback comes as %s", media)
		}
	}
	for _, status := range []string{"202", "400", "409", "413", "415", "422", "503"} {
		answer, ok := post.Responses[status]
		if media := map[bool]string{true: "application/json", false: "application/problem+json"}[status == "202"]; !ok || answer.Content[media] == nil {
			t.Errorf("the document does not tell the answer %s", status)
		}
	}
	if y := r.do(t, "GET", "/openapi.yaml", ""); !strings.Contains(y.Body.String(), "openapi: 3.1") || y.Header().Get("Content-Type") != "application/yaml" {
		t.Errorf("/openapi.yaml: %d %v", y.Code, y.Header())
	}
}
