package httpapi

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// Route is one of the API.
type Route struct {
	Key    string        // as "POST /v1/feedback", "ANY /x/{id}", "GET /y/{rest+}" or "$default"
	Invoke Invoke        // the function that answers
	Within time.Duration // how long it may take; 30 s if it is 0, which is the most
	Rate   float64       // requests a second in the long run; 0 for no limit
	Burst  int           // requests at once
}

// compiled is a route ready for matching.
type compiled struct {
	Route
	method string // "" for any
	parts  []part // nil for $default
	limit  *rate.Limiter
}

// part is one segment of a path.
type part struct {
	text string   // what it must be, or the parameter's name
	kind partKind // how specific it is
}

type partKind int

const (
	literal partKind = iota // the most specific sorts first
	parameter
	greedy
)

const fallback = "$default"

func compile(r Route) (compiled, error) {
	c := compiled{Route: r, limit: rate.NewLimiter(rate.Inf, 0)}
	if c.Within <= 0 || c.Within > maxTime {
		c.Within = maxTime
	}
	if r.Rate > 0 {
		c.limit = rate.NewLimiter(rate.Limit(r.Rate), r.Burst)
	}
	if r.Key == fallback {
		return c, nil
	}
	method, path, ok := strings.Cut(r.Key, " ")
	if !ok || method == "" || !strings.HasPrefix(path, "/") {
		return c, fmt.Errorf("route %q: want a method and a path, or $default", r.Key)
	}
	if method != "ANY" {
		c.method = method
	}
	segments := strings.Split(path[1:], "/")
	for i, segment := range segments {
		p := part{text: segment}
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			p.kind, p.text = parameter, strings.TrimSuffix(name, "}")
			if p.text, ok = strings.CutSuffix(p.text, "+"); ok {
				p.kind = greedy
			}
			if !strings.HasSuffix(segment, "}") || p.text == "" || p.kind == greedy && i < len(segments)-1 {
				return c, fmt.Errorf("route %q: %s cannot stand there", r.Key, segment)
			}
		}
		c.parts = append(c.parts, p)
	}
	return c, nil
}

// match returns the parameters of a path, if the route is for it. A parameter stands
// for one segment, a greedy one for at least one.
func (c *compiled) match(method string, segments []string) (map[string]string, bool) {
	if c.parts == nil {
		return nil, true
	}
	if c.method != "" && c.method != method {
		return nil, false
	}
	found := map[string]string{}
	for i, p := range c.parts {
		switch {
		case i >= len(segments):
			return nil, false
		case p.kind == greedy:
			found[p.text] = strings.Join(segments[i:], "/")
			return found, found[p.text] != ""
		case p.kind == literal && p.text != segments[i], p.kind == parameter && segments[i] == "":
			return nil, false
		case p.kind == parameter:
			found[p.text] = segments[i]
		}
	}
	return found, len(segments) == len(c.parts)
}

// rank is 0 for a route that matches a path in full, 1 for a greedy one, 2 for $default.
func (c *compiled) rank() int {
	switch {
	case c.parts == nil:
		return 2
	case c.parts[len(c.parts)-1].kind == greedy:
		return 1
	}
	return 0
}

// bySpecificity orders routes so that the first that matches is the one that API
// Gateway takes: full matches before greedy ones before $default; then segment by
// segment a fixed text before a parameter; then a method before ANY.
func bySpecificity(a, b compiled) int {
	if d := a.rank() - b.rank(); d != 0 {
		return d
	}
	for i := range min(len(a.parts), len(b.parts)) {
		if d := int(a.parts[i].kind) - int(b.parts[i].kind); d != 0 {
			return d
		}
	}
	if d := len(b.parts) - len(a.parts); d != 0 {
		return d
	}
	return strings.Compare(order(a.method), order(b.method))
}

// order sorts "" (any) after every method.
func order(method string) string {
	if method == "" {
		return "~"
	}
	return method
}

// choose is the route for a request, whose path is decoded and without the stage.
func (a *API) choose(method, path string) (*compiled, map[string]string) {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i := range a.routes {
		if found, ok := a.routes[i].match(method, segments); ok {
			return &a.routes[i], found
		}
	}
	return nil, nil
}

// sorted compiles routes and puts them into the order of their choice.
func sorted(routes []Route) ([]compiled, error) {
	var all []compiled
	for _, r := range routes {
		c, err := compile(r)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(other compiled) bool { return other.Key == r.Key }) {
			return nil, fmt.Errorf("route %q: there are two", r.Key)
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, bySpecificity)
	return all, nil
}

// decoded is a path as API Gateway passes it on: decoded, and cut at a question mark
// that was encoded.
func decoded(u *url.URL) string {
	path, _, _ := strings.Cut(u.Path, "?")
	if path == "" {
		return "/"
	}
	return path
}
