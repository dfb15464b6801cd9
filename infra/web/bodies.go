package web

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// AlsoForm lets the POST of a path take its body form-encoded too, and says so in
// the document. It is called after huma.Register.
func AlsoForm(api huma.API, path string) {
	content := api.OpenAPI().Paths[path].Post.RequestBody.Content
	content[FormType] = content[jsonType]
}

// AlsoPage says in the document that the POST of a path answers browsers with a page.
func AlsoPage(api huma.API, path, status string) {
	answer := api.OpenAPI().Paths[path].Post.Responses[status]
	answer.Content["text/html"] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
}

// checkMediaType refuses a body of a media type that the operation does not
// list. A page of another site can send text/plain without asking; it must not
// be read as JSON.
func checkMediaType(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		body := ctx.Operation().RequestBody
		media, _, _ := strings.Cut(ctx.Header("Content-Type"), ";")
		media = strings.ToLower(strings.TrimSpace(media))
		if body == nil || media == "" || body.Content[media] != nil {
			next(ctx)
			return
		}
		if base, plus := strings.CutSuffix(media, "+json"); plus && base != "" && body.Content[jsonType] != nil {
			next(ctx)
			return
		}
		huma.WriteErr(api, ctx, http.StatusUnsupportedMediaType, "")
	}
}
