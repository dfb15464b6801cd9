package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// badNames are refused wherever a name is wanted: engines use | and control
// characters to separate names.
var badNames = map[string]string{
	"empty": "", "too long": strings.Repeat("a", 129), "separator": "a|b", "NUL": "a\x00b", "tab": "a\tb",
	"line break": "a\n", "unit separator": "a\x1f", "no UTF-8": "a\xff",
}

// goodNames are all allowed, at their limits.
var goodNames = []string{"a", strings.Repeat("a", 128), "Zażółć <gęślą> jaźń", "m1/t1/Europe/Warsaw#2", "a b", "*a", "~", "\u007f"}

func checked() store.Entry {
	day := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	return store.Entry{
		Reaction: reaction.Reaction{ID: "1", Author: "a", Time: day, Expires: day.Add(time.Hour), Text: "sentinel"},
		Dims:     store.Dims{Campaign: "spring", Day: "2026-03-10", Channel: "ad", Language: "en", Source: "shop"},
		Labels:   map[string]label.Result{"g": {Unclassified: true}},
	}
}

func TestEntryCheckNames(t *testing.T) {
	fields := []struct {
		name string
		set  func(*store.Entry, string)
	}{
		{"id", func(e *store.Entry, s string) { e.Reaction.ID = reaction.ID(s) }},
		{"author", func(e *store.Entry, s string) { e.Reaction.Author = reaction.AuthorKey(s) }},
		{"campaign", func(e *store.Entry, s string) { e.Dims.Campaign = s }},
		{"channel", func(e *store.Entry, s string) { e.Dims.Channel = s }},
		{"language", func(e *store.Entry, s string) { e.Dims.Language = s }},
		{"source", func(e *store.Entry, s string) { e.Dims.Source = s }},
		{"generation", func(e *store.Entry, s string) { e.Labels = map[string]label.Result{s: {Unclassified: true}} }},
	}
	for _, f := range fields {
		t.Run(f.name, func(t *testing.T) {
			for name, bad := range badNames {
				e := checked()
				f.set(&e, bad)
				err := e.Check()
				if f.name == "author" && bad == "" { // nobody is named
					if err != nil {
						t.Errorf("no author: Check = %v", err)
					}
					continue
				}
				if !errors.Is(err, store.ErrInvalid) || !strings.Contains(err.Error(), f.name) {
					t.Errorf("%s: Check = %v, want ErrInvalid naming %s", name, err, f.name)
				} else if bad != "" && strings.Contains(err.Error(), bad) {
					t.Errorf("%s: the error quotes the value: %q", name, err)
				}
			}
			for _, good := range goodNames {
				e := checked()
				f.set(&e, good)
				if err := e.Check(); err != nil {
					t.Errorf("%q: Check = %v", good, err)
				}
			}
		})
	}
}

func TestEntryCheck(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*store.Entry)
		want  string // part of the error; "" for none
	}{
		{"good", func(*store.Entry) {}, ""},
		{"every campaign", func(e *store.Entry) { e.Dims.Campaign = store.AllCampaigns }, "campaign"},
		{"no such day", func(e *store.Entry) { e.Dims.Day = "2026-02-30" }, "day"},
		{"year 0", func(e *store.Entry) { e.Reaction.Time = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC) }, "time"},
		{"year 10000", func(e *store.Entry) { e.Reaction.Expires = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "expires"},
		{"longest text", func(e *store.Entry) { e.Reaction.Text = strings.Repeat("a", reaction.MaxText) }, ""},
		{"too long a text", func(e *store.Entry) { e.Reaction.Text = strings.Repeat("a", reaction.MaxText+1) }, "text"},
		{"broken text", func(e *store.Entry) { e.Reaction.Text = "sentinel \xff" }, "text"},
		{"no label", func(e *store.Entry) { e.Labels = nil }, "labels"},
		{"no sentiment", func(e *store.Entry) { e.Labels["g"] = label.Result{} }, "sentiment"},
		{"a good label beside a bad one", func(e *store.Entry) { e.Labels["h"] = label.Result{} }, "sentiment"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := checked()
			tt.spoil(&e)
			err := e.Check()
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("Check = %v, want nil", err)
			case tt.want != "" && (!errors.Is(err, store.ErrInvalid) || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("Check = %v, want ErrInvalid naming %q", err, tt.want)
			case err != nil && strings.Contains(err.Error(), "sentinel"):
				t.Errorf("the error quotes the entry: %v", err)
			}
		})
	}
}

func TestErasureCheck(t *testing.T) {
	for name, bad := range badNames {
		if err := store.CheckID(reaction.ID(bad)); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: CheckID = %v, want ErrInvalid", name, err)
		}
		if err := store.CheckAuthor(reaction.AuthorKey(bad)); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: CheckAuthor = %v, want ErrInvalid", name, err)
		}
		for _, e := range []store.Erasure{{ID: reaction.ID(bad)}, {Author: reaction.AuthorKey(bad)}} {
			if err := e.Check(); !errors.Is(err, store.ErrInvalid) {
				t.Errorf("%s: Check of %+v = %v, want ErrInvalid", name, e, err)
			}
		}
	}
	if err := (store.Erasure{ID: "1", Author: "a"}).Check(); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("Check of both = %v, want ErrInvalid", err)
	}
	for _, e := range []store.Erasure{{ID: "1"}, {Author: "a"}, {Author: "a", Until: time.Now(), Objection: true}} {
		if err := e.Check(); err != nil {
			t.Errorf("Check of %+v = %v", e, err)
		}
	}
}

func TestMonday(t *testing.T) {
	for day, want := range map[store.Day]store.Day{
		"2026-11-23": "2026-11-23", "2026-11-24": "2026-11-23", "2026-11-29": "2026-11-23", "2026-11-30": "2026-11-30",
		"2026-01-01": "2025-12-29", "2024-03-01": "2024-02-26", "2027-01-03": "2026-12-28", "not a day": "not a day", "": "",
	} {
		if got := day.Monday(); got != want {
			t.Errorf("%q.Monday() = %q, want %q", day, got, want)
		}
	}
	for day := store.Day("2024-01-01"); day < "2028-01-01"; day = day.Add(1) {
		m := day.Monday()
		if m > day || m.Add(6) < day || m.Monday() != m {
			t.Fatalf("%s.Monday() = %s", day, m)
		}
	}
}
