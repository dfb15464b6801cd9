package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/reaction"
)

type outcome struct {
	Index               int
	Outcome             string
	Status              int
	Field, Code, Reason string
}

type mentionsResult struct {
	Accepted, Refused int
	Results           []outcome
}

func TestMentions(t *testing.T) {
	r := newRig(t)
	at := r.clock.now().Add(-time.Hour).Format(time.RFC3339)
	item := func(change ...any) map[string]any {
		m := map[string]any{"id": "1", "time": at, "source": "mastodon", "author": "@jan", "text": "creepy"}
		for i := 0; i < len(change); i += 2 {
			m[change[i].(string)] = change[i+1]
		}
		return m
	}
	items := []struct {
		item        any
		field, code string // "" for accepted
	}{
		{item(), "", ""},
		{item("id", "2", "time", "2026-11-25T12:00:00+01:00", "author", ""), "", ""},
		{item("id", ""), "id", "id_missing"},
		{item("id", strings.Repeat("x", 1025)), "id", "name_too_long"},
		{item("author", strings.Repeat("x", 1025)), "author", "name_too_long"},
		{item("time", ""), "time", "time_missing"},
		{item("time", " "), "time", "time_missing"},
		{item("time", "yesterday"), "time", "time_invalid"},
		{item("time", "2026-11-25"), "time", "time_invalid"},
		{item("time", "2026-11-26T12:00:01Z"), "time", "time_ahead"},
		{item("time", "2026-10-26T12:00:00Z"), "time", "expired"},
		{item("source", "stranger"), "source", "source_unknown"},
		{item("channel", "pigeon"), "channel", "channel_unknown"},
		{item("text", ""), "text", "text_empty"},
		{item("text", strings.Repeat("x", reaction.MaxText+1)), "text", "text_too_long"},
		{item("text", 7), "text", "invalid"},
		{item("extra", 7), "mention", "invalid"},
		{"no object", "mention", "invalid"},
		{nil, "mention", "invalid"},
	}
	var batch []any
	for _, it := range items {
		batch = append(batch, it.item)
	}
	w := r.postJSON(t, "/v1/mentions", map[string]any{"mentions": batch})
	if w.Code != 202 {
		t.Fatalf("answer %d %s", w.Code, w.Body)
	}
	got := decode[mentionsResult](t, w.Body)
	if got.Accepted != 2 || got.Refused != len(items)-2 || len(got.Results) != len(items) {
		t.Fatalf("result %+v", got)
	}
	for i, it := range items {
		o := got.Results[i]
		want := outcome{Index: i, Outcome: "accepted", Status: 202}
		if it.code != "" {
			want = outcome{i, "refused", 422, it.field, it.code, o.Reason}
			if it.code == "text_too_long" {
				want.Status = 413
			}
			if o.Reason == "" {
				t.Errorf("item %d is refused without a reason", i)
			}
		}
		if diff := cmp.Diff(want, o); diff != "" {
			t.Errorf("item %d (-want +got):\n%s", i, diff)
		}
	}
	rs, _ := r.queued(t)
	if len(rs) != 2 || rs[0].ID != r.keys.ReactionID("mastodon", "1") || rs[0].Author != r.keys.AuthorKey("mastodon", "@jan") ||
		rs[0].Channel != "other" || rs[1].Author != "" || !rs[1].Time.Equal(r.clock.now().Add(-time.Hour)) {
		t.Errorf("queued %+v", rs)
	}
}

func TestMentionsBatch(t *testing.T) {
	r := newRig(t)
	batch := func(n int, text string) map[string]any {
		var ms []any
		for i := range n {
			ms = append(ms, map[string]any{"id": fmt.Sprint(i), "time": "2026-11-25T11:00:00Z", "source": []string{"mastodon", "form"}[i%2], "text": text})
		}
		return map[string]any{"mentions": ms}
	}
	w := r.postJSON(t, "/v1/mentions", batch(500, strings.Repeat("long ", 200)))
	if got := decode[mentionsResult](t, w.Body); w.Code != 202 || got.Accepted != 500 {
		t.Fatalf("500 mentions: %d, %d accepted", w.Code, got.Accepted)
	}
	if rs, _ := r.queued(t); len(rs) != 500 {
		t.Errorf("%d reactions queued", len(rs))
	}
	for _, tt := range []struct {
		name, body, media string
		status            int
		code, field       string
	}{
		{"501", fmt.Sprintf(`{"mentions":[%s{}]}`, strings.Repeat("{},", 500)), "application/json", 422, "invalid", "mentions"},
		{"none", `{"mentions":[]}`, "application/json", 422, "invalid", "mentions"},
		{"absent", `{}`, "application/json", 422, "invalid", "mentions"},
		{"no list", `{"mentions":"x"}`, "application/json", 422, "invalid", "body"},
		{"not JSON", `mentions`, "application/json", 400, "malformed", "body"},
		{"a form", `mentions=x`, "application/x-www-form-urlencoded", 415, "media_type", ""},
		{"too large", `{"mentions":["` + strings.Repeat("x", 5<<20) + `"]}`, "application/json", 413, "body_too_large", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := wantProblem(t, r.do(t, "POST", "/v1/mentions", tt.body, "Content-Type", tt.media), tt.status, tt.code)
			if tt.field != "" && (len(p.InvalidParams) != 1 || p.InvalidParams[0].Field != tt.field) {
				t.Errorf("invalid_params = %+v, want %s", p.InvalidParams, tt.field)
			}
		})
	}
	r.queue.fail(context.DeadlineExceeded)
	wantProblem(t, r.postJSON(t, "/v1/mentions", batch(2, "x")), 503, "unavailable")
}
