package redact

// notHandles are words that follow an at sign in its older sense.
var notHandles = set(`home work school night noon the my all everyone here channel least last once lunch dinner
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
	if s.cues&cueAccount != 0 {
		s.namedHandles()
	}
}

func (s *scan) handleAt(i int) {
	if s.alnumBefore(i) || i > 0 && s.s[i-1] == '@' {
		return
	}
	end := s.handleEnd(i+1, "_.-")
	name := s.s[i+1 : end]
	if len(name) < 2 || len(name) > longestHandle || isDigit(name[0]) && !oddName(name) || !hasAsciiLetter(name) {
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
		case indexByte(extra, c):
		default:
			return end
		}
	}
	return end
}

func indexByte(list string, c byte) bool {
	for i := range len(list) {
		if list[i] == c {
			return true
		}
	}
	return false
}

func hasAsciiLetter(name string) bool {
	for i := range len(name) {
		if isLetter(name[i]) {
			return true
		}
	}
	return false
}

// oddName reports whether a name can hardly be a word: it has a digit between
// letters, a dot or an underscore.
func oddName(name string) bool {
	for i := range len(name) {
		if c := name[i]; c == '_' || c == '.' && i > 0 || isDigit(c) && i > 0 {
			return hasAsciiLetter(name)
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
	if n := end - i - 1; n >= 3 && n <= 20 && hasAsciiLetter(s.s[i+1:end]) && !s.letterAfter(end) {
		s.claim(Handle, start, end)
	}
}

// namedHandles claims what looks like an account's name behind a cue, with at
// most two words ("is", "to") between.
func (s *scan) namedHandles() {
	for i, t := range s.tokens {
		if t.cue&cueAccount == 0 {
			continue
		}
		for k := i + 1; k < len(s.tokens) && k <= i+3; k++ {
			if lineEnds(s.between(k - 1)) {
				break
			}
			start := s.tokens[k].start
			if s.tokens[k].kind == marker || s.alnumBefore(start) {
				break
			}
			end := s.handleEnd(start, "._-#")
			if name := s.s[start:end]; len(name) >= 4 && len(name) <= longestHandle && oddName(name) && isLetter(name[0]) && !s.letterAfter(end) {
				s.claim(Handle, start, end)
				break
			}
		}
	}
}
