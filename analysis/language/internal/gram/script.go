package gram

import "unicode"

// Script is a writing system other than Latin, or a group of letters within one
// that tells its languages apart.
type Script int

// The scripts. Cyrillic letters are split by what they rule out.
const (
	Unknown    Script = iota
	Cyrillic          // letters that most of its languages share
	Ukrainian         // ї є ґ
	Belarusian        // ў
	Dotted            // і: Ukrainian or Belarusian
	Russian           // ы э ё: Russian or Belarusian
	Hard              // ъ: Bulgarian, and rarely Russian
	Kazakh            // ә ғ қ ұ һ
	Serbian           // ј љ њ ђ ћ џ
	Macedonian        // ѓ ќ ѕ
	Greek
	Hebrew
	Arabic
	Persian // پ چ ژ گ ک ی: Persian or Urdu
	Urdu    // ٹ ڈ ڑ ے ں
	Han
	Kana
	Hangul
	Thai
	Devanagari
	Bengali
	Tamil
	Georgian
	Armenian
	NumScripts // their number
)

var tables = [...]struct {
	table  *unicode.RangeTable
	script Script
}{
	{unicode.Greek, Greek}, {unicode.Hebrew, Hebrew}, {unicode.Arabic, Arabic}, {unicode.Han, Han},
	{unicode.Hiragana, Kana}, {unicode.Katakana, Kana}, {unicode.Hangul, Hangul}, {unicode.Thai, Thai},
	{unicode.Devanagari, Devanagari}, {unicode.Bengali, Bengali}, {unicode.Tamil, Tamil},
	{unicode.Georgian, Georgian}, {unicode.Armenian, Armenian},
}

func scriptOf(c rune) Script {
	if unicode.Is(unicode.Cyrillic, c) {
		return cyrillic(unicode.ToLower(c))
	}
	switch c {
	case 'پ', 'چ', 'ژ', 'گ', 'ک', 'ی':
		return Persian
	case 'ٹ', 'ڈ', 'ڑ', 'ے', 'ں':
		return Urdu
	}
	for _, t := range tables {
		if unicode.Is(t.table, c) {
			return t.script
		}
	}
	return Unknown
}

func cyrillic(c rune) Script {
	switch c {
	case 'ї', 'є', 'ґ':
		return Ukrainian
	case 'ў':
		return Belarusian
	case 'і':
		return Dotted
	case 'ы', 'э', 'ё':
		return Russian
	case 'ъ':
		return Hard
	case 'ә', 'ғ', 'қ', 'ұ', 'һ':
		return Kazakh
	case 'ј', 'љ', 'њ', 'ђ', 'ћ', 'џ':
		return Serbian
	case 'ѓ', 'ќ', 'ѕ':
		return Macedonian
	}
	return Cyrillic
}
