package schedule_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"paradox/infra/schedule"
)

func TestTime(t *testing.T) {
	cases := []struct {
		name, event string
		want        string // RFC 3339, "" for none
		wrong       string // part of the error
	}{
		{"of EventBridge Scheduler", `{"version":"0","id":"d32c5kddcf5bb8c3","detail-type":"Scheduled Event","source":"aws.scheduler","account":"123456789012","time":"2026-11-23T06:00:00Z","region":"eu-central-1","resources":["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/digest"],"detail":"{}"}`, "2026-11-23T06:00:00Z", ""},
		{"of a rule", `{"version":"0","id":"53dc4d37","detail-type":"Scheduled Event","source":"aws.events","account":"123456789012","time":"2026-11-23T07:00:00+01:00","region":"eu-central-1","resources":[],"detail":{}}`, "2026-11-23T06:00:00Z", ""},
		{"without a time", ` {"week":"2026-W47"}`, "", ""},
		{"empty object", `{}`, "", ""},
		{"nothing", ``, "", "want a JSON object"},
		{"null", `null`, "", "want a JSON object"},
		{"a list", `[{"time":"2026-11-23T06:00:00Z"}]`, "", "want a JSON object"},
		{"a string", `"{}"`, "", "want a JSON object"},
		{"cut off", `{"time":"2026-11-23T06:`, "", "not valid JSON"},
		{"of a queue", `{"Records":[{"body":"secret text"}]}`, "", `it has "Records", as one of a queue`},
		{"of an HTTP API", `{"version":"2.0","requestContext":{"time":"x"}}`, "", "of an HTTP API"},
		{"a time that is none", `{"time":"secret text"}`, "", "time: want one like"},
		{"a time that is null", `{"time":null}`, "", "time: want one like"},
		{"a time that is a number", `{"time":1763877600}`, "", "time: want one like"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := schedule.Time(json.RawMessage(c.event))
			if c.wrong != "" {
				if !errors.Is(err, schedule.ErrEvent) || !strings.Contains(err.Error(), c.wrong) || strings.Contains(err.Error(), "secret") {
					t.Fatalf("Time(%s): %v, want one matching ErrEvent with %q", c.event, err, c.wrong)
				}
				return
			}
			if err != nil {
				t.Fatalf("Time(%s): %v", c.event, err)
			}
			said := ""
			if !got.IsZero() {
				said = got.UTC().Format(time.RFC3339)
			}
			if said != c.want {
				t.Errorf("Time(%s) = %s, want %s", c.event, said, c.want)
			}
		})
	}
}

func FuzzTime(f *testing.F) {
	f.Add([]byte(`{"time":"2026-11-23T06:00:00Z"}`))
	f.Add([]byte(`{"Records":[]}`))
	f.Fuzz(func(t *testing.T, event []byte) {
		at, err := schedule.Time(event)
		if err != nil && (!errors.Is(err, schedule.ErrEvent) || !at.IsZero()) {
			t.Errorf("Time(%q) = %v, %v", event, at, err)
		}
	})
}
