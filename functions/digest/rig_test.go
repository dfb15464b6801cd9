package digest_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/functions/digest"
	"paradox/infra/figures"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

var update = flag.Bool("update", false, "write the golden files anew")

const generation = "m1/t1/Europe/Warsaw"

// now is Monday morning, an hour after the week of the tests ended a day ago.
var now = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// week is the last that is over then, and monday its first day.
const (
	week             = "2026-W47"
	monday store.Day = "2026-11-16"
)

// rig is a digest on a store, and what it sent.
type rig struct {
	t      testing.TB
	store  store.Store
	digest *digest.Digest
	sent   []digest.Letter
	refuse error // of the sender
	ids    int
}

func newRig(t testing.TB) *rig {
	t.Helper()
	clock := func() time.Time { return now }
	st, err := bolt.Open(filepath.Join(t.TempDir(), "digest.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, store: st}
	r.digest = &digest.Digest{
		Figures: &figures.Reader{Counters: st, Control: st, Zone: zone, Now: clock},
		Sender:  r, Site: "https://paradox.example.org", Log: slog.New(slog.DiscardHandler),
	}
	return r
}

// Send implements mail.Sender.
func (r *rig) Send(ctx context.Context, subject, body string) error {
	if r.refuse != nil {
		return r.refuse
	}
	r.sent = append(r.sent, digest.Letter{Subject: subject, Body: body})
	return ctx.Err()
}

// live begins the generation that counts.
func (r *rig) live() *rig {
	r.t.Helper()
	if err := r.store.SetGeneration(r.t.Context(), "", generation); err != nil {
		r.t.Fatal(err)
	}
	return r
}

func (r *rig) campaign(c store.Campaign) {
	r.t.Helper()
	if err := r.store.PutCampaign(r.t.Context(), c); err != nil {
		r.t.Fatal(err)
	}
}

// add records n messages of a campaign on a day, "" for none, all with that result.
func (r *rig) add(n int, campaign string, day store.Day, result label.Result) {
	r.t.Helper()
	r.record(r.entries(n, campaign, day, result))
}

func (r *rig) record(entries []store.Entry) {
	r.t.Helper()
	if _, err := r.store.Record(r.t.Context(), entries); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) entries(n int, campaign string, day store.Day, result label.Result) []store.Entry {
	if campaign == "" {
		campaign = reaction.Unassigned
	}
	entries := make([]store.Entry, n)
	for i := range entries {
		r.ids++
		entries[i] = store.Entry{
			Reaction: reaction.Reaction{ID: reaction.ID(fmt.Sprintf("%032x", r.ids)), Time: now, Source: "form", Channel: "email", Text: "secret text", Expires: now.AddDate(1, 0, 0)},
			Dims:     store.Dims{Campaign: campaign, Day: day, Channel: "email", Language: "en", Source: "form"},
			Labels:   map[string]label.Result{generation: result},
		}
	}
	return entries
}

// says is a neutral result with those outputs, "V1+" or "C2".
func says(outputs ...string) label.Result {
	r := label.Result{Language: "en", Model: "m1", Sentiment: label.Sentiment{Label: label.Neutral}}
	for _, o := range outputs {
		r.Themes = append(r.Themes, label.Found{Output: label.Output{Code: o[:2], Polarity: label.Polarity(o[2:])}})
	}
	return r
}

// The four stances, and what is in no cell.
var (
	both      = says("V1+", "C2")
	valued    = says("V2")
	concerned = says("C7")
	neither   = says("T1+")
	offTopic  = says()
	unread    = label.Result{Language: "und", Unclassified: true}
)

// parse is a week that must be one.
func parse(t testing.TB, s string) digest.Week {
	t.Helper()
	w, err := digest.ParseWeek(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (r *rig) letter() digest.Letter {
	r.t.Helper()
	l, err := r.digest.Letter(r.t.Context(), parse(r.t, week))
	if err != nil {
		r.t.Fatal(err)
	}
	return l
}

// golden compares a letter with a file.
func golden(t *testing.T, name string, l digest.Letter) {
	t.Helper()
	path, got := filepath.Join("testdata", name+".txt"), "Subject: "+l.Subject+"\n\n"+l.Body
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// away is a store that does not answer.
type away struct{ store.Counters }

var errAway = errors.New("the store is away")

func (away) Rows(context.Context, store.Query) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) { yield(store.Row{}, errAway) }
}
