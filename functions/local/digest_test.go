package main_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"paradox/infra/figures"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/functions/digest"
	"paradox/functions/report"
	"paradox/infra/reaction"
	"paradox/infra/store"
	storebolt "paradox/infra/store/bolt"
	"paradox/infra/web"
	"paradox/testdata"
)

// reported is a store with reports over HTTP and a digest on it.
type reported struct {
	t      *testing.T
	server *report.Server
	mux    *http.ServeMux
}

// twoMonths are messages of four campaigns of every size on some of the days.
func twoMonths(t *testing.T, r *rand.Rand, today store.Day) reported {
	t.Helper()
	const generation = "m1/t1/Europe/Warsaw"
	clock := func() time.Time { return time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC) }
	st, err := storebolt.Open(filepath.Join(t.TempDir(), "reports.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if err := st.SetGeneration(t.Context(), "", generation); err != nil {
		t.Fatal(err)
	}
	names := []string{"autumn", "basket", "club", reaction.Unassigned}
	for i, name := range names[:3] {
		c := store.Campaign{Name: name, Title: "Campaign " + name, Start: today.Add(-60 + 20*i), Sent: map[string]int64{"email": int64(5000 * (i + 1))}}
		if i == 1 {
			c.End = today.Add(-20)
		}
		if err := st.PutCampaign(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	var entries []store.Entry
	for day := range 60 {
		for i, name := range names {
			for range r.IntN(1 + 8*(4-i)) {
				result := label.Result{Language: "en", Model: "m1", Unclassified: r.IntN(20) == 0, Sentiment: label.Sentiment{Label: label.Neutral}}
				for range r.IntN(3) {
					result.Themes = append(result.Themes, label.Found{Output: label.Outputs[r.IntN(len(label.Outputs))]})
				}
				entries = append(entries, store.Entry{
					Reaction: reaction.Reaction{ID: reaction.ID(fmt.Sprintf("%032x", len(entries)+1)), Time: clock(), Source: "form", Channel: "email", Text: "x", Expires: clock().AddDate(1, 0, 0)},
					Dims:     store.Dims{Campaign: name, Day: today.Add(-day), Channel: []string{"email", "ad"}[r.IntN(2)], Language: "en", Source: "form"},
					Labels:   map[string]label.Result{generation: result},
				})
			}
		}
	}
	if _, err := st.Record(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	w := reported{t, &report.Server{Log: slog.New(slog.DiscardHandler), Figures: &figures.Reader{Counters: st, Control: st, Zone: zone, Now: clock}}, http.NewServeMux()}
	w.server.Register(web.NewAPI(w.mux))
	return w
}

// get asks for a report and returns it as it is sent, less the address of its schema.
func (w reported) get(into any, target string, a ...any) {
	w.t.Helper()
	out := httptest.NewRecorder()
	w.mux.ServeHTTP(out, httptest.NewRequest("GET", fmt.Sprintf(target, a...), nil))
	if out.Code != http.StatusOK {
		w.t.Fatalf("GET "+target+": %d %s", append(a, out.Code, out.Body)...)
	}
	if err := json.Unmarshal(out.Body.Bytes(), into); err != nil {
		w.t.Fatal(err)
	}
}

// published is a value as its JSON has it.
func published[T any](t *testing.T, v *T) (p T) {
	t.Helper()
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var values = cmp.FilterPath(func(p cmp.Path) bool {
	name := p.Last().String()
	return name == ".counts" || name == ".exact" || name == ".p"
}, cmp.Ignore())

// Every figure of a digest is the one that the API answers for the same days.
func TestDigestSaysWhatTheReportsSay(t *testing.T) {
	const today store.Day = "2026-11-25"
	w := twoMonths(t, rand.New(rand.NewPCG(11, 25)), today)
	d := digest.Digest{Figures: w.server.Figures}
	shown, runs := 0, 0
	for week := digest.WeekOf(today).Before(); week.First() > today.Add(-70); week = week.Before() {
		s, err := d.Summary(t.Context(), week)
		if err != nil {
			t.Fatal(err)
		}
		for _, of := range []struct {
			week digest.Week
			got  digest.Reports
		}{{week, s.This}, {week.Before(), s.Before}} {
			var p figures.Paradox
			w.get(&p, "/v1/reports/paradox?from=%s&to=%s", of.week.First(), of.week.Last())
			if diff := cmp.Diff(p, published(t, of.got.Paradox), values); diff != "" {
				t.Errorf("%s (-report +digest):\n%s", of.week, diff)
			}
			var themes figures.Themes
			w.get(&themes, "/v1/reports/themes?from=%s&to=%s", of.week.First(), of.week.Last())
			if diff := cmp.Diff(themes, published(t, of.got.Themes), values); diff != "" {
				t.Errorf("themes of %s (-report +digest):\n%s", of.week, diff)
			}
		}
		for _, run := range s.Runs {
			var p figures.Paradox
			asked := run.About.Asked
			w.get(&p, "/v1/reports/paradox?campaign=%s&from=%s&to=%s", run.Campaign.Name, asked.From, asked.To)
			if diff := cmp.Diff(p.Volume, run.Volume); diff != "" {
				t.Errorf("%s of %s (-report +digest):\n%s", run.Campaign.Name, week, diff)
			}
			if p.Volume != nil && p.Volume.PerThousand != nil {
				runs++
			}
		}
		l, err := d.Letter(t.Context(), week)
		if err != nil {
			t.Fatal(err)
		}
		if f := s.This.Paradox.Segment; f != nil && f.Index != nil {
			shown++
			w.stands(l.Body, week)
		}
	}
	if shown < 5 || runs < 10 {
		t.Errorf("%d weeks with an index and %d rates of concern were compared", shown, runs)
	}
}

// stands looks for the figures that the API answers in the lines of a letter.
func (w reported) stands(body string, week digest.Week) {
	w.t.Helper()
	var p figures.Paradox
	w.get(&p, "/v1/reports/paradox?from=%s&to=%s", week.First(), week.Last())
	share := func(e *figures.Estimate) string {
		return fmt.Sprintf("%.0f%% (%.0f–%.0f)", math.Round(100*e.Figure), 100*e.Low, 100*e.High)
	}
	lines := strings.Split(body, "\n")
	line := func(label, said string) {
		w.t.Helper()
		for _, l := range lines {
			if rest, ok := strings.CutPrefix(l, label+" "); ok && strings.HasPrefix(strings.TrimSpace(rest), said+" ") {
				return
			}
		}
		w.t.Errorf("%s: no line %q with %q in\n%s", week, label, said, body)
	}
	f := p.Segment
	line("Messages", fmt.Sprint(f.Messages))
	line("On the subject", fmt.Sprint(f.OnSubject))
	line("Relevant", fmt.Sprint(f.Relevant))
	line("  both at once", fmt.Sprint(f.Cells.Ambivalent))
	line("Value", share(f.Value))
	line("Concern", share(f.Concern))
	line("Paradox share", share(&f.Index.Paradox))
	flat := strings.Join(strings.Fields(body), " ")
	for _, r := range p.Tables[0].Rows {
		if r.Figures == nil || r.Figures.Index == nil {
			continue
		}
		said := fmt.Sprintf("%s %d messages, %d relevant: value %s, concern %s, paradox share %s", r.Title, r.Figures.Messages, r.Figures.Relevant,
			share(r.Figures.Value), share(r.Figures.Concern), share(&r.Figures.Index.Paradox))
		if !strings.Contains(flat, said) {
			w.t.Errorf("%s: no %q in\n%s", week, said, body)
		}
	}
}

// The command prints the week that is asked for, and says what is no week.
func TestDigestCommand(t *testing.T) {
	h := newHome(t)
	if _, stderr, code := h.run("", "digest"); code != 1 || !strings.Contains(stderr, "there is no store") {
		t.Errorf("without a store: %d, %s", code, stderr)
	}
	messages, err := testdata.Reactions()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	week := digest.WeekOf(store.DayOf(time.Now(), zone)).Before()
	var lines strings.Builder
	for i, m := range messages[:40] {
		text, err := json.Marshal(m.Text)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&lines, `{"id":"m%d","time":"%sT10:00:00Z","text":%s}`+"\n", i, week.First().Add(i%7), text)
	}
	h.imports(h.file("week.jsonl", lines.String()))
	out := h.good("digest")
	in := newHome(t).inTables()
	in.imports(in.file("week.jsonl", lines.String()))
	if diff := cmp.Diff(out, in.good("digest")); diff != "" {
		t.Errorf("the digest out of tables (-file +tables):\n%s", diff)
	}
	if !strings.HasPrefix(out, "Subject: Paradox "+week.String()+": ") || !strings.Contains(out, "\nMessages                        40 ") {
		t.Errorf("digest:\n%s", out)
	}
	for _, same := range []string{week.String(), string(week.Last())} {
		if again := h.good("digest", "--week", same); again != out {
			t.Errorf("digest --week %s:\n%s\nwant\n%s", same, again, out)
		}
	}
	if quiet := h.good("digest", "--week", "2020-W10"); !strings.Contains(quiet, "No messages are counted on these days.\n") {
		t.Errorf("a week without messages:\n%s", quiet)
	}
	for _, wrong := range []string{"2026-W54", "yesterday", digest.WeekOf(store.DayOf(time.Now(), zone)).String()} {
		if stdout, stderr, code := h.run("", "digest", "--week", wrong); code != 2 || stdout != "" || !strings.Contains(stderr, "--week: digest: no such week: ") {
			t.Errorf("digest --week %s: %d, %s%s", wrong, code, stdout, stderr)
		}
	}
}
