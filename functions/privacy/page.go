package privacy

import (
	"embed"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/web"
	"paradox/infra/web/access"
	"paradox/infra/web/page"
)

//go:embed pages/*.html
var pagesFS embed.FS

var pages = page.Parse(pagesFS, "pages/*.html")

// view is what the two pages show. It never holds a receipt, an id or a handle: the
// page could be left open.
type view struct {
	W           words
	Lang, Other string
	At          kind // the form that was sent, or "" where none was
	Error       *alert
	Officer     *desk // nil for everybody else

	// The erased page has these.
	Done      bool   // something was there
	Removed   int    // how much
	Source    string // the officer's: a registered source
	Objection bool   // the author's
	Gone      string // the day by which backups are gone, or ""
}

// Above reports whether the error is said above the forms: those of the officer say
// their own, where they are shown, since a browser goes straight to the form.
func (v view) Above() bool {
	return v.Error != nil && (v.At == byReceipt || v.Officer == nil || len(v.Officer.Sources) == 0)
}

// By returns the view for one of the page's forms.
func (v view) By(name kind) form { return form{v, name} }

// form is a view where one of the forms is written.
type form struct {
	view
	Name kind
}

// Wrong reports whether it is the form that was sent, and that led to an error.
func (f form) Wrong() bool { return f.Error != nil && f.At == f.Name }

func (s *Server) pageRoute(api huma.API) {
	op := huma.Operation{
		OperationID: "get-erase", Method: http.MethodGet, Path: "/erase", Tags: []string{"pages"},
		Summary: "The page where a receipt is entered",
		Description: "In English or Polish; works without JavaScript. What names a message or an author is sent in a body, never in an address. " +
			"The privacy officer gets two more forms: for a message by its id at the source, and for all of an author.",
		Parameters: []*huma.Param{
			{Name: "lang", In: "query", Description: "en or pl; else as the browser asks", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"en", "pl"}}},
		},
		Responses: web.Answers("text/html", "The page"),
		Metadata:  map[string]any{web.Role: access.Anyone, web.More: officer.Role},
	}
	web.Handle(api, op, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.show(w, r, http.StatusOK, "erase.html", web.Language(r), view{})
	}))
}

// show answers with a page, which nobody on the way may keep: the officer's is another.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name, lang string, v view) {
	v.W, v.Lang, v.Other = translations[lang], lang, map[string]string{"en": "pl", "pl": "en"}[lang]
	whole := page.View{Lang: lang, Title: v.W.Title}
	if v.Officer = s.deskOf(r); v.Officer != nil {
		whole.Active = "none" // who is signed in gets around, and out
	}
	whole.Data = v
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Add("Vary", "Accept-Language, Authorization, Cookie")
	pages.Render(w, r, status, name, whole)
}

// pagePosted answers a browser that posts one of the page's forms.
func (s *Server) pagePosted(w http.ResponseWriter, r *http.Request) {
	values, err := web.ReadForm(r.Body, maxErasure)
	lang := web.LanguageOf(r, values.Get("lang"))
	v := view{At: sentBy(values)}
	var e erasure
	if err == nil {
		e, err = fromForm(values)
	}
	var out erased
	if err == nil {
		out, err = s.erase(r.Context(), e)
	}
	if err != nil {
		web.Note(r.Context(), err)
		status, code, _ := web.Describe(err)
		v.Error = translations[lang].problem(v.At, code)
		s.show(w, r, status, "erase.html", lang, v)
		return
	}
	v.Done, v.Removed, v.Objection = out.Removed > 0, out.Removed, bool(e.Objection)
	if v.At != byReceipt {
		v.Source = e.Source // it is registered
	}
	if out.BackupsGone != nil {
		v.Gone = out.BackupsGone.Format(time.DateOnly)
	}
	s.show(w, r, http.StatusOK, "erased.html", lang, v)
}
