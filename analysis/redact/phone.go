package redact

import "strings"

// plusPhones finds numbers behind a plus sign: with it, a country code and the
// right length, they are nothing else, whatever check digit they seem to have.
func (s *scan) plusPhones() {
	if strings.IndexByte(s.s, '+') < 0 {
		return
	}
	s.windows(7, 16, func(w *window) Kind {
		if w.plus() && subscriber(w.digits()) && !w.letterAfter(w.end()) && !w.amount() {
			return Phone
		}
		return ""
	})
}

// phones finds the other telephone numbers: international ones behind "00",
// national ones of Poland, the United Kingdom and North America by their
// grouping, and whatever has the length of one behind a cue.
//
// A library that knows every country's numbering plan was measured against
// this: 6 MB of binary and 20–70 µs a number, for what the country code and
// the length tell. The tests hold these rules to its example numbers.
func (s *scan) phones() {
	s.windows(7, 16, func(w *window) Kind {
		if w.international() || w.national() {
			return Phone
		}
		return ""
	})
	s.widenPhones()
}

// international reports whether the window is a number with its country code
// behind "00".
func (w *window) international() bool {
	d := w.digits()
	return strings.HasPrefix(d, "00") && w.sizes[0] > 1 && w.groups <= 7 && w.apart(cuePhone|cueNumber) && subscriber(d[2:])
}

// plus reports whether a plus sign stands before the window.
func (w *window) plus() bool {
	lead := strings.TrimRight(w.s[:w.start()], " (")
	return strings.HasSuffix(lead, "+") && w.start()-len(lead) < 3
}

// subscriber reports whether d is a country code and as many digits as numbers
// of that country have; a zero in brackets may stand between ("+44 (0)20").
func subscriber(d string) bool {
	for n := 1; n <= 3 && n < len(d); n++ {
		if r, ok := callingCodes[d[:n]]; ok {
			rest := d[n:]
			if rest[0] == '0' && len(rest) > r.min {
				return r.holds(len(rest)) || r.holds(len(rest)-1)
			}
			return r.holds(len(rest))
		}
	}
	return false
}

func (w *window) national() bool {
	if !w.apart(cuePhone | cueNumber) {
		return false
	}
	cues, near, d := w.cuesBefore(6), w.cuesBefore(3), w.digits()
	if w.underNumber() {
		cues, near = cues|cuePhone, near|cuePhone
	}
	if w.thing(w.first, 3)&cueProduct != 0 && cues&cuePhone == 0 || w.amount() || w.date() {
		return false
	}
	if cues&cuePhone != 0 && w.called(d, near) {
		return true
	}
	if !w.only(" -.(") || w.groups > 1 && !w.alone() {
		return false
	}
	return w.polish(d) || w.british(d) || w.american(d)
}

// underNumber reports whether "pod numerem" or "pod nr" stands right before the
// window: at a number, by telephone.
func (w *window) underNumber() bool {
	i := w.first - 2
	return i >= 0 && w.tokens[i+1].cue&cueNumber != 0 && foldEqual(w.text(w.tokens[i]), "pod") && len(w.between(i+1)) <= 2
}

// called reports whether a window behind a phone cue is long enough for a
// number: 9 to 13 digits, or 7 and 8 in the groups of a local number.
func (w *window) called(d string, near cue) bool {
	if strings.IndexByte(string(w.seps[1:max(1, w.groups-1)]), '/') >= 0 && !w.only("/") {
		return false // two numbers
	}
	if w.n >= 9 && w.n <= 13 && (w.groups <= 6 || w.n == w.groups) {
		return near&(cueOrder|cueHolder) == 0
	}
	return w.grouped(3, 4) || w.grouped(3, 2, 2) || w.grouped(7) && near&cuePhone != 0 || w.grouped(4, 4) && near&cuePhone != 0
}

// date reports whether the window reads as a date with or without a time.
func (w *window) date() bool {
	switch {
	case w.grouped(2, 2, 4), w.grouped(4, 2, 2), w.grouped(1, 2, 4), w.grouped(1, 1, 4), w.grouped(2, 1, 4):
		return true
	case w.groups > 3 && (w.sizes[0] == 4 && w.sizes[1] == 2 && w.sizes[2] == 2 || w.sizes[2] == 4 && w.sizes[0] <= 2 && w.sizes[1] <= 2):
		return true
	case w.grouped(4, 4): // a span of years
		return w.buf[0] <= '2' && w.buf[4] <= '2'
	case w.n == 8 && w.groups == 1:
		return true
	}
	return false
}

// The first two digits of Polish numbers: mobile ones, those of a region, and
// those of shared cost or premium rate.
const (
	polishMobile = "45 50 51 53 57 60 66 69 72 73 78 79 88"
	polishArea   = "12 13 14 15 16 17 18 22 23 24 25 29 32 33 34 41 42 43 44 46 48 52 54 55 56 58 59 " +
		"61 62 63 65 67 68 71 74 75 76 77 81 82 83 84 85 86 87 89 91 94 95"
	polishShared = "80 70"
)

func (w *window) polish(d string) bool {
	switch {
	case w.n == 11 && d[:2] == "48" && prefixed(d[2:], polishMobile):
		return w.groups == 1 || w.grouped(2, 9) || w.grouped(2, 3, 3, 3)
	case w.n == 10 && d[0] == '0' && (prefixed(d[1:], polishMobile) || prefixed(d[1:], polishArea)):
		return w.groups > 1
	case w.n != 9 || strings.HasSuffix(d, "000000"):
		return false
	case prefixed(d, polishMobile):
		return w.groups == 1 || w.grouped(3, 3, 3) || w.grouped(3, 2, 2, 2) || w.grouped(2, 3, 2, 2) || w.grouped(3, 6)
	case prefixed(d, polishArea):
		return w.grouped(2, 3, 2, 2) || w.grouped(2, 7) || w.grouped(2, 3, 4) || w.grouped(3, 3, 3) && w.only("-")
	}
	return prefixed(d, polishShared) && w.grouped(3, 3, 3)
}

func prefixed(d, list string) bool {
	for ; len(list) >= 2; list = strings.TrimPrefix(list[2:], " ") {
		if d[:2] == list[:2] {
			return true
		}
	}
	return false
}

func (w *window) british(d string) bool {
	if d[0] != '0' || w.only(".") && w.groups > 1 {
		return false
	}
	switch {
	case w.n == 11 && d[1] == '7':
		return w.groups <= 4
	case w.n == 11 && (d[1] == '1' || d[1] == '2' || d[1] == '3' || d[1] == '8'):
		return w.sizes[0] >= 3
	case w.n == 10 && (d[1] == '1' || d[1] == '8'):
		return w.grouped(5, 5) || w.grouped(4, 3, 3) || w.grouped(4, 6)
	}
	return false
}

func (w *window) american(d string) bool {
	if w.n == 11 && d[0] == '1' {
		return w.sizes[0] == 1 && w.groups == 4 && numberingPlan(d[1:]) && w.grouped(1, 3, 3, 4)
	}
	return w.n == 10 && w.grouped(3, 3, 4) && numberingPlan(d)
}

// numberingPlan applies the rules of North America: area and exchange begin
// with 2 to 9 and the exchange does not end in 11.
func numberingPlan(d string) bool {
	return d[0] >= '2' && d[3] >= '2' && d[4:6] != "11"
}

// widenPhones takes what belongs to a number into its claim: the plus sign and
// bracket before it and the extension behind it.
func (s *scan) widenPhones() {
	for i := range s.claims {
		c := &s.claims[i]
		if c.kind != Phone {
			continue
		}
		start := len(strings.TrimRight(s.s[:c.start], " (+"))
		for start < c.start && s.s[start] == ' ' {
			start++
		}
		if strings.ContainsAny(s.s[start:c.start], "+(") && s.free(start, c.start) {
			c.start = start
		}
		if end := s.extensionEnd(c.end); end > 0 && s.free(c.end, end) {
			c.end = end
		}
	}
}

// extensionEnd returns the end of an extension ("ext. 12", "x12", "wew. 3")
// that follows place i, or 0.
func (s *scan) extensionEnd(i int) int {
	for k := range s.tokens {
		if s.tokens[k].start < i {
			continue
		}
		if k+1 < len(s.tokens) && s.tokens[k].start-i <= 2 && s.tokens[k].cue&cueExtension != 0 &&
			s.tokens[k+1].kind == number && s.tokens[k+1].start-s.tokens[k].end <= 2 && s.tokens[k+1].end-s.tokens[k+1].start <= 5 {
			return s.tokens[k+1].end
		}
		return 0
	}
	return 0
}
