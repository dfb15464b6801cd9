package signin

import (
	"embed"
	"net/http"
	"net/url"
	"strconv"

	"paradox/infra/web"
	"paradox/infra/web/page"
)

//go:embed pages/*.html
var pagesFS embed.FS

var pages = page.Parse(pagesFS, "pages/*.html")

// The codes of a sign-in that came to nothing.
const (
	codeStale   = "sign_in_stale"   // not begun in this browser, or too long ago
	codeRefused = "sign_in_refused" // by the provider, or by the person
	codeFailed  = "sign_in_failed"  // what the provider sent does not hold
	codeNoRole  = "sign_in_no_role"
)

// view is what the page shows.
type view struct {
	Heading, Why string
	Failed       bool
	Again        string // where to sign in
	Provider     string // where to end the session with the provider, or ""
}

var failures = map[string]view{
	codeStale:     {Heading: "This sign-in is not under way", Why: "It was begun in another browser, more than ten minutes ago, or without cookies. Nothing is lost: begin again."},
	codeRefused:   {Heading: "You were not signed in", Why: "The sign-in provider did not let you in, or you left it before the end."},
	codeFailed:    {Heading: "The sign-in did not work", Why: "What the sign-in provider sent back does not hold; a sign-in can be used once. Please begin again."},
	codeNoRole:    {Heading: "You have no role here yet", Why: "The sign-in provider knows you, but has not given you one of the roles marketer, analyst or officer. Whoever runs it can, and then you can sign in."},
	"unavailable": {Heading: "Sign-in is not available right now", Why: "The sign-in provider cannot be reached. Feedback forms go on working, and whoever is signed in stays so. Please try again in a moment."},
}

// fail answers with the page of a sign-in that came to nothing.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error, back string) {
	web.Note(r.Context(), err)
	status, code, _ := web.Describe(err)
	v := failures[code]
	v.Failed, v.Again = true, signInAddress(back)
	if p := s.provider.found.Load(); p != nil && code == codeNoRole {
		v.Provider = p.signOut // else the provider might sign the same person in again
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(int(hold.Seconds())))
	}
	s.show(w, r, status, v)
}

func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, v view) {
	w.Header().Set("Cache-Control", "no-store")
	pages.Render(w, r, status, "signin.html", page.View{Title: v.Heading, Data: v})
}

// signInAddress is where to sign in, to go back there.
func signInAddress(back string) string {
	if back == "/" {
		return web.SignInPath
	}
	return web.SignInPath + "?" + url.Values{web.ReturnTo: {back}}.Encode()
}
