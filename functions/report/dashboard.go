package report

import (
	"embed"
	"net/http"
	"net/url"

	"paradox/infra/figures"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/web"
	"paradox/infra/web/page"
)

//go:embed pages/*.html
var pagesFS embed.FS

var pages = page.Parse(pagesFS, "pages/*.html")

// dashboard answers GET /. A campaign in its query has a page of its own.
func (s *Server) dashboard(w http.ResponseWriter, r *http.Request) {
	reg, err := s.Figures.Register(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	q := r.URL.Query()
	f, wrong := askOf(q).Filter(reg)
	wrong = append(strange(q, parameters[:]...), wrong...)
	if len(wrong) == 0 && f.Campaign != "" {
		http.Redirect(w, r, address(f), http.StatusSeeOther)
		return
	}
	s.show(w, r, reg, f, wrong)
}

// campaign answers GET /campaigns/{name}.
func (s *Server) campaign(w http.ResponseWriter, r *http.Request) {
	reg, err := s.Figures.Register(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	name := r.PathValue("name")
	if _, ok := reg.Campaign(name); !ok && name != reaction.Unassigned {
		pages.Render(w, r, http.StatusNotFound, "missing.html", page.View{Title: "No such campaign", Active: "dashboard", Data: reg.Campaigns})
		return
	}
	q := r.URL.Query()
	a := askOf(q)
	a.Campaign = name
	f, wrong := a.Filter(reg)
	wrong = append(strange(q, "from", "to", "channel", "language", "source"), wrong...)
	f.Campaign = name
	if !f.Offered() {
		f.Language, f.Source = "", ""
	}
	s.show(w, r, reg, f, wrong)
}

// show answers with the page of a filter. What is wrong with the query stands on
// the page, above the figures of the part that is right.
func (s *Server) show(w http.ResponseWriter, r *http.Request, reg figures.Register, f figures.Filter, wrong []web.InvalidParam) {
	reading, err := s.Figures.Read(r.Context(), reg, f, true)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := viewOf(reading, f)
	v.Origin = origin(r)
	status := http.StatusOK
	if v.Wrong = wrong; len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
		v.keepDays(askOf(r.URL.Query()))
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
	Instead  string         // the days that are shown instead of those asked for, where these are wrong
	Never    bool           // nothing has been counted at all
	Origin   string         // the address that the browser used
	FormLink string         // a campaign's form, where one is registered and nothing counted
	Elsewhen *figures.Range // days that have figures, where those asked for have none
	Link     string         // to them

	About   figures.About
	Segment *figures.Figures // nil where nothing is shown
	Volume  *figures.Volume
	Versus  *figures.Comparison
	Charts  []chart
	Themes  themeLists
	Tables  []tableView
	Reports []link
}

type link struct{ Href, Text string }

func viewOf(r *figures.Reading, f figures.Filter) *view {
	g := r.Segment(f)
	p := g.Paradox()
	v := &view{
		Heading: heading(r.Register, f), Form: formOf(r.Register, f), Today: r.Today, About: p.About,
		Segment: p.Segment, Volume: p.Volume, Versus: p.Comparison,
		Never: f.Whole() && !g.Counted(),
	}
	if c, ok := r.Campaign(f.Campaign); ok {
		v.Campaign = &c
	}
	if v.Never && len(r.Campaigns) > 0 {
		v.FormLink = "/form/" + url.PathEscape(r.Campaigns[0].Name)
	}
	if v.Segment == nil {
		v.elsewhen(g)
		return v
	}
	v.Charts = chartsOf(g)
	v.Themes = listThemes(g.Themes())
	for _, t := range p.Tables {
		if len(t.Rows) < 2 { // divides nothing
			continue
		}
		v.Tables = append(v.Tables, tableOf(t, g))
	}
	for _, name := range []string{"trend", "themes", "paradox"} {
		v.Reports = append(v.Reports, link{"/v1/reports/" + name + "?" + values(f).Encode(), name})
	}
	return v
}

// elsewhen points to the days that have figures.
func (v *view) elsewhen(g *figures.Segment) {
	if g.Ever() == nil {
		return
	}
	v.Elsewhen = g.Ever()
	f := v.About.Asked
	f.From, f.To = v.Elsewhen.From, v.Elsewhen.To
	if figures.Number(f.To)-figures.Number(f.From) >= figures.MaxDays {
		f.From = f.To.Add(1 - figures.MaxDays)
	}
	v.Link = address(f)
}

// address is the page of a filter.
func address(f figures.Filter) string {
	path := "/"
	if f.Campaign != "" {
		path = "/campaigns/" + url.PathEscape(f.Campaign)
		f.Campaign = ""
	}
	return path + "?" + values(f).Encode()
}

func heading(reg figures.Register, f figures.Filter) string {
	name := "All messages"
	switch {
	case f.Campaign == reaction.Unassigned:
		name = "No campaign"
	case f.Campaign != "":
		c, _ := reg.Campaign(f.Campaign)
		name = figures.Title(c)
	case f.Language != "":
		name = figures.Display("language", f.Language)
	case f.Source != "":
		name = figures.Display("source", f.Source)
	case f.Channel != "":
		return figures.Display("channel", f.Channel)
	}
	if f.Channel != "" {
		name += " · " + figures.Display("channel", f.Channel)
	}
	return name
}
