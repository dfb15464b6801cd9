package main

import "paradox/testdata"

// phase is a part of the ninety days, from its first day until the next one's.
// Days are counted forwards here: day 0 is the oldest.
type phase struct {
	name string
	from int
	// How the days of the phase differ, as the drift of each stance from its first
	// day to its last in percent, so that shares move and do not only jump.
	drift map[string]int
}

// The story: four quiet weeks; retargeting starts, and relevance and unease rise
// together; a list of addresses is imported that nobody consented to; the retailer
// explains itself and offers an easy way out.
var phases = []phase{
	{name: "baseline", from: 0},
	{name: "retargeting", from: 28, drift: map[string]int{"ambivalent": 45, "concerned": 30, "valued": 15}},
	{name: "incident", from: 57, drift: map[string]int{"concerned": -70, "other": -40, "off_topic": -20}},
	{name: "recovery", from: 65, drift: map[string]int{"concerned": -55, "ambivalent": -45, "valued": 15}},
}

const (
	baseline = iota
	retargeting
	incident
	recovery
	numPhases
)

// stances are the shares of a mix, in the order in which it lists them.
var stances = [...]string{"valued", "ambivalent", "concerned", "other", "off_topic"}

// mix is how many of a hundred messages take each of the stances.
type mix [len(stances)]int

// flow is what a stream carries in one phase: messages in ten days, and their mix.
type flow struct {
	perTenDays int
	mix        mix
}

// stream is what comes in about one campaign on one channel, phase by phase.
type stream struct {
	campaign, channel string
	flows             [numPhases]flow
}

// Names of the campaigns.
const (
	basket     = "back-to-basket"
	newsletter = "picked-for-you"
	pocket     = "modrzew-pocket"
	club       = "larch-club"
	unassigned = ""
)

var streams = []stream{
	{basket, "ad", [numPhases]flow{
		retargeting: {170, mix{10, 30, 28, 10, 22}},
		incident:    {140, mix{6, 12, 40, 16, 26}},
		recovery:    {110, mix{11, 8, 12, 20, 44}},
	}},
	{basket, "other", [numPhases]flow{recovery: {36, mix{4, 4, 6, 86, 0}}}},
	{newsletter, "email", [numPhases]flow{
		baseline:    {110, mix{18, 5, 12, 24, 36}},
		retargeting: {110, mix{14, 12, 18, 20, 36}},
		incident:    {300, mix{3, 6, 58, 17, 16}},
		recovery:    {130, mix{14, 5, 7, 32, 37}},
	}},
	{newsletter, "recommendation", [numPhases]flow{
		baseline:    {50, mix{34, 8, 2, 20, 36}},
		retargeting: {60, mix{34, 20, 3, 13, 30}},
		incident:    {40, mix{26, 12, 6, 20, 36}},
		recovery:    {65, mix{38, 7, 2, 16, 37}},
	}},
	{pocket, "push_sms", [numPhases]flow{
		baseline:    {75, mix{22, 5, 10, 19, 44}},
		retargeting: {100, mix{18, 14, 14, 18, 36}},
		incident:    {140, mix{8, 8, 42, 20, 22}},
		recovery:    {90, mix{20, 6, 8, 20, 40}},
	}},
	{club, "loyalty", [numPhases]flow{
		baseline:    {95, mix{29, 9, 9, 12, 36}},
		retargeting: {100, mix{25, 14, 11, 10, 34}},
		incident:    {100, mix{18, 10, 25, 13, 34}},
		recovery:    {105, mix{34, 7, 6, 12, 37}},
	}},
	{pocket, "recommendation", [numPhases]flow{
		baseline:    {50, mix{34, 8, 2, 20, 36}},
		retargeting: {50, mix{34, 20, 3, 13, 30}},
		incident:    {40, mix{26, 12, 6, 20, 36}},
		recovery:    {65, mix{38, 7, 2, 16, 37}},
	}},
	{unassigned, "ad", [numPhases]flow{
		baseline:    {30, mix{3, 6, 18, 25, 48}},
		retargeting: {10, mix{0, 10, 30, 20, 40}},
		incident:    {10, mix{0, 10, 40, 20, 30}},
		recovery:    {10, mix{0, 10, 20, 20, 50}},
	}},
	{unassigned, "call", [numPhases]flow{
		baseline:    {25, mix{2, 4, 30, 24, 40}},
		retargeting: {30, mix{2, 4, 30, 24, 40}},
		incident:    {140, mix{0, 4, 64, 16, 16}},
		recovery:    {30, mix{2, 4, 26, 26, 42}},
	}},
	{unassigned, "other", [numPhases]flow{
		baseline:    {122, mix{10, 3, 14, 26, 47}},
		retargeting: {120, mix{9, 9, 18, 18, 46}},
		incident:    {260, mix{2, 4, 48, 24, 22}},
		recovery:    {140, mix{10, 4, 8, 31, 47}},
	}},
}

// wishes says which messages a phase takes first and last, by stance. What is not
// named comes as it comes.
var wishes = [numPhases]map[string]wish{
	baseline: {
		"valued":     {want: []string{"V1+", "V2", "V3"}, avoid: []string{"R1+", "R2+", "T1+"}},
		"ambivalent": {avoid: []string{"C4", "C6", "C7", "T1-"}},
		"concerned":  {want: []string{"C1", "C3", "C5"}, avoid: []string{"C4", "C7", "T1-", "R3-"}},
		"other":      {want: []string{"V1-", irritation, "R1-"}, avoid: []string{"R1+", "R2+", "R3+", "T1+", "T1-", "R3-"}},
	},
	retargeting: {
		"valued":     {want: []string{"V1+"}, avoid: []string{"R1+", "R2+", "T1+"}},
		"ambivalent": {want: []string{"V1+"}, avoid: []string{"C4", "C6", "R1+", "R2+", "T1+"}},
		"concerned":  {want: []string{"C2", "C3"}, avoid: []string{"C4", "C6"}},
		"other":      {want: []string{"V1-", irritation, "R2-", "R1-"}, avoid: []string{"R1+", "R2+", "R3+", "T1+", "R3-"}},
	},
	incident: {
		"ambivalent": {want: []string{"C6", "C7", "C4"}},
		"concerned":  {want: []string{"C4", "C6", "C7"}},
		"other":      {want: []string{"R1-", "R2-", "R3-", "T1-"}, avoid: []string{"R1+", "R2+", "R3+", "T1+"}},
	},
	recovery: {
		"valued":     {want: []string{"R1+", "R2+", "T1+", "R3+"}, avoid: []string{"T1-", "R1-"}},
		"ambivalent": {want: []string{"R1+", "R2+", "T1+"}, avoid: []string{"C4", "C6", "C7", "T1-"}},
		"concerned":  {want: []string{"R1+", "R2+"}, avoid: []string{"C4", "C7", "T1-", "R3-"}},
		"other":      {want: []string{"R1+", "R2+", "T1+", "R3+"}, avoid: []string{"T1-", "R1-", "R2-", "R3-"}},
	},
}

// The order in which the phases choose: first those that need particular messages.
var choosing = [numPhases]int{recovery, incident, retargeting, baseline}

// campaigns are registered with the volumes sent within the ninety days.
func campaigns() []testdata.Campaign {
	ended := 5
	return []testdata.Campaign{
		{
			Name: basket, Title: "Back to your basket: retargeting ads", StartDaysAgo: ago(phases[retargeting].from),
			Sent: map[string]int64{"ad": 1_840_000},
			Notes: []testdata.Note{
				{DaysAgo: ago(28), Text: "Retargeting starts: ads for what people looked at"},
				{DaysAgo: ago(44), Text: "Reach widened, up to seven ads a day"},
				{DaysAgo: ago(65), Text: "Every ad says why it is shown, with a one-tap opt-out"},
			},
		},
		{
			Name: newsletter, Title: "Picked for you: weekly newsletter", StartDaysAgo: ago(0),
			Sent: map[string]int64{"email": 612_400},
			Notes: []testdata.Note{
				{DaysAgo: ago(57), Text: "A partner's address list imported by mistake"},
				{DaysAgo: ago(60), Text: "Imported addresses removed, sending paused"},
				{DaysAgo: ago(65), Text: "Open letter: what we keep, why, and one click to leave"},
			},
		},
		{
			Name: pocket, Title: "Modrzew in your pocket: app, push and SMS", StartDaysAgo: ago(0), EndDaysAgo: &ended,
			Sent: map[string]int64{"push_sms": 287_900},
			Notes: []testdata.Note{
				{DaysAgo: ago(35), Text: "Evening reminders added"},
				{DaysAgo: ago(57), Text: "Imported numbers received one SMS"},
				{DaysAgo: ago(65), Text: "Opt-out link in every SMS"},
			},
		},
		{
			Name: club, Title: "Larch Club: loyalty programme", StartDaysAgo: ago(0),
			Sent: map[string]int64{"loyalty": 148_300},
			Notes: []testdata.Note{
				{DaysAgo: ago(9), Text: "Birthday vouchers start"},
				{DaysAgo: ago(65), Text: "Members can see and edit what their card records"},
			},
		},
	}
}

// ago turns a day of the story into days before the day on which it is opened.
func ago(day int) int { return testdata.Days - 1 - day }
