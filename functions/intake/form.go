package intake

import (
	"embed"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/web"
	"paradox/infra/web/access"
	"paradox/infra/web/page"
)

//go:embed pages
var pagesFS embed.FS

var pages = page.Parse(pagesFS, "pages/*.html")

// formView is what form.html shows. A text comes back only to whoever sent it,
// so that an error loses nobody's words.
type formView struct {
	W                 words
	Lang, Other       string // this page's language and the one it links to
	Campaign, Title   string
	Address           string // of this campaign's form, "" where there is none
	Channel, Text     string
	Token             string
	Channels          []choice
	Operator, Contact string
	Days              int    // until the text goes
	TextError         string // beside the text
	FormError         string // above the form
}

type choice struct{ Value, Label string }

type thanksView struct {
	W       words
	Lang    string
	Receipt string
	Back    string // the form's address, "" where the form is another site's or none
}

func (s *Server) formRoute(api huma.API) {
	op := huma.Operation{
		OperationID: "get-form", Method: http.MethodGet, Path: "/form/{campaign}", Tags: []string{"pages"},
		Summary: "The feedback form of a campaign",
		Description: "A page in English or Polish that works without JavaScript and may be shown in a frame. " +
			"404 for a campaign that is not registered.",
		Parameters: []*huma.Param{
			{Name: "campaign", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "lang", In: "query", Description: "en or pl; else as the browser asks", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"en", "pl"}}},
			{Name: "channel", In: "query", Description: "The channel that is chosen at first", Schema: &huma.Schema{Type: huma.TypeString}},
		},
		Responses: web.Answers("text/html", "The form"),
		Metadata:  map[string]any{web.Role: access.Anyone},
	}
	web.Handle(api, op, http.HandlerFunc(s.form))
}

// form answers GET /form/{campaign}.
func (s *Server) form(w http.ResponseWriter, r *http.Request) {
	names, err := s.names.Names(r.Context())
	if err != nil {
		web.Fail(w, r, web.Unavailable(err))
		return
	}
	c, ok := names.Campaigns[r.PathValue("campaign")]
	if !ok {
		s.noForm(w, r)
		return
	}
	v := formView{Campaign: c.Name, Channel: onlyChannel(c)}
	if asked := r.URL.Query().Get("channel"); reaction.IsChannel(asked) {
		v.Channel = asked
	}
	s.showForm(w, r, http.StatusOK, web.Language(r), v)
}

// noForm says that there is no such campaign: on a page, for it is people who
// follow an old link.
func (s *Server) noForm(w http.ResponseWriter, r *http.Request) {
	err := web.Problem(http.StatusNotFound, "campaign_unknown", "There is no such campaign.")
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		web.Fail(w, r, err)
		return
	}
	web.Note(r.Context(), err)
	lang := web.Language(r)
	pages.Render(w, r, http.StatusNotFound, "noform.html", page.View{Lang: lang, Title: translations[lang].NoFormTitle, Data: translations[lang]})
}

// onlyChannel is the channel of a campaign that was sent on one alone, else "".
func onlyChannel(c store.Campaign) string {
	if len(c.Sent) != 1 {
		return ""
	}
	for channel := range c.Sent {
		return channel
	}
	return ""
}

// showForm fills in what every form shows and sends it with a fresh token.
func (s *Server) showForm(w http.ResponseWriter, r *http.Request, status int, lang string, v formView) {
	v.W, v.Lang, v.Other = translations[lang], lang, map[string]string{"en": "pl", "pl": "en"}[lang]
	v.Operator, v.Contact = s.Operator, s.Contact
	v.Token = s.newToken(v.Campaign)
	for _, c := range reaction.Channels {
		v.Channels = append(v.Channels, choice{c, v.W.Channels[c]})
	}
	if names, err := s.names.Names(r.Context()); err == nil {
		v.Days = int(names.Sources[FormSource.Name].Retention / (24 * time.Hour))
		v.Title = names.Campaigns[v.Campaign].Title
	}
	v.Address = s.formAddress(r, v.Campaign)
	w.Header().Set("Content-Security-Policy", web.FramedPolicy)
	w.Header().Set("Cache-Control", "no-store") // the token is for one visit, the text for one person
	pages.Render(w, r, status, "form.html", page.View{Lang: lang, Title: v.W.FormTitle, Data: v})
}

// formAddress is where the form of a campaign is, "" for one that is not registered:
// where a form of another site's fails, ours comes in its place with the name that it
// sent.
func (s *Server) formAddress(r *http.Request, campaign string) string {
	names, err := s.names.Names(r.Context())
	if _, ok := names.Campaigns[campaign]; err != nil || !ok {
		return ""
	}
	return "/form/" + campaign
}

// formPosted answers a browser that posts a form, ours or another site's.
func (s *Server) formPosted(w http.ResponseWriter, r *http.Request) {
	values, err := web.ReadForm(r.Body, maxFeedback)
	if err != nil {
		s.formFailed(w, r, feedback{}, err)
		return
	}
	f := feedback{
		Text: strings.Join(values["text"], "\n"), Channel: values.Get("channel"), Campaign: values.Get("campaign"),
		Token: values.Get("token"), Website: values.Get("website"), Lang: values.Get("lang"),
	}
	if len(values["text"]) > 1 { // as where a program posts it
		s.formFailed(w, r, f, web.Problem(http.StatusBadRequest, "malformed", "The form has two texts.",
			web.InvalidParam{Field: "text", Reason: "comes more than once"}))
		return
	}
	receipt, err := s.take(r.Context(), f, r.Header.Get("Idempotency-Key"))
	if err != nil {
		s.formFailed(w, r, f, err)
		return
	}
	lang := web.LanguageOf(r, f.Lang)
	v := thanksView{W: translations[lang], Lang: lang, Receipt: receipt}
	if f.Token != "" {
		v.Back = s.formAddress(r, f.Campaign)
	}
	w.Header().Set("Content-Security-Policy", web.FramedPolicy)
	w.Header().Set("Cache-Control", "no-store")
	pages.Render(w, r, http.StatusAccepted, "thanks.html", page.View{Lang: lang, Title: v.W.ThanksTitle, Data: v})
}

// formFailed shows the form again with the text in it and what was wrong.
func (s *Server) formFailed(w http.ResponseWriter, r *http.Request, f feedback, err error) {
	lang := web.LanguageOf(r, f.Lang)
	status, code, invalid := web.Describe(err)
	web.Note(r.Context(), err)
	web.SayWhen(w.Header(), err)
	v := formView{Campaign: campaign(f.Campaign), Channel: f.Channel, Text: strings.ToValidUTF8(f.Text, "\uFFFD")}
	message := translations[lang].problem(code)
	if len(invalid) == 1 && invalid[0].Field == "text" {
		v.TextError = message
	} else {
		v.FormError = message
	}
	s.showForm(w, r, status, lang, v)
}
