package sandbox

import (
	"html/template"
	"net/http"
	"slices"
)

// pagePath is where the sandbox says what there is to click.
const pagePath = "/practice"

// Command is a line for a shell that reaches the stack from outside.
type Command struct {
	Does, Line string
	After      string // function after whose schedule it shows what came of it; "" for none
}

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>The stack on this machine</title><link rel="stylesheet" href="{{.Style}}"></head>
<body><main class="wrap"><div class="stack"><h1>The stack on this machine</h1>
<p class="lede">The programs of the cloud, wired as template.yaml says, on engines that forget everything when they end. Sign-in is a practice provider: choose whom to be.</p>
{{with .Said}}<div class="notice {{if .Failed}}error{{else}}good{{end}}" role="status"><p>{{.Text}}</p>{{with .Next}}<p>{{.Does}}:</p><p><code>{{.Line}}</code></p>{{end}}</div>{{end}}
<ul>
<li><a href="/">Dashboard</a> (asks you to sign in)</li>
<li><a href="/form/practice">Feedback form</a></li>
<li><a href="/erase">Erasure by receipt</a></li>
<li><a href="/openapi.yaml">The API's document</a></li>
</ul>
<h2>Schedules</h2>
<p>They do not tick here. Each of these does what its schedule would do now.</p>
{{range .Schedules}}<form method="post" action="{{$.Path}}/fire/{{.Function}}"><p><button class="button">{{.Title}}</button></p></form>
{{end}}{{with .Commands}}<h2>From a shell</h2>
{{range .}}<p>{{.Does}}:</p><p><code>{{.Line}}</code></p>
{{end}}{{end}}</div></main></body></html>
`))

type page struct {
	Path, Style string
	Said        *said
	Schedules   []schedule
	Commands    []Command
}

// said is what became of what was clicked.
type said struct {
	Text   string
	Failed bool
	Next   *Command
}

type schedule struct{ Function, Title string }

// titles are what the schedules of the functions do.
var titles = map[string]string{"ReprocessFunction": "Nightly pass", "DigestFunction": "Weekly digest", "PollFunction": "Poll sources"}

func scheduleOf(function string) schedule {
	if title, ok := titles[function]; ok {
		return schedule{function, title}
	}
	return schedule{function, function}
}

// pages answers below pagePath. Nothing but a page of this origin may fire a schedule.
func (b *Sandbox) pages(commands func(*Sandbox) []Command) http.Handler {
	p := page{Path: pagePath, Style: stylesheet}
	for _, f := range b.Defined() {
		if len(f.Schedules) > 0 {
			p.Schedules = append(p.Schedules, scheduleOf(f.Name))
		}
	}
	if commands != nil {
		p.Commands = commands(b)
	}
	show := func(w http.ResponseWriter, what *said) {
		shown := p
		shown.Said = what
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = pageTemplate.Execute(w, shown) // to whoever has gone
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+pagePath, func(w http.ResponseWriter, _ *http.Request) { show(w, nil) })
	mux.HandleFunc("POST "+pagePath+"/fire/{function}", func(w http.ResponseWriter, r *http.Request) {
		s := scheduleOf(r.PathValue("function"))
		if err := b.Fire(r.Context(), s.Function); err != nil {
			show(w, &said{Text: s.Title + " failed: " + err.Error(), Failed: true})
			return
		}
		done := &said{Text: s.Title + ": done."}
		if i := slices.IndexFunc(p.Commands, func(c Command) bool { return c.After == s.Function }); i >= 0 {
			done.Next = &p.Commands[i]
		}
		show(w, done)
	})
	return http.NewCrossOriginProtection().Handler(mux)
}
