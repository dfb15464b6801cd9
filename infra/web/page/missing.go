package page

import (
	"embed"
	"net/http"
)

//go:embed missing.html
var missingFS embed.FS

var missing = Parse(missingFS, "missing.html")

// NotFound answers r with the page, status 404, for an address that nothing lies
// at, in English or, if lang is "pl", in Polish.
func NotFound(w http.ResponseWriter, r *http.Request, lang string) {
	if lang != "pl" {
		lang = "en"
	}
	t := translations[lang]
	missing.Render(w, r, http.StatusNotFound, "missing.html", View{Lang: lang, Title: t.Missing, Active: "none", Data: t})
}
