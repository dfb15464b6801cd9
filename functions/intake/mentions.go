package intake

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/reaction"
	"paradox/infra/web"
	"paradox/infra/web/access"
)

// mentionsScope is the scope by which a program may hand in mentions and nothing else.
const mentionsScope = "mentions"

const (
	maxMentions     = 500
	maxMentionsBody = 5 << 20
)

// mention is one message of a batch. Each is judged by itself: whatever is
// wrong with one is its own outcome and not the batch's.
type mention struct {
	ID       string `json:"id" doc:"What the source calls the message; the same id counts once" example:"109372843234"`
	Time     string `json:"time" format:"date-time" doc:"When it was written, RFC 3339"`
	Source   string `json:"source" doc:"Name of a registered source" example:"mastodon"`
	Channel  string `json:"channel,omitempty" enum:"email,recommendation,ad,push_sms,call,loyalty,other" doc:"other if left out"`
	Campaign string `json:"campaign,omitempty" doc:"Name of a registered campaign. Any other is counted as unassigned."`
	Author   string `json:"author,omitempty" doc:"The author's handle at the source; capital letters make no difference. Only a keyed hash of it is kept."`
	Text     string `json:"text" doc:"At most 16 KiB of UTF-8"`

	wrong *Refusal
}

// notTheShape is the code of a mention with a field that is no string, or that
// the contract does not know.
const notTheShape Code = "invalid"

// UnmarshalJSON never fails: what is wrong becomes the mention's own refusal.
func (m *mention) UnmarshalJSON(b []byte) error {
	var object map[string]json.RawMessage
	if json.Unmarshal(b, &object) != nil || object == nil {
		m.wrong = &Refusal{"mention", notTheShape, "not an object"}
		return nil
	}
	for _, f := range []struct {
		name string
		to   *string
	}{
		{"id", &m.ID}, {"time", &m.Time}, {"source", &m.Source}, {"channel", &m.Channel},
		{"campaign", &m.Campaign}, {"author", &m.Author}, {"text", &m.Text},
	} {
		if raw, ok := object[f.name]; ok && json.Unmarshal(raw, f.to) != nil && m.wrong == nil {
			m.wrong = &Refusal{f.name, notTheShape, "not a string"}
		}
		delete(object, f.name)
	}
	if len(object) > 0 && m.wrong == nil {
		m.wrong = &Refusal{"mention", notTheShape, "has a property that the contract does not know"}
	}
	return nil
}

func (m *mention) raw() (Raw, error) {
	if m.wrong != nil {
		return Raw{}, m.wrong
	}
	raw := Raw{SenderID: m.ID, Source: m.Source, Channel: m.Channel, Campaign: m.Campaign, Author: m.Author, Text: m.Text}
	if given := strings.TrimSpace(m.Time); given != "" {
		at, err := time.Parse(time.RFC3339, given)
		if err != nil {
			return Raw{}, refuse("time", TimeInvalid)
		}
		raw.Time = at
	}
	return raw, nil
}

type mentions struct {
	Mentions []mention `json:"mentions" minItems:"1" maxItems:"500" doc:"The batch"`
}

type mentionsInput struct {
	Body mentions
}

type mentionsOutput struct {
	Body mentionsResult
}

type mentionsResult struct {
	Accepted int       `json:"accepted"`
	Refused  int       `json:"refused"`
	Results  []outcome `json:"results" doc:"One for each mention, in order"`
}

type outcome struct {
	Index   int    `json:"index" doc:"Place in the batch, from 0"`
	Outcome string `json:"outcome" enum:"accepted,refused"`
	Status  int    `json:"status" doc:"What the mention would have been answered with on its own" example:"202"`
	Field   string `json:"field,omitempty" doc:"Of a refused one: what is wrong"`
	Code    string `json:"code,omitempty" doc:"Of a refused one: the stable reason" example:"id_missing"`
	Reason  string `json:"reason,omitempty" doc:"Of a refused one: the reason for people"`
}

func (s *Server) mentionsRoute(api huma.API) {
	huma.Register(api, huma.Operation{
		OperationID: "post-mentions", Method: http.MethodPost, Path: "/v1/mentions", Tags: []string{"intake"},
		Summary: "Hand in a batch of mentions",
		Description: "For listening tools, with a bearer token of the scope mentions (paradox/mentions where the provider puts a name before it), and for analysts. Every mention has its own outcome. 202 means that the accepted ones are kept for good. " +
			"After an error, or in doubt, send the whole batch again: what is known counts once.",
		DefaultStatus: http.StatusAccepted, MaxBodyBytes: maxMentionsBody, SkipValidateBody: true,
		Errors:   []int{400, 403, 408, 413, 415, 503},
		Metadata: map[string]any{web.Role: access.Analyst, web.Scope: mentionsScope}, // a listening tool can do this and nothing else
	}, func(ctx context.Context, in *mentionsInput) (*mentionsOutput, error) {
		n := len(in.Body.Mentions)
		if n == 0 || n > maxMentions {
			return nil, web.Problem(http.StatusUnprocessableEntity, "invalid", "The batch was not taken.",
				web.InvalidParam{Field: "mentions", Reason: "want 1 to " + strconv.Itoa(maxMentions)})
		}
		result, err := s.takeBatch(ctx, in.Body.Mentions)
		if err != nil {
			return nil, err
		}
		return &mentionsOutput{result}, nil
	})
}

// takeBatch queues what is good of a batch, source by source, in the order in
// which the sources first appear.
func (s *Server) takeBatch(ctx context.Context, ms []mention) (mentionsResult, error) {
	p, err := s.preparer(ctx)
	if err != nil {
		return mentionsResult{}, err
	}
	out := mentionsResult{Results: make([]outcome, len(ms))}
	bySource := map[string][]reaction.Reaction{}
	var sources []string
	for i := range ms {
		r, err := prepareMention(p, &ms[i])
		out.add(i, err)
		if err != nil {
			continue
		}
		if bySource[r.Source] == nil {
			sources = append(sources, r.Source)
		}
		bySource[r.Source] = append(bySource[r.Source], r)
	}
	for _, source := range sources {
		if err := s.send(ctx, source, bySource[source]); err != nil {
			return mentionsResult{}, err
		}
	}
	return out, nil
}

func prepareMention(p Preparer, m *mention) (reaction.Reaction, error) {
	raw, err := m.raw()
	if err != nil {
		return reaction.Reaction{}, err
	}
	return p.Prepare(raw)
}

func (m *mentionsResult) add(i int, err error) {
	var r *Refusal
	if !errors.As(err, &r) {
		m.Accepted++
		m.Results[i] = outcome{Index: i, Outcome: "accepted", Status: http.StatusAccepted}
		return
	}
	m.Refused++
	status := http.StatusUnprocessableEntity
	if r.Code == TextTooLong {
		status = http.StatusRequestEntityTooLarge
	}
	m.Results[i] = outcome{i, "refused", status, r.Field, string(r.Code), r.Reason}
}
