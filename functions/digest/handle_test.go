package digest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"paradox/functions/digest"
	"paradox/infra/schedule"
)

// scheduled is the event of EventBridge Scheduler for a time.
func scheduled(at string) string {
	return `{"version":"0","id":"d32c5kddcf5bb8c3","detail-type":"Scheduled Event","source":"aws.scheduler","account":"123456789012","time":"` + at + `","region":"eu-central-1","resources":["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/digest"],"detail":"{}"}`
}

func TestHandle(t *testing.T) {
	cases := []struct {
		name, event string
		week        string // that is sent, "" for none
		wrong       error
	}{
		{"schedule", scheduled("2026-11-23T06:00:00Z"), "2026-W47", nil},
		{"repeated a week late", scheduled("2026-11-16T06:00:00Z"), "2026-W46", nil},
		{"Sunday night in UTC is Monday in Warsaw", scheduled("2026-11-22T23:30:00Z"), "2026-W47", nil},
		{"Sunday", scheduled("2026-11-22T22:30:00Z"), "2026-W46", nil},
		{"a clock that is ahead", scheduled("2026-12-23T06:00:00Z"), "2026-W47", nil},
		{"no time", `{}`, "2026-W47", nil},
		{"a week by hand", `{"week":"2026-W40"}`, "2026-W40", nil},
		{"a day by hand", `{"week":"2026-10-01"}`, "2026-W40", nil},
		{"a week that is not over", `{"week":"2026-W48"}`, "", digest.ErrWeek},
		{"a week that there is not", `{"week":"2026-W54"}`, "", digest.ErrWeek},
		{"a week of another kind", `{"week":47}`, "", schedule.ErrEvent},
		{"a batch of messages", `{"Records":[{"body":"secret text"}]}`, "", schedule.ErrEvent},
		{"a request", `{"version":"2.0","requestContext":{}}`, "", schedule.ErrEvent},
		{"a list", `["secret text"]`, "", schedule.ErrEvent},
		{"null", `null`, "", schedule.ErrEvent},
		{"nothing", ``, "", schedule.ErrEvent},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t).live()
			err := r.digest.Handle(t.Context(), json.RawMessage(c.event))
			if !errors.Is(err, c.wrong) || (err == nil) != (c.wrong == nil) {
				t.Fatalf("Handle(%s): %v, want %v", c.event, err, c.wrong)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error quotes the event: %v", err)
			}
			var weeks []string
			for _, l := range r.sent {
				weeks = append(weeks, strings.Fields(strings.ReplaceAll(l.Subject, ":", ""))[1])
			}
			if got := strings.Join(weeks, " "); got != c.week {
				t.Errorf("Handle(%s) sent %q, want %q", c.event, got, c.week)
			}
		})
	}
}

// An invocation that is repeated sends the same bytes again: nothing can be remembered.
func TestRepeated(t *testing.T) {
	r := busy(t)
	for range 2 {
		if err := r.digest.Handle(t.Context(), json.RawMessage(scheduled("2026-11-23T06:00:00Z"))); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.sent) != 2 || r.sent[0] != r.sent[1] || r.sent[0] != r.letter() {
		t.Errorf("%d sent, or not the same", len(r.sent))
	}
}

// What cannot be read in time, or at all, is not sent, and no error is passed over.
func TestFailures(t *testing.T) {
	event := json.RawMessage(scheduled("2026-11-23T06:00:00Z"))
	t.Run("200 ms", func(t *testing.T) {
		r := busy(t)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		err := r.digest.Handle(ctx, event)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), week) || len(r.sent) > 0 {
			t.Errorf("Handle: %v, %d sent", err, len(r.sent))
		}
	})
	t.Run("time enough", func(t *testing.T) {
		r := busy(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := r.digest.Handle(ctx, event); err != nil || len(r.sent) != 1 {
			t.Errorf("Handle: %v, %d sent", err, len(r.sent))
		}
	})
	t.Run("store away", func(t *testing.T) {
		r := busy(t)
		r.digest.Figures.Counters = away{r.store}
		if err := r.digest.Handle(t.Context(), event); !errors.Is(err, errAway) || len(r.sent) > 0 {
			t.Errorf("Handle: %v, %d sent", err, len(r.sent))
		}
	})
	t.Run("sender refuses", func(t *testing.T) {
		r := busy(t)
		r.refuse = errors.New("throttled")
		if err := r.digest.Handle(t.Context(), event); !errors.Is(err, r.refuse) || !strings.Contains(err.Error(), "sending the digest of "+week) {
			t.Errorf("Handle: %v", err)
		}
	})
}

// The log says that a digest was sent, and nothing that stands in it.
func TestLog(t *testing.T) {
	r := busy(t)
	var log bytes.Buffer
	r.digest.Log = slog.New(slog.NewJSONHandler(&log, nil))
	if err := r.digest.Handle(t.Context(), json.RawMessage(scheduled("2026-11-23T06:00:00Z"))); err != nil {
		t.Fatal(err)
	}
	if said := log.String(); !strings.Contains(said, `"week":"2026-W47"`) || strings.Contains(said, "Autumn") || strings.Count(said, "\n") != 1 {
		t.Errorf("log: %s", said)
	}
}

func TestWeek(t *testing.T) {
	for _, c := range []struct{ in, week, first, last, before string }{
		{"2026-W47", "2026-W47", "2026-11-16", "2026-11-22", "2026-W46"},
		{"2026-11-22", "2026-W47", "2026-11-16", "2026-11-22", "2026-W46"},
		{"2026-11-23", "2026-W48", "2026-11-23", "2026-11-29", "2026-W47"},
		{"2027-01-03", "2026-W53", "2026-12-28", "2027-01-03", "2026-W52"},
		{"2026-W53", "2026-W53", "2026-12-28", "2027-01-03", "2026-W52"},
		{"2025-12-29", "2026-W01", "2025-12-29", "2026-01-04", "2025-W52"},
		{"2026-W01", "2026-W01", "2025-12-29", "2026-01-04", "2025-W52"},
	} {
		w := parse(t, c.in)
		if got := [...]string{w.String(), string(w.First()), string(w.Last()), w.Before().String()}; got != [...]string{c.week, c.first, c.last, c.before} {
			t.Errorf("ParseWeek(%q) = %v, want %v", c.in, got, c)
		}
	}
	for _, wrong := range []string{"", "2026", "2026-W", "2026-W00", "2025-W53", "2026-W1", "2026-W047", "2026-W47x", "26-W47", "2026-47", "2026-11-31", "2026-w47", " 2026-W47"} {
		if w, err := digest.ParseWeek(wrong); !errors.Is(err, digest.ErrWeek) {
			t.Errorf("ParseWeek(%q) = %s, %v; want an error matching ErrWeek", wrong, w, err)
		}
	}
	r := newRig(t).live()
	if _, err := r.digest.Letter(t.Context(), digest.Week{}); !errors.Is(err, digest.ErrWeek) {
		t.Errorf("Letter of no week: %v", err)
	}
}
