package intake

import (
	"context"
	"crypto/rand"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"paradox/infra/reaction"
	"paradox/infra/web"
	"paradox/infra/web/access"
)

// maxFeedback is the largest body of a feedback, in bytes: a text of 16 KiB in
// the widest encoding that JSON or a form gives it, and the other fields.
const maxFeedback = 128 << 10

// feedback is what the public sends. It has no author: a public form must not
// speak in somebody's name.
type feedback struct {
	Text     string `json:"text" doc:"What the person says, at most 16 KiB of UTF-8. Personal data in it is replaced by markers before anything is kept." example:"The e-mail suggested exactly what I needed, but it is creepy how closely you track me."`
	Channel  string `json:"channel,omitempty" enum:",email,recommendation,ad,push_sms,call,loyalty,other" doc:"What kind of message it is about; other if left out or empty, as a form's list without a choice sends it"`
	Campaign string `json:"campaign,omitempty" maxLength:"200" doc:"Name of a registered campaign. Any other is counted as unassigned."`
	Token    string `json:"token,omitempty" maxLength:"200" doc:"The form page's own token. It stands in for an Idempotency-Key."`
	Website  string `json:"website,omitempty" doc:"Leave it empty and keep it hidden: what fills it in is not a person, and its message is dropped."`
	Lang     string `json:"lang,omitempty" maxLength:"10" doc:"Language of the page that answers a browser: en or pl"`
}

type feedbackInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"255" doc:"A random name for this request, good for 7 days. Sent again with the same body it gives the same receipt and counts once."`
	Body feedback
}

type feedbackOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         accepted
}

type accepted struct {
	Receipt   string `json:"receipt" doc:"With this the message can be erased, without an account. Keep it; it is not shown again."`
	EraseURL  string `json:"erase_url" doc:"Where a program posts the receipt to have the message erased" example:"/v1/erasures"`
	ErasePage string `json:"erase_page" doc:"Where a person enters the receipt" example:"/erase"`
}

func (s *Server) feedbackRoute(api huma.API) {
	op := huma.Operation{
		OperationID: "post-feedback", Method: http.MethodPost, Path: "/v1/feedback", Tags: []string{"intake"},
		Summary: "Give feedback",
		Description: "Open to everyone and to the pages of other sites, as JSON or as an ordinary HTML form. " +
			"202 means that the message is kept for good and will be counted. A browser that posts a form gets a page.",
		DefaultStatus: http.StatusAccepted, MaxBodyBytes: maxFeedback,
		Errors:      []int{400, 408, 409, 413, 415, 429, 503},
		Metadata:    map[string]any{web.Embeddable: true, web.Role: access.Anyone},
		Middlewares: huma.Middlewares{s.answerBrowsers},
	}
	huma.Register(api, op, func(ctx context.Context, in *feedbackInput) (*feedbackOutput, error) {
		receipt, err := s.take(ctx, in.Body, in.Key)
		if err != nil {
			return nil, err
		}
		return &feedbackOutput{"no-store", accepted{receipt, "/v1/erasures", "/erase"}}, nil
	})
	web.AlsoForm(api, op.Path)
	web.AlsoPage(api, op.Path, "202")
}

// answerBrowsers gives people a page where programs get JSON.
func (s *Server) answerBrowsers(ctx huma.Context, next func(huma.Context)) {
	if r, w := humago.Unwrap(ctx); web.WantsPage(r) {
		s.formPosted(w, r)
		return
	}
	next(ctx)
}

// take queues a feedback and returns its receipt. Its errors are problems.
func (s *Server) take(ctx context.Context, f feedback, key string) (string, error) {
	if f.Token != "" {
		nonce, err := s.openToken(f.Token, f.Campaign)
		if err != nil {
			return "", err
		}
		if key == "" {
			key = "form " + nonce
		}
	}
	p, err := s.preparer(ctx)
	if err != nil {
		return "", err
	}
	r, err := p.Prepare(Raw{
		SenderID: rand.Text(), Time: s.Now(), Source: FormSource.Name,
		Channel: f.Channel, Campaign: f.Campaign, Text: f.Text,
	})
	if err != nil {
		return "", problem(err)
	}
	// Before the trap: its receipts are good for erasures too, each of which is noted for ever.
	if err := s.limited(ctx); err != nil {
		return "", err
	}
	if f.Website != "" {
		s.Log.InfoContext(ctx, "honeypot filled in; message dropped", "request_id", web.RequestID(ctx), "dropped", 1)
		return s.Keys.ReceiptFor(r.ID)
	}
	if key == "" {
		err = s.send(ctx, r.Source, []reaction.Reaction{r})
	} else {
		r.ID, err = s.once(ctx, key, f, r)
	}
	if err != nil {
		return "", err
	}
	return s.Keys.ReceiptFor(r.ID)
}
