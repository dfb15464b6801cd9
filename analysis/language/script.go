package language

import (
	"paradox/analysis/label"
	"paradox/analysis/language/internal/gram"
)

// byScript names the language of a text in another script than Latin by the
// letters that only some of its languages use.
func byScript(r *gram.Reader) (string, label.Score) {
	others := r.OtherLetters()
	sure := label.Score(10000 * others / (others + r.Latin))
	switch main := mainScript(&r.Others); main {
	case gram.Cyrillic:
		return byCyrillic(&r.Others, sure)
	case gram.Arabic:
		return byArabic(&r.Others), sure
	case gram.Han:
		if r.Others[gram.Kana] > 0 {
			return "ja", sure
		}
		return "zh", sure
	default:
		if tag := tagOf[main]; tag != "" {
			return tag, sure
		}
		return Undetermined, 0
	}
}

// groupOf names the script that a group of letters is part of, for the groups
// that are not scripts of their own.
var groupOf = [gram.NumScripts]gram.Script{
	gram.Ukrainian: gram.Cyrillic, gram.Belarusian: gram.Cyrillic, gram.Dotted: gram.Cyrillic,
	gram.Russian: gram.Cyrillic, gram.Hard: gram.Cyrillic, gram.Serbian: gram.Cyrillic,
	gram.Macedonian: gram.Cyrillic, gram.Kazakh: gram.Cyrillic,
	gram.Persian: gram.Arabic, gram.Urdu: gram.Arabic,
	gram.Kana: gram.Han,
}

// mainScript returns the script with most letters; the first of equals.
func mainScript(letters *[gram.NumScripts]int32) gram.Script {
	var sum [gram.NumScripts]int32
	for s, n := range letters {
		if group := groupOf[s]; group != 0 {
			sum[group] += n
		} else {
			sum[s] += n
		}
	}
	main := gram.Unknown
	for s, n := range sum {
		if n > sum[main] {
			main = gram.Script(s)
		}
	}
	return main
}

var tagOf = [gram.NumScripts]string{
	gram.Greek: "el", gram.Hebrew: "he", gram.Hangul: "ko", gram.Thai: "th", gram.Devanagari: "hi",
	gram.Bengali: "bn", gram.Tamil: "ta", gram.Georgian: "ka", gram.Armenian: "hy",
}

func byArabic(n *[gram.NumScripts]int32) string {
	switch {
	case n[gram.Urdu] > 0:
		return "ur"
	case n[gram.Persian] > 0:
		return "fa"
	}
	return "ar"
}

// byCyrillic takes Russian, the most written, where no letter speaks for
// another language; without a letter of its own that is a guess.
func byCyrillic(n *[gram.NumScripts]int32, sure label.Score) (string, label.Score) {
	switch {
	case n[gram.Kazakh] > 0:
		return "kk", sure
	case n[gram.Belarusian] > 0, n[gram.Dotted] > 0 && n[gram.Russian] > 0:
		return "be", sure
	case n[gram.Ukrainian] > 0, n[gram.Dotted] > 0:
		return "uk", sure
	case n[gram.Macedonian] > 0:
		return "mk", sure
	case n[gram.Serbian] > 0:
		return "sr", sure
	case n[gram.Russian] > 0:
		return "ru", sure
	case n[gram.Hard] > 0:
		return "bg", sure
	}
	return "ru", min(sure, 5000)
}
