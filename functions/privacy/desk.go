package privacy

import (
	"fmt"
	"net/http"
	"net/url"
	"unicode/utf8"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// desk is what the page has for the privacy officer alone.
type desk struct {
	Sources []string // registered, in the register's order
	Unread  bool     // the register could not be read
}

// deskOf returns what the page has for whoever sent the request: nil for all but the
// officer. A token that does not hold is nobody's here: the page is open to everyone.
func (s *Server) deskOf(r *http.Request) *desk {
	who, err := access.From(r.Context())
	if err != nil || !who.May(officer) {
		return nil
	}
	sources, err := s.Control.Sources(r.Context())
	if err != nil {
		web.Note(r.Context(), web.Unavailable(fmt.Errorf("reading sources for the page: %w", err)))
		return &desk{Unread: true}
	}
	d := &desk{}
	for _, source := range sources {
		d.Sources = append(d.Sources, source.Name)
	}
	return d
}

// sentBy tells from its fields which of the page's forms was sent.
func sentBy(form url.Values) kind {
	switch {
	case form.Has("author"):
		return byAuthor
	case form.Has("id"):
		return byMessage
	}
	return byReceipt
}

// fromForm reads a form as the contract has it: a field comes once, in UTF-8, and is
// not longer than JSON may have it.
func fromForm(form url.Values) (erasure, error) {
	for _, f := range []struct {
		name string
		most int // characters
	}{{"receipt", 200}, {"source", 40}, {"id", 1024}, {"author", 1024}, {"objection", 5}} {
		value := form.Get(f.name)
		reason := ""
		switch {
		case len(form[f.name]) > 1:
			reason = "comes more than once"
		case !utf8.ValidString(value):
			reason = "not UTF-8"
		case utf8.RuneCountInString(value) > f.most:
			reason = "too long"
		}
		if reason != "" {
			return erasure{}, malformed(f.name, reason)
		}
	}
	e := erasure{Receipt: form.Get("receipt"), Source: form.Get("source"), ID: form.Get("id"), Author: form.Get("author")}
	if err := e.Objection.set(form.Get("objection")); err != nil {
		return erasure{}, malformed("objection", err.Error())
	}
	e.trim()
	return e, nil
}

func malformed(field, reason string) error {
	return web.Problem(http.StatusUnprocessableEntity, "invalid", "The form is not as the page sends it.", web.InvalidParam{Field: field, Reason: reason})
}
