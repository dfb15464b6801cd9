package main

import "strconv"

// Handles are put together from things, so that they name nobody.
var handleParts = map[string][2][]string{
	"en": {
		{"quiet", "rusty", "purple", "soggy", "paper", "velvet", "crooked", "tiny", "wandering", "second", "woolly", "salted", "left", "copper", "sleepy", "spare", "upside", "midnight", "garden", "plastic", "sunday", "borrowed", "wooden", "lost", "green"},
		{"teapot", "biscuit", "umbrella", "stapler", "pebble", "lantern", "kettle", "mitten", "ladder", "marble", "cushion", "thimble", "gatepost", "crumpet", "acorn", "doormat", "bucket", "button", "hedgehog", "drawer", "parsnip", "spoon", "wellie", "cactus", "puffin"},
	},
	"pl": {
		{"cichy", "rudy", "senny", "krzywy", "zielony", "papierowy", "drugi", "stary", "kraciasty", "lniany", "nocny", "sobotni", "bosy", "wielki", "maly", "mokry", "zagubiony", "slony", "miedziany", "lewy", "pozyczony", "kamienny", "letni", "szary", "dziki"},
		{"czajnik", "parasol", "guzik", "kapec", "pierog", "ogorek", "kaktus", "jez", "kubek", "sweter", "kalosz", "grzebien", "koszyk", "kompot", "orzech", "plecak", "wazon", "dywan", "rogalik", "kasztan", "notes", "widelec", "taboret", "bocian", "klucz"},
	},
}

// withAuthor is how many of a hundred messages show who wrote them; of these,
// returning come from somebody who has written before, unless that one has said
// mostSaid things already.
const (
	withAuthor = 37
	returning  = 52
	mostSaid   = 14
)

// attribute gives some of the messages an author. Who has written much is more
// likely to write again, which gives the long tail that real authors have.
func attribute(all []placed, d dice) {
	seen := map[string][]string{} // by language, each handle as often as it wrote
	said := map[string]int{}
	for i := range all {
		language := all[i].message.Language
		if _, ok := handleParts[language]; !ok || all[i].channel == "call" || !d.chance(withAuthor) {
			continue
		}
		handle := ""
		if before := seen[language]; len(before) > 0 && d.chance(returning) {
			handle = before[d.below(len(before))]
		}
		if handle == "" || said[handle] == mostSaid {
			handle = newHandle(language, said, d)
		}
		all[i].author = handle
		said[handle]++
		seen[language] = append(seen[language], handle)
	}
}

// newHandle makes a handle that nobody has said anything under.
func newHandle(language string, said map[string]int, d dice) string {
	parts := handleParts[language]
	for {
		h := parts[0][d.below(len(parts[0]))] + [...]string{"_", ".", ""}[d.below(3)] + parts[1][d.below(len(parts[1]))]
		if d.chance(60) {
			h += [...]string{"", "_"}[d.below(2)] + strconv.Itoa(2+d.below(97))
		}
		if said[h] == 0 {
			return h
		}
	}
}
