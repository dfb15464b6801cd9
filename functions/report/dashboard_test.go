package report_test

import (
	"net/http/httptest"
	"paradox/infra/figures"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paradox/analysis/label"
	"paradox/infra/store"
)

// filled has thirty days of a campaign beside other messages.
func filled(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, 0, "form")
	w.source("form")
	w.campaign(spring())
	w.campaign(store.Campaign{Name: "quiet", Title: "Quiet <one>", Start: "2026-11-01"})
	for i := range 30 {
		day := today.Add(-i)
		w.add(4, place{day: day, campaign: "spring"}, both)
		w.add(8, place{day: day, campaign: "spring"}, says(6000, "V1+"))
		w.add(4, place{day: day, channel: "ad", language: "pl"}, says(-6000, "C2", "R2-"))
		w.add(4, place{day: day, channel: "ad"}, offTopic)
	}
	return w
}

func text(d *goquery.Document, selector string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(d.Find(selector).Text()), " "), "\u2060", "")
}

func TestDashboardShowsItsFigures(t *testing.T) {
	d := filled(t).page("/", 200)
	for selector, want := range map[string]string{
		"h1":                                  "All messages",
		".lede":                               "27 Oct – 25 Nov 2026",
		".huge":                               "25%", // 4 of 16 that take a side
		".says":                               "About one in four of those who take a side say both.",
		".cards .card:nth-child(1) .big":      "75%", // 12 of 16
		".cards .card:nth-child(2) .big":      "50%", // 8 of 16
		".cards .card:nth-child(3) .big":      "+0.12",
		".cards .card:nth-child(4) .big":      "600",
		".cards .card:nth-child(5) .big":      "0%",
		"#sides-title":                        "Value and concern",
		".side.value + .bars li:first-child":  "Relevance it fits what they need or like 75% 71–79%",
		"section:has(#sides-title) .notes li": "1 20 Nov An off switch goes out Spring mail",
	} {
		if got := text(d, selector); got != want {
			t.Errorf("%s reads %q, want %q", selector, got, want)
		}
	}
	if got := text(d, ".methods"); !strings.Contains(got, generation) || !strings.Contains(got, "Europe/Warsaw") || !strings.Contains(got, "no claim about a population") {
		t.Errorf("the methods read %q", got)
	}
	if got := text(d, "section:has(#by-campaign) tr:contains('Quiet') td"); got != "No messages in these days" {
		t.Errorf("a campaign without messages reads %q", got)
	}
}

// The policy blocks inline styles and scripts; presentation attributes pass.
func TestPagesKeepThePolicy(t *testing.T) {
	w := filled(t)
	for _, target := range []string{"/", "/campaigns/spring", "/?channel=call", "/?from=x", "/campaigns/none"} {
		out := w.get(target)
		d, err := goquery.NewDocumentFromReader(out.Body)
		if err != nil {
			t.Fatal(err)
		}
		if n := d.Find("[style], style, script, [onclick]").Length(); n > 0 {
			t.Errorf("%s: %d inline styles or scripts", target, n)
		}
		d.Find("[src], [href]").Each(func(_ int, s *goquery.Selection) {
			for _, name := range []string{"src", "href"} {
				if v, ok := s.Attr(name); ok && !strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "#") {
					t.Errorf("%s refers to %q", target, v)
				}
			}
		})
		ids := map[string]bool{}
		d.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			if id := s.AttrOr("id", ""); ids[id] {
				t.Errorf("%s has the id %q twice", target, id)
			} else {
				ids[id] = true
			}
		})
		if n := d.Find("h1").Length(); n != 1 {
			t.Errorf("%s has %d first headings", target, n)
		}
		if c := out.Header().Get("Content-Security-Policy"); !strings.HasPrefix(c, "default-src 'self';") {
			t.Errorf("%s: policy %q", target, c)
		}
	}
}

func TestFilterStaysInTheForm(t *testing.T) {
	d := filled(t).page("/?channel=email&from=2026-11-01&to=2026-11-20", 200)
	if got := d.Find("#channel option[selected]").AttrOr("value", ""); got != "email" {
		t.Errorf("channel = %q", got)
	}
	if from, to := d.Find("#from").AttrOr("value", ""), d.Find("#to").AttrOr("value", ""); from != "2026-11-01" || to != "2026-11-20" {
		t.Errorf("days %q to %q", from, to)
	}
	if got := d.Find("section:has(#by-campaign) th a").First().AttrOr("href", ""); got != "/campaigns/spring?channel=email&from=2026-11-01&to=2026-11-20" {
		t.Errorf("link to the campaign: %q", got)
	}
	d.Find("form.filter").Find("input, select").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if d.Find("label[for="+id+"]").Length() != 1 {
			t.Errorf("%s has no label", id)
		}
	})
}

func TestCampaignPage(t *testing.T) {
	w := filled(t)
	d := w.page("/campaigns/spring", 200)
	if got := text(d, "h1"); got != "Spring mail" {
		t.Errorf("h1 = %q", got)
	}
	if got := text(d, ".volume"); got != "3.0 messages of concern per 1,000 sent (2.5–3.6), over 40,000 sent." {
		t.Errorf("volume: %q", got)
	}
	if got := text(d, ".versus-line"); !strings.Contains(got, "value +100") || !strings.Contains(got, "concern −67") {
		t.Errorf("comparison: %q", got)
	}
	if d.Find("#by-channel").Length() != 0 {
		t.Error("a table of one row divides nothing")
	}
	missing := w.page("/campaigns/nothing", 404)
	if got := text(missing, "main a"); !strings.Contains(got, "Spring mail") || !strings.Contains(got, "Quiet <one>") {
		t.Errorf("the way on from a campaign that is not there: %q", got)
	}
}

// The comparison on a campaign's page is that of its row on the dashboard, and both
// say of which days it is.
func TestComparisonIsOneOnBothPages(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	for i := range 20 {
		w.add(12, place{day: today.Add(-i)}, concerned)
		if i < 10 {
			w.add(3, place{day: today.Add(-i), campaign: "spring"}, both)
		}
	}
	whole, alone := read[figures.Paradox](w, "/v1/reports/paradox"), read[figures.Paradox](w, "/v1/reports/paradox?campaign=spring")
	if *whole.About.Covered == *alone.About.Covered {
		t.Fatal("both cover the same days, which shows nothing")
	}
	row := table(t, whole, "campaign").Rows[0].Comparison
	if diff := cmp.Diff(row, alone.Comparison, cmpopts.IgnoreUnexported(figures.Difference{})); diff != "" {
		t.Errorf("the row's comparison and the page's:\n%s", diff)
	}
	if got := text(w.page("/campaigns/spring", 200), ".versus-line"); !strings.HasPrefix(got, "Against all other messages of 6 Nov – 25 Nov 2026:") {
		t.Errorf("the page says %q", got)
	}
	if got := text(w.page("/", 200), "section:has(#by-campaign) .means"); !strings.HasPrefix(got, "6 Nov – 25 Nov 2026;") {
		t.Errorf("the table says %q", got)
	}
}

func TestWhenACampaignRuns(t *testing.T) {
	for want, c := range map[string]store.Campaign{
		"running since 1 Nov 2026":     {Start: "2026-11-01"},
		"running, 1 Nov – 25 Nov 2026": {Start: "2026-11-01", End: "2026-11-25"},
		"ran 1 Nov – 24 Nov 2026":      {Start: "2026-11-01", End: "2026-11-24"},
		"starts on 26 Nov 2026":        {Start: "2026-11-26"},
	} {
		w := newWorld(t, 0)
		c.Name = "spring"
		w.campaign(c)
		w.golden(place{campaign: "spring"})
		if got := text(w.page("/campaigns/spring", 200), ".lede"); got != "25 Nov 2026 · "+want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}

// Where nothing is classified there is nothing to show, and the page says why.
func TestOnlyUnclassified(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	for i := range 10 {
		w.add(12, place{day: today.Add(-i), language: "und"}, unread)
	}
	for target, want := range map[string]string{
		"/?language=und": "they count as unclassified among all messages",
		"/":              "fewer than 10 classified messages in these days",
	} {
		d := w.page(target, 200)
		if got := text(d, ".vacant"); !strings.Contains(got, want) {
			t.Errorf("%s: %q does not say %q", target, got, want)
		}
		if n := d.Find("section.chart, .cards").Length(); n != 0 {
			t.Errorf("%s: %d charts or cards of nothing", target, n)
		}
	}
}

// Messages in other languages stand in the table with their number, without figures
// and without a page of their own.
func TestOtherLanguagesInTheTable(t *testing.T) {
	w := newWorld(t, 0)
	w.golden(place{})
	w.add(3, place{language: "und"}, unread)
	d := w.page("/", 200)
	row := "section:has(#by-language) tr:contains('Other languages')"
	if got := text(d, row+" td[data-label=Messages]"); got != "3 all unclassified" {
		t.Errorf("messages read %q", got)
	}
	if n := d.Find(row + " a").Length(); n != 0 {
		t.Error("the row leads to a page without figures")
	}
	if got := text(d, "section:has(#by-language) tr:contains('English') td[data-label=Messages]"); got != "46 46 on personalisation" {
		t.Errorf("English reads %q", got)
	}
	if n := d.Find("#language option").Length(); n != 3 {
		t.Errorf("%d languages to choose from, want all, English and Polish", n)
	}
}

// What an empty page tells people to do works where they read it.
func TestEmptyPageSaysWhatWorks(t *testing.T) {
	w := newWorld(t, 0)
	r := httptest.NewRequest("GET", "http://127.0.0.1:8124/", nil)
	out := httptest.NewRecorder()
	w.mux.ServeHTTP(out, r)
	if got := out.Body.String(); !strings.Contains(got, "http://127.0.0.1:8124/v1/feedback") || strings.Contains(got, ":8080") {
		t.Error("the page names another address than its own")
	}
	if n := w.page("/", 200).Find(".ways a").Length(); n != 0 {
		t.Errorf("%d links to a form that is not there", n)
	}
	w.campaign(spring())
	if got := w.page("/", 200).Find(".ways a").AttrOr("href", ""); got != "/form/spring" {
		t.Errorf("the form is at %q", got)
	}
}

func TestOneMessageIsOne(t *testing.T) {
	w := newWorld(t, 0)
	w.golden(place{})
	w.add(1, place{language: "und"}, unread)
	if body := text(w.page("/", 200), "main"); regexp.MustCompile(`(^|[^0-9,.])1 messages`).MatchString(body) {
		t.Error("1 messages")
	}
}

// Percentages stand beside what they are of.
func TestTablesShowTheirBases(t *testing.T) {
	d := filled(t).page("/", 200)
	row := "section:has(#by-campaign) tr:contains('Spring')"
	for cell, want := range map[string]string{
		"Messages": "360 360 on personalisation", "Paradox share": "33% 29–38% of 360", "Per 1,000 sent": "3.0 120 of 40,000",
	} {
		if got := text(d, row+" td[data-label='"+cell+"']"); got != want {
			t.Errorf("%s reads %q, want %q", cell, got, want)
		}
	}
	if got := text(d, "section:has(#themes-title) > .means"); !strings.Contains(got, "from 0 to 80%") {
		t.Errorf("the scale of the themes: %q", got)
	}
}

func TestWrongQueryIsSaid(t *testing.T) {
	d := filled(t).page("/?channel=email&language=pl", 422)
	if got := text(d, "[role=alert]"); !strings.Contains(got, "offered are") {
		t.Errorf("alert: %q", got)
	}
	if got := text(d, ".cards .card:nth-child(4) .big"); got != "600" {
		t.Errorf("messages = %q, want those of the part that is right", got)
	}
}

// An empty page says what to do next, and where figures are if there are any.
func TestEmptyPages(t *testing.T) {
	empty := newWorld(t, 0).page("/", 200)
	if got := empty.Find(".ways li").Length(); got != 3 {
		t.Errorf("%d ways to begin, want 3", got)
	}
	w := newWorld(t, 0)
	w.add(40, place{day: "2025-03-01"}, both)
	d := w.page("/", 200)
	link := d.Find(".vacant a").AttrOr("href", "")
	if got := text(d, ".vacant a"); got != "1 Mar 2025" {
		t.Errorf("there are figures for %q", got)
	}
	if got := text(w.page(link, 200), ".cards .card:nth-child(4) .big"); got != "40" {
		t.Errorf("following %s shows %q messages", link, got)
	}
}

func BenchmarkDashboard(b *testing.B) {
	w := newWorld(b, 0)
	for c := range 40 {
		name := "campaign-" + strconv.Itoa(c)
		w.campaign(store.Campaign{Name: name, Title: name, Start: "2024-11-25"})
		for channel, r := range map[string]label.Result{"email": both, "ad": concerned, "call": valued} {
			for i := range 60 {
				w.add(12, place{day: today.Add(-12 * i), campaign: name, channel: channel}, r)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if out := w.get("/"); out.Code != 200 {
			b.Fatal(out.Code)
		}
	}
}
