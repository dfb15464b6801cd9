package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// topLevel are endings that make "wp pl" or "gmail dot com" a domain even
// where it is not written as one.
var topLevel = set(`pl com eu net org info edu gov uk de co io me fr it es nl cz sk at ch be se no dk fi ie us biz
	online email app dev`)

// providers are mail services by the part before the dot, to be recognised
// where the rest of the domain is missing or mistyped.
var providers = set(`gmail googlemail wp o2 onet interia poczta outlook hotmail live yahoo icloud proton protonmail
	gmx aol tlen op vp buziaczek gazeta me mac msn btinternet ymail fastmail`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// emails finds addresses as they are meant to be written and as people write
// them to keep robots off: "jan (at) firma.pl", "jan małpa wp kropka pl".
func (s *scan) emails() {
	for i := 0; i < len(s.s); i++ {
		if s.s[i] == '@' {
			s.emailAt(i, i+1, false)
		}
	}
	if s.cues&cueAt == 0 {
		return
	}
	for i, t := range s.tokens {
		if t.cue&cueAt == 0 {
			continue
		}
		start, end := t.start, t.end
		bracketed := start > 0 && end < len(s.s) && strings.ContainsRune("([{<", rune(s.s[start-1])) && strings.ContainsRune(")]}>", rune(s.s[end]))
		if bracketed {
			start, end = start-1, end+1
		}
		switch {
		case bracketed:
			s.emailAt(start, end, true)
		case !foldEqual(s.text(t), "at"):
			s.emailAt(start, end, false)
		default:
			s.bareAt(i)
		}
	}
}

// emailAt claims an address around an at sign at [at, after). Spaces may stand
// around the sign if what follows is a domain; spelled if the sign itself shows
// that an address is meant, so that the dot may be missing.
func (s *scan) emailAt(at, after int, spelled bool) bool {
	left := at
	for left > 0 && at-left < 2 && s.s[left-1] == ' ' {
		left--
	}
	right := after
	for right < len(s.s) && right-after < 2 && s.s[right] == ' ' {
		right++
	}
	start := s.localStart(left)
	for start < left && (s.s[start] == '.' || s.s[start] == '-' || s.s[start] == '\'') {
		start++
	}
	end, dotted := s.domainEnd(right)
	if (left < at || right > after) && !lettered(s.s[start:left]) {
		return false // a price, "@", a shop
	}
	if start == left || end == right || start > 0 && s.s[start-1] == '@' {
		return false // nothing on one side, or a handle with its server
	}
	if dotted && (left == at && right == after || topLevel[lastLabel(s.s[right:end])]) {
		return s.claim(Email, start, end)
	}
	provider := providers[strings.ToLower(s.s[right:end])]
	if tail := s.typedTop(end); tail > 0 && (provider || spelled || s.dotWord(end) || strings.Contains(s.s[end:tail], ".")) {
		return s.claim(Email, start, tail)
	}
	if !dotted && provider && left == at && right == after {
		return s.claim(Email, start, end)
	}
	return false
}

func lettered(s string) bool {
	for i := range len(s) {
		if isLetter(s[i]) || s[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// localStart goes back over the characters of the part before an at sign.
func (s *scan) localStart(i int) int {
	for i > 0 {
		c := s.s[i-1]
		if c < utf8.RuneSelf {
			if !isAlnum(c) && !strings.ContainsRune("._%+-'~&", rune(c)) {
				return i
			}
			i--
			continue
		}
		r, n := utf8.DecodeLastRuneInString(s.s[:i])
		if !unicode.IsLetter(r) {
			return i
		}
		i -= n
	}
	return i
}

// domainEnd goes over labels joined by dots and reports whether there are at
// least two and the last can end a domain.
func (s *scan) domainEnd(i int) (end int, dotted bool) {
	end = s.labelEnd(i)
	for end > i && s.has(end, ".") {
		next := s.labelEnd(end + 1)
		last := s.s[end+1 : next]
		whole := len(last) >= 2 && !isDigit(last[0])
		if !whole && !(next > end+1 && s.has(next, ".")) {
			break
		}
		end, dotted = next, whole
	}
	return end, dotted
}

// labelEnd goes over letters of any script, digits, hyphens and underscores.
func (s *scan) labelEnd(i int) int {
	for i < len(s.s) {
		c := s.s[i]
		if isAlnum(c) || c == '-' || c == '_' {
			i++
		} else if next := s.lettersEnd(i); next > i {
			i = next
		} else {
			break
		}
	}
	return i
}

// typedTop returns the end of an ending that stands where a dot and an ending
// should, once or twice: " pl", ",pl", " . com", " dot com", " kropka com kropka
// pl"; 0 if there is none.
func (s *scan) typedTop(i int) int {
	if i >= len(s.s) || strings.IndexByte(", ([", s.s[i]) < 0 {
		return 0
	}
	k := s.skip(i, ", ([.")
	end := s.lettersEnd(k)
	if cueOf(s.s[k:end])&cueDot != 0 {
		k = s.skip(end, " )]")
		end = s.lettersEnd(k)
	}
	if end == k || !topLevel[strings.ToLower(s.s[k:end])] || s.digitAfter(end) {
		return 0
	}
	if s.dotWord(end) {
		return max(end, s.typedTop(end))
	}
	return end
}

// skip goes over the bytes of set.
func (s *scan) skip(i int, set string) int {
	for i < len(s.s) && strings.IndexByte(set, s.s[i]) >= 0 {
		i++
	}
	return i
}

func lastLabel(domain string) string {
	return strings.ToLower(domain[strings.LastIndexByte(domain, '.')+1:])
}

// bareAt claims an address around the word "at", token i. It takes more than a
// domain, which is a shop as often: a spelled dot or a mail service, and a local
// part that is no word or a cue before it.
func (s *scan) bareAt(i int) {
	t := s.tokens[i]
	left := len(strings.TrimRight(s.s[:t.start], " "))
	local := s.localStart(left)
	right := s.skip(t.end, " ")
	stop, dotted := s.domainEnd(right)
	if local == left || stop == right || right == t.end {
		return
	}
	label, _, _ := strings.Cut(strings.ToLower(s.s[right:stop]), ".")
	odd := strings.ContainsAny(s.s[local:left], "._0123456789") || s.before(i, 5)&cueMail != 0
	switch tail := s.typedTop(stop); {
	case !dotted && tail > 0 && s.dotWord(stop) && (providers[label] || odd):
		s.claim(Email, local, tail)
	case dotted && odd && providers[label] && topLevel[lastLabel(s.s[right:stop])]:
		s.claim(Email, local, stop)
	}
}

// dotWord reports whether the first word from place i on is "dot" or "kropka".
func (s *scan) dotWord(i int) bool {
	i = s.skip(i, " ([")
	return cueOf(s.s[i:s.lettersEnd(i)])&cueDot != 0
}
