package report

import (
	"embed"
	"net/http"
	"net/url"

	"paradox/infra/store"
	"paradox/infra/web"
	"paradox/infra/web/page"
)

//go:embed pages/*.html
var pagesFS embed.FS

var pages = page.Parse(pagesFS, "pages/*.html")

// dashboard answers GET /. A campaign in its query has a page of its own.
func (s *Server) dashboard(w http.ResponseWriter, r *http.Request) {
	reg, err := s.register(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	q := r.URL.Query()
	f, wrong := askOf(q).filter(reg)
	wrong = append(strange(q, parameters[:]...), wrong...)
	if len(wrong) == 0 && f.Campaign != "" {
		http.Redirect(w, r, address(f), http.StatusSeeOther)
		return
	}
	s.show(w, r, reg, f, wrong)
}

// campaign answers GET /campaigns/{name}.
func (s *Server) campaign(w http.ResponseWriter, r *http.Request) {
	reg, err := s.register(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	name := r.PathValue("name")
	if _, ok := reg.campaign(name); !ok && name != unassigned {
		pages.Render(w, r, http.StatusNotFound, "missing.html", page.View{Title: "No such campaign", Active: "dashboard", Data: reg.campaigns})
		return
	}
	q := r.URL.Query()
	a := askOf(q)
	a.Campaign = name
	f, wrong := a.filter(reg)
	wrong = append(strange(q, "from", "to", "channel", "language", "source"), wrong...)
	f.Campaign = name
	if !f.offered() {
		f.Language, f.Source = "", ""
	}
	s.show(w, r, reg, f, wrong)
}

// show answers with the page of a filter. What is wrong with the query stands on
// the page, above the figures of the part that is right.
func (s *Server) show(w http.ResponseWriter, r *http.Request, reg register, f Filter, wrong []web.InvalidParam) {
	reading, err := s.read(r.Context(), reg, f, true)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := reading.view(f)
	v.Origin = origin(r)
	status := http.StatusOK
	if v.Wrong = wrong; len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	name := "dashboard.html"
	if v.Segment == nil {
		name = "empty.html"
	}
	pages.Render(w, r, status, name, page.View{Title: v.Heading, Active: "dashboard", Data: v})
}

// origin is scheme and host of the address that the browser used.
func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.log().ErrorContext(r.Context(), "report page", "error", err)
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// view is what the pages are made from.
type view struct {
	Heading  string
	Campaign *store.Campaign // nil but on a campaign's page
	Form     form
	Today    store.Day
	Wrong    []web.InvalidParam
	Never    bool   // nothing has been counted at all
	Origin   string // the address that the browser used
	FormLink string // a campaign's form, where one is registered and nothing counted
	Elsewhen *Range // days that have figures, where those asked for have none
	Link     string // to them

	About   About
	Segment *Figures // nil where nothing is shown
	Volume  *Volume
	Versus  *Comparison
	Charts  []chart
	Themes  themeLists
	Tables  []tableView
	Reports []link
}

type link struct{ Href, Text string }

func (r *reading) view(f Filter) *view {
	g := r.segment(f)
	p := g.paradox()
	v := &view{
		Heading: heading(r.register, f), Form: formOf(r.register, f), Today: r.today, About: g.about,
		Segment: p.Segment, Volume: p.Volume, Versus: p.Comparison,
		Never: len(g.tallies) == 0 && f.whole(),
	}
	if c, ok := r.campaign(f.Campaign); ok {
		v.Campaign = &c
	}
	if v.Never && len(r.campaigns) > 0 {
		v.FormLink = "/form/" + url.PathEscape(r.campaigns[0].Name)
	}
	if v.Segment == nil {
		v.elsewhen(g)
		return v
	}
	v.Charts = chartsOf(g)
	v.Themes = listThemes(g.themes())
	for _, t := range p.Tables {
		if len(t.Rows) < 2 { // divides nothing
			continue
		}
		v.Tables = append(v.Tables, tableOf(t, g))
	}
	for _, name := range []string{"trend", "themes", "paradox"} {
		v.Reports = append(v.Reports, link{"/v1/reports/" + name + "?" + f.values().Encode(), name})
	}
	return v
}

// elsewhen points to the days that have figures.
func (v *view) elsewhen(g *segment) {
	if g.ever == nil {
		return
	}
	v.Elsewhen = g.ever
	f := g.filter
	f.From, f.To = g.ever.From, g.ever.To
	if between(f.From, f.To) >= maxDays {
		f.From = f.To.Add(1 - maxDays)
	}
	v.Link = address(f)
}

// address is the page of a filter.
func address(f Filter) string {
	path := "/"
	if f.Campaign != "" {
		path = "/campaigns/" + url.PathEscape(f.Campaign)
		f.Campaign = ""
	}
	return path + "?" + f.values().Encode()
}

func heading(reg register, f Filter) string {
	name := "All messages"
	switch {
	case f.Campaign == unassigned:
		name = "No campaign"
	case f.Campaign != "":
		c, _ := reg.campaign(f.Campaign)
		name = title(c)
	case f.Language != "":
		name = display("language", f.Language)
	case f.Source != "":
		name = display("source", f.Source)
	case f.Channel != "":
		return display("channel", f.Channel)
	}
	if f.Channel != "" {
		name += " · " + display("channel", f.Channel)
	}
	return name
}
