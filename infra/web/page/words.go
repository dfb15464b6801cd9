package page

import "html/template"

// words are the layout's own texts.
type words struct {
	Skip, Dashboard, API, Main, Tagline string
}

var translations = map[string]words{
	"en": {
		Skip: "Skip to the content", Dashboard: "Dashboard", API: "API", Main: "Main",
		Tagline: "Both sides of personalisation, measured.",
	},
	"pl": {
		Skip: "Przejdź do treści", Dashboard: "Pulpit", API: "API", Main: "Główna",
		Tagline: "Obie strony personalizacji, zmierzone.",
	},
}

// funcs are what every template may call.
var funcs = template.FuncMap{
	"asset": URL,
}
