package digest_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"paradox/analysis/label"
	"paradox/functions/digest"
	"paradox/infra/mail"
	"paradox/infra/store"
)

// busy is a week as a marketer hopes for: campaigns large and small, one that ended, one
// that has begun, and a theme that moved.
func busy(t testing.TB) *rig {
	r := newRig(t).live()
	r.campaign(store.Campaign{Name: "autumn", Title: "Autumn: \"zażółć\" & <b>\n\x1b[31mred", Start: "2026-09-01", End: "2026-11-18", Sent: map[string]int64{"email": 52_000, "ad": 8_000}})
	r.campaign(store.Campaign{Name: "basket", Title: "Back to your basket", Start: "2026-11-02"})
	r.campaign(store.Campaign{Name: "silent", Title: "Nobody wrote", Start: "2026-11-02"})
	r.campaign(store.Campaign{Name: "small", Title: "A small trial " + strings.Repeat("donau", 20), Start: "2026-11-02", Sent: map[string]int64{"email": 900}})
	r.campaign(store.Campaign{Name: "spring", Title: "Spring next year", Start: "2027-03-01", Sent: map[string]int64{"email": 10}})
	for i, n := range []int{0, 7} { // the week before, the week
		day := monday.Add(-7 + n)
		r.add(120+i, "autumn", day, valued)
		r.add(16+80*i, "autumn", day.Add(1), concerned)
		r.add(20+14*i, "autumn", day.Add(2), both)
		r.add(4+25*i, "basket", day.Add(3), valued)
		r.add(3+i, "basket", day.Add(4), concerned)
		r.add(14-i, "small", day.Add(5), both)
		r.add(12, "", day.Add(6), neither)
		r.add(1_700*i+20, "", day.Add(6), offTopic)
		r.add(3, "", day.Add(6), unread)
	}
	return r
}

func TestLetters(t *testing.T) {
	cases := []struct {
		name  string
		world func(*testing.T) *rig
	}{
		{"busy", func(t *testing.T) *rig { return busy(t) }},
		{"too few for an index", func(t *testing.T) *rig {
			r := newRig(t).live()
			r.campaign(store.Campaign{Name: "trial", Start: "2026-11-02"})
			r.add(9, "trial", monday, valued)
			r.add(2, "trial", monday.Add(1), both)
			r.add(14, "", monday.Add(1), concerned)
			r.add(40, "trial", monday.Add(-3), both)
			return r
		}},
		{"withheld", func(t *testing.T) *rig {
			r := newRig(t).live()
			r.add(9, "", monday, both)
			r.add(50, "", monday.Add(-3), both)
			return r
		}},
		{"one week in two columns", func(t *testing.T) *rig {
			r := newRig(t).live()
			r.add(6, "", monday.Add(-1), both)
			r.add(40, "", monday.Add(1), both)
			return r
		}},
		{"silent", func(t *testing.T) *rig {
			r := newRig(t).live()
			r.add(50, "", monday.Add(-20), both)
			return r
		}},
		{"first week", func(t *testing.T) *rig {
			r := newRig(t).live()
			r.add(30, "", monday, both)
			r.add(30, "", monday.Add(6), concerned)
			r.add(30, "", monday.Add(7), concerned) // the present day, in no digest yet
			return r
		}},
		{"never used", func(t *testing.T) *rig { return newRig(t) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := c.world(t).letter()
			golden(t, strings.ReplaceAll(c.name, " ", "-"), l)
			checkLetter(t, l.Subject, l.Body)
		})
	}
}

// A change that would be clear alone is not among many; a theme that is withheld in one
// of the weeks has none.
func TestChanges(t *testing.T) {
	r := newRig(t).live()
	for i, day := range []store.Day{monday.Add(-3), monday} {
		r.add(10+11*i, "", day, says("C5"))
		r.add(90-11*i, "", day, says("V2"))
		for _, code := range []string{"C1", "C2", "C3", "C4", "V1+", "V3"} {
			r.add(20, "", day, says(code))
		}
		r.add(9+i, "", day, says("C6"))
	}
	s, err := r.digest.Summary(t.Context(), parse(t, week))
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]digest.Change{}
	for _, c := range s.Changes.Themes {
		byName[c.Name] = c
	}
	if c := byName["Misuse"]; c.Difference.Low <= 0 || c.Clear {
		t.Errorf("misuse, 10 to 21 of 229 and 230: %+v; want an interval above 0, and not clear", c)
	}
	if c, there := byName["Unwanted marketing"]; there {
		t.Errorf("unwanted marketing, withheld in the week before: %+v", c)
	}
}

// Whatever was counted, a letter can be sent, keeps to its columns, names its week and
// is the same when it is written again.
func TestAnyLetter(t *testing.T) {
	results := []label.Result{both, valued, concerned, neither, offTopic, unread, says("C1", "C3", "R1-"), says("V1-", "T1-")}
	rapid.Check(t, func(rt *rapid.T) {
		r := newRig(t).live()
		for i := range rapid.IntRange(0, 4).Draw(rt, "campaigns") {
			c := store.Campaign{Name: fmt.Sprintf("c%d", i), Title: rapid.String().Draw(rt, "title"), Start: monday.Add(rapid.IntRange(-2000, 10).Draw(rt, "start"))}
			if rapid.Bool().Draw(rt, "sent") {
				c.Sent = map[string]int64{"email": rapid.Int64Range(0, 1e6).Draw(rt, "volume")}
			}
			r.campaign(c)
		}
		var all []store.Entry
		for range rapid.IntRange(0, 8).Draw(rt, "groups") {
			all = append(all, r.entries(rapid.IntRange(1, 60).Draw(rt, "n"), rapid.SampledFrom([]string{"", "c0", "c1", "c2"}).Draw(rt, "campaign"),
				monday.Add(rapid.IntRange(-16, 7).Draw(rt, "day")), rapid.SampledFrom(results).Draw(rt, "result"))...)
		}
		r.record(all)
		l := r.letter()
		if again := r.letter(); again != l {
			rt.Errorf("written again:\n%s\nis not\n%s", again.Body, l.Body)
		}
		checkLetter(rt, l.Subject, l.Body)
	})
}

// checkLetter holds what every letter promises.
func checkLetter(t interface{ Errorf(string, ...any) }, subject, body string) {
	if err := mail.Check(subject, body); err != nil {
		t.Errorf("%v\n%s\n%s", err, subject, body)
	}
	if !strings.Contains(subject, week) || !strings.Contains(body, week) {
		t.Errorf("the week is not named: %q", subject)
	}
	for line := range strings.Lines(body) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 70 && !strings.HasPrefix(line, "https://") {
			t.Errorf("a line of %d columns: %q", n, line)
		}
		if strings.TrimRight(line, " \n")+"\n" != line || strings.ContainsAny(line, "\x1b\r\t\x00") {
			t.Errorf("a line with space at its end or signs that steer: %q", line)
		}
	}
}
