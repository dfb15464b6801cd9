package redact

import "strings"

// orders finds the numbers by which a firm knows a customer, an order, a parcel
// or a complaint: behind a cue, or by the form of a carrier.
func (s *scan) orders() {
	for i, t := range s.tokens {
		if t.cue&(cueOrder|cueHolder) != 0 {
			s.orderBehind(i)
		}
	}
	for i, t := range s.tokens {
		if t.kind == number {
			s.carrierAt(i)
		}
	}
	s.windows(16, 24, func(w *window) Kind {
		switch {
		case w.grouped(3, 7, 7) && w.only("-") && w.apart(0): // Amazon
			return Order
		case w.n == 24 && w.groups == 1 && w.apart(cueOrder|cueNumber): // InPost
			return Order
		}
		return ""
	})
}

// orderBehind claims the number behind the cue at token i: "order no. 12345",
// "nr klienta: AB/123", "zamówienie 123456". With a word or sign for "number"
// three digits are enough; without one it takes five and a cue that means
// nothing else.
func (s *scan) orderBehind(i int) {
	certain := s.tokens[i].cue&cueOrder != 0
	numbered := i > 0 && (s.tokens[i].cue|s.before(i, 2))&cueNumber != 0
	for k := i + 1; k < len(s.tokens) && k <= i+3; k++ {
		gap := s.between(k - 1)
		if !s.leadsOn(k-1, gap) {
			return
		}
		t := s.tokens[k]
		if t.kind == word && strings.HasSuffix(gap, "#") && !certain {
			return // a hashtag
		}
		numbered = numbered || strings.ContainsAny(gap, "#:")
		least := 5
		if numbered {
			least = 3
		}
		if end, digits := s.codeAt(t.start); digits >= least {
			if (certain || numbered) && s.plainOrder(k, end, numbered) {
				s.claim(Order, t.start, s.moreGroups(end))
			}
			return
		}
		if t.kind != word || t.cue&(cueNumber|cueOrder|cueHolder) == 0 && !linking[strings.ToLower(s.text(t))] {
			return
		}
		numbered = numbered || t.cue&cueNumber != 0
	}
}

// leadsOn reports whether the gap behind token i leaves a cue and its number
// together: no comma, and no full stop but that of an abbreviation.
func (s *scan) leadsOn(i int, gap string) bool {
	if len(gap) > 4 || strings.Trim(gap, " .:#(-=/") != "" {
		return false
	}
	return !strings.HasPrefix(gap, ".") || s.tokens[i].end-s.tokens[i].start <= 4
}

// linking are words that may stand between a cue and its number.
var linking = set(`is to o was the of mój moj jest my your pod for z in listu list przewozowy code kod faktury vat paczki`)

// codeAt reads a code of letters, digits, hyphens, slashes and underscores that
// begins at place i, and counts its digits. It ends on a letter or digit.
func (s *scan) codeAt(i int) (end, digits int) {
	end = i
	for k := i; k < len(s.s); k++ {
		c := s.s[k]
		switch {
		case isDigit(c):
			digits++
			end = k + 1
		case isLetter(c):
			end = k + 1
		case c != '-' && c != '/' && c != '_':
			return end, digits
		}
	}
	return end, digits
}

// plainOrder reports whether the code from token first to place end is a number
// of something and no amount; one that nothing calls a number is no date either.
func (s *scan) plainOrder(first, end int, numbered bool) bool {
	last := first
	for last+1 < len(s.tokens) && s.tokens[last+1].start < end {
		last++
	}
	w := window{scan: s, first: first, last: last}
	if w.amount() || s.letterAfter(end) {
		return false
	}
	if s.has(end, ".") || s.has(end, ",") {
		if s.digitAfter(end + 1) {
			return false
		}
	}
	code := s.s[w.start():end]
	return wordless(code) && (numbered || !dateLike(code))
}

// wordless reports whether a code has at most four letters more than digits:
// one with more is a name with a number in it.
func wordless(code string) bool {
	balance := 0
	for i := range len(code) {
		switch {
		case isDigit(code[i]):
			balance++
		case isLetter(code[i]):
			balance--
		}
	}
	return balance >= -4
}

// dateLike reports whether a code has the form of a date: three parts of at
// most four digits.
func dateLike(code string) bool {
	parts := strings.FieldsFunc(code, func(r rune) bool { return r == '-' || r == '/' })
	if len(parts) != 3 {
		return false
	}
	for _, p := range parts {
		if len(p) > 4 || p[0] < '0' || p[0] > '9' {
			return false
		}
	}
	return true
}

// moreGroups extends a number over what single spaces join to it: groups of
// three digits or more that are no amount of their own.
func (s *scan) moreGroups(end int) int {
	for s.digitBefore(end) && end+1 < len(s.s) && s.s[end] == ' ' && isDigit(s.s[end+1]) {
		next, digits := s.codeAt(end + 1)
		if digits < 3 || s.letterAfter(next) || next+1 < len(s.s) && strings.IndexByte(".,:%", s.s[next]) >= 0 && isDigit(s.s[next+1]) {
			return end
		}
		end = next
	}
	return end
}

// carrierAt claims parcel numbers that prove themselves: the postal union's
// (two letters, nine digits with a check digit, a country) and UPS's.
func (s *scan) carrierAt(i int) {
	t := s.tokens[i]
	if i > 0 && i+1 < len(s.tokens) && t.end-t.start == 9 && s.between(i-1) == "" && s.between(i) == "" {
		lead, tail := s.tokens[i-1], s.tokens[i+1]
		if lead.end-lead.start == 2 && tail.end-tail.start == 2 && isUpper(s.s[lead.start]) && isUpper(s.s[tail.start]) &&
			postalUnion(s.text(t)) && !s.digitBefore(lead.start) && !s.digitAfter(tail.end) {
			s.claim(Order, lead.start, tail.end)
		}
	}
	if s.has(t.start, "1Z") && !s.alnumBefore(t.start) {
		if end, digits := s.codeAt(t.start); end-t.start == 18 && digits >= 8 {
			s.claim(Order, t.start, end)
		}
	}
}

// postalUnion checks the ninth digit of an S10 number.
func postalUnion(d string) bool {
	check := 11 - weighted(d, 8, 6, 4, 2, 3, 5, 9, 7)%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return check == int(d[8]-'0')
}
