package web

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Embeddable is the key in an operation's Metadata that opens it to the pages of
// other sites: {web.Embeddable: true}. It is for what strangers may send.
const Embeddable = "embeddable"

// version is that of the API's contract, not of the program.
const version = "1.0.0"

// routes registers operations on the standard mux and remembers them.
type routes struct {
	huma.Adapter
	mux        *http.ServeMux
	patterns   []string
	embeddable []string
	problem    *huma.Schema
}

// Handle implements huma.Adapter.
func (r *routes) Handle(op *huma.Operation, h func(huma.Context)) {
	pattern := strings.ToUpper(op.Method) + " " + op.Path
	r.patterns = append(r.patterns, pattern)
	r.describe(op)
	if open, _ := op.Metadata[Embeddable].(bool); open {
		r.embeddable = append(r.embeddable, pattern)
	}
	r.Adapter.Handle(op, h)
}

// describe puts into the document what any operation may answer: the guard stands
// before all of them.
func (r *routes) describe(op *huma.Operation) {
	for status, said := range map[string]string{
		"421":     "The request's Host is not this machine; a server without sign-in answers to localhost only",
		"default": "A problem",
	} {
		if op.Responses[status] == nil {
			op.Responses[status] = &huma.Response{Description: said, Content: map[string]*huma.MediaType{problemType: {Schema: r.problem}}}
		}
	}
}

// NewAPI returns an API on mux that serves its own document at /openapi.yaml and
// /openapi.json, and as a page at /api. Verbs register their routes with huma.Register, or with
// [Handle] where the answer is a page.
func NewAPI(mux *http.ServeMux) huma.API {
	replaceErrors()
	prefix := "#/components/schemas/"
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Paradox", Version: version,
				Description: "What people say about personalised communication: taken in, labelled, counted and shown. " +
					"Errors are RFC 9457 problem details with a stable code; they never repeat what was sent. " +
					"A method that a path does not take is answered with 405 and Allow. Times are RFC 3339 in UTC.",
			},
			Components: &huma.Components{Schemas: huma.NewMapRegistry(prefix, huma.DefaultSchemaNamer)},
		},
		Formats:       formats,
		DefaultFormat: jsonType,
		Transformers:  []huma.Transformer{finishProblem},
	}
	problem := config.Components.Schemas.Schema(reflect.TypeFor[problem](), true, "Problem")
	api := huma.NewAPI(config, &routes{Adapter: humago.NewAdapter(mux, ""), mux: mux, problem: problem})
	api.UseMiddleware(checkMediaType(api))
	serveDocument(api)
	servePage(api)
	return api
}

// serveDocument answers with the document as it is at the first request, when
// every route has been registered.
func serveDocument(api huma.API) {
	yaml := sync.OnceValues(func() ([]byte, error) { return api.OpenAPI().YAML() })
	json := sync.OnceValues(func() ([]byte, error) { return json.Marshal(api.OpenAPI()) })
	for _, d := range []struct {
		path, media string
		body        func() ([]byte, error)
	}{{"/openapi.yaml", "application/yaml", yaml}, {"/openapi.json", "application/json", json}} {
		op := huma.Operation{
			OperationID: "get-" + strings.ReplaceAll(d.path[1:], ".", "-"), Method: http.MethodGet, Path: d.path,
			Summary: "This document", Tags: []string{"system"}, Responses: Answers(d.media, "The OpenAPI 3.1 document"),
		}
		Handle(api, op, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := d.body()
			if err != nil {
				Fail(w, r, err)
				return
			}
			w.Header().Set("Content-Type", d.media)
			w.Write(body)
		}))
	}
}

// Handle registers an ordinary handler and puts it into the document as op says,
// with a problem for whatever else it may answer.
func Handle(api huma.API, op huma.Operation, h http.Handler) {
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	if !op.Hidden {
		api.OpenAPI().AddOperation(&op)
	}
	api.Adapter().Handle(&op, func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		h.ServeHTTP(w, r)
	})
}

// Answers describes a 200 of that media type without a schema, for [Handle].
func Answers(media, description string) map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: description,
		Content:     map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

// Patterns returns the patterns registered through the API, as "GET /path",
// sorted. It is for tests that hold the document against the routes.
func Patterns(api huma.API) []string {
	r, ok := api.Adapter().(*routes)
	if !ok {
		return nil
	}
	return slices.Sorted(slices.Values(r.patterns))
}
