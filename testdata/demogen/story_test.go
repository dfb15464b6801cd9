package main

import "testing"

func TestLanguages(t *testing.T) {
	n := map[string]int{}
	s := theDemo(t)
	for _, p := range s.placed {
		n[p.message.Language]++
		if labelled := p.message.Language == "en" || p.message.Language == "pl"; labelled != (p.message.Stance != "") {
			t.Errorf("%s: language %s and stance %q", p.message.ID, p.message.Language, p.message.Stance)
		}
	}
	if gap := n["en"] - n["pl"]; max(gap, -gap) > len(s.placed)/20 {
		t.Errorf("%d English and %d Polish messages, want about half each", n["en"], n["pl"])
	}
	if other := len(s.placed) - n["en"] - n["pl"]; other != 60 {
		t.Errorf("%d messages in other languages, want 60", other)
	}
}

// What the charts are to show has to be there in the labels that people gave, and
// in those that the analysis gives.
func TestStory(t *testing.T) {
	t.Run("people", func(t *testing.T) { checkStory(t, theDemo(t)) })
	if !testing.Short() { // thousands of texts are slow under the race detector
		t.Run("model", func(t *testing.T) { checkStory(t, theAnalysedDemo(t)) })
	}
}

func checkStory(t *testing.T, s set) {
	t.Helper()
	var all, ads [numPhases]*tally
	for i := range all {
		all[i], ads[i] = newTally(), newTally()
	}
	push, cardholders, everyone := newTally(), newTally(), newTally()
	for _, p := range s.placed {
		ph := numPhases - 1
		for p.day < phases[ph].from {
			ph--
		}
		all[ph].add(p.message)
		everyone.add(p.message)
		switch p.channel {
		case "ad":
			ads[ph].add(p.message)
		case "push_sms":
			push.add(p.message)
		case "loyalty":
			cardholders.add(p.message)
		}
	}
	if off := percent(everyone.by["off_topic"], everyone.n); off < 30 || off > 45 {
		t.Errorf("%d%% of the messages are off the subject, want 30 to 45", off)
	}
	for _, c := range []struct {
		name       string
		more, less int
		by         int
	}{
		{"concern rises with retargeting", all[retargeting].concern(), all[baseline].concern(), 15},
		{"value rises with retargeting", all[retargeting].value(), all[baseline].value(), 4},
		{"the paradox share climbs", all[retargeting].paradox(), all[baseline].paradox(), 12},
		{"relevance of ads is praised", ads[retargeting].outputs["V1+"], 100, 0},
		{"so is their surveillance feared", ads[retargeting].outputs["C2"], 100, 0},
		{"the incident is concern", all[incident].concern(), all[retargeting].concern(), 12},
		{"the incident is unwanted marketing", all[incident].outputs["C6"], 2 * all[baseline].outputs["C6"], 0},
		{"the note calms", all[baseline].concern(), all[recovery].concern(), 2},
		{"transparency is noticed", all[recovery].outputs["R1+"], 10 * all[retargeting].outputs["R1+"], 50},
		{"so is control", all[recovery].outputs["R2+"], 10 * all[retargeting].outputs["R2+"], 50},
		{"trust comes back", all[recovery].outputs["T1+"], 10 * all[retargeting].outputs["T1+"], 50},
		{"value stays", all[recovery].value(), all[baseline].value(), -5},
		{"the club is valued", cardholders.value(), everyone.value(), 15},
		{"push irritates", percent(push.outputs[irritation], push.onSubject()), percent(everyone.outputs[irritation], everyone.onSubject()), 8},
	} {
		if c.more < c.less+c.by {
			t.Errorf("%s: %d, want at least %d more than %d", c.name, c.more, c.by, c.less)
		}
	}
}

func TestWishesOfTheStreamsAreShares(t *testing.T) {
	for _, s := range streams {
		for i, f := range s.flows {
			sum := 0
			for _, share := range f.mix {
				sum += share
			}
			if sum > 100 {
				t.Errorf("%q, %s, %s: shares sum to %d", s.campaign, s.channel, phases[i].name, sum)
			}
		}
	}
}
