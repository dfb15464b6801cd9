// Package page is what every page of the product shares: one layout, one
// palette, one type scale, and the headers that go with them. A verb brings its
// own templates, each defining the block "content", and its own data; the
// pages need no script.
//
// A content template may use these classes of the style sheet: lede (first
// paragraph), card, stack (children with even distance), field (label, hint,
// input and error of a form), hint, error, notice, good, button, quiet (a
// secondary button), visually-hidden.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"paradox/infra/web/access"
)

//go:embed layout.html
var layoutFS embed.FS

// Policy is the Content-Security-Policy of every page, and in infra/web of every
// answer: what is loaded comes from the page's own host, and nothing is inline.
const Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// View is what a page is made from.
type View struct {
	Lang   string // "en" or "pl"; anything else reads as "en"
	Title  string // of the document; the product's name is added
	Active string // entry of the navigation: "dashboard" or "api", else none of them; "" shows no navigation, for pages open to everyone
	Data   any    // for the block "content"
}

// Set holds a verb's pages, each combined with the layout. It does not change
// and is safe for concurrent use.
type Set struct{ pages map[string]*template.Template }

// Parse reads the templates of fsys that match the patterns. Each file is a page
// named by its base name and defines the block "content"; files whose names begin
// with "_" are no pages, their definitions are shared by all pages of the set.
// The templates are embedded data which a test proves, so Parse panics on a
// mistake in them.
func Parse(fsys fs.FS, patterns ...string) *Set {
	base := template.Must(template.New("layout.html").Funcs(funcs).ParseFS(layoutFS, "layout.html"))
	var names []string
	for _, p := range patterns {
		found, err := fs.Glob(fsys, p)
		if err != nil || len(found) == 0 {
			panic(fmt.Sprintf("page: no templates match %q (%v)", p, err))
		}
		for _, name := range found {
			if strings.HasPrefix(path.Base(name), "_") {
				template.Must(base.ParseFS(fsys, name))
			} else {
				names = append(names, name)
			}
		}
	}
	s := &Set{pages: make(map[string]*template.Template, len(names))}
	for _, name := range names {
		t := template.Must(template.Must(base.Clone()).ParseFS(fsys, name))
		if t.Lookup("content") == nil {
			panic(fmt.Sprintf("page: %s does not define the block \"content\"", name))
		}
		s.pages[path.Base(name)] = t
	}
	return s
}

// layoutData is a View as the layout sees it.
type layoutData struct {
	View
	Words   words
	SignOut bool // somebody is signed in, and the page has a navigation
}

// Render answers r with the page of that name. The page is made in full before
// the first byte goes out; if that is impossible the answer is a plain 500 and
// the reason goes to the log. Headers that the caller has set already
// (Content-Security-Policy, Cache-Control) stay. A page with status 200 that may
// be stored carries an ETag, and 304 answers a client that has it.
func (s *Set) Render(w http.ResponseWriter, r *http.Request, status int, name string, v View) {
	t, ok := s.pages[name]
	if !ok {
		fail(w, r, fmt.Errorf("no page %q", name))
		return
	}
	if v.Lang != "pl" {
		v.Lang = "en"
	}
	signedIn := false
	if v.Active != "" {
		who, err := access.From(r.Context())
		signedIn = err == nil && who.Session
	}
	var body bytes.Buffer
	if err := t.ExecuteTemplate(&body, "layout.html", layoutData{v, translations[v.Lang], signedIn}); err != nil {
		fail(w, r, fmt.Errorf("rendering %q: %w", name, err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	secure(h)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	if status == http.StatusOK && !strings.Contains(h.Get("Cache-Control"), "no-store") {
		sum := sha256.Sum256(body.Bytes())
		tag := `"` + hex.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", tag)
		if Matches(r, tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body.Bytes()) // the client may have gone; there is nobody left to tell
	}
}

// Matches reports whether the request's If-None-Match names the entity tag.
func Matches(r *http.Request, tag string) bool {
	for _, got := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		got = strings.TrimPrefix(strings.TrimSpace(got), "W/")
		if got == tag || got == "*" {
			return true
		}
	}
	return false
}

func secure(h http.Header) {
	for _, kv := range [...][2]string{
		{"Content-Security-Policy", Policy},
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "same-origin"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
	} {
		if h.Get(kv[0]) == "" {
			h.Set(kv[0], kv[1])
		}
	}
}

func fail(w http.ResponseWriter, r *http.Request, err error) {
	slog.ErrorContext(r.Context(), "page", "error", err)
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}
