package figures

import "paradox/infra/reaction"

const unassigned = reaction.Unassigned

// undetermined is the language of every message that is in none which is labelled.
const undetermined = "und"

var channelNames = map[string]string{
	"email": "E-mail", "recommendation": "Recommendations", "ad": "Ads", "push_sms": "Push and SMS",
	"call": "Calls", "loyalty": "Loyalty programme", "other": "Other",
}

var languageNames = map[string]string{"en": "English", "pl": "Polish", "und": "Other languages"}

// Display is how a dimension's value reads on a page.
func Display(dimension, name string) string {
	var known string
	switch dimension {
	case "channel":
		known = channelNames[name]
	case "language":
		known = languageNames[name]
	case "source":
		if name == unassigned {
			known = "Unregistered"
		}
	case "campaign":
		if name == unassigned {
			known = "No campaign"
		}
	}
	if known == "" {
		return name
	}
	return known
}
