package web

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"
)

var languages = language.NewMatcher([]language.Tag{language.English, language.Polish})

// Language returns the language of a page for the request, "en" or "pl": that
// of the lang parameter, else the first that the browser asks for, else English.
func Language(r *http.Request) string { return LanguageOf(r, r.URL.Query().Get("lang")) }

// LanguageOf is [Language] where the wish came in another place, as in a form's field.
func LanguageOf(r *http.Request, wish string) string {
	if wish == "en" || wish == "pl" {
		return wish
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return "en"
	}
	if _, i, _ := languages.Match(tags...); i == 1 {
		return "pl"
	}
	return "en"
}

// WantsPage reports whether the request is a browser's own, for a person to look
// at: it posts a form and asks for HTML by name.
func WantsPage(r *http.Request) bool {
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(media), FormType) && strings.Contains(r.Header.Get("Accept"), "text/html")
}
