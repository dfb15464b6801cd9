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
	for _, t := range s.tokens {
		if t.cue&cueAt == 0 {
			continue
		}
		start, end := t.start, t.end
		bracketed := start > 0 && end < len(s.s) && strings.ContainsRune("([{<", rune(s.s[start-1])) && strings.ContainsRune(")]}>", rune(s.s[end]))
		if bracketed {
			start, end = start-1, end+1
		}
		s.spelledAt(start, end, bracketed || !foldEqual(s.text(t), "at"))
	}
}

// emailAt claims an address around an at sign at [at, after). Spaces may stand
// around the sign if what follows is a domain.
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
	label := string(foldWord(make([]byte, 0, longestCue), s.s[right:end]))
	if tail := s.typedTop(end); tail > 0 && (providers[label] || spelled) {
		return s.claim(Email, start, tail)
	}
	if !dotted && providers[label] && left == at && right == after {
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

// domainEnd goes over labels joined by dots and reports whether there were at
// least two and the last is one that a domain can end in.
func (s *scan) domainEnd(i int) (end int, dotted bool) {
	end = i
	for {
		k := i
		for k < len(s.s) {
			if c := s.s[k]; isAlnum(c) || c == '-' || c == '_' {
				k++
			} else if next := s.lettersEnd(k); c >= utf8.RuneSelf && next > k {
				k = next
			} else {
				break
			}
		}
		if k == i {
			return end, dotted
		}
		if end > 0 && i > 0 && s.s[i-1] == '.' && end == i-1 {
			last := s.s[i:k]
			dotted = len(last) >= 2 && !isDigit(last[0]) || dotted && false
			if len(last) < 2 || isDigit(last[0]) && !(k < len(s.s) && s.s[k] == '.') {
				return end, dotted
			}
		}
		end = k
		if k+1 >= len(s.s) || s.s[k] != '.' {
			return end, dotted
		}
		i = k + 1
	}
}

// typedTop returns the end of an ending that stands where a dot and an ending
// should: " pl", ",pl", " dot com", " kropka pl"; 0 if there is none.
func (s *scan) typedTop(i int) int {
	if i+1 < len(s.s) && (s.s[i] == ',' || s.s[i] == ' ' || s.s[i] == '(' || s.s[i] == '[') {
		k := i + 1
		for k < len(s.s) && (s.s[k] == ' ' || s.s[k] == '(' || s.s[k] == '[') {
			k++
		}
		end := s.lettersEnd(k)
		if cueOf(s.s[k:end])&cueDot != 0 {
			for k = end; k < len(s.s) && strings.ContainsRune(" )]", rune(s.s[k])); {
				k++
			}
			end = s.lettersEnd(k)
		}
		if end > k && topLevel[strings.ToLower(s.s[k:end])] && !s.digitAfter(end) {
			if more := s.typedTop(end); more > 0 && cueOf(s.s[k:end])&cueDot != 0 {
				return more
			}
			return end
		}
	}
	return 0
}

func lastLabel(domain string) string {
	return strings.ToLower(domain[strings.LastIndexByte(domain, '.')+1:])
}

// spelledAt claims an address whose at sign is a word, at [start, end). A bare
// "at" needs more: a spelled dot, a local part that is no word, or a cue.
func (s *scan) spelledAt(start, end int, certain bool) {
	if certain {
		s.emailAt(start, end, true)
		return
	}
	left := len(strings.TrimRight(s.s[:start], " "))
	local := s.localStart(left)
	right := end
	for right < len(s.s) && s.s[right] == ' ' {
		right++
	}
	stop, dotted := s.domainEnd(right)
	if local == left || stop == right || right == end {
		return
	}
	label, _, _ := strings.Cut(strings.ToLower(s.s[right:stop]), ".")
	odd := strings.ContainsAny(s.s[local:left], "._0123456789")
	switch tail := s.typedTop(stop); {
	case !dotted && tail > 0 && s.s[stop] == ' ' && s.dotWord(stop) && (providers[label] || odd):
		s.claim(Email, local, tail)
	case dotted && topLevel[lastLabel(s.s[right:stop])] && odd && providers[label]:
		s.claim(Email, local, stop)
	}
}

// dotWord reports whether the first word from place i on is "dot" or "kropka".
func (s *scan) dotWord(i int) bool {
	for i < len(s.s) && strings.ContainsRune(" ([", rune(s.s[i])) {
		i++
	}
	return cueOf(s.s[i:s.lettersEnd(i)])&cueDot != 0
}
