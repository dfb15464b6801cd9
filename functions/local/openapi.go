package main

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"paradox/functions/intake"
	"paradox/functions/privacy"
	"paradox/functions/report"
	"paradox/infra/web"
)

// openapiCmd keeps the document of the whole API where the functions that have a part
// of its routes take it from.
type openapiCmd struct {
	Dir   string `default:"infra/web/document" type:"path" help:"Directory of the document's files."`
	Check bool   `help:"Fail if the files are not what the routes say. Writes nothing."`
}

// Run writes the files or compares them.
func (c *openapiCmd) Run() error {
	api := web.NewAPI(http.NewServeMux())
	everyRoute(api, nil, &report.Server{}, &intake.Server{}, &privacy.Server{})
	files, err := web.Document(api)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(c.Dir, name)
		if !c.Check {
			if err := os.WriteFile(path, files[name], 0o644); err != nil {
				return fmt.Errorf("writing the API's document: %w", err)
			}
			continue
		}
		old, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading the API's document: %w", err)
		}
		if !bytes.Equal(old, files[name]) {
			return fmt.Errorf("%s is not what the routes say: go run ./functions/local openapi", path)
		}
	}
	return nil
}
