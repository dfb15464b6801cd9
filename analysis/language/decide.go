package language

import (
	"paradox/analysis/label"
	"paradox/analysis/language/internal/gram"
	"paradox/analysis/language/internal/table"
)

// minLead is how far the first language must be ahead of the second: natural
// log-odds of one half, about 62 to 38.
const minLead = table.Scale / 2

// odds holds 10000/(1+exp(-i/4)): the probability that goes with a lead of i
// quarters of natural log-odds. It is written out, so that no machine's
// exponential function has a say.
var odds = [...]label.Score{
	5000, 5622, 6225, 6792, 7311, 7773, 8176, 8520, 8808, 9047, 9241, 9399, 9526, 9627, 9707, 9770,
	9820, 9859, 9890, 9914, 9933, 9948, 9959, 9968, 9975, 9981, 9985, 9988, 9991, 9993, 9994, 9996,
}

func logistic(lead int32) label.Score {
	i := int(lead) * 4 / table.Scale
	return odds[min(i, len(odds)-1)]
}

// byScript names the language of a text in another script by the letters that
// only some of its languages use.
func byScript(n *[gram.NumScripts]int32, others, latin int) (string, label.Score) {
	sure := label.Score(10000 * others / (others + latin))
	first, most := gram.Unknown, int32(0)
	var cyrillic int32
	for s, count := range n {
		if gram.Script(s) <= gram.Macedonian {
			cyrillic += count
		} else if count > most {
			first, most = gram.Script(s), count
		}
	}
	if cyrillic > most {
		return byCyrillic(n), sure
	}
	switch {
	case n[gram.Kana] > 0:
		return "ja", sure
	case (first == gram.Arabic || first == gram.Persian) && n[gram.Persian] > 0:
		return "fa", sure
	case tagOf[first] == "":
		return Undetermined, 0
	}
	return tagOf[first], sure
}

var tagOf = [gram.NumScripts]string{
	gram.Greek: "el", gram.Hebrew: "he", gram.Arabic: "ar", gram.Han: "zh", gram.Hangul: "ko",
	gram.Thai: "th", gram.Devanagari: "hi", gram.Bengali: "bn", gram.Tamil: "ta",
	gram.Georgian: "ka", gram.Armenian: "hy",
}

// byCyrillic takes Russian where no letter speaks against it: it is the most
// written, and what matters here is that the text is neither English nor Polish.
func byCyrillic(n *[gram.NumScripts]int32) string {
	switch {
	case n[gram.Belarusian] > 0 && n[gram.Ukrainian] == 0:
		return "be"
	case n[gram.Ukrainian]+n[gram.Dotted] > 0:
		return "uk"
	case n[gram.Macedonian] > 0:
		return "mk"
	case n[gram.Serbian] > 0:
		return "sr"
	case n[gram.Hard] > 0 && n[gram.Russian] == 0:
		return "bg"
	}
	return "ru"
}
