package analysis

import (
	"paradox/analysis/label"
	"paradox/analysis/token"
)

// TODO(language): replaced by language.Detect as soon as that package is there.
var standIn = map[string]string{
	"the": "en", "and": "en", "is": "en", "it": "en", "my": "en", "they": "en", "of": "en", "this": "en", "i": "en", "you": "en", "that": "en", "was": "en", "for": "en", "me": "en", "in": "en", "on": "en", "love": "en", "have": "en", "with": "en",
	"nie": "pl", "sie": "pl", "jest": "pl", "na": "pl", "z": "pl", "w": "pl", "i_": "pl", "ze": "pl", "mi": "pl", "mnie": "pl", "od": "pl", "po": "pl", "ale": "pl", "jak": "pl", "co": "pl", "za": "pl", "mam": "pl", "moje": "pl", "dane": "pl", "czy": "pl", "juz": "pl",
}

func detect(text string) (string, label.Score) {
	votes := map[string]int{}
	for _, t := range token.Tokens(text) {
		votes[standIn[t.Folded]]++
		if t.Lower != t.Folded {
			votes["pl"] += 2
		}
	}
	switch {
	case votes["en"] > votes["pl"]:
		return "en", 9000
	case votes["pl"] > 0:
		return "pl", 9000
	}
	return "und", 0
}
