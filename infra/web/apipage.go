package web

import (
	"embed"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/web/access"
	"paradox/infra/web/page"
)

//go:embed pages/*.html
var pagesFS embed.FS

var pages = page.Parse(pagesFS, "pages/*.html")

// operation is one operation of the API as its page shows it.
type operation struct {
	Method, Path, Anchor, Summary string
	Description                   template.HTML
	Parameters, Body              []field
	Answers                       []answerLine
}

type field struct {
	Name, In string
	Doc      template.HTML
	Required bool
}

type answerLine struct {
	Status string
	Doc    template.HTML
}

// prose is a text of the document as HTML: what stands in backticks is code, and all
// else is escaped.
func prose(text string) template.HTML {
	parts := strings.Split(text, "`")
	var b strings.Builder
	for i, p := range parts {
		p = template.HTMLEscapeString(p)
		switch {
		case i%2 == 0:
			b.WriteString(p)
		case i == len(parts)-1: // a backtick without another
			b.WriteString("`" + p)
		default:
			b.WriteString("<code>" + p + "</code>")
		}
	}
	return template.HTML(b.String())
}

// servePage answers /api with the document as people read it: what each route
// takes, and what it answers with.
func servePage(api huma.API, list func() ([]operation, error)) {
	op := huma.Operation{
		OperationID: "get-api-page", Method: http.MethodGet, Path: "/api",
		Summary: "The API on a page", Tags: []string{"system"}, Responses: Answers("text/html", "The page"),
		Metadata: map[string]any{Role: access.Marketer},
	}
	Handle(api, op, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all, err := list()
		if err != nil {
			Fail(w, r, err)
			return
		}
		pages.Render(w, r, http.StatusOK, "api.html", page.View{Title: "API", Active: "api", Data: all})
	}))
}

// operations lists the document's operations below /v1, ordered by path.
func operations(doc *huma.OpenAPI) []operation {
	var all []operation
	for path, item := range doc.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op != nil && strings.HasPrefix(path, "/v1/") {
				all = append(all, operationOf(doc, method, path, op))
			}
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	return all
}

func operationOf(doc *huma.OpenAPI, method, path string, op *huma.Operation) operation {
	o := operation{Method: method, Path: path, Anchor: op.OperationID, Summary: op.Summary, Description: prose(op.Description)}
	for _, p := range op.Parameters {
		o.Parameters = append(o.Parameters, field{p.Name, p.In, prose(p.Description), p.Required})
	}
	if op.RequestBody != nil && op.RequestBody.Content[jsonType] != nil {
		o.Body = fields(doc, op.RequestBody.Content[jsonType].Schema, "")
	}
	for status, answer := range op.Responses {
		if status != "default" {
			o.Answers = append(o.Answers, answerLine{status, prose(answer.Description)})
		}
	}
	slices.SortFunc(o.Answers, func(a, b answerLine) int { return strings.Compare(a.Status, b.Status) })
	return o
}

// fields lists what an object holds, and below a list of objects what those do.
func fields(doc *huma.OpenAPI, s *huma.Schema, above string) []field {
	if s != nil && s.Ref != "" {
		s = doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	if s == nil {
		return nil
	}
	var all []field
	for name, p := range s.Properties {
		all = append(all, field{Name: above + name, Doc: prose(p.Description), Required: slices.Contains(s.Required, name)})
		if p.Items != nil && above == "" {
			all = append(all, fields(doc, p.Items, name+"[].")...)
		}
	}
	slices.SortFunc(all, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	return all
}
