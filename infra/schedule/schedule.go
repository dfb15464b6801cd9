// Package schedule reads the events by which functions are started at set times: those
// of EventBridge Scheduler and of EventBridge's rules, with their own event or with one
// that a template or a person wrote.
package schedule

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrEvent is matched by the error of an event that no schedule sends. The error says
// what is wrong and quotes nothing of the event.
var ErrEvent = errors.New("schedule: not a scheduled event")

// foreign are the fields by which other services' events are known, and whose they
// are: a function that is wired to the wrong source is to say so, not to run.
var foreign = []struct{ field, whose string }{
	{"Records", "of a queue, a topic or a table"},
	{"requestContext", "of an HTTP API"},
	{"httpMethod", "of a REST API"},
	{"awslogs", "of CloudWatch Logs"},
}

// Time returns the time for which an event was scheduled, or the zero time where it
// does not say: an event is any JSON object, and its "time", if any, is RFC 3339. It
// is the same in every repetition of an event, however late that comes.
func Time(event json.RawMessage) (time.Time, error) {
	if event = bytes.TrimSpace(event); len(event) == 0 || event[0] != '{' {
		return time.Time{}, fmt.Errorf("%w: want a JSON object", ErrEvent)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(event, &fields); err != nil {
		return time.Time{}, fmt.Errorf("%w: not valid JSON", ErrEvent)
	}
	for _, f := range foreign {
		if _, there := fields[f.field]; there {
			return time.Time{}, fmt.Errorf("%w: it has %q, as one %s", ErrEvent, f.field, f.whose)
		}
	}
	raw, there := fields["time"]
	if !there {
		return time.Time{}, nil
	}
	var t time.Time
	if err := json.Unmarshal(raw, &t); err != nil || t.IsZero() {
		return time.Time{}, fmt.Errorf(`%w: time: want one like "2026-11-23T06:00:00Z"`, ErrEvent)
	}
	return t, nil
}
