package web

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"paradox/infra/web/access"
)

// Embeddable is the key in an operation's Metadata that opens it to the pages of
// other sites: {web.Embeddable: true}. It is for what strangers may send.
const Embeddable = "embeddable"

// The keys in an operation's Metadata that say who may use it:
// {web.Role: access.Marketer}, and beside it, for programs that may do this and
// nothing else, {web.Scope: "mentions"}. {web.Role: access.Anyone} opens it to the
// world. An operation that says nothing is closed to all but officers.
const (
	Role  = "role"
	Scope = "scope"
	// More stands beside Anyone, {web.More: access.Officer}: who comes with this role
	// may do more there than the others. It is for the document alone; the handler
	// asks access.From.
	More = "more"
)

// version is that of the API's contract, not of the program.
const version = "1.0.0"

// routes registers operations on the standard mux and remembers them.
type routes struct {
	huma.Adapter
	mux        *http.ServeMux
	patterns   []string // of the operations
	mounted    []string // of what stays out of the document
	embeddable []string
	needs      map[string]access.Need // by pattern, of the routes that say what they need
	problem    *huma.Schema
}

// Handle implements huma.Adapter.
func (r *routes) Handle(op *huma.Operation, h func(huma.Context)) {
	pattern := strings.ToUpper(op.Method) + " " + op.Path
	r.patterns = append(r.patterns, pattern)
	if role, said := op.Metadata[Role].(access.Role); said {
		scope, _ := op.Metadata[Scope].(string)
		r.needs[pattern] = access.Need{Role: role, Scope: scope}
	}
	r.describe(op, r.need(pattern))
	if open, _ := op.Metadata[Embeddable].(bool); open {
		r.embeddable = append(r.embeddable, pattern)
	}
	r.Adapter.Handle(op, h)
}

// need is what the route of a pattern asks for. What nobody thought of is closed.
func (r *routes) need(pattern string) access.Need {
	if n, said := r.needs[pattern]; said {
		return n
	}
	return access.Need{Role: access.Officer}
}

// describe puts into the document what any operation may answer: the guard stands
// before all of them.
func (r *routes) describe(op *huma.Operation, n access.Need) {
	said := map[string]string{
		"421":     "The request's Host is not this machine; a server without sign-in answers to localhost only",
		"default": "A problem",
	}
	if op.Security = []map[string][]string{}; n.Role != access.Anyone {
		who := n.Role.String()
		if n.Scope != "" {
			who += ", or a program's token with the scope " + n.Scope
		}
		said["401"] = "No credentials, or none that hold. Needed: " + who
		said["403"] = "Not with these credentials. Needed: " + who
		op.Security = []map[string][]string{{sessionScheme: {}}, {bearerScheme: {}}}
	} else if more, said := op.Metadata[More].(access.Role); said && more > access.Anyone {
		op.Security = []map[string][]string{{}, {sessionScheme: {}}, {bearerScheme: {}}}
	}
	for status, text := range said {
		if op.Responses[status] == nil {
			op.Responses[status] = &huma.Response{Description: text, Content: map[string]*huma.MediaType{problemType: {Schema: r.problem}}}
		}
	}
}

const (
	bearerScheme  = "bearer"
	sessionScheme = "session"
)

var schemes = map[string]*huma.SecurityScheme{
	bearerScheme: {Type: "http", Scheme: "bearer", BearerFormat: "JWT",
		Description: "For programs: a token of the deployment's OpenID Connect provider, for this API's audience. A server on this machine alone asks for none."},
	sessionScheme: {Type: "apiKey", In: "cookie", Name: SessionCookie, Description: "For people in a browser, from /signin."},
}

// NewAPI returns an API on mux that serves its own document at /openapi.yaml and
// /openapi.json, and as a page at /api. Verbs register their routes with huma.Register, or with
// [Handle] where the answer is a page.
func NewAPI(mux *http.ServeMux) huma.API {
	api := newAPI(mux)
	serveDocument(api, live(api))
	return api
}

// NewPart is NewAPI for a program that has a part of the routes: the document that it
// serves is that of the whole product, as it was stored; see [Document].
func NewPart(mux *http.ServeMux) huma.API {
	api := newAPI(mux)
	serveDocument(api, stored())
	return api
}

func newAPI(mux *http.ServeMux) huma.API {
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
			Components: &huma.Components{Schemas: huma.NewMapRegistry(prefix, huma.DefaultSchemaNamer), SecuritySchemes: schemes},
		},
		Formats:       formats,
		DefaultFormat: jsonType,
		Transformers:  []huma.Transformer{finishProblem},
	}
	problem := config.Components.Schemas.Schema(reflect.TypeFor[problem](), true, "Problem")
	api := huma.NewAPI(config, &routes{Adapter: humago.NewAdapter(mux, ""), mux: mux, needs: map[string]access.Need{}, problem: problem})
	api.UseMiddleware(checkMediaType(api))
	return api
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

// Mount registers an ordinary handler for a pattern of http.ServeMux, such as
// "GET /{$}", that stays out of the document, and says who may use it. What is put
// on the mux past this is closed to all but officers.
func Mount(api huma.API, pattern string, role access.Role, h http.Handler) {
	r, ok := api.Adapter().(*routes)
	if !ok {
		return // and Handler refuses the API
	}
	r.needs[pattern] = access.Need{Role: role}
	r.mounted = append(r.mounted, pattern)
	r.mux.Handle(pattern, h)
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

// Route is a pattern and what it asks for.
type Route struct {
	Pattern string // as "GET /path"
	Need    access.Need
	Said    bool // false where the route says nothing, and is closed for that
}

// Routes returns every route that was registered through the API, operations and
// what [Mount] took, sorted by pattern. It is for tests of who may use them.
func Routes(api huma.API) []Route {
	r, ok := api.Adapter().(*routes)
	if !ok {
		return nil
	}
	var all []Route
	for _, pattern := range slices.Sorted(slices.Values(slices.Concat(r.patterns, r.mounted))) {
		_, said := r.needs[pattern]
		all = append(all, Route{pattern, r.need(pattern), said})
	}
	return all
}
