package web

import (
	"net/http"
	"net/url"
	"strings"

	"paradox/infra/web/access"
	"paradox/infra/web/page"
)

// A Gate finds out who a request comes from.
type Gate interface {
	// Identify returns who sent r: nobody where it shows no credentials, or a
	// session that does not count; a problem where it shows a token that does not
	// hold or cannot be judged now. It is safe for concurrent use.
	Identify(r *http.Request) (access.Principal, error)
}

const (
	// SignInPath is where people sign in; its query says where they go then.
	SignInPath = "/signin"
	// ReturnTo is the parameter that says it.
	ReturnTo = "return"
	// SessionCookie is the name of the cookie that a person is known by.
	SessionCookie = "__Host-paradox"
)

// WithheldSession is the detail for who is refused for no other reason than that their
// session is withheld: see [access.Principal].
const WithheldSession = "The session does not count here: where something changes it does only if the browser says, by Sec-Fetch-Site or Origin, " +
	"that a page of this site sent the request. Programs send a bearer token instead."

// admit lets those pass who may, and answers the others. The request that it
// returns knows who sent it; nil says that the answer is given.
func (g *guard) admit(w *answer, r *http.Request, need access.Need) *http.Request {
	c := callOf(r.Context())
	ask := func() (access.Principal, error) {
		if g.Gate == nil { // this machine alone
			return access.Principal{Role: access.Officer}, nil
		}
		p, err := g.Gate.Identify(r)
		c.who = p
		return p, err
	}
	known := r.WithContext(access.With(r.Context(), ask))
	if need.Role == access.Anyone || g.Gate == nil {
		return known
	}
	w.private = true
	w.Header().Set("Cache-Control", "no-store") // before a page gives itself an entity tag
	p, err := access.From(known.Context())
	if err == nil && p.May(need) {
		return known
	}
	g.turnAway(w, known, p, need, err)
	return nil
}

// turnAway answers a request that may not pass: a browser is led to the sign-in or
// told on a page, a program gets a problem.
func (g *guard) turnAway(w http.ResponseWriter, r *http.Request, p access.Principal, need access.Need, err error) {
	if err != nil {
		Fail(w, r, err)
		return
	}
	if p.Nobody() {
		why := "This needs you to sign in, or a bearer token."
		if p.Withheld >= need.Role {
			why = WithheldSession
		}
		err := Challenge(Problem(http.StatusUnauthorized, codes[401], why), "")
		if navigates(r) {
			Note(r.Context(), err)
			w.Header().Set("Location", SignInPath+"?"+url.Values{ReturnTo: {r.URL.RequestURI()}}.Encode())
			w.WriteHeader(http.StatusSeeOther)
			return
		}
		Fail(w, r, err)
		return
	}
	err = Problem(http.StatusForbidden, "role_required", "This needs the role "+need.Role.String()+".")
	switch {
	case !p.Session:
		Fail(w, r, Challenge(err, "insufficient_scope"))
	case navigates(r):
		Note(r.Context(), err)
		pages.Render(w, r, http.StatusForbidden, "forbidden.html", page.View{Title: "Not with your role", Active: "none", Data: need.Role})
	default:
		Fail(w, r, err)
	}
}

// navigates reports whether r is a browser's on its way to a page.
func navigates(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.Contains(r.Header.Get("Accept"), "text/html")
}
