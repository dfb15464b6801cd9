package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/testdata"
)

const root = "../.."

// demo makes the set once: making it takes most of a second.
var demo = sync.OnceValues(func() (set, error) { return generate(root, defaultSeed) })

func theDemo(t *testing.T) set {
	t.Helper()
	s, err := demo()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// analysed is the demo as the analysis labels it, made once.
var analysed = sync.OnceValues(func() (set, error) {
	s, err := demo()
	return s.asAnalysed(), err
})

func theAnalysedDemo(t *testing.T) set {
	t.Helper()
	s, err := analysed()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func made(t *testing.T, seed uint64) set {
	t.Helper()
	s, err := generate(root, seed)
	if err != nil {
		t.Fatalf("generate(%d): %v", seed, err)
	}
	return s
}

func reactions(t *testing.T) []testdata.Reaction {
	t.Helper()
	rs, err := testdata.Reactions()
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestFilesAreWhatTheGeneratorWrites(t *testing.T) {
	if err := theDemo(t).check(root); err != nil {
		t.Error(err)
	}
}

func TestCheckFindsEveryDifference(t *testing.T) {
	s := theDemo(t)
	for _, name := range fileNames {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "testdata"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := s.check(dir); err == nil {
			t.Error("check of an empty folder found nothing missing")
		}
		if err := s.write(dir); err != nil {
			t.Fatal(err)
		}
		if err := s.check(dir); err != nil {
			t.Errorf("check right after write: %v", err)
		}
		f := filepath.Join(dir, "testdata", name)
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		b[len(b)/2]++
		if err := os.WriteFile(f, b, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := s.check(dir); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("check with a byte of %s changed = %v, want an error that names it", name, err)
		}
	}
}

func TestSeedDecides(t *testing.T) {
	render := func(seed uint64) string {
		files, err := made(t, seed).files()
		if err != nil {
			t.Fatal(err)
		}
		return string(files[testdata.ReactionsFile])
	}
	one := render(1)
	if one != render(1) {
		t.Error("the same seed gave two sets")
	}
	if one == render(2) {
		t.Error("two seeds gave the same set")
	}
}

func TestReactions(t *testing.T) {
	rs := reactions(t)
	if len(rs) < 6000 {
		t.Errorf("%d reactions, want at least 6000", len(rs))
	}
	started := map[string]int{"": testdata.Days - 1}
	cs, err := testdata.Campaigns()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cs {
		started[c.Name] = c.StartDaysAgo
	}
	ids, texts, days, authored := map[string]bool{}, map[string]bool{}, map[int]int{}, 0
	for _, r := range rs {
		if r.ID == "" || ids[r.ID] {
			t.Errorf("id %q is empty or there twice", r.ID)
		}
		if texts[r.Text] {
			t.Errorf("%s: its text is there twice", r.ID)
		}
		ids[r.ID], texts[r.Text] = true, true
		days[r.DaysAgo]++
		if r.Author != "" {
			authored++
		}
		if start, ok := started[r.Campaign]; !ok || r.DaysAgo > start {
			t.Errorf("%s: campaign %q is not registered or has not begun", r.ID, r.Campaign)
		}
		checkReaction(t, r)
	}
	for day := range testdata.Days {
		if days[day] < 10 {
			t.Errorf("%d reactions %d days ago, want enough to be shown", days[day], day)
		}
	}
	if share := 100 * authored / len(rs); share < 30 || share > 40 {
		t.Errorf("%d%% of the reactions have an author, want about 35%%", share)
	}
}

func checkReaction(t *testing.T, r testdata.Reaction) {
	t.Helper()
	if r.DaysAgo < 0 || r.DaysAgo >= testdata.Days {
		t.Errorf("%s: %d days ago lies outside the set", r.ID, r.DaysAgo)
	}
	clock, err := time.Parse("15:04", r.Time)
	if err != nil {
		t.Errorf("%s: %v", r.ID, err)
	}
	if r.DaysAgo == 0 && clock.Hour() >= len(early) {
		t.Errorf("%s: today at %s may not have come yet", r.ID, r.Time)
	}
	if r.Source != testdata.Source || !reaction.IsChannel(r.Channel) {
		t.Errorf("%s: source %q, channel %q", r.ID, r.Source, r.Channel)
	}
	if r.Text == "" || len(r.Text) > reaction.MaxText || !utf8.ValidString(r.Text) {
		t.Errorf("%s: text is empty, too long or no UTF-8", r.ID)
	}
	for _, w := range []string{"en-w4", "en-w15", "pl-w8", "pl-w18"} {
		if strings.HasPrefix(r.ID, w+"-") {
			t.Errorf("%s: %s is test data", r.ID, w)
		}
	}
}

func TestOrderIsByTime(t *testing.T) {
	sorted := slices.IsSortedFunc(reactions(t), func(a, b testdata.Reaction) int {
		if a.DaysAgo != b.DaysAgo {
			return b.DaysAgo - a.DaysAgo
		}
		return strings.Compare(a.Time, b.Time)
	})
	if !sorted {
		t.Error("the reactions are not in order of time")
	}
}

func TestCampaignsCanBeRegistered(t *testing.T) {
	cs, err := testdata.Campaigns()
	if err != nil {
		t.Fatal(err)
	}
	today := store.Day("2026-11-25")
	var channels []string
	for _, c := range cs {
		reg := store.Campaign{Name: c.Name, Title: c.Title, Start: today.Add(-c.StartDaysAgo), Sent: c.Sent}
		if c.EndDaysAgo != nil {
			reg.End = today.Add(-*c.EndDaysAgo)
		}
		for _, n := range c.Notes {
			if n.Text == "" || n.DaysAgo > c.StartDaysAgo || n.DaysAgo < 0 {
				t.Errorf("%s: note %q lies %d days ago", c.Name, n.Text, n.DaysAgo)
			}
			reg.Notes = append(reg.Notes, store.Note{Day: today.Add(-n.DaysAgo), Text: n.Text})
		}
		if err := reg.Check(); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		for channel, sent := range c.Sent {
			if channels = append(channels, channel); sent < 10_000 {
				t.Errorf("%s: %d sent is no campaign", c.Name, sent)
			}
		}
	}
	slices.Sort(channels)
	if diff := cmp.Diff([]string{"ad", "email", "loyalty", "push_sms"}, channels); diff != "" {
		t.Errorf("channels of the campaigns (-want +got):\n%s", diff)
	}
}
