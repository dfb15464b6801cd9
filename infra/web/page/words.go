package page

import "html/template"

// words are the layout's own texts.
type words struct {
	Skip, Dashboard, API, Main, Tagline, SignOut string
	Missing, MissingWhy, Onward                  string // of the page where there is none
}

var translations = map[string]words{
	"en": {
		Skip: "Skip to the content", Dashboard: "Dashboard", API: "API", Main: "Main", SignOut: "Sign out",
		Tagline: "Both sides of personalisation, measured.",
		Missing: "There is no such page", MissingWhy: "The address may be misspelt, or the page may have moved.", Onward: "To the dashboard",
	},
	"pl": {
		Skip: "Przejdź do treści", Dashboard: "Pulpit", API: "API", Main: "Główna", SignOut: "Wyloguj się",
		Tagline: "Obie strony personalizacji, zmierzone.",
		Missing: "Nie ma takiej strony", MissingWhy: "W adresie może być błąd albo strona została przeniesiona.", Onward: "Do pulpitu",
	},
}

// funcs are what every template may call.
var funcs = template.FuncMap{
	"asset": URL,
}
