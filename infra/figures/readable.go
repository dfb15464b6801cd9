package figures

// readable are the themes as people read them, by code and polarity.
var readable = map[string]struct{ name, note string }{
	"V1+": {"Relevance", "it fits what they need or like"},
	"V1-": {"Misfires", "personalisation that does not fit; neither value nor concern"},
	"V2":  {"Convenience", "it saves time, effort or searching"},
	"V3":  {"Appreciation", "they like to be treated as an individual"},
	"C1":  {"Excessive collection", "too much is asked or kept"},
	"C2":  {"Surveillance", "being followed and watched"},
	"C3":  {"Intrusion", "it feels creepy, too close"},
	"C4":  {"Unauthorised access", "outsiders, leaks, staff who see it"},
	"C5":  {"Misuse", "data used for another purpose"},
	"C6":  {"Unwanted marketing", "contact they did not agree to"},
	"C7":  {"Third-party sharing", "passed on to other firms"},
	"R1+": {"Transparency praised", "they were told what happens"},
	"R1-": {"Transparency demanded", "they want to be told what happens"},
	"R2+": {"Control praised", "settings and opt-outs that work"},
	"R2-": {"Control missing", "no way to switch off, correct, delete"},
	"R3+": {"Compliance praised", "the law is seen to be kept"},
	"R3-": {"Legal complaint", "a law, right or regulator is invoked"},
	"T1+": {"Trust gained", "they trust the sender more"},
	"T1-": {"Trust lost", "distrust with a consequence"},
}

// Reads is the theme with its polarity as people read it, and what it stands for in a
// few words.
func (t Theme) Reads() (name, note string) {
	r := readable[t.Code+string(t.Polarity)]
	return r.name, r.note
}
