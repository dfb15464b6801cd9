package token

// negators holds words, folded, that negate what follows. Double negation in
// Polish counts once: it is the same negation.
var negators = map[string]bool{
	"not": true, "no": true, "never": true, "without": true, "none": true, "nothing": true,
	"nobody": true, "neither": true, "nor": true, "zero": true, "cannot": true, "hardly": true,
	"dont": true, "doesnt": true, "didnt": true, "cant": true, "wont": true, "isnt": true,
	"wasnt": true, "arent": true, "werent": true, "havent": true, "hasnt": true, "hadnt": true,
	"couldnt": true, "wouldnt": true, "shouldnt": true, "aint": true,
	"nie": true, "bez": true, "nigdy": true, "zaden": true, "zadna": true, "zadne": true,
	"zadnych": true, "zadnego": true, "zadnej": true, "zadnym": true, "ani": true, "nikt": true,
	"nic": true, "brak": true, "wcale": true,
}

// Negates reports whether the token negates the words after it.
func Negates(t Token) bool { return negators[t.Folded] }
