package redact

import (
	"net/netip"
	"strings"
)

// ips finds addresses of computers. Four small numbers with dots are a version
// unless a cue says otherwise.
func (s *scan) ips() {
	for i, t := range s.tokens {
		if t.kind == number && i+3 < len(s.tokens) && s.s[t.end:][:1] == "." {
			s.ipv4At(i)
		}
	}
	if s.features&hasColon != 0 {
		s.ipv6()
	}
}

func (s *scan) ipv4At(i int) {
	start, end := s.tokens[i].start, s.tokens[i+3].end
	if start > 0 && strings.IndexByte("./-_", s.s[start-1]) >= 0 && s.digitBefore(start-1) || s.letterBefore(start) {
		return
	}
	if end+1 < len(s.s) && (s.s[end] == '.' || s.s[end] == '-') && isAlnum(s.s[end+1]) || s.letterAfter(end) {
		return
	}
	large, wide := 0, 0
	for k := i; k < i+4; k++ {
		d := s.text(s.tokens[k])
		if k < i+3 && s.between(k) != "." || s.tokens[k].kind != number || len(d) > 3 || len(d) > 1 && d[0] == '0' || len(d) == 3 && d > "255" {
			return
		}
		if len(d) == 3 {
			large++
		}
		if len(d) >= 2 {
			wide++
		}
	}
	cues := s.before(i, 4)
	switch {
	case cues&cueIP != 0:
	case s.thing(i, 3)&cueProduct != 0, large == 0, wide < 2 && large < 2:
		return
	}
	if end+1 < len(s.s) && s.s[end] == ':' && isDigit(s.s[end+1]) {
		if port := s.digitsEnd(end + 1); port-end <= 6 {
			end = port
		}
	}
	s.claim(IP, start, end)
}

func (s *scan) ipv6() {
	for i := 0; i < len(s.s); i++ {
		if !hexOrColon(s.s[i]) {
			continue
		}
		end, colons, digits := i, 0, 0
		for end < len(s.s) && (hexOrColon(s.s[end]) || colons > 1 && s.s[end] == '.') {
			switch {
			case s.s[end] == ':':
				colons++
			case isDigit(s.s[end]):
				digits++
			}
			end++
		}
		start := i
		i = end
		stop := len(strings.TrimRight(s.s[:end], ":."))
		if strings.HasSuffix(s.s[:end], "::") {
			stop = end
		}
		if colons < 2 || digits == 0 || start > 0 && s.alnumBefore(start) || s.letterAfter(end) || stop-start < 6 {
			continue
		}
		if _, err := netip.ParseAddr(s.s[start:stop]); err == nil {
			s.claim(IP, start, stop)
		}
	}
}

func hexOrColon(c byte) bool {
	return isDigit(c) || c == ':' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
