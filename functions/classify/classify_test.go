package classify_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/functions/classify"
	"paradox/infra/queue"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

func TestGeneration(t *testing.T) {
	zone := time.FixedZone("X", 0)
	if got := classify.Generation("m1", "t1", zone); got != "m1/t1/X" {
		t.Errorf("Generation = %q", got)
	}
}

func TestRecordPlaces(t *testing.T) {
	r := newRig(t)
	change := func(n int, text string, f func(*reaction.Reaction)) reaction.Reaction {
		x := r.reaction(n, text)
		f(&x)
		return x
	}
	rs := []reaction.Reaction{
		change(1, "en fine", func(x *reaction.Reaction) {}),
		change(2, "pl tak", func(x *reaction.Reaction) { x.Campaign = "winter" }),
		change(3, "de nein", func(x *reaction.Reaction) { x.Source = "stranger"; x.Campaign = "" }),
		change(4, "en late", func(x *reaction.Reaction) { x.Time = time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC) }),
		change(5, "panic", func(x *reaction.Reaction) {}),
		change(6, "pl dawno", func(x *reaction.Reaction) { x.Time = x.Time.AddDate(0, 0, -30); x.Expires = x.Expires.AddDate(1, 0, 0) }), // D3
	}
	outcomes, err := r.c.Record(t.Context(), rs)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		if o != store.Recorded {
			t.Errorf("reaction %d: %v", i, o)
		}
	}
	got := map[reaction.ID]store.Dims{}
	for s, err := range store.All(t.Context(), r.store) {
		if err != nil {
			t.Fatal(err)
		}
		got[s.Reaction.ID] = s.Dims
	}
	want := map[reaction.ID]store.Dims{
		rs[0].ID: {Campaign: "autumn", Day: "2026-11-25", Channel: "email", Language: "en", Source: "form"},
		rs[1].ID: {Campaign: "unassigned", Day: "2026-11-25", Channel: "email", Language: "pl", Source: "form"},
		rs[2].ID: {Campaign: "unassigned", Day: "2026-11-25", Channel: "email", Language: "und", Source: "unassigned"},
		rs[3].ID: {Campaign: "autumn", Day: "2026-11-25", Channel: "email", Language: "en", Source: "form"}, // past midnight in Warsaw
		rs[4].ID: {Campaign: "autumn", Day: "2026-11-25", Channel: "email", Language: "und", Source: "form"},
		rs[5].ID: {Campaign: "autumn", Day: "2026-10-26", Channel: "email", Language: "pl", Source: "form"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dims (-want +got):\n%s", diff)
	}
	r.verify(t)
}

// D1: what the analysis cannot label is unclassified and neither neutral nor lost.
func TestFailureIsUnclassified(t *testing.T) {
	r := newRig(t)
	if _, err := r.c.Record(t.Context(), []reaction.Reaction{r.reaction(1, "panic sentinel@example.org"), r.reaction(2, "de nein"), r.reaction(3, "en yes")}); err != nil {
		t.Fatal(err)
	}
	c := r.counts(t)
	if c[store.N] != 3 || c[store.Unclassified] != 2 || c[store.Neutral] != 0 || c[store.Negative] != 1 || c[store.OffTopic] != 0 {
		t.Errorf("counts: n %d, unclassified %d, neutral %d, negative %d, off topic %d",
			c[store.N], c[store.Unclassified], c[store.Neutral], c[store.Negative], c[store.OffTopic])
	}
	if log := r.log.String(); strings.Contains(log, "sentinel") || !strings.Contains(log, string(r.reaction(1, "").ID)) {
		t.Errorf("the log should name the reaction and not its text: %s", log)
	}
}

// What a public sender writes is never the name of a row.
func TestSentinelsAreInNoRow(t *testing.T) {
	r := newRig(t)
	x := r.reaction(1, "sentinel 44051401359")
	x.Campaign, x.Source = "sentinel", "sentinel"
	if _, err := r.c.Record(t.Context(), []reaction.Reaction{x, r.reaction(2, "panic sentinel")}); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for row, err := range r.store.AllRows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if rows++; strings.Contains(fmt.Sprintf("%+v", row), "sentinel") {
			t.Errorf("row %+v", row.Key)
		}
	}
	if rows == 0 || strings.Contains(r.log.String(), "sentinel") {
		t.Errorf("%d rows, log %s", rows, r.log)
	}
}

func TestRecordRefusesWhatIntakeWouldNotMake(t *testing.T) {
	r := newRig(t)
	for name, f := range map[string]func(*reaction.Reaction){
		"no id":         func(x *reaction.Reaction) { x.ID = "" },
		"id not hex":    func(x *reaction.Reaction) { x.ID = reaction.ID(strings.Repeat("Z", 32)) },
		"raw author":    func(x *reaction.Reaction) { x.Author = "@jan.sentinel" },
		"no time":       func(x *reaction.Reaction) { x.Time = time.Time{} },
		"no expiry":     func(x *reaction.Reaction) { x.Expires = time.Time{} },
		"no source":     func(x *reaction.Reaction) { x.Source = "" },
		"other channel": func(x *reaction.Reaction) { x.Channel = "pigeon" },
		"long text":     func(x *reaction.Reaction) { x.Text = strings.Repeat("x", reaction.MaxText+1) },
		"broken text":   func(x *reaction.Reaction) { x.Text = "\xff" },
	} {
		t.Run(name, func(t *testing.T) {
			x := r.reaction(1, "en sentinel")
			f(&x)
			_, err := r.c.Record(t.Context(), []reaction.Reaction{r.reaction(2, "en fine"), x})
			if !errors.Is(err, store.ErrInvalid) || strings.Contains(err.Error(), "sentinel") {
				t.Errorf("error %v, want ErrInvalid that quotes nothing", err)
			}
		})
	}
	if n := r.counts(t)[store.N]; n != 0 {
		t.Errorf("%d counted", n)
	}
}

// A campaign that was registered a while ago is known, without reading the register each time.
func TestRegisterIsReadAgain(t *testing.T) {
	r := newRig(t)
	record := func(n int) store.Dims {
		t.Helper()
		x := r.reaction(n, "en fine")
		x.Campaign = "winter"
		if _, err := r.c.Record(t.Context(), []reaction.Reaction{x}); err != nil {
			t.Fatal(err)
		}
		for s, err := range store.All(t.Context(), r.store) {
			if err == nil && s.Reaction.ID == x.ID {
				return s.Dims
			}
		}
		t.Fatal("not stored")
		return store.Dims{}
	}
	if d := record(1); d.Campaign != reaction.Unassigned {
		t.Errorf("before: %v", d)
	}
	if err := r.store.PutCampaign(t.Context(), store.Campaign{Name: "winter", Title: "Winter", Start: "2026-11-01"}); err != nil {
		t.Fatal(err)
	}
	if d := record(2); d.Campaign != reaction.Unassigned {
		t.Errorf("at once: %v, want the copy's answer", d)
	}
	r.clock.advance(30 * time.Second)
	if d := record(3); d.Campaign != "winter" {
		t.Errorf("after 30 s: %v", d)
	}
}

// Labels go under what is live and what is being built, where they fit.
func TestRecordGenerations(t *testing.T) {
	const other = "m2/t1/Europe/Warsaw"
	for _, tt := range []struct {
		name, live, building string
		want                 []string // none: it is refused
	}{
		{"none live yet", "", "", []string{generation}},
		{"its own", generation, "", []string{generation}},
		{"one is built beside it", generation, generation + "#2", []string{generation, generation + "#2"}},
		{"switched, not yet ended", generation + "#2", generation + "#2", []string{generation + "#2"}},
		{"rebuilt", generation + "#2", "", []string{generation + "#2"}},
		{"another model is being built", generation, other, []string{generation}},
		{"another model is live", other, "", nil},
		{"another model is live and its own is built", other, generation + "#2", nil},
		{"another time zone is live", "m1/t1/UTC", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			if tt.live != "" {
				if err := r.store.SetGeneration(t.Context(), "", tt.live); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.store.SetBuilding(t.Context(), "", tt.building); err != nil {
				t.Fatal(err)
			}
			_, err := r.c.Record(t.Context(), []reaction.Reaction{r.reaction(1, "en fine")})
			if wrong := tt.want == nil; errors.Is(err, classify.ErrOtherGeneration) != wrong || !wrong && err != nil {
				t.Fatalf("Record: %v", err)
			}
			if errors.Is(err, store.ErrInvalid) {
				t.Errorf("%v: matches ErrInvalid, so that the message would be put aside", err)
			}
			var got []string
			for s, err := range store.All(t.Context(), r.store) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, slices.Sorted(maps.Keys(s.Labels))...)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("stored under (-want +got):\n%s", diff)
			}
			r.verify(t)
		})
	}
}

// A message of a program that does not fit what is live is kept for later, and is
// recorded once the generations are switched.
func TestOtherGenerationWaits(t *testing.T) {
	r := newRig(t)
	if err := r.store.SetGeneration(t.Context(), "", "m0/t1/Europe/Warsaw"); err != nil {
		t.Fatal(err)
	}
	handle := func(received int) classify.Verdict {
		return r.c.Handle(t.Context(), []queue.Delivery{r.delivery(t, received, r.reaction(1, "en fine"))})[0]
	}
	for _, received := range []int{1, 3, 19} {
		if v := handle(received); v.Action != classify.Retry || !errors.Is(v.Err, classify.ErrOtherGeneration) {
			t.Errorf("delivery %d: action %v, %v; want another try", received, v.Action, v.Err)
		}
	}
	if err := r.store.SetGeneration(t.Context(), "m0/t1/Europe/Warsaw", generation); err != nil {
		t.Fatal(err)
	}
	r.clock.advance(30 * time.Second)
	if v := handle(4); v.Action != classify.Ack || v.Outcomes[store.Recorded] != 1 {
		t.Errorf("after the switch: %+v", v)
	}
}
