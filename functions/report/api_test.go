package report_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"paradox/infra/figures"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/web"
)

type problem struct {
	Code    string             `json:"code"`
	Invalid []web.InvalidParam `json:"invalid_params"`
}

// What cannot be asked is refused by field and reason, and never repeated.
func TestRefusals(t *testing.T) {
	const sentinel = "jan.kowalski@example.com"
	w := newWorld(t, 0)
	w.campaign(spring())
	w.source("form")
	tests := []struct{ name, query, code, field string }{
		{"no day", "from=" + sentinel, "invalid", "from"},
		{"no last day", "to=2026-02-30", "invalid", "to"},
		{"turned round", "from=2026-11-20&to=2026-11-10", "invalid", "from"},
		{"too long", "from=2020-01-01", "invalid", "from"},
		{"campaign", "campaign=" + sentinel, "invalid", "campaign"},
		{"channel", "channel=" + sentinel, "invalid", "channel"},
		{"language", "language=" + sentinel, "invalid", "language"},
		{"source", "source=" + sentinel, "invalid", "source"},
		{"channel and language", "channel=email&language=pl", "segment_not_offered", "segment"},
		{"campaign and source", "campaign=spring&source=form", "segment_not_offered", "segment"},
		{"not known", "chanel=ad", "invalid", "query"},
		{"not known, and not repeated", sentinel + "=1", "invalid", "query"},
		{"twice", "channel=ad&channel=email", "invalid", "channel"},
		{"twice, once empty", "channel=&channel=email", "invalid", "channel"},
		{"three dimensions", "campaign=spring&channel=email&language=pl", "segment_not_offered", "segment"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, route := range []string{"trend", "themes", "paradox"} {
				out := w.get("/v1/reports/" + route + "?" + tt.query)
				if out.Code != http.StatusUnprocessableEntity || out.Header().Get("Content-Type") != "application/problem+json" {
					t.Fatalf("%d %s", out.Code, out.Header().Get("Content-Type"))
				}
				var p problem
				if err := json.Unmarshal(out.Body.Bytes(), &p); err != nil {
					t.Fatal(err)
				}
				if p.Code != tt.code || len(p.Invalid) != 1 || p.Invalid[0].Field != tt.field || p.Invalid[0].Reason == "" {
					t.Errorf("%+v, want %s of %s", p, tt.code, tt.field)
				}
				if strings.Contains(out.Body.String(), "kowalski") {
					t.Errorf("the answer repeats the request: %s", out.Body)
				}
			}
			page := w.get("/?" + tt.query)
			if page.Code != http.StatusUnprocessableEntity || strings.Contains(page.Body.String(), "kowalski") {
				t.Errorf("page: %d, repeating %v", page.Code, strings.Contains(page.Body.String(), "kowalski"))
			}
		})
	}
}

func TestETagFollowsTheBody(t *testing.T) {
	w := newWorld(t, 0)
	w.golden(place{})
	for _, target := range []string{"/v1/reports/trend", "/v1/reports/themes", "/v1/reports/paradox", "/"} {
		first := w.get(target)
		tag := first.Header().Get("ETag")
		if again := w.get(target); tag == "" || again.Header().Get("ETag") != tag || again.Body.String() != first.Body.String() {
			t.Errorf("%s: the same counters gave another answer", target)
		}
		if got := w.get(target, "If-None-Match", `"other", W/`+tag); got.Code != http.StatusNotModified || got.Body.Len() != 0 {
			t.Errorf("%s: %d with %d bytes, want 304 and none", target, got.Code, got.Body.Len())
		}
		w.add(10, place{}, valued)
		if got := w.get(target, "If-None-Match", tag); got.Code != http.StatusOK || got.Header().Get("ETag") == tag {
			t.Errorf("%s: %d %s after more came", target, got.Code, got.Header().Get("ETag"))
		}
	}
}

// Without a day asked for, a report is of the 90 days up to today.
func TestDefaultRange(t *testing.T) {
	w := newWorld(t, 0)
	for query, want := range map[string][2]string{
		"": {"2026-08-28", "2026-11-25"}, "?to=2026-05-31": {"2026-03-03", "2026-05-31"}, "?from=2026-11-01": {"2026-11-01", "2026-11-25"},
	} {
		a := read[figures.Trend](w, "/v1/reports/trend"+query).About.Asked
		if diff := cmp.Diff(want, [2]string{string(a.From), string(a.To)}); diff != "" {
			t.Errorf("%q:\n%s", query, diff)
		}
	}
}

// Before anything is counted, reports are empty and not an error.
func TestNothingYet(t *testing.T) {
	w := newWorld(t, 0)
	p := read[figures.Paradox](w, "/v1/reports/paradox")
	if p.Segment != nil || p.About.Covered != nil || p.About.Withheld == "" {
		t.Errorf("%+v", p)
	}
}

// Every field that an answer has stands in the document, and the routes do.
func TestDocument(t *testing.T) {
	w := newWorld(t, 0, "form")
	w.campaign(spring())
	w.golden(place{campaign: "spring"})
	w.golden(place{channel: "ad"})
	var doc struct {
		Paths      map[string]json.RawMessage
		Components struct {
			Schemas map[string]struct{ Properties map[string]json.RawMessage }
		}
	}
	if err := json.Unmarshal(w.get("/openapi.json").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, route := range []string{"trend", "themes", "paradox"} {
		if doc.Paths["/v1/reports/"+route] == nil {
			t.Errorf("the document lacks %s", route)
		}
	}
	var answer map[string]any
	if err := json.Unmarshal(w.get("/v1/reports/paradox?campaign=spring").Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	for schema, value := range map[string]any{
		"Paradox": answer, "About": answer["about"], "Figures": answer["segment"], "Volume": answer["volume"], "Comparison": answer["comparison"],
	} {
		var undocumented []string
		for field := range value.(map[string]any) {
			if doc.Components.Schemas[schema].Properties[field] == nil {
				undocumented = append(undocumented, field)
			}
		}
		if slices.Sort(undocumented); len(undocumented) > 0 {
			t.Errorf("%s: %v stand in no schema", schema, undocumented)
		}
	}
}

// A store that fails gives a bare 500; the reason is for the log.
func TestFailingStore(t *testing.T) {
	w := newWorld(t, 0)
	w.store.Close()
	for _, target := range []string{"/", "/campaigns/spring", "/v1/reports/trend"} {
		out := w.get(target)
		if out.Code != http.StatusInternalServerError || strings.Contains(out.Body.String(), "bolt") {
			t.Errorf("%s: %d %s", target, out.Code, out.Body)
		}
	}
}

// A campaign's page takes no other campaign.
func TestTwoCampaigns(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	w.golden(place{campaign: "spring"})
	if out := w.get("/campaigns/spring?campaign=winter"); out.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", out.Code)
	}
}

// A range that cannot be shown gives the default days, not a part of itself; what was
// typed stays in the form, as far as it is days.
func TestWrongRangeOnThePage(t *testing.T) {
	w := newWorld(t, 0)
	w.golden(place{})
	w.campaign(spring())
	w.golden(place{campaign: "spring"})
	for _, tt := range []struct{ query, from, to string }{
		{"from=1900-01-01&to=2100-01-01", "1900-01-01", "2100-01-01"},
		{"from=2026-11-20&to=2026-11-10", "2026-11-20", "2026-11-10"},
		{"from=x&to=2026-01-31", "", "2026-01-31"},
	} {
		for _, path := range []string{"/", "/campaigns/spring"} {
			d := w.page(path+"?"+tt.query, http.StatusUnprocessableEntity)
			if from, to := d.Find("#from").AttrOr("value", ""), d.Find("#to").AttrOr("value", ""); from != tt.from || to != tt.to {
				t.Errorf("%s?%s: the form holds %q to %q", path, tt.query, from, to)
			}
			if got := text(d, "[role=alert]"); !strings.Contains(got, "The figures below are of 28 Aug – 25 Nov 2026. Your dates are still in the form.") {
				t.Errorf("%s?%s: the page says %q", path, tt.query, got)
			}
		}
	}
	if got := text(w.page("/?from=2026-11-20&channel=zoo", 422), "[role=alert]"); !strings.Contains(got, "of the part that can.") {
		t.Errorf("with days that are right: %q", got)
	}
}

func TestCampaignInTheQueryHasItsPage(t *testing.T) {
	w := newWorld(t, 0)
	w.campaign(spring())
	out := w.get("/?campaign=spring&channel=email&from=2026-11-01&to=&language=&source=")
	to, err := url.Parse(out.Header().Get("Location"))
	if err != nil || out.Code != http.StatusSeeOther {
		t.Fatalf("%d %v", out.Code, err)
	}
	if to.Path != "/campaigns/spring" || to.Query().Get("channel") != "email" || to.Query().Get("from") != "2026-11-01" || to.Query().Has("campaign") {
		t.Errorf("goes to %s", to)
	}
}
