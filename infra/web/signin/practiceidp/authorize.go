package practiceidp

import (
	"crypto/rand"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// grant is what a code stands for.
type grant struct {
	client, redirect string
	subject, nonce   string
	challenge        string // PKCE, S256
	until            time.Time
}

const codeLife = time.Minute

var choose = template.Must(template.New("choose").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Practice sign-in</title>{{with .Style}}<link rel="stylesheet" href="{{.}}">{{end}}</head>
<body><main class="wrap"><div class="stack narrow"><h1>Practice sign-in</h1>
<p class="lede">For trying things out on this machine. There are no passwords: choose whom to be.</p>
{{range .People}}<p><a class="button" href="{{.Href}}">{{.Name}}</a></p>
{{end}}<p><a href="{{.Refuse}}">Do not sign in</a></p>
</div></main></body></html>
`))

type choice struct{ Name, Href string }

// authorize answers with the page on which people say who they are, and sends them
// back once the address says it: &person= is a subject.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	c, ok := p.client(q.Get("client_id"))
	if !ok || !slices.Contains(c.Redirects, q.Get("redirect_uri")) { // nobody to send an error to
		http.Error(w, "unknown client or address", http.StatusBadRequest)
		return
	}
	back := func(kv ...string) string {
		v := url.Values{"state": {q.Get("state")}, "iss": {p.Issuer}}
		for i := 0; i < len(kv); i += 2 {
			v.Set(kv[i], kv[i+1])
		}
		return q.Get("redirect_uri") + "?" + v.Encode()
	}
	switch {
	case q.Get("response_type") != "code" || !slices.Contains(strings.Fields(q.Get("scope")), "openid"),
		q.Get("code_challenge") == "" || q.Get("code_challenge_method") != "S256":
		http.Redirect(w, r, back("error", "invalid_request"), http.StatusSeeOther)
		return
	case q.Get("person") != "":
		person, ok := p.person(q.Get("person"))
		if !ok {
			http.Redirect(w, r, back("error", "access_denied"), http.StatusSeeOther)
			return
		}
		code := p.keep(grant{c.ID, q.Get("redirect_uri"), person.Subject, q.Get("nonce"), q.Get("code_challenge"), p.Now().Add(codeLife)})
		http.Redirect(w, r, back("code", code), http.StatusSeeOther)
		return
	}
	p.choose(w, q, back("error", "access_denied"))
}

func (p *Provider) choose(w http.ResponseWriter, q url.Values, refuse string) {
	data := struct {
		People []choice
		Refuse string
		Style  string
	}{Refuse: refuse, Style: p.Style}
	for _, person := range p.People {
		q.Set("person", person.Subject)
		data.People = append(data.People, choice{person.Name, p.Issuer + "/authorize?" + q.Encode()})
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'none'")
	choose.Execute(w, data)
}

// keep remembers a grant under a code that is good once.
func (p *Provider) keep(g grant) string {
	code := rand.Text()
	p.mu.Lock()
	defer p.mu.Unlock()
	for old, g := range p.codes {
		if !p.Now().Before(g.until) {
			delete(p.codes, old)
		}
	}
	p.codes[code] = g
	return code
}

// redeem returns what a code stands for, the first time.
func (p *Provider) redeem(code string) (grant, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.codes[code]
	delete(p.codes, code)
	return g, ok && p.Now().Before(g.until)
}

func (p *Provider) logout(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("You are signed out.\n"))
}
