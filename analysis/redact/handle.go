package redact

import (
	"strings"
	"unicode/utf8"
)

// notHandles are words that follow an at sign in its older sense.
var notHandles = set(`me reply home work school night noon the my all everyone here channel least last once lunch dinner
	price media import override domu pracy`)

const longestHandle = 40

// handles finds names of accounts: "@name", "@name@server", "u/name", and what
// follows the name of a network or "login:".
func (s *scan) handles() {
	for i := 0; i+2 < len(s.s); i++ {
		switch c := s.s[i]; {
		case c == '@':
			s.handleAt(i)
		case c == '/' && i > 0 && (s.s[i-1] == 'u' || s.s[i-1] == 'U'):
			s.redditAt(i)
		}
	}
	if s.cues&(cueAccount|cueNetwork) != 0 {
		s.namedHandles()
	}
}

func (s *scan) handleAt(i int) {
	if s.alnumBefore(i) || i > 0 && s.s[i-1] == '@' {
		return
	}
	end := s.handleEnd(i+1, "_.-")
	name := s.s[i+1 : end]
	if len(name) < 2 || len(name) > longestHandle || isDigit(name[0]) && letters(name) < 4 || letters(name) == 0 {
		return
	}
	if notHandles[string(foldWord(make([]byte, 0, longestCue), name))] {
		return
	}
	if end < len(s.s) && s.s[end] == '@' {
		if server, dotted := s.domainEnd(end + 1); dotted {
			end = server
		}
	}
	s.claim(Handle, i, end)
}

// handleEnd goes over letters, digits and extra, but does not end on a dot or hyphen.
func (s *scan) handleEnd(i int, extra string) int {
	end := i
	for k := i; k < len(s.s); k++ {
		c := s.s[k]
		switch {
		case isAlnum(c) || c == '_':
			end = k + 1
		case strings.IndexByte(extra, c) >= 0:
		case c >= utf8.RuneSelf && s.lettersEnd(k) > k:
			end = s.lettersEnd(k)
			k = end - 1
		default:
			return end
		}
	}
	return end
}

// letters counts the ASCII letters of a name.
func letters(name string) int {
	n := 0
	for i := range len(name) {
		if isLetter(name[i]) {
			n++
		}
	}
	return n
}

// oddName reports whether a name can hardly be a word: it has a digit between
// letters, a dot or an underscore.
func oddName(name string) bool {
	for i := range len(name) {
		if c := name[i]; c == '_' || c == '.' && i > 0 || isDigit(c) && i > 0 {
			return letters(name) > 0
		}
	}
	return false
}

func (s *scan) redditAt(i int) {
	start := i - 1
	if s.alnumBefore(start) {
		return
	}
	if start > 0 && s.s[start-1] == '/' && !s.alnumBefore(start-1) {
		start--
	}
	end := s.handleEnd(i+1, "-")
	if n := end - i - 1; n >= 3 && n <= 20 && letters(s.s[i+1:end]) > 0 && !s.letterAfter(end) {
		s.claim(Handle, start, end)
	}
}

// namedHandles claims what looks like an account's name behind a cue: right
// behind "nick" and its like or with "is" between, and behind the name of a
// network after a colon.
func (s *scan) namedHandles() {
	for i, t := range s.tokens {
		if t.cue&(cueAccount|cueNetwork) == 0 {
			continue
		}
		colon := false
		for k := i + 1; k < len(s.tokens) && k <= i+3; k++ {
			gap := s.between(k - 1)
			if len(gap) > 3 || strings.Trim(gap, " :=@") != "" {
				break
			}
			colon = colon || strings.ContainsAny(gap, ":=")
			start := s.tokens[k].start
			end := s.handleEnd(start, "._-#")
			if name := s.s[start:end]; accountName(name) && (colon || t.cue&cueAccount != 0 || strings.Contains(name, "_")) {
				s.claim(Handle, start, end)
				break
			}
			if !linkingHandle[s.folded(k)] {
				break
			}
		}
	}
}

var linkingHandle = set("is to jest name nazwa moj my as jako id tag")

// accountName reports whether a word is what people call an account and hardly
// anything else: an underscore, a digit behind letters or a dot inside.
func accountName(name string) bool {
	return len(name) >= 4 && len(name) <= longestHandle && (isLetter(name[0]) || name[0] == '_') && oddName(name) && !strings.Contains(name, "..")
}
