package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/web/access"
)

// The files of a document: what programs read, and what the page of the API shows.
const (
	documentYAML = "openapi.yaml"
	documentJSON = "openapi.json"
	documentPage = "page.json"
)

// The whole product's document, for programs that have a part of its routes. The
// program that has all of them writes it, and checks it.
//
//go:embed document
var storedFS embed.FS

// document gives a document's files, each when it is first asked for.
type document struct {
	file func(name string) ([]byte, error)
}

// live is the document of what was registered with api until it is first asked for.
func live(api huma.API) document {
	files := sync.OnceValues(func() (map[string][]byte, error) { return Document(api) })
	return document{func(name string) ([]byte, error) {
		all, err := files()
		return all[name], err
	}}
}

func stored() document {
	return document{func(name string) ([]byte, error) { return storedFS.ReadFile("document/" + name) }}
}

// Document returns the files of api's document by name, as they are stored in
// infra/web/document.
func Document(api huma.API) (map[string][]byte, error) {
	yaml, err := api.OpenAPI().YAML()
	if err != nil {
		return nil, fmt.Errorf("writing the API's document: %w", err)
	}
	files := map[string][]byte{documentYAML: yaml}
	for name, of := range map[string]any{documentJSON: api.OpenAPI(), documentPage: operations(api.OpenAPI())} {
		if files[name], err = json.Marshal(of); err != nil {
			return nil, fmt.Errorf("writing the API's document: %w", err)
		}
	}
	return files, nil
}

// serveDocument answers /openapi.yaml, /openapi.json and /api.
func serveDocument(api huma.API, from document) {
	for _, d := range []struct {
		name, media string
		role        access.Role
	}{{documentYAML, "application/yaml", access.Anyone}, {documentJSON, "application/json", access.Marketer}} {
		op := huma.Operation{
			OperationID: "get-" + strings.ReplaceAll(d.name, ".", "-"), Method: http.MethodGet, Path: "/" + d.name,
			Summary: "This document", Tags: []string{"system"}, Responses: Answers(d.media, "The OpenAPI 3.1 document"),
			Metadata: map[string]any{Role: d.role},
		}
		Handle(api, op, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := from.file(d.name)
			if err != nil {
				Fail(w, r, err)
				return
			}
			w.Header().Set("Content-Type", d.media)
			w.Write(body)
		}))
	}
	servePage(api, func() (all []operation, err error) {
		b, err := from.file(documentPage)
		if err == nil {
			err = json.Unmarshal(b, &all)
		}
		return all, err
	})
}
