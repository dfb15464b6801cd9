package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// maxErasure is the largest body of an erasure request, in bytes.
const maxErasure = 16 << 10

// erasure names what is to be erased, in one of three ways. Receipts and handles
// travel in bodies alone: an address stays in histories and logs.
type erasure struct {
	Receipt   string `json:"receipt,omitempty" maxLength:"200" doc:"What the sender got when the message was taken"`
	Source    string `json:"source,omitempty" maxLength:"40" doc:"With id or author: name of a registered source"`
	ID        string `json:"id,omitempty" maxLength:"1024" doc:"What the source calls the message"`
	Author    string `json:"author,omitempty" maxLength:"1024" doc:"Instead of id: the author's handle at the source, for everything of theirs; capital letters make no difference"`
	Objection flag   `json:"objection,omitempty" doc:"With author: the person objects, so that later messages are refused too"`
	Lang      string `json:"lang,omitempty" maxLength:"10" doc:"Language of the page that answers a browser: en or pl"`
}

// trim takes away what a person pastes around a receipt or a name: a name of
// white space alone is no name.
func (e *erasure) trim() {
	for _, field := range []*string{&e.Receipt, &e.Source, &e.ID, &e.Author} {
		*field = strings.TrimSpace(*field)
	}
}

// kind returns which of the three ways the request takes.
func (e erasure) kind() (kind, error) {
	wrong := func(field, reason string) error {
		return web.Problem(http.StatusUnprocessableEntity, "invalid",
			"Name what is to be erased by receipt, by source and id, or by source and author.", web.InvalidParam{Field: field, Reason: reason})
	}
	named := e.Source != "" || e.ID != "" || e.Author != ""
	switch {
	case e.Receipt != "" && named:
		return "", wrong("receipt", "not together with source, id or author")
	case e.ID != "" && e.Author != "":
		return "", wrong("author", "not together with id")
	case bool(e.Objection) && e.Author == "":
		return "", wrong("objection", "only with source and author")
	case e.Receipt != "":
		return byReceipt, nil
	case !named:
		return "", wrong("receipt", "required, or source with id or author")
	case e.Source == "":
		return "", wrong("source", "required with id or author")
	case e.ID != "":
		return byMessage, nil
	case e.Author != "":
		return byAuthor, nil
	}
	return "", wrong("id", "required with source, or author")
}

// flag is a truth value that a form can send too.
type flag bool

// UnmarshalJSON reads true and false, also as the strings that a form sends.
func (f *flag) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case `true`:
		*f = true
	case `false`, `null`:
		*f = false
	default:
		var said string
		if err := json.Unmarshal(b, &said); err != nil {
			return errNoTruth
		}
		return f.set(said)
	}
	return nil
}

// set reads what a form sends, where a box that is not ticked is left out.
func (f *flag) set(said string) error {
	switch said {
	case "true", "on":
		*f = true
	case "false", "":
		*f = false
	default:
		return errNoTruth
	}
	return nil
}

var errNoTruth = errors.New("not a truth value")

// MarshalJSON writes true or false.
func (f flag) MarshalJSON() ([]byte, error) { return json.Marshal(bool(f)) }

// Schema implements huma.SchemaProvider.
func (flag) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeBoolean},
		{Type: huma.TypeString, Enum: []any{"true", "on", "false", ""}},
	}}
}

type erasureInput struct{ Body erasure }

type erasureOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         erased
}

// erased is the answer to an erasure.
type erased struct {
	Removed     int        `json:"removed" doc:"Stored messages that this request turned into tombstones. 0 if there were none yet or none any more; they stay out all the same."`
	What        string     `json:"what" doc:"What goes with each message"`
	ErasedAt    time.Time  `json:"erased_at"`
	BackupsGone *time.Time `json:"backups_gone_by,omitempty" doc:"When backups and messages put aside no longer hold it; left out if there are none"`
	Later       string     `json:"later" doc:"What holds for messages that come later"`
}

func (out *erased) describe(k kind, e erasure, backups time.Duration) {
	out.What = "text, labels and author, and the counts they were in"
	if backups > 0 {
		gone := out.ErasedAt.Add(backups)
		out.BackupsGone = &gone
	}
	switch {
	case k != byAuthor:
		out.Later = "The same message is not taken again, should it still be on its way or be handed in anew."
	case bool(e.Objection):
		out.Later = "Nothing of this author is taken any more."
	default:
		out.Later = "What this author wrote until now is not taken again; what is written later is."
	}
}

func (s *Server) erasureRoute(api huma.API) {
	op := huma.Operation{
		OperationID: "post-erasure", Method: http.MethodPost, Path: "/v1/erasures", Tags: []string{"privacy"},
		Summary: "Have messages erased",
		Description: "By the receipt of a message; or, for the privacy officer, by its source and id, or by source and author (everything of theirs). " +
			"It works before the message was counted, and asking again changes nothing. As JSON or as a form; a browser that posts a form gets a page. " +
			"No credentials are needed with a receipt; a session counts only where the browser says, by Sec-Fetch-Site or Origin, that a page of this site sent the request. " +
			"Of the 503s, `not_noted` says that nothing was erased, `unfinished` that the erasure is noted for good but not carried out in full: ask again.",
		MaxBodyBytes: maxErasure,
		Errors:       []int{400, 401, 403, 404, 408, 413, 415, 429, 503},
		Middlewares:  huma.Middlewares{s.answerBrowsers},
		Metadata:     map[string]any{web.Role: access.Anyone, web.More: officer.Role}, // who has no receipt is asked for more
	}
	huma.Register(api, op, func(ctx context.Context, in *erasureInput) (*erasureOutput, error) {
		out, err := s.erase(ctx, in.Body)
		if err != nil {
			return nil, err
		}
		return &erasureOutput{"no-store", out}, nil
	})
	web.AlsoForm(api, op.Path)
	web.AlsoPage(api, op.Path, "200")
}

// answerBrowsers gives people a page where programs get JSON.
func (s *Server) answerBrowsers(ctx huma.Context, next func(huma.Context)) {
	if r, w := humago.Unwrap(ctx); web.WantsPage(r) {
		s.pagePosted(w, r)
		return
	}
	next(ctx)
}
