package sandbox

import (
	"html/template"
	"net/http"
)

// pagePath is where the sandbox says what there is to click.
const pagePath = "/practice"

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The stack on this machine</title><link rel="stylesheet" href="/assets/style.css"></head>
<body><main><h1>The stack on this machine</h1>
<p>The programs of the cloud, wired as template.yaml says, on engines that forget everything when they end. Sign-in is a practice provider: choose whom to be.</p>
<ul>
<li><a href="/">Dashboard</a> (asks you to sign in)</li>
<li><a href="/form/practice">Feedback form</a></li>
<li><a href="/erase">Erasure by receipt</a></li>
<li><a href="/openapi.yaml">The API's document</a></li>
</ul>
<h2>Schedules</h2>
<p>They do not tick here. Each of these does what its schedule would do now.</p>
{{range .Schedules}}<form method="post" action="{{$.Path}}/fire/{{.}}"><button>{{.}}</button></form>{{end}}
{{with .Said}}<p role="status">{{.}}</p>{{end}}
</main></body></html>
`))

type page struct {
	Path, Said string
	Schedules  []string
}

// pages answers below pagePath. Nothing but a page of this origin may fire a schedule.
func (b *Sandbox) pages(schedules []string) http.Handler {
	mux := http.NewServeMux()
	show := func(w http.ResponseWriter, said string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = pageTemplate.Execute(w, page{pagePath, said, schedules}) // to whoever has gone
	}
	mux.HandleFunc("GET "+pagePath, func(w http.ResponseWriter, _ *http.Request) { show(w, "") })
	mux.HandleFunc("POST "+pagePath+"/fire/{function}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("function")
		if err := b.Fire(r.Context(), name); err != nil {
			show(w, name+" failed: "+err.Error())
			return
		}
		show(w, name+" is done.")
	})
	return http.NewCrossOriginProtection().Handler(mux)
}
