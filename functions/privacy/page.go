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

//go:embed pages
var pagesFS embed.FS

var pages = page.Parse(pagesFS, "pages/*.html")

// view is what the two pages show. It never holds a receipt: the page could be
// left open.
type view struct {
	W           words
	Lang, Other string
	Error       *alert
	Done        bool   // the erased page: something was there
	Gone        string // the day by which backups are gone, or ""
}

func (s *Server) pageRoute(api huma.API) {
	op := huma.Operation{
		OperationID: "get-erase", Method: http.MethodGet, Path: "/erase", Tags: []string{"pages"},
		Summary:     "The page where a receipt is entered",
		Description: "In English or Polish; works without JavaScript. The receipt is sent in a body, never in an address.",
		Parameters: []*huma.Param{
			{Name: "lang", In: "query", Description: "en or pl; else as the browser asks", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"en", "pl"}}},
		},
		Responses: web.Answers("text/html", "The page"),
		Metadata:  map[string]any{web.Role: access.Anyone},
	}
	web.Handle(api, op, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.show(w, r, http.StatusOK, "erase.html", web.Language(r), view{})
	}))
}

func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name, lang string, v view) {
	v.W, v.Lang, v.Other = translations[lang], lang, map[string]string{"en": "pl", "pl": "en"}[lang]
	w.Header().Set("Cache-Control", "no-store")
	pages.Render(w, r, status, name, page.View{Lang: lang, Title: v.W.Title, Data: v})
}

// pagePosted answers a browser that posts a receipt.
func (s *Server) pagePosted(w http.ResponseWriter, r *http.Request) {
	values, err := web.ReadForm(r.Body, maxErasure)
	lang := web.LanguageOf(r, values.Get("lang"))
	var out erased
	if err == nil {
		out, err = s.erase(r.Context(), erasure{Receipt: values.Get("receipt")})
	}
	if err != nil {
		web.Note(r.Context(), err)
		status, code, _ := web.Describe(err)
		s.show(w, r, status, "erase.html", lang, view{Error: translations[lang].problem(code)})
		return
	}
	v := view{Done: out.Removed > 0}
	if out.BackupsGone != nil {
		v.Gone = out.BackupsGone.Format(time.DateOnly)
	}
	s.show(w, r, http.StatusOK, "erased.html", lang, v)
}
