package report_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"paradox/analysis/label"
	"paradox/functions/report"
	"paradox/infra/figures"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
	"paradox/infra/web"
)

const generation = "m1/t1/Europe/Warsaw"

// now is noon of the day that the tests call today.
var now = time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)

const today store.Day = "2026-11-25"

// world is a store with what reports are made from, and the routes on it.
type world struct {
	t     testing.TB
	store store.Store
	reads *reads // of the routes
	mux   *http.ServeMux
	ids   int
}

func newWorld(t testing.TB, k int, unfiltered ...string) *world {
	t.Helper()
	return openWorld(t, filepath.Join(t.TempDir(), "reports.db"), k, unfiltered...)
}

func openWorld(t testing.TB, path string, k int, unfiltered ...string) *world {
	t.Helper()
	st, err := bolt.Open(path, clock)
	if err != nil {
		t.Fatal(err)
	}
	return worldOn(t, st, k, unfiltered...)
}

func clock() time.Time { return now }

// worldOn is a world on a store of its own, which it closes.
func worldOn(t testing.TB, st store.Store, k int, unfiltered ...string) *world {
	t.Helper()
	t.Cleanup(func() { st.Close() })
	if err := st.SetGeneration(t.Context(), "", generation); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: st, reads: &reads{Counters: st, Control: st}, mux: http.NewServeMux()}
	s := &report.Server{Log: slog.New(slog.DiscardHandler), Figures: &figures.Reader{Counters: w.reads, Control: w.reads, Zone: zone, K: k, Now: clock, Unfiltered: unfiltered}}
	s.Register(web.NewAPI(w.mux))
	return w
}

func (w *world) campaign(c store.Campaign) {
	w.t.Helper()
	if err := w.store.PutCampaign(w.t.Context(), c); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) source(name string) {
	w.t.Helper()
	err := w.store.PutSource(w.t.Context(), store.Source{Name: name, Purpose: "test", Basis: "consent", Retention: 24 * time.Hour})
	if err != nil {
		w.t.Fatal(err)
	}
}

// place is where messages are counted; empty fields have defaults.
type place struct {
	campaign, channel, language, source string
	day                                 store.Day
}

// add records n messages with that result.
func (w *world) add(n int, p place, r label.Result) {
	w.t.Helper()
	w.record(w.entries(n, p, r))
}

func (w *world) record(entries []store.Entry) {
	w.t.Helper()
	if _, err := w.store.Record(w.t.Context(), entries); err != nil {
		w.t.Fatal(err)
	}
}

// entries are n messages with that result.
func (w *world) entries(n int, p place, r label.Result) []store.Entry {
	or := func(s *string, otherwise string) {
		if *s == "" {
			*s = otherwise
		}
	}
	or(&p.campaign, reaction.Unassigned)
	or(&p.channel, "email")
	or(&p.language, "en")
	or(&p.source, "form")
	if p.day == "" {
		p.day = today
	}
	entries := make([]store.Entry, n)
	for i := range entries {
		w.ids++
		entries[i] = store.Entry{
			Reaction: reaction.Reaction{ID: reaction.ID(fmt.Sprintf("%032x", w.ids)), Time: now, Source: p.source, Channel: p.channel, Text: "x", Expires: now.AddDate(1, 0, 0)},
			Dims:     store.Dims{Campaign: p.campaign, Day: p.day, Channel: p.channel, Language: p.language, Source: p.source},
			Labels:   map[string]label.Result{generation: r},
		}
	}
	return entries
}

// get asks a route; header holds names and values.
func (w *world) get(target string, header ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	out := httptest.NewRecorder()
	w.mux.ServeHTTP(out, r)
	return out
}

// read asks a report that must be given.
func read[T any](w *world, target string) T {
	w.t.Helper()
	var v T
	out := w.get(target)
	if out.Code != http.StatusOK {
		w.t.Fatalf("GET %s: %d %s", target, out.Code, out.Body)
	}
	if err := json.NewDecoder(out.Body).Decode(&v); err != nil {
		w.t.Fatalf("GET %s: %v", target, err)
	}
	return v
}

// page asks a page and returns it parsed.
func (w *world) page(target string, status int) *goquery.Document {
	w.t.Helper()
	out := w.get(target)
	if out.Code != status {
		body, _ := io.ReadAll(out.Body)
		w.t.Fatalf("GET %s: %d, want %d\n%s", target, out.Code, status, body)
	}
	doc, err := goquery.NewDocumentFromReader(out.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return doc
}

// says is a result with those outputs, "V1+" or "C2", neutral unless a score is given.
func says(score label.Score, outputs ...string) label.Result {
	r := label.Result{Language: "en", Model: "m1", Sentiment: label.Sentiment{Label: label.Neutral, Score: score}}
	switch {
	case score > 2000:
		r.Sentiment.Label = label.Positive
	case score < -2000:
		r.Sentiment.Label = label.Negative
	}
	for _, o := range outputs {
		r.Themes = append(r.Themes, label.Found{Output: label.Output{Code: o[:2], Polarity: label.Polarity(o[2:])}})
	}
	return r
}

// The four stances, and what is in no cell.
var (
	both      = says(0, "V1+", "C2")
	valued    = says(0, "V2")
	concerned = says(0, "C7")
	neither   = says(0, "T1+")
	offTopic  = says(0)
	unread    = label.Result{Language: "und", Unclassified: true}
)

// golden adds the worked example of the index: 13, 25, 6 and 2.
func (w *world) golden(p place) {
	w.t.Helper()
	w.add(13, p, both)
	w.add(25, p, valued)
	w.add(6, p, concerned)
	w.add(2, p, neither)
}
